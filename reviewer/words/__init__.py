"""Codes and numbers made into a person's words: the same in the window and on the command line.

The core returns codes (``Reason``, ``ReviewerError``, ``Failure``); this package alone turns them into sentences, which
stand in ``tables``. What comes from outside (file names, EXIF) is made safe to display first.

The tables hold English; ``_`` looks a sentence up in the translations packaged with the program, if there are any.
"""

from __future__ import annotations

import gettext
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import ImpossibleBudget, MissingPart, NoRoom, ReviewerError, WeightsMissing
from reviewer.words import opinions, problems, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer.photo import Failure, Marks, Metadata, Reason

_translation = gettext.translation(
    "photo-reviewer", Path(__file__).parent.parent / "resources" / "translations", fallback=True
)
_ = _translation.gettext
_n = _translation.ngettext

_TEN = 10
_KILO, _MEGA, _GIGA = 1e3, 1e6, 1e9
_HOUR = 3600
_FIRM = {"corporation", "corp", "company", "co", "ltd", "inc", "gmbh", "ag"}  # of a maker's name, what is no brand
_SHORTEST_DECIMAL = 0.29  # seconds; cameras write 1/4, then 0.3


class _Number(float):
    """A reason's number, which a sentence may ask for as ``{share:percent}``: 0.084 is "8 %"; or as ``{n:stops}``."""

    def __format__(self, spec: str) -> str:
        if spec == "stops":
            return _stops(self)
        return percent(self) if spec == "percent" else super().__format__(spec)


def _stops(number: float) -> str:
    """Light as "1.3 stops", "1 stop", "2 stops"."""
    shown = f"{number:.1f}".removesuffix(".0")
    return _n(*tables.NOUNS["stop"], 1 if shown == "1" else 2).format(n=shown)


def problem(error: ReviewerError, called: Callable[[str], str] = str) -> str:
    """What happened, to which file, and what to do about it.

    Args:
        error: The fault.
        called: What a metric is called where this is read, by its key: the key itself where keys are typed.
    """
    sentence = _(problems.PROBLEMS.get(error.code, problems.PROBLEMS["unknown"]))
    file = name(error.path) if error.path else _("This photo")
    return sentence.format(**{"file": file, "detail": safe(error.detail)} | _particulars(error, called)).strip()


def _particulars(error: ReviewerError, called: Callable[[str], str]) -> dict[str, str]:
    if isinstance(error, MissingPart):
        return {"part": error.part, "command": error.command}
    if isinstance(error, ImpossibleBudget):
        return {"budget": _budget(error)}
    if error.code == "worker" and error.path:
        return {"detail": f"{safe(str(error.path))}: {safe(error.detail)}"}
    if error.code == "sidecar_refused":
        return {"sidecar": _(problems.SIDECAR.get(error.detail, problems.SIDECAR["malformed"]))}
    return _particulars_of_catalogue(error) or _particulars_of_files(error) or _particulars_of_models(error, called)


def _particulars_of_catalogue(error: ReviewerError) -> dict[str, str]:
    if error.code == "catalogue":
        sentence = _(problems.CATALOGUE.get(error.detail, problems.CATALOGUE["damaged"]))
        return {"catalogue": sentence.format(file=name(error.path) if error.path else "")}
    if error.code == "decisions_waiting":
        return {"waiting": _(problems.WAITING.get(error.detail, problems.WAITING[""]))}
    return {}


def _particulars_of_files(error: ReviewerError) -> dict[str, str]:
    file = name(error.path) if error.path else _("This photo")
    if error.code == "not_transferred":
        sentence = _(problems.TRANSFER.get(error.detail, problems.TRANSFER[""]))
        return {"transfer": sentence.format(file=file, detail=safe(error.detail)).strip()}
    if error.code == "not_resumable":
        sentence = _(problems.RESUMING.get(error.detail, problems.RESUMING["damaged"]))
        return {"resuming": sentence.format(file=safe(str(error.path)))}
    return {}


def _particulars_of_models(error: ReviewerError, called: Callable[[str], str]) -> dict[str, str]:
    if isinstance(error, WeightsMissing):
        files = " ".join(safe(file) for file in error.files)
        return {"metric": called(error.metric), "files": files, "folder": safe(str(error.folder))}
    if isinstance(error, NoRoom):
        return {"metric": called(error.detail), "needed": size(error.needed), "allowed": size(error.allowed)}
    if error.code == "weights_unavailable":
        return {"reason": _(problems.UNAVAILABLE.get(error.detail, problems.UNAVAILABLE["refused"]))}
    if error.code == "weights_refused":
        return {"reason": refused(error.detail)}
    return {}


