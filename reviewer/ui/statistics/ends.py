"""The lowest and the best by one score: the cut, what falls under it, and what is worth a second look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reviewer import words
from reviewer.settings import TABLE
from reviewer.ui import theme
from reviewer.ui.fitted_label import FittedLabel
from reviewer.ui.statistics.cut import Cut
from reviewer.ui.statistics.row import PhotoRow
from reviewer.ui.statistics.tally import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer.photo import Photo
    from reviewer.settings import Settings
    from reviewer.ui.screen.thumbnails import Thumbnails
    from reviewer.ui.statistics.tally import Judged, Tally
    from reviewer.ui.strip.filmstrip_model import Knowledge

_DIMMED, _SECOND = "dimmed_percent", "second_look_percent"


class Ends(QScrollArea):
    """Shows the settings of the cut and of the second look, and what they come to.

    Args:
        settings: Which score, and how many percent.
        knowledge: What is known of photos elsewhere.
        thumbnails: Their small pictures.
        titles: Gives a metric's title for its name.
        raw: Gives a metric's own number for a photo.

    Signals:
        photos_wanted(list[Photo]): Pictures of these are in sight, or nearly so.
        photo_requested(Photo): The user wants to see this one.
        setting_chosen(str, Value): A setting is to be kept.
        second_look_requested: The user wants to look at the best again.
    """

    photos_wanted = Signal(object)
    photo_requested = Signal(object)
    setting_chosen = Signal(str, object)
    second_look_requested = Signal()

    def __init__(
        self,
        settings: Settings,
        knowledge: Knowledge,
        thumbnails: Thumbnails,
        titles: Callable[[str], str],
        raw: Callable[[Photo, str], float | None],
    ) -> None:
        super().__init__()
        self._settings = settings
        self._titles = titles
        self._raw = raw
        self._tally = NOTHING
        self._current: Photo | None = None
        self._metrics: Sequence[str] = ()
        self._next: tuple[Tally, Sequence[str]] = NOTHING, ()  # to be shown once the cut is let go
        self._wants: dict[PhotoRow, list[Photo]] = {}
        self._metric = QComboBox()
        self._cut = Cut()
        self._percent, self._share = self._spin(_DIMMED), self._spin(_SECOND)
        self._under_words, self._best_words, self._hidden = FittedLabel(), FittedLabel(), FittedLabel()
        self._under = PhotoRow(knowledge, thumbnails, words.text("under_cut"))
        self._best = PhotoRow(knowledge, thumbnails, words.text("best"))
        self._look = QPushButton(words.text("second_look"), autoDefault=False)
        self._lay_out()
        self._connect()

    def _spin(self, setting: str) -> QSpinBox:
        row = TABLE[setting]
        low, high = row.bounds or (0, 0)
        made = QSpinBox(minimum=int(low), maximum=int(high), suffix=f" {row.unit}")
        made.setSpecialValueText(row.none)
        made.lineEdit().setTextMargins(theme.GRID // 2, 0, 0, 0)  # a style sheet's padding does not reach it
        made.setKeyboardTracking(False)  # what is half typed is no wish yet
        made.setAccessibleName(row.text)
        made.setToolTip(theme.tip(row.more))
        return made

    def _lay_out(self) -> None:
        self._metric.setAccessibleName(words.text("choose_metric"))
        self._hidden.setProperty("quiet", True)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(theme.GRID)
        column.addLayout(_row(QLabel(words.text("ends_by")), self._metric, self._hidden))
        column.addWidget(self._cut)
        column.addLayout(_row(QLabel(TABLE[_DIMMED].text), self._percent, self._under_words))
        column.addWidget(self._under)
        column.addLayout(_row(QLabel(TABLE[_SECOND].text), self._share, self._best_words, self._look))
        column.addWidget(self._best)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the focus of its parts scrolls it
        self.setWidget(body)

    def _connect(self) -> None:
        self._metric.activated.connect(lambda: self.setting_chosen.emit("pace_metric", self._metric.currentData()))
        self._percent.valueChanged.connect(lambda percent: self._keep(_DIMMED, percent))
        self._share.valueChanged.connect(lambda percent: self._keep(_SECOND, percent))
        self._cut.dragged.connect(self._drag)
        self._cut.dropped.connect(self._drop)
        self._cut.stepped.connect(lambda step: self._percent.setValue(self._percent.value() + step))
        self._look.clicked.connect(self.second_look_requested)
        for row in (self._under, self._best):
            row.wanted.connect(lambda photos, row=row: self._want(row, photos))
            row.photo_requested.connect(self.photo_requested)

    def show_tally(self, tally: Tally, metrics: Sequence[str]) -> None:
        """Show what the metrics say by now; these can be chosen. While the cut is held its scale stays."""
        self._next = tally, metrics
        if not (self._cut.held and tally.judged):
            self._tally, self._metrics = tally, metrics
            self.show_settings()

    def show_current(self, photo: Photo | None) -> None:
        """Mark the photo one is at."""
        self._current = photo
        self._cut.set_mark(self._tally.value(photo, self._settings.text("pace_metric")))
        self._under.set_current(photo)
        self._best.set_current(photo)

    def refresh(self) -> None:
        """More is known of the photos."""
        self._under.refresh()
        self._best.refresh()

    def show_settings(self) -> None:
        """Show what the settings come to."""
        metric = self._settings.text("pace_metric")
        self._offer(metric)
        for box, setting in ((self._percent, _DIMMED), (self._share, _SECOND)):
            box.blockSignals(True)
            box.setValue(self._number(setting))
            box.blockSignals(False)
        self._hidden.say("" if self._settings.flag("show_scores") else words.text("ends_hidden"))
        judged = self._tally.judged.get(metric)
        self._look.setEnabled(judged is not None)
        if judged is None:
            self._show_nothing(metric)
        else:
            self._show_ends(metric, judged)
        self.show_current(self._current)

    def _offer(self, metric: str) -> None:
        offered = [name for name in self._metrics if name != metric or metric in self._tally.judged]
        offered = offered if metric in offered else [metric, *offered]
        if [self._metric.itemData(at) for at in range(self._metric.count())] != offered:
            self._metric.clear()
            for name in offered:
                self._metric.addItem(self._titles(name), name)
        self._metric.setCurrentIndex(offered.index(metric))

    def _show_nothing(self, metric: str) -> None:
        self._cut.set_values(())
        self._cut.set_lines(None, None)
        self._under_words.say(words.text("ends_unscored").format(title=self._titles(metric)))
        self._best_words.say("")
        self._under.show_photos(None)
        self._best.show_photos(None)

    def _show_ends(self, metric: str, judged: Judged) -> None:
        standings, percent = judged.standings, self._number(_DIMMED)
        cut = standings.lowest(percent)
        best = standings.best(self._number(_SECOND))
        if cut is None or best is None:
            return
        figures = judged.statistics
        equal = figures.minimum == figures.maximum and figures.count > 1
        self._cut.set_bins(judged.bins)
        self._cut.set_lines(cut, None if equal else best)
        under, reaching = self._tally.under(metric, cut), self._tally.reaching(metric, best)
        self._under.show_photos(under)
        self._best.show_photos(None if equal else reaching)
        at = self._tally.photos[judged.ascending[len(under)]]
        numbers = {"all": words.count(len(standings.values), "photo"), "title": self._titles(metric)}
        if equal:
            self._under_words.say(words.text("ends_equal").format(**numbers))
            self._best_words.say("")
        else:
            said = _said("under", len(under), cut, self._raw(at, metric), numbers)
            self._under_words.say(*(said if percent else [words.text("ends_under_how")]))
            lowest_best = reaching[-1]
            self._best_words.say(*_said("best", len(reaching), best, self._raw(lowest_best, metric), numbers))
        self._look.setEnabled(not equal)
        self._cut.setAccessibleDescription(self._under_words.accessibleName())

    def _number(self, setting: str) -> int:
        return int(self._settings.number(setting))

    def _drag(self, value: float) -> None:
        judged = self._tally.judged.get(self._settings.text("pace_metric"))
        if judged is not None:
            self._settings.put(_DIMMED, min(self._percent.maximum(), judged.standings.percent(value)))

    def _drop(self) -> None:
        self._keep(_DIMMED, self._number(_DIMMED))
        self.show_tally(*self._next)

    def _keep(self, setting: str, percent: int) -> None:
        self.setting_chosen.emit(setting, percent)

    def _want(self, row: PhotoRow, photos: list[Photo]) -> None:
        self._wants[row] = photos
        self.photos_wanted.emit([photo for wanted in self._wants.values() for photo in wanted])


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.GRID)
    for part in parts:
        row.addWidget(part, 1 if isinstance(part, FittedLabel) else 0, Qt.AlignmentFlag.AlignVCenter)
    if not any(isinstance(part, FittedLabel) for part in parts):
        row.addStretch(1)
    return row


def _said(code: str, count: int, score: float, raw: float | None, numbers: dict[str, str]) -> list[str]:
    """What an end comes to, in words, the longest first; ``count`` photos, down or up to a score."""
    shown = f"{score:.2f}"
    own = "" if raw is None or f"{raw:.2f}" == shown else f" ({words.text('raw').format(raw=f'{raw:.4g}')})"
    if not count:
        return [words.text(f"ends_{code}_none")]
    said = words.text(f"ends_{code}").format(count=count, score=shown, raw=own, **numbers)
    return [said, words.count(count, "photo")]
