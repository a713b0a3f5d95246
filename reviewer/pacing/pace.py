"""How looks are weighed, as the user set it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer.settings import Settings

_FULL_LOOK = 3.0  # tau; a look that finds 95 % of the keepers


@dataclass(frozen=True, slots=True)
class Pace:
    """How looks are weighed.

    Attributes:
        tau: Seconds after which a look has found 63 % of the keepers.
        floor: Shortest time of a stop, in seconds.
        ceiling: Longest time of a stop, in seconds; not below ``floor``.
        mode: Key of ``AUC``.
    """

    tau: float = 1.5
    floor: float = 0.3
    ceiling: float = 9.0
    mode: str = "evidence"

    @classmethod
    def stored(cls, settings: Settings) -> Pace:
        """The pace that the user's settings ask for."""
        tau, shortest, longest = map(settings.number, ("look_seconds", "shortest_look", "longest_look"))
        return cls.in_looks(tau, shortest, longest, settings.text("pace_mode"))

    @classmethod
    def in_looks(cls, tau: float, shortest: float, longest: float, mode: str) -> Pace:
        """The pace whose shortest and longest times are so many times ``tau``."""
        return cls(tau, shortest * tau, longest * tau, mode)

    @property
    def full_look(self) -> float:
        """Seconds in which next to nothing is missed, as far as the bounds allow."""
        return max(self.floor, min(_FULL_LOOK * self.tau, self.ceiling))