def refused(detail: str) -> str:
    """Why a weights file is not used, by the error's or the state's detail: the end of a sentence."""
    return _(problems.REFUSED[detail]) if detail in problems.REFUSED else safe(detail)


def _budget(error: ImpossibleBudget) -> str:
    everything = duration(error.needed)
    if not error.reachable:
        return _("Too short for a single photo. All of them take {all} at the least.").format(all=everything)
    sentence = _("Too short for all of them: that takes {all} at the least. In this time {some} can be shown.")
    return sentence.format(all=everything, some=count(error.reachable, "stop"))


def failure(failed: Failure) -> str:
    """Why a photo could not be read, or has no score by one metric."""
    if failed.code == "cant_tell":
        return _(opinions.CANT_TELL.get(failed.detail, opinions.CANT_TELL[""]))
    sentence = _(problems.PROBLEMS.get(failed.code, problems.PROBLEMS["unknown"]))
    return sentence.format(file=_("This photo"), detail=safe(failed.detail)).strip()


def reason(why: Reason) -> str:
    """One reason behind a score, as "Highlights clipped in 8 % of the frame".

    Raises:
        KeyError: No row for this code: an error of ours.
    """
    return _(opinions.REASONS[why.code]).format(**{key: _Number(number) for key, number in why.numbers})


def flags(codes: Sequence[str], *, among_kind: bool = False) -> str:
    """What kinds of photo a score is blind to, as "Night: this score knows little of such photos"; empty for none.

    Args:
        codes: As in ``Score.flags``. One that has no word is passed over.
        among_kind: The photo's place is among those of its kind.
    """
    kinds = [_(opinions.FLAGS[code]) for code in codes if code in opinions.FLAGS]
    if not kinds:
        return ""
    listed = ", ".join([kinds[0], *(kind[0].lower() + kind[1:] for kind in kinds[1:])])
    return _(tables.TEXTS["flags_among" if among_kind else "flags"]).format(kinds=listed)


def why(code: str) -> str:
    """Why a stop of the slideshow gets its seconds.

    Raises:
        KeyError: No row for this code: an error of ours.
    """
    return _(opinions.WHYS[code])


def place(rank: int, total: int) -> str:
    """A place among photos, 1 being the best: "12th of 668"."""
    return _("{ordinal} of {total:,}").format(ordinal=_ordinal(rank), rank=rank, total=total)


def _ordinal(rank: int) -> str:
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank:,}{ending}"


def place_in_group(rank: int, total: int, kind: str) -> str:
    """Where a photo stands in its group, by time: "3rd of 5 in a burst"."""
    return _(tables.GROUPS[kind]).format(place=place(rank, total))


def marks(decided: Marks) -> str:
    """All that is decided on a photo, "Pick, 3 stars, Red"; empty for nothing."""
    fields = {"flag": decided.flag, "colour": decided.colour}
    given = [mark(field, value) for field, value in fields.items() if value]
    if decided.stars:
        given.insert(bool(decided.flag), mark("stars", decided.stars))
    return ", ".join([*given, *map(safe, decided.keywords)])


def mark(field: str, value: str | int) -> str:
    """One field of what is decided, ``flag``, ``stars`` or ``colour``, with its value: "3 stars", "No flag"."""
    if field == "stars":
        return count(int(value), "star") if value else text("no_stars")
    return text("no_colour") if field == "colour" and not value else _(tables.MARKS[str(value)])


def text(code: str) -> str:
    """A label or line of the window that depends on nothing; some are templates for the caller's numbers.

    Raises:
        KeyError: No row for this code: an error of ours.
    """
    return _(tables.TEXTS[code])


def photos_of(name: str) -> str:
    """What kind of photos a published set holds, "everyday photos (KonIQ-10k)"; its name where that is not known."""
    known, at, size = name.partition(" at ")
    return _(tables.PHOTO_SETS.get(known, known)) + at + size


def licence(name: str) -> str:
    """What a licence comes to, by its SPDX name; that name where the table has no words for it."""
    return _(tables.LICENCES.get(name, name))


