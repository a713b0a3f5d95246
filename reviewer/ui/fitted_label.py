"""A line of words in whatever room there is: shorter words where there is little, and the whole in the tip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from reviewer.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget


class FittedLabel(QLabel):
    """Shows the first of several wordings that fits; the last is cut short where even that does not.

    Screen readers are told the first.

    Args:
        asking: It asks for the room that the first wording needs, or needed before: numbers that get shorter move
            nothing beside it. It insists on that for the last wording. Else it does with what is left over.
    """

    def __init__(self, *, asking: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asking = asking
        self._wordings: tuple[str, ...] = ("",)
        self._widest = 0
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across = QSizePolicy.Policy.Preferred if asking else QSizePolicy.Policy.Ignored
        self.setSizePolicy(across, QSizePolicy.Policy.Preferred)

    def say(self, *wordings: str) -> None:
        """Show the longest of these that fits; they are given from the longest to the shortest.

        Where nothing is said, the room is given back.
        """
        if wordings == self._wordings:
            return
        self._wordings = wordings
        needed = self._room(wordings[0]).width()
        self._widest = max(self._widest, needed) if needed else 0
        self.setAccessibleName(wordings[0])
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the longest."""
        return QSize(self._widest, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Room for the shortest, if it asks for any."""
        return self._room(self._wordings[-1] if self._asking else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is now."""
        super().resizeEvent(event)
        self._fit()

    def _room(self, text: str) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(text), self.fontMetrics().height())

    def _fit(self) -> None:
        metrics, width = self.fontMetrics(), self.width()
        fitting = next((text for text in self._wordings if metrics.horizontalAdvance(text) <= width), None)
        shown = (
            metrics.elidedText(self._wordings[-1], Qt.TextElideMode.ElideRight, width) if fitting is None else fitting
        )
        self.setText(shown)
        self.setToolTip(theme.tip(self._wordings[0] if shown != self._wordings[0] else ""))
