"""What is there before a folder is: a place to drop one, a button, and the folders opened last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from reviewer import words
from reviewer.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_WIDTH = 560  # px, for the usual font
_ICON = 72  # px
_SHOWN = 6  # recent folders; the menu has them all


class StartPage(QWidget):
    """The page of an empty window.

    Signals:
        open_requested: The user wants to choose a folder.
        folder_requested(Path): The user wants one of the recent ones.
        models_requested: The user wants to see what photos can be scored by.
    """

    open_requested = Signal()
    folder_requested = Signal(object)
    models_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        page = QWidget()
        page.setObjectName("page")
        around = QScrollArea()  # a small screen at 200 % has less room than this needs
        around.setWidgetResizable(True)
        around.setFrameShape(QFrame.Shape.NoFrame)
        around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(around)
        outer = QVBoxLayout(page)
        outer.addStretch(2)
        self._drop = _DropPlace()
        self._drop.button.clicked.connect(self.open_requested)
        outer.addWidget(self._drop, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addSpacing(3 * theme.GRID)
        self.setFocusProxy(self._drop.button)
        self._recent = QFrame()
        self._recent.setFixedWidth(theme.grown(_WIDTH, self))
        self._rows = QVBoxLayout(self._recent)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        outer.addWidget(self._recent, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        outer.addWidget(self._scores(), 0, Qt.AlignmentFlag.AlignHCenter)

    def _scores(self) -> QFrame:
        """The line about scores; its place is kept from the start, so that nothing moves when it is known."""
        frame = QFrame()
        frame.setFixedWidth(theme.grown(_WIDTH, self))
        self._metrics = QLabel(wordWrap=True)
        self._metrics.setProperty("quiet", True)
        models = QPushButton(words.text("models_link"))
        models.setObjectName("link")
        models.setCursor(Qt.CursorShape.PointingHandCursor)
        models.setToolTip(theme.tip(words.text("models_link_tip")))
        models.clicked.connect(self.models_requested)
        row = QHBoxLayout(frame)
        row.setContentsMargins(theme.GRID + theme.GRID // 2, 0, 0, theme.GRID)
        row.addWidget(self._metrics, 1)
        row.addWidget(models)
        return frame

    def show_metrics(self, titles: Sequence[str]) -> None:
        """Say by which metrics photos will be scored; by none where that is not known yet."""
        self._metrics.setText(words.text("models_start").format(titles=", ".join(titles)) if titles else "")

    def set_recent(self, folders: Sequence[Path]) -> None:
        """Show the folders opened last, the last first."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not folders:
            return
        heading = QLabel(words.text("recent"))
        heading.setProperty("quiet", True)
        heading.setContentsMargins(theme.GRID + theme.GRID // 2, 0, 0, theme.GRID // 2)
        self._rows.addWidget(heading)
        for folder in folders[:_SHOWN]:
            self._rows.addWidget(self._button(folder))

    def set_inviting(self, *, inviting: bool) -> None:
        """Something droppable is held over the window."""
        self._drop.setProperty("inviting", inviting)
        self._drop.style().polish(self._drop)

    def _button(self, folder: Path) -> QPushButton:
        button = QPushButton()
        button.setObjectName("recent")
        button.setIcon(theme.icon("folder"))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        text = words.safe(str(folder)).replace("&", "&&")
        room = self._recent.width() - 8 * theme.GRID
        shown = button.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room)
        button.setText("  " + shown)
        button.setToolTip(theme.tip(words.safe(str(folder)) if shown != text else ""))
        button.setAccessibleName(words.safe(str(folder)))
        button.clicked.connect(lambda: self.folder_requested.emit(folder))
        return button


class _DropPlace(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("drop")
        self.setFixedWidth(theme.grown(_WIDTH, self))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(6 * theme.GRID,) * 4)
        column.setSpacing(2 * theme.GRID)
        picture = QLabel()
        picture.setPixmap(theme.icon("photo-reviewer").pixmap(_ICON, _ICON))
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        words_ = QLabel(words.text("drop"))
        words_.setFont(theme.scaled(words_.font(), 1.4))
        column.addWidget(words_, 0, Qt.AlignmentFlag.AlignHCenter)
        self.button = QPushButton(words.text("open_folder"))
        self.button.setObjectName("primary")
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
