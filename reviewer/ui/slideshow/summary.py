"""What came of a slideshow: seen, not reached, and where to go from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reviewer import words
from reviewer.ui import theme

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from reviewer.playback import Summary


class ShowSummary(QWidget):
    """The last page of a slideshow; Return goes on to the second pass that makes most sense.

    Signals:
        rest_requested: Show what was not reached.
        unseen_requested: Show what was never looked at.
        again_requested: Show everything again.
        leave_requested: Back to the photos.
    """

    rest_requested = Signal()
    unseen_requested = Signal()
    again_requested = Signal()
    leave_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title.setFont(theme.scaled(self.font(), 1.8, QFont.Weight.DemiBold))
        self._seen = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._seen.setFont(theme.scaled(self.font(), 1.2))
        self._missed = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._missed.setProperty("quiet", True)
        self._rest = QPushButton()
        self._unseen = QPushButton()
        self._again = QPushButton(words.text("show_again"))
        self._leave = QPushButton(words.text("show_leave"))
        column = QVBoxLayout(self)
        column.setSpacing(2 * theme.GRID)
        column.addStretch(1)
        for label in (self._title, self._seen, self._missed):
            column.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addStretch(1)
        for button in (self._rest, self._unseen, self._again, self._leave):
            button.setAutoDefault(True)  # Return presses the one with the focus, not only Space
            button.installEventFilter(self)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        self._row = row
        row.addStretch(1)
        column.addSpacing(2 * theme.GRID)
        column.addLayout(row)
        column.addStretch(1)
        self._rest.clicked.connect(self.rest_requested)
        self._unseen.clicked.connect(self.unseen_requested)
        self._again.clicked.connect(self.again_requested)
        self._leave.clicked.connect(self.leave_requested)
        self.hide()

    def show_summary(self, summary: Summary, unseen: int) -> None:
        """Say what was seen and offer what makes sense next; the likeliest has the focus.

        Args:
            summary: What came of this pass.
            unseen: Stops of the whole folder that were never looked at.
        """
        missed = summary.not_reached
        self._title.setText(words.text(_title(summary)))
        self._seen.setText(
            words.text("show_seen").format(
                stops=words.count(summary.stops_seen, "stop"),
                photos=words.count(summary.photos_seen, "photo"),
                duration=words.duration(summary.seconds),
            )
        )
        self._seen.setVisible(summary.stops > 0)
        self._missed.setText(words.text("show_missed").format(stops=words.count(missed, "stop")))
        self._missed.setVisible(missed > 0)
        self._rest.setText(words.text("show_rest").format(stops=words.count(missed, "stop")))
        self._rest.setVisible(missed > 0)
        self._unseen.setText(words.text("show_unseen").format(stops=words.count(unseen, "stop")))
        self._unseen.setVisible(unseen > 0 and unseen != missed)
        self._again.setVisible(summary.stops > 0)
        self._arrange()
        self.show()
        self._likeliest.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows step, here as everywhere in the slideshow: a held one must not go from button to button."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ARROWS:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Buttons that do not fit beside each other stand one below the other."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        buttons = [button for button in (self._rest, self._unseen, self._again, self._leave) if not button.isHidden()]
        needed = sum(button.sizeHint().width() + self._row.spacing() for button in buttons)
        beside = needed + 4 * theme.GRID <= self.width()
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def go_on(self) -> None:
        """Do what is likeliest to be wanted, as a press of its button."""
        self._likeliest.click()

    @property
    def _likeliest(self) -> QPushButton:
        buttons = (self._rest, self._unseen, self._again, self._leave)
        return next(button for button in buttons if not button.isHidden())


def _title(summary: Summary) -> str:
    if not summary.stops:
        return "show_nothing"
    return "show_part" if summary.not_reached else "show_all"
