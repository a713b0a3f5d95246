"""How many times as fast as planned a slideshow plays."""

from __future__ import annotations

_PRESSES_TO_DOUBLE = 3  # presses of + that double the speed
_TOP = 9  # presses of + or - that count: an eighth to eight times normal speed

TOP_SPEED = 2.0 ** (_TOP / _PRESSES_TO_DOUBLE)


class Gear:
    """Presses of + less those of -, and the speed they come to."""

    def __init__(self, presses: int = 0) -> None:
        self._presses = max(-_TOP, min(_TOP, presses))

    @property
    def presses(self) -> int:
        """As they count: no more than lead to the highest or lowest speed."""
        return self._presses

    @property
    def speed(self) -> float:
        """An eighth to eight times."""
        return float(2.0 ** (self._presses / _PRESSES_TO_DOUBLE))

    def shifted(self, presses: int) -> Gear:
        """So many presses up, or down if negative."""
        return Gear(self._presses + presses)
