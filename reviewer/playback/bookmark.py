"""Where a slideshow stood, as it is kept between starts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place in a slideshow, without the plan itself.

    Attributes:
        photo: Path of the photo on screen, empty for none.
        part_left: Part of its time that was left, 0..1.
        stretch: How many times as long its stop stays as planned.
        richness: How many times as long all stays, because photos decided on gave their time back.
        chosen: The frame was chosen by hand.
        gear: Presses of + less those of -.
        elapsed: Seconds spent looking.
        finished: It was at its end.
        seen: What was seen, as ``Seen.snapshot`` tells it.
    """

    photo: str = ""
    part_left: float = 1.0
    stretch: float = 1.0
    richness: float = 1.0
    chosen: bool = False
    gear: int = 0
    elapsed: float = 0.0
    finished: bool = False
    seen: object = None

    def kept(self) -> dict[str, object]:
        """For JSON."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def read(cls, kept: Mapping[str, object]) -> Bookmark:
        """From JSON; what makes no sense counts as 0 or as not so."""
        return cls(
            photo=str(kept.get("photo", "")),
            part_left=max(0.0, min(1.0, _number(kept, "part_left"))),
            stretch=_number(kept, "stretch"),
            richness=_number(kept, "richness"),
            chosen=kept.get("chosen") is True,
            gear=round(_number(kept, "gear")),
            elapsed=max(0.0, _number(kept, "elapsed")),
            finished=kept.get("finished") is True,
            seen=kept.get("seen"),
        )


def _number(kept: Mapping[str, object], key: str) -> float:
    value = kept.get(key)
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else 0.0