def size(bytes_: int) -> str:
    """A file's size as file managers show it: "820 KB", "12.4 MB", "1.9 GB"."""
    if bytes_ >= _GIGA:
        return f"{bytes_ / _GIGA:.1f} GB"
    if bytes_ < _MEGA:
        return f"{max(1, round(bytes_ / _KILO))} KB" if bytes_ else "0 KB"
    return f"{bytes_ / _MEGA:.1f} MB"


def preview(size: tuple[int, int], full: tuple[int, int], failed: ReviewerError | None = None) -> str:
    """What is shown of a RAW while it is developed, or because it cannot be.

    Args:
        size: Width and height of the preview, pixels.
        full: Of the photo.
        failed: Why the photo cannot be developed.
    """
    preview, whole = (_("{width} × {height}").format(width=width, height=height) for width, height in (size, full))
    if failed is None:
        return _("Preview {size} of {full}, developing…").format(size=preview, full=whole)
    return _("Preview {size} of {full}.").format(size=preview, full=whole) + " " + problem(failed)


def count(n: int, noun: str) -> str:
    """So many of something: "1 photo", "10,000 photos". The nouns are this module's table."""
    one, many = tables.NOUNS[noun]
    return _n(one, many, n).format(n=f"{n:,}")


def percent(share: float) -> str:
    """A part of one as "8 %", "0.4 %" or "under 0.1 %"."""
    tenths = round(1000 * share)
    if share > 0 and not tenths:
        return _("under 0.1 %")
    return f"{tenths / 10:.1f} %" if 0 < tenths < _TEN else f"{100 * share:.0f} %"


def duration(seconds: float) -> str:
    """A length of time, to the precision a person wants: "1.5 s", "4 min 20 s", "2 h 5 min"."""
    seconds = max(0.0, seconds)
    if round(seconds, 1) < _TEN:
        return _tenths(seconds)
    if round(seconds) < _HOUR:
        return _two_units(round(seconds), "min", "s")
    return _two_units(round(seconds / 60), "h", "min")


def _two_units(total: int, large: str, small: str) -> str:
    parts = zip(divmod(total, 60), (large, small), strict=True)
    return " ".join(f"{number:,} {unit}" for number, unit in parts if number)


def _tenths(seconds: float) -> str:
    return f"{seconds:.1f}".removesuffix(".0") + " s"


def shutter(seconds: float) -> str:
    """A shutter time as cameras show it: "1/250 s", "0.5 s", "30 s"."""
    if 0 < seconds < _SHORTEST_DECIMAL:
        return f"1/{round(1 / seconds)} s"
    return _tenths(seconds)


def exposure(metadata: Metadata) -> str:
    """How the photo was exposed, "1/250 s, f/2.8, ISO 400, 50 mm, +0.7 EV"; only what the camera said."""
    parts = [
        shutter(metadata.exposure) if metadata.exposure else "",
        f"f/{metadata.aperture:.3g}" if metadata.aperture else "",
        f"ISO {metadata.iso}" if metadata.iso else "",
        f"{metadata.focal_length:.3g} mm" if metadata.focal_length else "",
        f"{metadata.bias:+.1f} EV" if metadata.bias else "",
    ]
    return ", ".join(part for part in parts if part)


def camera(metadata: Metadata) -> str:
    """The body, with the maker named once: "Canon EOS R5", "SONY ILCE-7M3", "OLYMPUS E-M1MarkII"; empty if unknown."""
    make, model = safe(metadata.make or "").split(), safe(metadata.model or "").split()
    if make and model and any(word.casefold() == model[0].casefold() for word in make):
        return " ".join(model)
    return " ".join([*(word for word in make if word.casefold().rstrip(".,") not in _FIRM), *model])


def name(path: Path) -> str:
    """A file's name, safe to display: see ``safe``."""
    return safe(path.name or str(path))


def safe(text: str) -> str:
    r"""Text from outside with nothing in it that acts.

    Line ends, terminal codes, bytes that are no text and marks that turn the reading direction are shown as
    escapes: ``\n``, ``\x1b``, ``\xff``, ``\u202e``.
    """
    return "".join(_escape(char) if _acts(char) else char for char in text)


def _acts(char: str) -> bool:
    if char in "\u200c\u200d":  # joiners: they spell words and family emoji, and turn nothing
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _escape(char: str) -> str:
    if "\udc80" <= char <= "\udcff":  # how Python carries a byte that is not UTF-8
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")
