"""The few keys a newcomer needs, in one quiet line that goes when it is no longer needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from reviewer import words
from reviewer.settings import TABLE
from reviewer.ui import theme
from reviewer.ui.focus import FocusRing
from reviewer.ui.keys.actions import GRID, LOUPE, spoken

if TYPE_CHECKING:
    from reviewer.ui.keys.keymap import Keymap

ENOUGH = int((TABLE["keys_pressed"].bounds or (0, 0))[1])
"""Key presses after which nobody needs telling."""

_STEP = 5  # presses between two strengths
_STRENGTHS = (1.0, 0.75, 0.5, 0.35)  # of the ink: it fades without moving
_INSET = theme.GRID  # px: the ring of the focus goes round the words, not through them
_PAIRS = (
    (("previous", "next"), "strip_flip"),
    (("zoom_pixels",), "strip_zoom"),
    (("slideshow",), "strip_slideshow"),
    (("keys",), "strip_keys"),
)


class KeyStrip(QAbstractButton):
    """Counts keys that do something and fades; a click is enough to close it.

    Args:
        keymap: The keys in force.
        viewer: The part whose keys are counted; while it is out of sight the keys of the grid are told.
        pressed: How many keys were counted before.

    Signals:
        counted(int): So many keys by now; told now and then.
        ended: It is not needed any more.
    """

    counted = Signal(int)
    ended = Signal()

    def __init__(self, keymap: Keymap, viewer: QWidget, pressed: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self._viewer = viewer
        self._pressed = pressed
        self._pairs: list[tuple[str, str]] = []
        FocusRing(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: self._count(ENOUGH))
        keymap.changed.connect(self._read)
        viewer.installEventFilter(self)
        self._read()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count the keys that the photo gets, each once however long it is held."""
        if event.type() == QEvent.Type.ShortcutOverride:
            key = cast("QKeyEvent", event)
            if not key.isAutoRepeat() and self._keymap.action(LOUPE, key) is not None:
                self._count(self._pressed + 1)
        elif event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._read()
        return super().eventFilter(watched, event)

    def _count(self, pressed: int) -> None:
        self._pressed = min(ENOUGH, pressed)
        if self._pressed % _STEP == 0:
            self.counted.emit(self._pressed)
            self.update()
        if self._pressed == ENOUGH:
            self._viewer.removeEventFilter(self)
            self.ended.emit()

    def _read(self) -> None:
        """Take the keys from the keymap."""
        keys = self._keymap.keys(LOUPE if self._viewer.isVisible() else GRID)
        self._pairs = [
            (" ".join(spoken(keys[name][0]) for name in names), words.text(code))
            for names, code in _PAIRS
            if all(keys.get(name) for name in names)
        ]
        line = "   ".join(f"{key} {meaning}" for key, meaning in self._pairs)
        self.setAccessibleName(f"{line}. {words.text('strip_close')}")
        self._tell()

    def _tell(self) -> None:
        """What did not find room is in the tip."""
        whole = self.accessibleName() if len(self._fitting()) < len(self._pairs) else words.text("strip_close")
        self.setToolTip(theme.tip(whole))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer of the keys find room."""
        super().resizeEvent(event)
        self._tell()

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        return QSize(_INSET + sum(map(self._room, self._pairs)), theme.line_height(self))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Keys, and more quietly what they do."""
        painter = QPainter(self)
        painter.setOpacity(_STRENGTHS[min(self._pressed // _STEP, len(_STRENGTHS) - 1)])
        at, gap = _INSET, self.fontMetrics().horizontalAdvance(" ")
        for key, meaning in self._fitting():
            for text, font, ink in ((key, self._strong(), "text"), (meaning, self.font(), "quiet")):
                painter.setFont(font)
                painter.setPen(theme.colour(ink))
                wide = painter.fontMetrics().horizontalAdvance(text)
                painter.drawText(QRect(at, 0, wide + gap, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
                at += wide + gap
            at += 2 * theme.GRID - gap

    def _fitting(self) -> list[tuple[str, str]]:
        """What there is room for; where all the keys are found goes last."""
        shown = list(self._pairs)
        while len(shown) > 1 and _INSET + sum(map(self._room, shown)) - 2 * theme.GRID > self.width():
            del shown[-2]
        return shown

    def _room(self, pair: tuple[str, str]) -> int:
        key, meaning = pair
        plain = self.fontMetrics()
        return (
            QFontMetrics(self._strong()).horizontalAdvance(key)
            + plain.horizontalAdvance(" " + meaning)
            + 2 * theme.GRID
        )

    def _strong(self) -> QFont:
        return theme.scaled(self.font(), 1.0, QFont.Weight.DemiBold)
