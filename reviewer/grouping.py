"""Photos that belong together: for now bursts, told by body, time and look.

A burst is a chain in capture order: each frame follows the one before within a second, from the same body, and looks
like it. Time alone would join what a drone or a dash camera takes at a steady pace; look alone would join a subject
come back to an hour later. The look is compared by difference hashes: 64 bits that say where the picture grows lighter
from left to right, indifferent to exposure and size (N. Krawetz, "Kind of like that", 2013).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reviewer.photo import Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from reviewer.photo import Photo, Record

BURST_GAP = 1.0
"""Seconds from one frame to the next, at most. Cameras that write whole seconds only may cut a burst to 1 s apart."""

BURST_DISTANCE = 16
"""Bits of 64 in which neighbours in a burst may differ. Unrelated pictures differ in 32 on average, frames of a
hand-held burst in up to 12; where a subject moves through the frame it is some more."""

_ROWS, _COLUMNS = 8, 9
_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601


def fingerprint(array: NDArray[np.uint8]) -> int:
    """The difference hash of a picture.

    Args:
        array: Upright pixels, shape (H, W, 3), any size.

    Returns:
        64 bits; pictures that look alike differ in few of them.
    """
    height, width = array.shape[:2]
    step = max(1, min(height, width) // 128)  # 128 px a side hold all that 9 x 8 cells can tell
    sampled = array[::step, ::step]
    if min(sampled.shape[:2]) < _COLUMNS:
        sampled = sampled.repeat(_COLUMNS, axis=0).repeat(_COLUMNS, axis=1)
    grey = sampled.astype(np.float32) @ _LUMA
    cells = _cell_means(_cell_means(grey, _ROWS, axis=0), _COLUMNS, axis=1)
    bits = (cells[:, 1:] > cells[:, :-1]).ravel()
    return int.from_bytes(np.packbits(bits).tobytes())


def _cell_means(values: NDArray[np.float32], cells: int, axis: int) -> NDArray[np.float32]:
    edges = np.linspace(0, values.shape[axis], cells + 1).astype(np.intp)
    shape = [1, 1]
    shape[axis] = cells
    sums = np.add.reduceat(values, edges[:-1], axis=axis)
    return np.asarray(sums / np.diff(edges).reshape(shape), dtype=np.float32)


def group(photos: Sequence[Photo], records: Mapping[Photo, Record]) -> list[Group]:
    """Put photos into groups.

    Args:
        photos: The photos in capture order; those of unknown time stand alone wherever they are.
        records: What is known of them; a photo without a record stands alone.

    Returns:
        Every photo in exactly one group, members in capture order, groups in the order of their first members.
    """
    chains: list[list[Photo]] = []
    open_chains: dict[tuple[str, str, str], tuple[Record, list[Photo]]] = {}
    for photo in photos:
        record = records.get(photo)
        if record is None or record.metadata.taken is None:
            chains.append([photo])
            continue
        last, chain = open_chains.get(record.metadata.body, (None, []))
        if last is not None and _follows(last, record):
            chain.append(photo)
        else:
            chain = [photo]
            chains.append(chain)
        open_chains[record.metadata.body] = (record, chain)
    return list(_groups(chains))


def _groups(chains: Iterable[list[Photo]]) -> Iterable[Group]:
    for chain in chains:
        yield Group(tuple(chain), "burst" if len(chain) > 1 else "single")


def _follows(last: Record, record: Record) -> bool:
    if last.metadata.taken is None or record.metadata.taken is None:
        return False
    if not 0 <= record.metadata.taken - last.metadata.taken <= BURST_GAP:
        return False
    if last.fingerprint is None or record.fingerprint is None:
        return False
    return (last.fingerprint ^ record.fingerprint).bit_count() <= BURST_DISTANCE
