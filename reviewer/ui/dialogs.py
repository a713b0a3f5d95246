"""The dialogs about the program itself: preferences and keys, each imported and made when it is asked for.

One of them is open at a time; asked for again, as the second display can while it is, it comes to the front.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QDialog, QWidget

    from reviewer.settings import Settings
    from reviewer.ui.keys.keymap import Keymap


class Dialogs:
    """Opens them over the window.

    Args:
        settings: What the preferences change.
        keymap: What the key editor changes.
        parent: The window.
    """

    def __init__(self, settings: Settings, keymap: Keymap, parent: QWidget) -> None:
        self._settings = settings
        self._keymap = keymap
        self._parent = parent
        self._dialog: QDialog | None = None

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Who carries out the actions that open them."""
        return {"preferences": self._open_preferences, "change_keys": self._open_key_editor}

    def _open_preferences(self) -> None:
        from reviewer.ui.preferences.window import Preferences  # noqa: PLC0415 - the window starts sooner without it

        self._open(lambda: Preferences(self._settings, self._parent))

    def _open_key_editor(self) -> None:
        from reviewer.ui.keys.key_editor import KeyEditor  # noqa: PLC0415 - as above

        self._open(lambda: KeyEditor(self._keymap, self._parent))

    def _open(self, made: Callable[[], QDialog]) -> None:
        if self._dialog is None:
            self._dialog = made()
            self._dialog.finished.connect(self._come_back)
            self._dialog.open()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def _come_back(self) -> None:
        self._dialog = None
        self._parent.activateWindow()  # without a window manager nobody else gives it the keys
