"""The trip: where it went, when, and what was taken there. A table, so that the folder tells one story."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from reviewer.demo import forest, lands, light
from reviewer.demo.camera import CANVAS, Settings, Take
from reviewer.demo.passers import Passer
from reviewer.demo.table import still_life
from reviewer.demo.terrain import Land, landscape
from reviewer.demo.town import town

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL import Image


@dataclass(frozen=True)
class Stop:
    """A place where photos were taken.

    Attributes:
        day, time: When; the first day is 1.
        scene: Draws the place for a seed.
        seed: Which of the many such places.
        settings: Of the camera.
        takes: The photos.
        passer: What moves there.
    """

    day: int
    time: str
    scene: Callable[[int], Image.Image]
    seed: int
    settings: Settings
    takes: tuple[Take, ...]
    passer: Passer | None = None

    @property
    def begun(self) -> datetime:
        """When the first photo was taken."""
        return datetime.fromisoformat(f"2025-09-11T{self.time}") + timedelta(days=self.day)


def _land(make: Callable[[int], Land], air: light.Air) -> Callable[[int], Image.Image]:
    return lambda seed: landscape(make(seed), air, CANVAS, np.random.default_rng(seed))


def _lake(snow: float = 700.0) -> Callable[[int], Land]:
    return lambda seed: lands.mountains(seed, water=True, snow=snow)


def _meadow(seed: int) -> Land:
    return lands.mountains(seed, water=False)


def _autumn_hills(seed: int) -> Land:
    return lands.hills(seed, autumn=True)


def _town(air: light.Air) -> Callable[[int], Image.Image]:
    return lambda seed: town(air, CANVAS, np.random.default_rng(seed))


def _wood(season: forest.Season) -> Callable[[int], Image.Image]:
    return lambda seed: forest.wood(season, CANVAS, np.random.default_rng(seed))


def _table(seed: int) -> Image.Image:
    return still_life(CANVAS, np.random.default_rng(seed))


def _exposure(shutter: str, aperture: float, iso: int, focal: int) -> Settings:
    return Settings(Fraction(shutter), aperture, iso, focal)


def _burst(length: int, step: float, drift: tuple[int, int], faults: dict[int, str] | None = None) -> tuple[Take, ...]:
    """Frames in quick succession, the camera following; ``faults`` by frame."""
    wrong = faults or {}
    return tuple(
        Take(step if n else 9.0, (drift[0] * (n - length // 2), drift[1] * (n - length // 2)), wrong.get(n, ""))
        for n in range(length)
    )


_DAY, _LOW, _DIM = _exposure("1/500", 8, 100, 35), _exposure("1/250", 5.6, 200, 50), _exposure("1/60", 4, 800, 70)
_TRIPOD, _STARS, _ROOM = _exposure("2", 8, 100, 35), _exposure("15", 4, 3200, 24), _exposure("1/80", 4, 640, 85)

TRIP = (
    Stop(1, "07:02:11", _land(_lake(420), light.ALPENGLOW), 20, _LOW,
         (Take(0), Take(7, (18, -6)), Take(12, (-10, 4), "tilted"), Take(5, (6, 0), form="avif"),
          Take(9, (0, 9), "soft"))),
    Stop(1, "10:41:30", _land(_meadow, light.NOON), 21, _DAY,
         (Take(0), Take(4, (0, 12), "bright"), Take(31, (-20, 0)), Take(6, (24, 0), form="damaged"))),
    Stop(1, "12:15:04", _wood(forest.SUMMER), 3, _DIM, (Take(0), Take(3, (9, 5), "soft"), Take(20, (-30, 0), "dark"))),
    Stop(1, "19:31:20", _land(lands.coast, light.EVENING), 5, _LOW, _burst(6, 0.12, (5, 1), {2: "soft"}),
         Passer("birds", (0.34, 0.3), (0.32, -0.05), 0.02)),
    Stop(1, "19:36:48", _land(lands.coast, light.EVENING), 5, _LOW,
         (Take(0, (-30, 10)), Take(2.5, (-30, 10), "dark"), Take(2.5, (-30, 10), "bright")),
         Passer("boat", (0.3, 0.61), (0.002, 0.0), 0.09)),
    Stop(1, "20:22:05", _town(light.BLUE), 3, _TRIPOD,
         (Take(0), Take(14, (22, 8), "tilted"), Take(40, (-12, 0), "noisy"))),
    Stop(2, "06:48:52", _land(lands.hills, light.MIST), 6, _LOW,
         (Take(0), Take(11, (0, -14)), Take(25, (30, 6), "soft"))),
    Stop(2, "09:12:33", _land(lands.canyon, light.GOLDEN), 21, _DAY,
         (Take(0), Take(8, (16, 0)), Take(5, (-26, 12), "bright"))),
    Stop(2, "09:30:10", _land(lands.canyon, light.GOLDEN), 24, _DAY, _burst(5, 0.2, (-4, 2), {4: "tilted"}),
         Passer("balloon", (0.34, 0.44), (0.02, -0.05), 0.3)),
    Stop(2, "13:05:44", _table, 4, _ROOM,
         (Take(0), Take(6, (8, 3), "soft"), Take(15, (-12, 6)), Take(9, (4, 0), "dark"))),
    Stop(2, "17:40:21", _land(lands.dunes, light.GOLDEN), 3, _DAY,
         (Take(0), Take(13, (-30, 0)), Take(4, (12, 10), "tilted"))),
    Stop(2, "22:51:07", _land(_lake(500), light.NIGHT), 8, _STARS, (Take(0), Take(25, (6, 0), "noisy"))),
    Stop(3, "08:20:15", _wood(forest.AUTUMN), 5, _DIM, _burst(4, 0.3, (6, 2), {0: "soft"})),
    Stop(3, "10:02:40", _land(_autumn_hills, light.GOLDEN), 7, _DAY,
         (Take(0), Take(9, (-20, 4)), Take(7, (0, 0), "noisy"))),
    Stop(3, "12:44:19", _land(_meadow, light.RAIN), 23, _DIM, (Take(0), Take(30, (14, 0), "dark"))),
    Stop(3, "16:55:00", _land(_meadow, light.NOON), 27, _DAY, (Take(0), Take(6, (10, -4)))),
    Stop(3, "19:02:36", _land(lands.coast, light.GOLDEN), 9, _DAY, (Take(0), Take(5, (-16, 0), "tilted"))),
    Stop(3, "20:05:12", _land(_lake(100), light.BLUE), 9, _TRIPOD,
         (Take(0), Take(33, (0, 6), "soft"), Take(21, (-24, 0)))),
)  # fmt: skip


def stops(seed: int = 0) -> Iterator[Stop]:
    """The trip, and then the same trip a week later to other places of the kind, without end.

    Args:
        seed: Which trip: how often the places have been others before.
    """
    for lap in count():
        for stop in TRIP:
            yield replace(stop, day=stop.day + 7 * lap, seed=stop.seed + 100 * (lap + seed))
