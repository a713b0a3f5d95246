"""The user's attention, asked anew for every photo, as the order of the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer.pipeline.queue import Queue, contested, standing
from reviewer.scoring.table import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from reviewer.photo import Photo
    from reviewer.pipeline.knowledge import Knowledge
    from reviewer.pipeline.progress import Attention


class Guide:
    """Leads through photos that are to be done, in the order in which the user has most of it."""

    def __init__(self, known: Knowledge, attention: Callable[[], Attention]) -> None:
        self._known = known
        self._attention = attention
        self._at = 0
        self._shown: tuple[Photo, ...] = ()
        self._visible: list[int] = []
        self._groups: NDArray[np.intp] | None = None

    def by_sight(self, pending: Iterable[int]) -> Iterator[int]:
        """Those in sight first, then the nearest to them, while little is known of any."""
        queue = Queue(pending)
        while queue:
            self._look()
            yield queue.take(self._at, self._visible)

    def by_worth(self, pending: Iterable[int], leaders: Mapping[int, int]) -> Iterator[int]:
        """Those in sight first, then the contested, then the nearest.

        Args:
            pending: Numbers of photos, one for all copies.
            leaders: Which of them stands for a copy.
        """
        queue = Queue(pending)
        judged_by: tuple[str, float] | None = None
        while queue:
            attention = self._look()
            if (now := (attention.metric, attention.second_look)) != judged_by:
                judged_by = now
                queue.contest(self._contested(*now))
            in_sight = (leaders.get(number, number) for number in self._visible)
            yield queue.take(leaders.get(self._at, self._at), in_sight)

    def _look(self) -> Attention:
        """Ask what is on screen; a photo that is not among ours changes nothing."""
        attention = self._attention()
        numbers = self._known.numbers
        if attention.focus is not None:
            self._at = numbers.get(attention.focus, self._at)
        if attention.visible is not self._shown:
            self._shown = attention.visible
            self._visible = [numbers[photo] for photo in attention.visible if photo in numbers]
        return attention

    def _contested(self, metric: str, top: float) -> list[int]:
        if self._groups is None:
            self._groups = self._known.groups()
        places = standing(self._known.values(metric), self._known.values(BUILT_IN))
        return contested(places, self._groups, top)
