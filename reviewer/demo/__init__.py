"""A folder of photos for newcomers and for tests: rendered, so that it is anybody's, and the same everywhere.

It is a trip of three days: landscapes (``terrain``, ``lands``, ``trees``, under the light of ``light``), a town, woods,
a still life. ``trip`` says what was taken where and when, in bursts and singly; ``camera`` takes it, with the mistakes
that a day of photographing has: soft, dark, too bright, noisy and tilted frames, a file that was cut off. ``noise`` is
what all of it is made of.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from reviewer.demo.camera import develop, encode
from reviewer.demo.passers import draw
from reviewer.demo.trip import stops

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIRST_NUMBER = 1201


def make(folder: Path, count: int = 60, seed: int = 0) -> Iterator[Path]:
    """Render demo photos into a folder, the same ones each time, one a step.

    A photo that is there already is kept, so that a second start costs nothing and a stopped one goes on.

    Args:
        folder: Made if missing.
        count: How many photos; the trip begins again, elsewhere, when it has been told.
        seed: Which trip; another one goes to other places, and belongs into another folder.

    Yields:
        The path of each photo, once the file is whole.

    Raises:
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    yield from islice(_photos(folder, seed), count)


def _photos(folder: Path, seed: int) -> Iterator[Path]:
    number = _FIRST_NUMBER
    for stop in stops(seed):
        scene, when = None, stop.begun
        for take in stop.takes:
            path = folder / f"DSC_{number:04d}.{'AVIF' if take.form == 'avif' else 'JPG'}"
            when += timedelta(seconds=take.after)
            if not path.exists():
                scene = scene or stop.scene(stop.seed)
                seconds = (when - stop.begun).total_seconds() - stop.takes[0].after
                shown = draw(scene, stop.passer, seconds) if stop.passer else scene
                picture = develop(shown, take, np.random.default_rng((stop.seed, number)))
                _write(path, encode(picture, take, stop.settings, when))
            yield path
            number += 1


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
