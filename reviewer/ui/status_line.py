"""The line at the window's foot: where we are, how the strip is sorted, what scoring does, and at most one notice."""

from __future__ import annotations

from collections import deque
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QProgressBar, QToolButton, QWidget

from reviewer import words
from reviewer.scoring.choice import metric_title
from reviewer.ui import theme
from reviewer.ui.fitted_label import FittedLabel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewer.ui.reviewing.scoring_feed import Work

_HEIGHT = 32  # px, for the usual font
_SLOW = 10  # photos a second below which a decimal is worth reading
_NOTICES = 8  # kept waiting; more are one and the same trouble over and over


class StatusLine(QFrame):
    """One line of words.

    Signals:
        pause_requested: Pause scoring, or go on.
        stop_requested: Stop scoring.
        notice_changed: Another notice is shown, or none any more.
    """

    pause_requested = Signal()
    stop_requested = Signal()
    notice_changed = Signal()

    def __init__(self, sorting: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setFixedHeight(theme.grown(_HEIGHT, self))
        self._notices: deque[str] = deque(maxlen=_NOTICES)
        self._at_work: tuple[str, ...] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.GRID, 0, theme.GRID, 0)
        row.setSpacing(theme.GRID)
        self._position = QLabel()
        row.addWidget(self._position)
        self._stacks, self._selected = QLabel(), QLabel()
        self._stacks.setProperty("quiet", True)
        row.addWidget(self._stacks)
        row.addWidget(self._selected)
        self._sort = _sort_button(sorting)
        row.addWidget(self._sort)
        self._notice = FittedLabel()
        self._hint: QWidget | None = None
        self._middle = QHBoxLayout()
        self._middle.addWidget(self._notice, 1)
        row.addSpacing(theme.GRID)
        row.addLayout(self._middle, 1)
        self._dismiss = _button("close", "dismiss")
        self._dismiss.clicked.connect(self._next_notice)
        row.addWidget(self._dismiss)
        self._work = FittedLabel(asking=True)
        self._work.setProperty("quiet", True)
        row.addSpacing(theme.GRID)
        row.addWidget(self._work)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(12 * theme.GRID)
        self._bar.setAccessibleName(words.text("progress"))
        row.addWidget(self._bar)
        self._pause = _button("pause", "pause_scoring")
        self._pause.clicked.connect(self.pause_requested)
        self._stop = _button("stop", "stop_scoring")
        self._stop.clicked.connect(self.stop_requested)
        row.addWidget(self._pause)
        row.addWidget(self._stop)
        self.show_position(None, 0)
        self.show_stacks(0, 0)
        self.show_selected(0)
        self.show_work(None)
        self._show_notice()

    def show_position(self, row: int | None, total: int) -> None:
        """Where the current photo stands, ``row`` counted from 0."""
        self._position.setText(words.text("position").format(row=total, total=total))
        self._position.setMinimumWidth(self._position.sizeHint().width())  # so that what follows stays in its place
        self._position.setText(words.text("position").format(row=row + 1, total=total) if row is not None else "")
        self._sort.setVisible(total > 0)

    def show_stacks(self, stacks: int, photos: int) -> None:
        """How many cells there are for how many photos; nothing if there is one for each."""
        text = words.text("stacks").format(stacks=words.count(stacks, "stack"), photos=words.count(photos, "photo"))
        self._stacks.setText(text)
        self._stacks.setVisible(stacks < photos)

    def show_selected(self, count: int) -> None:
        """How many photos keys act on; nothing for one or none."""
        self._selected.setText(words.text("selected").format(n=f"{count:,}"))
        self._selected.setVisible(count > 1)

    def show_order(self, title: str, *, descending: bool) -> None:
        """How the strip is sorted."""
        self._sort.setText(f"{title} {'↓' if descending else '↑'}")
        self._sort.setAccessibleName(f"{title}, {words.text('descending' if descending else 'ascending')}")

    def sort_corner(self) -> QPoint:
        """Where the menu of orders opens, on the screen."""
        return self._sort.mapToGlobal(QPoint(0, -self._sort.menu().sizeHint().height()))

    def show_work(self, work: Work | None) -> None:
        """What scoring is doing; None when it is not."""
        for widget in (self._work, self._bar, self._pause, self._stop):
            widget.setVisible(work is not None)
        at_work = work.metrics if work is not None and not work.paused else None
        if at_work != self._at_work:
            self._at_work = at_work
            self._work.say("")  # it may do with less room than what was done before
        if work is None:
            return
        self._work.say(*_sentences(work))
        self._bar.setRange(0, max(1, work.total))
        self._bar.setValue(work.done)
        code = "resume_scoring" if work.paused else "pause_scoring"
        self._pause.setIcon(theme.icon("play" if work.paused else "pause"))
        self._pause.setToolTip(words.text(code))
        self._pause.setAccessibleName(words.text(code))

    def show_hint(self, hint: QWidget | None) -> None:
        """Have something in the middle while there is no notice; the one before goes."""
        if self._hint is not None:
            self._hint.hide()
            self._hint.deleteLater()
        self._hint = hint
        if hint is not None:
            self._middle.addWidget(hint, 1)
        self._show_notice()

    def add_notice(self, sentence: str) -> None:
        """Say something that may be dismissed; the same sentence is not said twice at a time."""
        if sentence not in self._notices:
            self._notices.append(sentence)
            self._show_notice()

    def withdraw_notice(self, sentence: str) -> None:
        """It is true no more."""
        if sentence in self._notices:
            self._notices.remove(sentence)
            self._show_notice()

    @property
    def has_notice(self) -> bool:
        """Whether there is something to be read."""
        return bool(self._notices)

    def _next_notice(self) -> None:
        self._notices.popleft()
        self._show_notice()

    def _show_notice(self) -> None:
        sentence = self._notices[0] if self._notices else ""
        self._dismiss.setVisible(bool(sentence))
        self._notice.say(sentence)
        self._notice.setVisible(bool(sentence) or self._hint is None)
        if self._hint is not None:
            self._hint.setVisible(not sentence)
        self.notice_changed.emit()


