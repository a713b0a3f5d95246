"""Which theme is worn, and how large everything is: what the user chose, or what the system says."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from reviewer.ui import theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

    from reviewer.settings import Settings

_SCHEMES = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light, "system": Qt.ColorScheme.Unknown}
_FACTOR = "QT_SCALE_FACTOR"  # on top of what the screen asks for; Qt reads it once, when its application is made


@contextmanager
def enlarged(percent: int) -> Iterator[None]:
    """Have everything but photos drawn larger in the application that is made meanwhile. A user's own wish wins.

    The wish is withdrawn afterwards: a program that is started from this one has its own.
    """
    if percent == 100 or _FACTOR in os.environ:  # noqa: PLR2004 - per cent
        yield
        return
    os.environ[_FACTOR] = f"{percent / 100:g}"
    try:
        yield
    finally:
        del os.environ[_FACTOR]


class Appearance(QObject):
    """Keeps an application in the theme that is chosen, at once whenever that is another.

    Args:
        application: To be dressed.
        settings: Where ``theme`` is chosen: ``dark``, ``light`` or ``system``, which follows the system.
    """

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__(application)
        self._application = application
        self._settings = settings
        theme.dress(application)
        self._hints = application.styleHints()
        self._hints.colorSchemeChanged.connect(self._follow_system)
        settings.listen(self._follow)
        self._choose()

    def _follow(self, setting: str) -> None:
        if setting == "theme":
            self._choose()

    def _choose(self) -> None:
        choice = self._settings.text("theme")
        self._hints.setColorScheme(_SCHEMES[choice])  # window frames and native dialogs, where the system can
        self._wear(self._hints.colorScheme() if choice == "system" else _SCHEMES[choice])

    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        if self._settings.text("theme") == "system":
            self._wear(scheme)

    def _wear(self, scheme: Qt.ColorScheme) -> None:
        theme.wear("light" if scheme is Qt.ColorScheme.Light else "dark")
        theme.recolour(self._application)
