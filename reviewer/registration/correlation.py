"""By how much two planes are shifted: phase correlation (C. D. Kuglin and D. C. Hines, 1975), between pixels too.

Only the phases of the spectra are kept, so that exposure and contrast do not count. The high frequencies, where noise
and compression live, are weighted down, which makes the peak a bell several pixels wide, and a parabola finds its top.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Stack = NDArray[np.float32]

_WIDTH = 0.12  # cycles per pixel at which the weight has fallen to 0.6
_DARK = 1e-6  # of the strongest frequency: as good as absent


def shifts(one: Stack, other: Stack) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far each plane of one stack (N, H, W) has moved in another: H and W even.

    Returns:
        Shifts (N, 2) as (x, y) in pixels, up to half the plane; and how clear each is (N,): the height of the peak in
        standard deviations of all that is not the peak. 4 to 5 is chance, 8 is a match.
    """
    size = one.shape[1:]
    window = _window(size)
    spectra = [np.fft.rfft2(_centred(stack) * window) for stack in (one, other)]
    cross = np.conj(spectra[0]) * spectra[1]
    power = np.abs(cross)
    cross *= _weights(size) / (power + _DARK * power.max(axis=(1, 2), keepdims=True) + np.finfo(np.float32).tiny)
    return peaks(np.fft.irfft2(cross, size).astype(np.float32))


def peaks(surface: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The top of each surface (N, H, W) that wraps around, as ``shifts`` gives it."""
    count, height, width = surface.shape
    number = np.arange(count)
    top, left = np.divmod(surface.reshape(count, -1).argmax(axis=1), width)
    best = surface[number, top, left]
    x = left + _vertex(surface[number, top, left - 1], best, surface[number, top, (left + 1) % width])
    y = top + _vertex(surface[number, top - 1, left], best, surface[number, (top + 1) % height, left])
    clear = best / np.maximum(surface.std(axis=(1, 2)), np.finfo(np.float32).tiny)
    moved = np.stack([(x + width / 2) % width - width / 2, (y + height / 2) % height - height / 2], axis=1)
    return moved, clear.astype(np.float64)


def _vertex(before: Stack, top: Stack, after: Stack) -> NDArray[np.float64]:
    """Where between -0.5 and 0.5 the parabola through three points is highest."""
    bend = (before - 2 * top + after).astype(np.float64)
    flat = bend >= 0
    return np.where(flat, 0.0, np.clip((before - after) / np.where(flat, 1.0, 2 * bend), -0.5, 0.5))


def _centred(stack: Stack) -> Stack:
    centred: Stack = stack - stack.mean(axis=(1, 2), keepdims=True)
    return centred


@cache
def _window(size: tuple[int, int]) -> Stack:
    """Falls to nothing at the edges, which would be taken for detail at rest."""
    return np.outer(np.hanning(size[0] + 2)[1:-1], np.hanning(size[1] + 2)[1:-1]).astype(np.float32)


@cache
def _weights(size: tuple[int, int]) -> Stack:
    down, across = np.fft.fftfreq(size[0])[:, None], np.fft.rfftfreq(size[1])
    return np.exp(-(down**2 + across**2) / (2 * _WIDTH**2)).astype(np.float32)
