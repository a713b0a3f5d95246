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
    """Keeps an application in the theme that is chosen.

    Args:
        application: To be dressed.
        choice: ``dark``, ``light`` or ``system``, which follows the system and its changes.
    """

    def __init__(self, application: QApplication, choice: str) -> None:
        super().__init__(application)
        self._application = application
        self._choice = ""
        theme.dress(application)
        self._hints = application.styleHints()
        self._hints.colorSchemeChanged.connect(self._follow)
        self.choose(choice)

    def choose(self, choice: str) -> None:
        """Wear another theme at once."""
        if choice == self._choice:
            return
        self._choice = choice
        self._hints.setColorScheme(_SCHEMES[choice])  # window frames and native dialogs, where the system can
        self._wear(self._hints.colorScheme() if choice == "system" else _SCHEMES[choice])

    def _follow(self, scheme: Qt.ColorScheme) -> None:
        if self._choice == "system":
            self._wear(scheme)

    def _wear(self, scheme: Qt.ColorScheme) -> None:
        theme.wear("light" if scheme is Qt.ColorScheme.Light else "dark")
        theme.recolour(self._application)
