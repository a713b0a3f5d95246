"""Icons that take the ink of the theme that is worn whenever they are painted: whoever holds one need not renew it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_INK = "currentColor"  # what a drawing calls the colour it is to be painted in


def made(path: Path, ink: Callable[[], str]) -> QIcon:
    """The icon of an SVG file; one drawn in ``currentColor`` takes the colour that ``ink`` gives, ``#rrggbb``."""
    drawing = path.read_text(encoding="utf-8")
    return QIcon(_Inked(drawing, ink)) if _INK in drawing else QIcon(str(path))


class _Inked(QIconEngine):
    def __init__(self, drawing: str, ink: Callable[[], str]) -> None:
        super().__init__()
        self._drawing = drawing
        self._ink = ink
        self._ready: dict[tuple[str, int, int], QPixmap] = {}

    def clone(self) -> QIconEngine:
        return _Inked(self._drawing, self._ink)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self.pixmap(rect.size() * ratio, mode, state))

    def pixmap(self, size: QSize, _mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        key = (self._ink(), size.width(), size.height())
        if key not in self._ready:
            self._ready[key] = self._drawn(size)
        return self._ready[key]

    def _drawn(self, size: QSize) -> QPixmap:
        # Not QImageReader on a QBuffer: it asks a buffer made in Python for its bytes under its lock, and would wait
        # for ever where a thread that has the interpreter waits for that lock to read a thumbnail.
        drawing = QSvgRenderer(QByteArray(self._drawing.replace(_INK, self._ink()).encode()))
        made = QPixmap(size)
        made.fill("transparent")
        painter = QPainter(made)
        drawing.render(painter)
        painter.end()
        return made
