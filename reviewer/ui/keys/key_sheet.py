"""The sheet of keys over the photo: whatever works in this view, from the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMargins, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSlider, QVBoxLayout, QWidget

from reviewer import words
from reviewer.ui import theme
from reviewer.ui.keys.actions import sheet

if TYPE_CHECKING:
    from reviewer.ui.keys.keymap import Keymap

_VEIL = 150  # of 255: the photo stays in sight, the words are read
_LEAST, _MOST = 2, 4  # columns

_LONE = {key.value for key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)}
_SCROLL = {
    Qt.Key.Key_Down.value: QSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_Up.value: QSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_PageDown.value: QSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp.value: QSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_Home.value: QSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End.value: QSlider.SliderAction.SliderToMaximum,
}


class KeySheet(QWidget):
    """Covers its parent until any key or click; the sheet itself is in the middle.

    Args:
        keymap: The keys in force.
        parent: The widget that it covers.

    Signals:
        closed: The user has read it.
    """

    closed = Signal()

    def __init__(self, keymap: Keymap, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._keymap = keymap
        self._covered = parent
        self._before: QWidget | None = None
        self._card: QFrame | None = None
        self._scroll: QScrollArea | None = None
        self._outer = QGridLayout(self)
        self.hide()

    def _deal(self, view: str) -> None:
        """Put another card on the table: the keys of a view."""
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
        self.setAccessibleName(words.text(f"keys_{view}"))
        card = self._card = QFrame()
        card.setObjectName("sheet")
        self._outer.setContentsMargins(*(2 * theme.GRID,) * 4)
        self._outer.addWidget(card, 0, 0, Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(card)
        column.setContentsMargins(*(3 * theme.GRID,) * 4)
        column.setSpacing(2 * theme.GRID)
        title = QLabel(words.text(f"keys_{view}"))
        title.setFont(theme.scaled(title.font(), 1.3, QFont.Weight.DemiBold))
        column.addWidget(title)
        taken = QSize(10 * theme.GRID, 12 * theme.GRID + title.sizeHint().height())
        rows = sheet(view, self._keymap.keys(view))
        self._scroll = _scrolled(_fitting(rows, self._covered.size() - taken), self._covered.size() - taken)
        column.addWidget(self._scroll)

    def open(self, view: str) -> None:
        """Show the keys of a view, one of ``actions.VIEWS``, and take all keys."""
        self._deal(view)
        self._before = self.window().focusWidget()
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()
        self.setFocus()

    def close_sheet(self) -> None:
        """Hide it and give the keys back."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()
        self._before = None
        self.closed.emit()

    def event(self, event: QEvent) -> bool:
        """Take every key before the window's shortcuts see it."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key but a lone modifier, or the one still held, closes it; where it does not fit, some scroll it."""
        bar = self._scroll.verticalScrollBar() if self._scroll is not None else None
        if bar is not None and bar.maximum() > 0 and event.key() in _SCROLL:
            bar.triggerAction(_SCROLL[event.key()])
        elif event.key() not in _LONE and not event.isAutoRepeat():
            self.close_sheet()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """So does a click."""
        self.close_sheet()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Darken what lies below."""
        veil = theme.colour("black")
        veil.setAlpha(_VEIL)
        QPainter(self).fillRect(QRect(0, 0, self.width(), self.height()), veil)


def _fitting(rows: list[tuple[str, str]], room: QSize) -> QWidget:
    """The rows in as many columns as it takes to have them all in sight, or closer together, or as well as they go."""
    beside = [_columns(rows, 1, theme.GRID)]
    for gap in (theme.GRID, theme.GRID // 2):
        for count in range(_LEAST, _MOST + 1):
            if (made := _columns(rows, count, gap)).sizeHint().width() > room.width():
                break
            beside.append(made)
            if made.sizeHint().height() <= room.height():
                return made
    return beside[-1]


def _columns(rows: list[tuple[str, str]], count: int, gap: int) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(5 * theme.GRID)
    high = -(-len(rows) // count)
    for at in range(0, len(rows), high):
        row.addLayout(_table(rows[at : at + high], gap))
    return made


def _scrolled(content: QWidget, room: QSize) -> QScrollArea:
    """The content in an area as large as it wants to be, within the room there is."""
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    wanted = content.sizeHint()
    bar = area.verticalScrollBar().sizeHint().width() + theme.GRID if wanted.height() > room.height() else 0
    area.setFixedSize(wanted.grownBy(QMargins(0, 0, bar, 0)).boundedTo(room))
    return area


def _table(rows: list[tuple[str, str]], gap: int) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * theme.GRID)
    grid.setVerticalSpacing(gap)
    for at, (keys, text) in enumerate(rows):
        key = QLabel(keys)
        key.setFont(theme.scaled(key.font(), 1.0, QFont.Weight.DemiBold))
        meaning = QLabel(text)
        meaning.setProperty("quiet", True)
        grid.addWidget(key, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(meaning, at, 1, Qt.AlignmentFlag.AlignTop)
    grid.setRowStretch(len(rows), 1)
    return grid
