"""One metric on the page: what it is worth, what it takes, how it stands, and what can be done about that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from reviewer import words
from reviewer.scoring.table import BUILT_IN, METRICS
from reviewer.ui import theme
from reviewer.ui.keys.key_question import Question
from reviewer.ui.models import description
from reviewer.weights import FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer.errors import ReviewerError
    from reviewer.scoring.table import Metric
    from reviewer.ui.models.supply import Standing
    from reviewer.weights import Transfer

_WORTH = 2  # the line that says how well it agrees with people
_STEPS = 1000  # of a progress bar: bytes of large files are more than it can count


class ModelRow(QFrame):
    """Shows one metric.

    Args:
        metric: Which.
        shared: Titles of other metrics that need some of the same weights.
        parent: The widget it is part of.

    Attributes:
        coming: Whether its weights are being fetched, or wait for that.

    Signals:
        used(bool): It is to be used, or no more.
        install_requested, stop_requested, remove_requested: Asked for, and agreed to.
    """

    used = Signal(bool)
    install_requested = Signal()
    stop_requested = Signal()
    remove_requested = Signal()

    def __init__(self, metric: Metric, shared: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model")
        self._metric = metric
        self._shared = shared
        self._standing: Standing | None = None
        self._needed = ""
        self.coming = False
        self._failure = ""
        self._use = QCheckBox(metric.title.replace("&", "&&"))
        self._state = QLabel()
        self._install = self._button("models_install", self._ask_install)
        self._remove = self._button("models_remove", self._ask_remove)
        self._stop = self._button("models_stop", self.stop_requested.emit)
        self._bar = QProgressBar(textVisible=False, maximum=_STEPS)
        self._moving = QLabel()
        self._trouble = QLabel(wordWrap=True)
        self._question: Question | None = None
        self._lay_out()
        self.show_standing(None)
        self.show_coming(coming=False, transfer=None)

    def _button(self, code: str, slot: Callable[[], object]) -> QPushButton:
        made = QPushButton(words.text(code), autoDefault=False)
        made.setObjectName("small")
        made.setAccessibleName(words.text(f"{code}_which").format(title=self._metric.title))
        made.clicked.connect(lambda _on: slot())
        return made

    def _lay_out(self) -> None:
        self._use.setFont(theme.scaled(self._use.font(), 1.0, QFont.Weight.DemiBold))
        self._use.setAccessibleName(words.text("models_use_which").format(title=self._metric.title))
        self._use.setAccessibleDescription(self._metric.judges)
        tip = "models_always" if self._metric.name == BUILT_IN else "models_use"
        self._use.setToolTip(theme.tip(words.text(tip)))
        self._use.clicked.connect(lambda on: self.used.emit(on))  # noqa: PLW0108 - connected directly, the bool is lost
        self._trouble.setProperty("trouble", True)
        self._bar.setAccessibleName(words.text("models_install_which").format(title=self._metric.title))
        head = QHBoxLayout()
        head.setSpacing(theme.GRID)
        head.addWidget(self._use)
        head.addStretch(1)
        head.addWidget(self._state)
        for button in (self._install, self._remove, self._stop):
            head.addWidget(button)
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(theme.GRID, theme.GRID, theme.GRID, theme.GRID)
        grid.setVerticalSpacing(theme.GRID // 4)
        grid.setColumnMinimumWidth(0, 2 * theme.GRID)
        grid.setColumnStretch(1, 1)
        grid.addLayout(head, 0, 0, 1, 3)
        for at, (text, quiet) in enumerate(self._sentences(), 1):
            label = QLabel(text, wordWrap=True)
            label.setProperty("quiet", quiet)
            label.setToolTip(theme.tip(words.text("models_scale")) if at == _WORTH else "")
            grid.addWidget(label, at, 1, 1, 2)
        below = grid.rowCount()
        grid.addWidget(self._bar, below, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._moving, below, 2)
        grid.addWidget(self._trouble, below + 1, 1, 1, 2)

    def _sentences(self) -> list[tuple[str, bool]]:
        judges = self._metric.judges[:1].upper() + self._metric.judges[1:]
        worth = [description.agreement(self._metric), description.training(self._metric)]
        quiet = [". ".join(part for part in worth if part), description.demands(self._metric)]
        source = description.source(self._metric)
        return [(f"{judges}.", False), *((f"{line}.", True) for line in quiet), *([(source, True)] if source else [])]

    def show_standing(self, standing: Standing | None, told: str = "") -> None:
        """Say how things stand with it.

        Args:
            standing: None while that is not known.
            told: What is to be done for most metrics, which is said elsewhere.
        """
        self._standing = standing
        needed = description.trouble(standing)
        self._needed = needed if needed != told else ""
        self._state.setText(description.state(standing))
        quiet = standing is None or standing.problem is None
        if self._state.property("quiet") != quiet:  # dressing all the rows anew takes as long as one notices
            self._state.setProperty("quiet", quiet)
            self._state.style().polish(self._state)
        if standing is not None and standing.problem is None:
            self._failure = ""
        self._say_trouble(self._failure or self._needed)
        self._offer()

    def give_focus(self) -> None:
        """Have the keys act on it."""
        self._use.setFocus()

    def show_used(self, *, used: bool) -> None:
        """Say whether it is in use."""
        self._use.setChecked(used)

    def show_coming(self, *, coming: bool, transfer: Transfer | None) -> None:
        """Say whether its weights are coming, and how far they are; None while they wait for others."""
        focused = any(part.hasFocus() for part in (self._stop, self._install, self._use))
        self.coming = coming
        self._use.setEnabled(self._metric.name != BUILT_IN and not coming)
        self._bar.setVisible(coming)
        self._moving.setVisible(coming)
        self._stop.setVisible(coming)
        self._state.setVisible(not coming)
        if transfer is not None:
            self._bar.setValue(round(_STEPS * transfer.done / max(1, transfer.total)))
            self._moving.setText(description.moving(transfer))
        else:
            self._bar.setValue(0)
            self._moving.setText(words.text("models_waiting"))
        self._offer()
        if focused:
            (self._stop if coming else self._use).setFocus()

    def show_failure(self, error: ReviewerError) -> None:
        """Say why what was asked for did not come about."""
        self._failure = words.problem(error)
        self._say_trouble(self._failure)

    def _offer(self) -> None:
        standing = self._standing
        lacking = standing.lacking if standing else ()
        fetchable = all(FILES[name].address for name in lacking)
        self._install.setVisible(bool(lacking) and fetchable and not self.coming)
        self._remove.setVisible(standing is not None and standing.held > 0 and not self.coming)

    def _say_trouble(self, sentence: str) -> None:
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))

    def _ask_install(self) -> None:
        if self._standing is not None:
            self._say_trouble("")
            self._ask(
                description.question(self._standing.lacking, self._standing.size),
                "models_fetch",
                self.install_requested.emit,
            )

    def _ask_remove(self) -> None:
        if self._standing is not None:
            sentence = words.text("models_ask_remove").format(size=words.size(self._standing.held))
            others = words.text("models_ask_shared").format(titles=", ".join(self._shared)) if self._shared else ""
            self._ask(f"{sentence} {others}".strip(), "models_take_away", self.remove_requested.emit)

    def _ask(self, sentence: str, answer: str, wish: Callable[[], object]) -> None:
        self._failure = ""
        self._say_trouble(self._needed)
        if self._question is None:  # made when there is one to ask: it is a third of what a row takes
            self._question = Question(self._use)
            self._question.withdrawn.connect(self._question.hide)
            self._grid.addWidget(self._question, self._grid.rowCount(), 1, 1, 2)
        self._question.show()
        self._question.ask(sentence, words.text(answer), wish)


def sharing(metric: Metric) -> list[str]:
    """Titles of other metrics that need some of the same weights files."""
    return [
        other.title
        for other in METRICS.values()
        if other.name != metric.name and not set(metric.files).isdisjoint(other.files)
    ]