def _sentences(work: Work) -> Iterator[str]:
    """From the whole of it to what one wants to know most."""
    if work.paused:
        yield words.text("scoring_paused")
        return
    whole, brief = _titles(work)
    place = words.text("position").format(row=work.done, total=work.total)
    rate = words.text("slow_rate" if work.rate < _SLOW else "rate").format(rate=work.rate) if work.rate > 0 else ""
    seconds = ceil(work.seconds_left or 0)
    left = words.text("left").format(duration=words.duration(seconds)) if seconds else ""
    most = words.text("at_most").format(size=words.size(work.contract.memory)) if work.contract else ""
    time_and_memory = ", ".join(part for part in (left, most) if part)
    for parts in (
        (whole, place, rate, time_and_memory),
        (brief, place, rate, time_and_memory),
        (brief, place, time_and_memory),
        (brief, place, left),
        (place, left),
        (place,),
    ):
        yield "   ".join(part for part in parts if part)


def _titles(work: Work) -> tuple[str, str]:
    """What is going on, with all the metrics at work by name, and shorter."""
    if not work.metrics:
        return (words.text("survey"),) * 2
    begun = work.rate > 0 or work.contract is not None  # until then models are loaded, which takes seconds
    one, some = ("scoring", "scoring_others") if begun else ("scoring_soon", "scoring_soon_others")
    titles = [metric_title(name) for name in work.metrics]
    whole = words.text(one).format(title=", ".join(titles))
    return whole, words.text(some).format(title=titles[0], n=len(titles) - 1) if titles[1:] else whole


def _sort_button(sorting: QMenu) -> QToolButton:
    button = QToolButton()
    button.setMenu(sorting)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    button.setIcon(theme.icon("down"))
    return button


def _button(icon: str, code: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setToolTip(words.text(code))
    button.setAccessibleName(words.text(code))
    return button
