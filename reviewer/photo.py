"""The nouns everything else speaks of. Values only: nothing here opens a file, and nothing of ours is imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of a folder, as the disk shows it: what is displayed, scored and decided on.

    Changed bytes make another value, so that a late answer about the old bytes finds no one waiting.

    Attributes:
        path: Absolute path of the file that is shown. May hold bytes that are not UTF-8 (surrogate escapes).
        size: Bytes.
        mtime_ns: Time of last change in nanoseconds. Says whether the file changed; never when it was taken.
        companion: The RAW file that belongs to this JPEG or HEIC, if there is one.
    """

    path: Path
    size: int
    mtime_ns: int
    companion: Path | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the camera wrote about a photo. None where it did not say, or said nonsense.

    Attributes:
        width, height: Pixels of the full image once it is upright.
        format: Short name of the file format, as ``JPEG`` or ``HEIF``.
        taken: Capture time in seconds since 1970 with its fraction. UTC where the camera gave an offset; otherwise
            the camera's wall clock read as if it were UTC, so that differences and order are right.
        taken_text: The camera's own wall clock, ``2025-09-01 18:03:22``, for people.
        make, model, serial: The body.
        lens: Name of the lens.
        exposure: Shutter time in seconds.
        aperture: f-number.
        iso: Sensitivity.
        focal_length: Millimetres, as engraved on the lens.
        bias: Exposure compensation in EV.
        exposure_mode: EXIF ExposureMode: 0 auto, 1 manual, 2 auto bracket.
        orientation: EXIF orientation 1..8 that was applied to make the photo upright.
    """

    width: int
    height: int
    format: str = ""
    taken: float | None = None
    taken_text: str | None = None
    make: str | None = None
    model: str | None = None
    serial: str | None = None
    lens: str | None = None
    exposure: float | None = None
    aperture: float | None = None
    iso: int | None = None
    focal_length: float | None = None
    bias: float | None = None
    exposure_mode: int | None = None
    orientation: int = 1

    @property
    def body(self) -> tuple[str, str, str]:
        """What tells one camera from another: make, model, serial, empty where unknown."""
        return (self.make or "", self.model or "", self.serial or "")


@dataclass(frozen=True, slots=True)
class Record:
    """What the first look at a photo's bytes taught, kept in the catalogue.

    Attributes:
        content_id: Names the bytes; equal for copies, kept by moves and renames.
        metadata: What the camera wrote.
        fingerprint: 64-bit difference hash of the picture, or None where it could not be decoded.
        damaged: The file ended or broke early; what could be decoded is shown.
        attributes: What was measured on the pixels, as names and numbers; empty where it was not, or long ago.
    """

    content_id: str
    metadata: Metadata
    fingerprint: int | None = None
    damaged: bool = False
    attributes: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, init=False)
class Reason:
    """Why a score is what it is: a code and its numbers, made into a sentence by ``words`` alone.

    Example: ``Reason("highlights_clipped", share=0.08)``.
    """

    code: str
    numbers: tuple[tuple[str, float], ...]

    def __init__(self, code: str, /, **numbers: float) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "numbers", tuple(sorted(numbers.items())))


@dataclass(frozen=True, slots=True)
class Score:
    """What one metric says of one photo.

    Attributes:
        metric: The metric's name in the metric table.
        raw: The metric's own number, on its own scale and in its own direction.
        value: 0..1, higher is better, by the metric's fixed published map; the same in every folder.
        weights: Hash that names the weights used; empty for a metric without weights.
        preprocessing: Version of how the pixels were prepared; another version is another score.
        reasons: What explains the score, strongest first.
        flags: Kinds of photo that the metric is known to judge badly, as codes; this one is of them.
    """

    metric: str
    raw: float
    value: float
    weights: str = ""
    preprocessing: int = 1
    reasons: tuple[Reason, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one metric has no score for one photo.

    Attributes:
        metric: The metric's name.
        code: The kind of ``ReviewerError``, as its ``code``; ``cant_tell`` for a photo unlike all that the metric
            learned from.
        detail: A short technical addition, possibly empty; with ``cant_tell`` what kind of photo it is, as a code.
        weights, preprocessing: As in Score: a failure is kept under the same key, and not tried again.
    """

    metric: str
    code: str
    detail: str = ""
    weights: str = ""
    preprocessing: int = 1


@dataclass(frozen=True, slots=True)
class Turn:
    """How the user wants a photo shown, on top of what makes it upright. Its file is never touched.

    Attributes:
        quarters: Quarter turns clockwise, 0..3.
    """

    quarters: int


@dataclass(frozen=True, slots=True)
class Group:
    """Photos that belong together, in capture order; a single photo is a group of one.

    Attributes:
        photos: One or more photos.
        kind: ``single`` or ``burst``.
    """

    photos: tuple[Photo, ...]
    kind: str = "single"


