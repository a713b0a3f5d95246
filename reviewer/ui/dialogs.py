"""The dialogs about the program itself: preferences, keys and models, each imported and made when it is asked for.

One of them is open at a time; asked for again, as the second display can while it is, it comes to the front.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QDialog, QWidget

    from reviewer.settings import Settings
    from reviewer.ui.keys.keymap import Keymap
    from reviewer.ui.models.stock import Stock


class Dialogs:
    """Opens them over the window.

    Args:
        settings: What the preferences change.
        keymap: What the key editor changes.
        stock: What the page of models shows and changes.
        parent: The window.

    Attributes:
        shows_models: The page of models is open, and says itself what comes of it.
    """

    def __init__(self, settings: Settings, keymap: Keymap, stock: Stock, parent: QWidget) -> None:
        self._settings = settings
        self._keymap = keymap
        self._stock = stock
        self._parent = parent
        self._dialog: QDialog | None = None
        self.shows_models = False

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Who carries out the actions that open them."""
        return {
            "preferences": self._open_preferences,
            "change_keys": self._open_key_editor,
            "models": self._open_models,
        }

    def _open_preferences(self) -> None:
        from reviewer.ui.preferences.window import Preferences  # noqa: PLC0415 - the window starts sooner without it

        def made() -> QDialog:
            dialog = Preferences(self._settings, self._stock.ready, self._parent)
            dialog.models_requested.connect(self._go_to_models)
            return dialog

        self._open(made)

    def _open_key_editor(self) -> None:
        from reviewer.ui.keys.key_editor import KeyEditor  # noqa: PLC0415 - as above

        self._open(lambda: KeyEditor(self._keymap, self._parent))

    def _open_models(self) -> None:
        from reviewer.ui.models.window import Models  # noqa: PLC0415 - as above

        self._open(lambda: Models(self._stock, self._settings, self._parent))
        self.shows_models = isinstance(self._dialog, Models)

    def _go_to_models(self) -> None:
        if self._dialog is not None:
            self._dialog.close()
        self._open_models()

    def _open(self, made: Callable[[], QDialog]) -> None:
        if self._dialog is None:
            self._dialog = made()
            self._dialog.finished.connect(self._come_back)
            self._dialog.open()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def _come_back(self) -> None:
        self._dialog, self.shows_models = None, False
        self._parent.activateWindow()  # without a window manager nobody else gives it the keys
