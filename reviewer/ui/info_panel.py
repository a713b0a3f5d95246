"""The panel beside the photo: what is decided, what the camera wrote, its group, and what the machine thinks of it.

Every line keeps its place from photo to photo, whether it has words or not, so that the eye need not search. Text from
outside is shown plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget

from reviewer import words
from reviewer.photo import Failure, Group, Marks, Photo, Record, Score
from reviewer.ui import theme
from reviewer.ui.fitted_label import FittedLabel
from reviewer.ui.focus import FocusRing
from reviewer.ui.score_histogram import ScoreHistogram

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reviewer.ui.screen.picture import Picture

WIDTH = 304
"""Of the panel, px, for the usual font."""

_MEGA = 1e6
_REASONS = 5  # strongest first, after what kind of photo it is; more than that explains nothing


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one metric says of the photo on screen.

    Attributes:
        metric: Its name in the metric table.
        score: The score, why there is none, or None while it is still to come.
        place: Place among the folder's scored photos, 1 the best, and how many there are.
        value: What the score counts for among theirs, 0..1: where the photo stands in the histogram.
        among_kind: Its place is among those of its kind.
    """

    metric: str
    score: Score | Failure | None = None
    place: tuple[int, int] | None = None
    value: float | None = None
    among_kind: bool = False


