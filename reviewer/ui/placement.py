"""Where the window was when it was closed, so that it opens there again, if there is still a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

_SHARE = 0.9  # of the screen, at first: photos want room, and a frame that can be grabbed
_MAXIMISED = "maximised"


def text_of(window: QWidget) -> str:
    """The place of a window, as ``place`` reads it: left, top, width, height, and whether it is maximised."""
    at = window.normalGeometry() if window.windowState() else window.geometry()
    numbers = f"{at.x()} {at.y()} {at.width()} {at.height()}"
    return f"{numbers} {_MAXIMISED}" if window.windowState() & Qt.WindowState.WindowMaximized else numbers


def place(window: QWidget, text: str) -> None:
    """Put a window where it was, as far as there is a screen; else give it most of the one it is on."""
    at = fitted(text, [screen.availableGeometry() for screen in QGuiApplication.screens()])
    if at is None:
        window.resize(window.screen().availableSize() * _SHARE)
    else:
        window.setGeometry(at)
    if text.endswith(_MAXIMISED):
        window.setWindowState(Qt.WindowState.WindowMaximized)


def fitted(text: str, screens: Sequence[QRect]) -> QRect | None:
    """Where a window may be put that was at a place once.

    Args:
        text: From ``text_of``; anything else counts as no place.
        screens: Room for windows on the screens that there are now.

    Returns:
        The place, made smaller and moved so that it is wholly on the screen which it was on most; None if it was on
        none of these.
    """
    numbers = text.split()[:4]
    if len(numbers) < 4 or not all(number.removeprefix("-").isdecimal() for number in numbers):  # noqa: PLR2004 - a rectangle
        return None
    was = QRect(*(max(-(2**20), min(2**20, int(number))) for number in numbers))
    screen = max(screens, key=lambda room: _area(room.intersected(was)), default=QRect())
    if not _area(screen.intersected(was)):
        return None
    size = was.size().boundedTo(screen.size()).expandedTo(QSize(1, 1))
    left = max(screen.left(), min(was.left(), screen.right() + 1 - size.width()))
    top = max(screen.top(), min(was.top(), screen.bottom() + 1 - size.height()))
    return QRect(left, top, size.width(), size.height())


def _area(room: QRect) -> int:
    return 0 if room.isEmpty() else room.width() * room.height()