@dataclass(frozen=True, slots=True)
class Frame:
    """One photo's time within a stop of the slideshow.

    Attributes:
        photo: What is shown.
        seconds: How long, at normal speed.
        score: 0..1 by the metric that paces, None if it has not said.
        probability: That this photo is a keeper, 0..1, as far as the score can tell.
    """

    photo: Photo
    seconds: float
    score: float | None = None
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Stop:
    """One halt of the slideshow: a group of photos and the time it gets.

    Attributes:
        group: What is shown here.
        frames: Its photos in showing order, the best-scored first and longest.
        score: Of the best-scored photo, 0..1; None if none is scored.
        probability: That there is a keeper here, 0..1.
        seconds: On screen at normal speed: the sum over the frames.
        why: What decided the seconds: ``score``, ``group``, ``audit`` or ``unscored``.
    """

    group: Group
    frames: tuple[Frame, ...]
    score: float | None
    probability: float
    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Viewing:
    """One look at one photo, the raw material of evidence: never seen and seen too briefly are not rejected.

    Attributes:
        path: The photo looked at.
        content_id: Its bytes' name, empty where not known yet.
        at: When it came on screen, seconds since 1970 (UTC).
        seconds: How long it stayed, pauses not counted.
        width, height: Size of the picture on screen in device pixels.
        full_time: It had all the time it was due, or was left by hand; not cut short by a skip or by the pace.
        where: ``loupe`` or ``slideshow``.
    """

    path: Path
    content_id: str
    at: float
    seconds: float
    width: int
    height: int
    full_time: bool
    where: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What has been decided on a photo, all of it; the machine never makes any of it.

    Attributes:
        flag: ``pick``, ``reject`` or empty.
        stars: 0..5, 0 for none.
        colour: ``red``, ``yellow``, ``green``, ``blue``, ``purple`` or empty.
        keywords: In the order they were given, each once.
    """

    flag: str = ""
    stars: int = 0
    colour: str = ""
    keywords: tuple[str, ...] = ()


Value = str | int
"""What a field of ``Marks`` can hold: a flag or colour by name, a number of stars, whether a keyword is given."""

_VALUES: dict[str, frozenset[Value]] = {
    "flag": frozenset({"", "pick", "reject"}),
    "stars": frozenset(range(6)),
    "colour": frozenset({"", "red", "yellow", "green", "blue", "purple"}),
}
_KEYWORD = "keyword:"


@dataclass(frozen=True, slots=True)
class Mark:
    """One field of what is decided on a photo, with one value: what a decision key gives.

    Attributes:
        field: ``flag``, ``stars``, ``colour``, or ``keyword:`` and the keyword: each keyword is a field of its own, so
            that giving one and undoing it never touches another.
        value: As in ``Marks``; for a keyword True or False.

    Raises:
        ValueError: There is no such field, or it cannot hold that: an error of ours.
    """

    field: str
    value: Value

    def __post_init__(self) -> None:
        keyword = self.field.startswith(_KEYWORD) and self.field != _KEYWORD
        if self.value not in ({False, True} if keyword else _VALUES.get(self.field, ())):
            raise ValueError(self)

    @classmethod
    def keyword(cls, text: str, *, given: bool = True) -> Mark:
        """A keyword given, or taken away. Spaces around and in rows do not count.

        Raises:
            ValueError: Nothing is left of it.
        """
        plain = " ".join(text.split()).encode("utf-8", "replace").decode("utf-8")
        return cls(_KEYWORD + plain, given)

    @property
    def word(self) -> str:
        """The keyword itself; empty for another field."""
        return self.field.removeprefix(_KEYWORD) if self.field.startswith(_KEYWORD) else ""


@dataclass(frozen=True, slots=True)
class Attention:
    """How a photo had been looked at when it was decided on.

    Attributes:
        seconds: On screen before, pauses not counted.
        width, height: Size of the picture on screen in device pixels.
        after_cut: Seconds from the slideshow's own change of photo to the key; None where no change was near.
    """

    seconds: float = 0.0
    width: int = 0
    height: int = 0
    after_cut: float | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One field of one photo that a step changed.

    Attributes:
        path: The photo, by the path it has now.
        content_id: Name of its bytes when it was decided, empty where not known.
        field: As in ``Mark``.
        before, after: The values, as who decided saw them.
        attention: How the photo had been looked at.
    """

    path: Path
    content_id: str
    field: str
    before: Value
    after: Value
    attention: Attention = Attention()


@dataclass(frozen=True, slots=True)
class Step:
    """What was done at once and is undone at once: an entry of the ledger of decisions.

    Attributes:
        id: Its name, the same in every window and after every restart.
        kind: ``decide``; ``undo`` or ``redo`` of another step; ``take_off``: the marks of a rule or an import go, and
            this can be undone like any decision.
        by: ``person``, ``rule`` (run by a person) or ``import``.
        at: When, seconds since 1970 (UTC) by the system's clock; nothing depends on it.
        decisions: What changed. Of an undo, redo or take_off only known where it was made; the ledger keeps the target.
        target: Id of the step that is undone, redone or taken off.
        rule: Which rule, in its own words; empty for none.
        number: Its place in the ledger, from 1, in the order of writing; 0 while it is not written.
    """

    id: str
    kind: str
    by: str
    at: float
    decisions: tuple[Decision, ...] = ()
    target: str = ""
    rule: str = ""
    number: int = 0