class InfoPanel(QScrollArea):
    """Facts above, opinion below.

    Signals:
        metric_requested(str): The user wants another metric's opinion.
    """

    metric_requested = Signal(str)

    def __init__(self, titles: Callable[[str], str], parent: QWidget | None = None) -> None:
        """``titles`` gives a metric's title for its name."""
        super().__init__(parent)
        self._titles = titles
        self.setObjectName("info")
        self.setAccessibleName(words.text("info"))
        self.setFixedWidth(theme.grown(WIDTH, self))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that one can read on where the panel is too short
        FocusRing(self)
        body = QWidget()
        body.setObjectName("info_body")
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID)
        column.setSpacing(theme.GRID // 2)
        self._facts = _Facts()
        self._machine = _Machine(self._choose)
        self._top = QWidget()
        self._tones = QVBoxLayout(self._top)
        self._tones.setContentsMargins(0, 0, 0, theme.GRID)
        column.addWidget(self._top)
        column.addWidget(self._facts)
        column.addSpacing(2 * theme.GRID)
        column.addWidget(self._machine)
        column.addStretch(1)
        self.setWidget(body)

    def show_photo(self, photo: Photo | None, record: Record | None, group: Group | None) -> None:
        """Show the facts of a photo; ``record`` and ``group`` as far as they are known."""
        self._facts.show_photo(photo, record, group)

    def show_marks(self, marks: Marks | None) -> None:
        """Show what is decided on the photo; None while there is none."""
        self._facts.show_marks(marks)

    def show_picture(self, picture: Picture | None) -> None:
        """Show what the pixels on screen are; None while they are still to come."""
        self._facts.show_picture(picture)

    def set_histogram(self, histogram: QWidget) -> None:
        """Put a histogram of the photo at the top; it is shown and hidden by whoever made it."""
        self._tones.addWidget(histogram)

    def show_tones(self, *, shown: bool) -> None:
        """Have room for the histogram: the photo is in sight; or none, where there are only small pictures."""
        self._top.setVisible(shown)

    def show_opinion(self, opinion: Opinion | None, values: Sequence[float] | None = None) -> None:
        """Show an opinion, or leave the machine out; ``values`` renews the histogram (scores of the folder, 0..1)."""
        self._machine.setVisible(opinion is not None)
        if opinion is not None:
            self._machine.show_opinion(self._titles(opinion.metric), opinion, values)

    def set_metrics(self, metrics: Iterable[str]) -> None:
        """Which metrics can be chosen."""
        self._machine.set_metrics([(metric, self._titles(metric)) for metric in metrics])

    def _choose(self, metric: str) -> None:
        self.metric_requested.emit(metric)


class _Facts(QWidget):
    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        self._name = _line(column, weight=QFont.Weight.DemiBold, factor=1.1)
        self._taken = _line(column, quiet=True)
        self._marks = _line(column)
        column.addSpacing(theme.GRID)
        self._exposure = _line(column)
        self._camera = _line(column, quiet=True)
        self._lens = _line(column, quiet=True)
        column.addSpacing(theme.GRID)
        self._size = _line(column, quiet=True)
        self._pixels = _line(column, quiet=True)
        self._group = _line(column)
        self._note = _line(column, quiet=True)

    def show_photo(self, photo: Photo | None, record: Record | None, group: Group | None) -> None:
        about = record.metadata if record else None
        self._name.say(words.name(photo.path) if photo else "")
        self._taken.say(words.safe(about.taken_text or "") if about else "")
        exposure, camera = (words.exposure(about), words.camera(about)) if about else ("", "")
        unsaid = words.text("no_camera") if about and not exposure and not camera else ""
        self._exposure.say(exposure.replace(", ", "  "))
        self._camera.say(camera or unsaid)
        self._lens.say(words.safe(about.lens or "") if about else "")
        self._size.say(_size(photo, record) if photo else "")
        self._group.say(_place_in_group(photo, group) if photo and group else "")
        self._note.say(_note(photo, record) if photo else "")

    def show_marks(self, marks: Marks | None) -> None:
        self._marks.say(words.marks(marks) if marks else "")

    def show_picture(self, picture: Picture | None) -> None:
        self._pixels.say(_pixels(picture) if picture else "")


def _pixels(picture: Picture) -> str:
    """What the colours are taken for; of a RAW, which of its pixels are shown."""
    profile = words.safe(picture.profile)
    if picture.origin == "image":
        return profile or words.text("profile_none")
    width, height = picture.full_size
    made = words.text(f"shown_{picture.origin}").format(width=width, height=height)
    return f"{made}   {profile}" if profile else made


def _size(photo: Photo, record: Record | None) -> str:
    parts = [words.size(photo.size)]
    if record:
        width, height = record.metadata.width, record.metadata.height
        pixels = [f"{width * height / _MEGA:.1f} MP"] if width * height > _MEGA / 10 else []
        parts = [f"{width} × {height}", *pixels, *parts]  # noqa: RUF001 - a true sign
    return "   ".join(parts)


def _place_in_group(photo: Photo, group: Group) -> str:
    if len(group.photos) == 1:
        return ""
    return words.place_in_group(group.photos.index(photo) + 1, len(group.photos), group.kind)


def _note(photo: Photo, record: Record | None) -> str:
    if record and record.damaged:
        return words.text("damaged_file")
    return words.text("with_raw").format(file=words.name(photo.companion)) if photo.companion else ""


class _Machine(QWidget):
    def __init__(self, choose: Callable[[str], None]) -> None:
        super().__init__()
        self._choose = choose
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        row = QHBoxLayout()
        column.addLayout(row)
        heading = QLabel(words.text("machine_thinks"))
        heading.setProperty("machine", True)
        heading.setToolTip(words.text("machine_thinks_tip"))
        row.addWidget(heading)
        row.addStretch(1)
        self._metric = QToolButton()
        self._metric.setAccessibleName(words.text("choose_metric"))
        self._metric.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._metric.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._metric.setIcon(theme.icon("down"))
        self._metric.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._menu = QMenu(self._metric)
        self._metric.setMenu(self._menu)
        row.addWidget(self._metric)
        self._place = _line(column, factor=1.7)
        self._value = _line(column, quiet=True)
        column.addSpacing(theme.GRID // 2)
        self._histogram = ScoreHistogram()
        column.addWidget(self._histogram)
        column.addSpacing(theme.GRID // 2)
        self._reasons = [_sentence(column) for _ in range(_REASONS)]

    def set_metrics(self, metrics: Sequence[tuple[str, str]]) -> None:
        self._menu.clear()
        for name, title in metrics:
            self._menu.addAction(title).triggered.connect(lambda _checked=False, name=name: self._choose(name))

    def show_opinion(self, title: str, opinion: Opinion, values: Sequence[float] | None) -> None:
        self._metric.setText(title)
        score = opinion.score if isinstance(opinion.score, Score) else None
        if values is not None:
            self._histogram.set_values(values)
        self._histogram.set_mark(opinion.value if score else None)
        self._place.say(words.place(*opinion.place) if opinion.place and score else "–")  # noqa: RUF001
        self._value.say(_value(score) if score else "")
        sentences = _why(opinion)
        for at, label in enumerate(self._reasons):
            label.setText(sentences[at] if at < len(sentences) else "")
            label.setVisible(at < len(sentences))


def _why(opinion: Opinion) -> list[str]:
    score = opinion.score
    if score is None:
        return [words.text("unscored")]
    if isinstance(score, Failure):
        return [words.failure(score)]
    kinds = words.flags(score.flags, among_kind=opinion.among_kind)
    return [*([kinds] if kinds else []), *map(words.reason, score.reasons)]


def _value(score: Score) -> str:
    shown = f"{score.value:.2f}"
    return shown if f"{score.raw:.2f}" == shown else f"{shown}   {words.text('raw').format(raw=f'{score.raw:.4g}')}"


def _line(
    column: QVBoxLayout, *, quiet: bool = False, factor: float = 1.0, weight: QFont.Weight = QFont.Weight.Normal
) -> FittedLabel:
    label = FittedLabel()
    label.setProperty("quiet", quiet)
    label.setFont(theme.scaled(label.font(), factor, weight))
    label.setFixedHeight(theme.line_height(label))
    column.addWidget(label)
    return label


def _sentence(column: QVBoxLayout) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    column.addWidget(label)
    return label
