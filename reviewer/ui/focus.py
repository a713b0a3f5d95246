"""Where the keys go: seen wherever that is, and never nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

_LIGHT, _DARK = QColor("#ffffff"), QColor("#000000")
_WIDTH = 2  # px of each of the two: one of them is seen on any photo
_BY_KEY = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
_UNCHANGED = {
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
}


class FocusRing(QWidget):
    """A frame on the inside of a part that is painted by hand, while it has the focus by Tab.

    A photo that merely has the keys, as it always has, is left without.
    """

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self._by_key = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        part.installEventFilter(self)

    def eventFilter(self, part: QObject, event: QEvent) -> bool:
        """Appear and go with the focus, and keep to the edge."""
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            reason = cast("QFocusEvent", event).reason()
            self._by_key = self._by_key if reason in _UNCHANGED else reason in _BY_KEY
            self._show(cast("QWidget", part).rect())
        elif kind == QEvent.Type.FocusOut:
            self.hide()
        elif kind == QEvent.Type.Resize and self.isVisible():
            self._show(cast("QWidget", part).rect())
        return False

    def _show(self, rect: QRect) -> None:
        self.setGeometry(rect)
        edge = 2 * _WIDTH
        self.setMask(QRegion(self.rect()).subtracted(QRegion(self.rect().adjusted(edge, edge, -edge, -edge))))
        self.raise_()
        self.setVisible(self._by_key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Light outside, dark inside; the mask leaves nothing else."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), _LIGHT)
        painter.fillRect(self.rect().adjusted(_WIDTH, _WIDTH, -_WIDTH, -_WIDTH), _DARK)


class FocusKeeper(QObject):
    """Gives the keys of a window back to its room when what had them has gone.

    Args:
        window: Whose keys they are.
        give_back: Gives them to the room that is shown.
    """

    def __init__(self, window: QWidget, give_back: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self._later = QTimer(self, interval=0, singleShot=True)  # whoever takes the keys next may be about to
        self._later.timeout.connect(lambda: self._lost() and give_back())
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._note)

    def _note(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            self._later.start()

    def _lost(self) -> bool:
        elsewhere = QApplication.focusWidget() or QApplication.activePopupWidget()
        return self._window.isActiveWindow() and elsewhere is None
