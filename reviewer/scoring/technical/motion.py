"""Whether a picture is blurred in one direction, as by a moving camera, with numpy alone.

A direct look at how detail is directed would take every fence for a blur. But a fence's detail is directed alike at all
scales, while motion takes only the fine detail, and only along its path: what is four times as coarse is left. So the
fine detail is compared with the coarse in every direction at once, and what counts is how far the directions differ.
Blur of the lens takes from all of them alike.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from reviewer.scoring.technical.planes import halve, tile_means

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reviewer.scoring.technical.planes import Grid, Plane

    Tensors = NDArray[np.float64]
    Tiles = NDArray[np.intp]

_IN_FOCUS = 1 / 2  # of the tiles, those with the most fine detail: a soft background says nothing of movement
_CROSSED = 1 / 4  # of the tiles: among those in focus, the ones with coarse detail in every direction
_LEAST = 1.0  # squared grey levels a pixel, added to each direction: rounding and compression, which no photo lacks
_EVERY = 2  # rows of fine detail looked at; with all of them percentiles over 450 photos move by 0.03 at most


def motion(luma: Plane, grid: Grid) -> float:
    """How much more fine detail is left across a movement than along it.

    The ratio of fine to coarse energy in a direction is the Rayleigh quotient of their two structure tensors; its
    extremes over all directions are the tensors' generalised eigenvalues. Noise has no direction and hides movement.

    Args:
        luma: (H, W), at least 64 each way, 0..255.
        grid: Tiles down and across.

    Returns:
        log2 of the ratio of amplitudes, 0 up: at 1, twice as much fine detail is left across as along. Of 450 photos
        half are below 0.14 and nineteen in twenty below 0.46; moved by 4 to 16 of 1000 pixels the median is 0.5.
    """
    fine, coarse = _tensors(luma, grid, _EVERY), _tensors(halve(halve(luma)), grid, 1)
    crossed = _crossed(fine, coarse)
    least = _LEAST * np.eye(2)
    ratio = np.linalg.solve(coarse[crossed].mean(axis=0) + least, fine[crossed].mean(axis=0) + least)
    half, determinant = float(np.trace(ratio)) / 2, float(np.linalg.det(ratio))
    apart = math.sqrt(max(0.0, half * half - determinant))
    return 0.5 * math.log2((half + apart) / max(half - apart, 1e-6 * half))


def _crossed(fine: Tensors, coarse: Tensors) -> Tiles:
    energy = np.trace(fine, axis1=1, axis2=2)
    in_focus = np.argsort(energy)[-max(1, round(len(energy) * _IN_FOCUS)) :]
    weakest = np.linalg.eigvalsh(coarse[in_focus])[:, 0]
    tiles: Tiles = in_focus[np.argsort(weakest)[-max(1, round(len(energy) * _CROSSED)) :]]
    return tiles


def _tensors(plane: Plane, grid: Grid, every: int) -> Tensors:
    """Structure tensor of each tile, (tiles, 2, 2): mean products of the slopes across and down, in levels a pixel."""
    upper, lower = plane[:-1:every], plane[1::every]
    one, other = lower[:, 1:] - upper[:, :-1], upper[:, 1:] - lower[:, :-1]
    falling, rising, mixed = (tile_means(product, grid) for product in (one * one, other * other, one * other))
    # The slopes are the half sum of the two diagonal differences across, and their half difference down.
    across, down, both = falling + rising + 2 * mixed, falling + rising - 2 * mixed, falling - rising
    tensors: Tensors = np.stack((across, both, both, down), axis=-1).reshape(-1, 2, 2) / 4
    return tensors
