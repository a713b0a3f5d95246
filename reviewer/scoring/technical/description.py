"""A picture described by some 350 numbers, from which the learned score is computed.

Most are statistics of natural scenes: brightness less its local mean, divided by its local deviation, has nearly one
distribution in every undistorted photo, and blur, noise and compression each bend it in their own way (Ruderman 1994;
Mittal, Moorthy and Bovik, "No-reference image quality assessment in the spatial domain", IEEE TIP 2012). They are taken
at four sizes, each half the one before. Beside them stand the detail of tiles in four directions, so that a sharp part
counts wherever it is; light, colour and their layout; the grid that compression leaves; and the spectrum.

The numbers mean something only in this order and at one size of picture, the one that the weights were learned at.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from reviewer.scoring.technical.planes import halve, luma_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reviewer.scoring.technical.planes import Picture, Plane

    Vector = NDArray[np.float32]

_SIZES = 4
_TILES = 16  # along each side
_ALL = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.96, 1.0)
_FIVE = (0.05, 0.25, 0.5, 0.75, 0.95)
_THREE = (0.1, 0.5, 0.9)
_SMOOTH = 6  # pairs averaged, in rows and in columns: a binomial window of seven, nearly a Gaussian of 1.2 px
_SHARP_TILES = 0.85  # quantile of detail from which on a tile counts as sharp
_RINGS = (0.01, 0.02, 0.04, 0.08, 0.12, 0.18, 0.25, 0.35, 0.5)  # cycles a pixel
_SPECTRUM = 256  # px
_BLOCK = 8  # px, of JPEG
_HUES, _LEVELS = 12, 12
_WHITE, _BLACK = 250, 6  # grey levels of every channel; of some channel:
_FULL, _NONE = 253, 2
_COLOURED = 20  # grey levels of chroma: plainly coloured
_EQUAL = 0.6  # grey levels: rounding


def describe(array: Picture) -> Vector:
    """Describe a picture.

    Args:
        array: (H, W, 3), 0..255, sRGB, upright, at least 256 pixels a side.

    Returns:
        (359,) finite numbers, in a fixed order.
    """
    luma = [luma_of(array)]
    for _ in range(_SIZES - 1):
        luma.append(halve(luma[-1]))
    red, green, blue = (halve(array[..., channel].astype(np.float32)) for channel in range(3))
    blueness, redness = (blue - luma[1]) * np.float32(0.564), (red - luma[1]) * np.float32(0.713)
    structures = [_structure(plane) for plane in luma]
    details = [detail for _, detail in structures]
    numbers = [
        *(number for described, _ in structures for number in described),
        *_across_sizes(details),
        *_layout_of_detail(details),
        *_chroma(blueness),
        *_chroma(redness),
        *_light(luma[1]),
        *_clipping_and_colour(red, green, blue),
        *_hues(blueness, redness),
        *_layout(luma[2], halve(blueness), halve(redness), luma[1]),
        *_compression(luma[0]),
        *_flattest(luma[0], luma[1]),
        *_spectrum(luma[0]),
        *_spectrum(luma[1]),
    ]
    return np.array(numbers, np.float32)


def _structure(plane: Plane) -> tuple[list[float], Plane]:
    """What one size says of a picture's structure, and the detail of its tiles: (16, 16), log energy."""
    normal, deviation = _normalised(plane)
    numbers = _shape(normal)
    for product in (
        normal[:, 1:] * normal[:, :-1],
        normal[1:] * normal[:-1],
        normal[1:, 1:] * normal[:-1, :-1],
        normal[1:, :-1] * normal[:-1, 1:],
    ):
        numbers += _sides(product)
    spread = np.log1p(deviation[::2, ::2])
    numbers += [float(spread.mean()), float(spread.std()), *_quantiles(spread, _FIVE)]
    energies = np.log1p(_directions(plane))
    detail: Plane = energies.mean(axis=0)
    numbers += _quantiles(detail, _ALL)
    sharp = detail >= np.quantile(detail, _SHARP_TILES)
    uneven = energies.max(axis=0) - energies.min(axis=0)
    numbers += [
        float(uneven[sharp].mean()),
        float(uneven.mean()),
        float((energies[0] - energies[1])[sharp].mean()),
        float((energies[2] - energies[3])[sharp].mean()),
    ]
    return numbers, detail


def _normalised(plane: Plane) -> tuple[Plane, Plane]:
    """Brightness less its local mean over its local deviation, and that deviation; three pixels lost on each side."""
    mean = _smoothed(plane)
    variance = _smoothed(plane * plane)
    variance -= mean * mean
    deviation = np.sqrt(np.maximum(variance, 0, out=variance))
    normal = plane[3:-3, 3:-3] - mean
    normal /= deviation + np.float32(1)
    return normal, deviation


def _smoothed(plane: Plane) -> Plane:
    for _ in range(_SMOOTH):
        plane = plane[1:] + plane[:-1]
    for _ in range(_SMOOTH):
        plane = plane[:, 1:] + plane[:, :-1]
    plane *= np.float32(0.5 ** (2 * _SMOOTH))
    return plane


def _shape(normal: Plane) -> list[float]:
    """Of a distribution around 0: how peaked, how wide, how skewed, how heavy its tails."""
    squares = normal * normal
    mean_square = float(squares.mean())
    fourth = float(np.einsum("ij,ij", squares, squares)) / squares.size
    third = float(np.einsum("ij,ij", squares, normal)) / squares.size
    flat = float(np.abs(normal).mean()) ** 2 / (mean_square + 1e-6)
    tails = math.log(fourth / (mean_square**2 + 1e-9) + 1e-3)
    return [flat, math.sqrt(mean_square), third / (mean_square**1.5 + 1e-6), tails]


def _sides(product: Plane) -> list[float]:
    """Of neighbours' products: their mean, how peaked they are, and the width of either side."""
    above = np.maximum(product, 0)
    mean, mean_above = float(product.mean()), float(above.mean())
    square = float(np.einsum("ij,ij", product, product)) / product.size
    square_above = float(np.einsum("ij,ij", above, above)) / product.size
    peaked = (2 * mean_above - mean) ** 2 / (square + 1e-9)
    return [mean, peaked, math.sqrt(square_above), math.sqrt(max(0.0, square - square_above))]


def _directions(plane: Plane) -> Plane:
    """Energy of second differences in each tile, across, down and along both diagonals: (4, 16, 16)."""
    twice = 2 * plane[1:-1, 1:-1]
    differences = (
        plane[1:-1, 2:] + plane[1:-1, :-2] - twice,
        plane[2:, 1:-1] + plane[:-2, 1:-1] - twice,
        plane[2:, 2:] + plane[:-2, :-2] - twice,
        plane[2:, :-2] + plane[:-2, 2:] - twice,
    )
    return np.stack([_tiles(np.multiply(each, each, out=each)) for each in differences])


def _tiles(plane: Plane, count: int = _TILES) -> Plane:
    """Means of ``count`` by ``count`` equal tiles; what is left over at the right and the bottom is left out."""
    height, width = plane.shape[0] // count, plane.shape[1] // count
    rows = plane[: height * count, : width * count].reshape(count, height, width * count).mean(axis=1)
    means: Plane = rows.reshape(count, count, width).mean(axis=2)
    return means


def _quantiles(values: Plane, shares: tuple[float, ...]) -> list[float]:
    """The values below which these shares lie, each a value that is there."""
    ordered = np.sort(values, axis=None)
    return [float(ordered[int(share * (ordered.size - 1))]) for share in shares]


def _across_sizes(details: list[Plane]) -> list[float]:
    """How detail falls from size to size: slowly where it is crisp, fast where it is blurred."""
    return [number for fine, coarse in pairwise(details) for number in _quantiles(fine - coarse, _FIVE)]


def _layout_of_detail(details: list[Plane]) -> list[float]:
    """Where the detail is, and whether the middle has more of it."""
    finest, fine = details[:2]
    middle = slice(_TILES // 4, -_TILES // 4)
    sharpest_in_middle = np.sort(finest[middle, middle], axis=None)[-8:].mean()
    return [
        *(float(number) for number in fine.reshape(4, 4, 4, 4).max(axis=(1, 3)).ravel()),
        float(fine[middle, middle].mean() - fine.mean()),
        float(sharpest_in_middle - np.sort(finest, axis=None)[-8:].mean()),
    ]


def _chroma(plane: Plane) -> list[float]:
    """Structure and spread of one chroma plane, at its size and at half of it."""
    normal, deviation = _normalised(plane)
    spread = np.log1p(deviation[::2, ::2])
    half = halve(plane)
    return [
        *_shape(normal),
        float(spread.mean()),
        float(spread.std()),
        *_quantiles(spread, _THREE),
        *_quantiles(np.log1p(_laplacian_energy(plane)), _THREE),
        float(half.mean()),
        float(half.std()),
        *_quantiles(half, (0.05, 0.25, 0.75, 0.95)),
        *_quantiles(np.log1p(_laplacian_energy(half)), _THREE),
    ]


def _laplacian_energy(plane: Plane) -> Plane:
    """Mean squared Laplacian of each tile."""
    laplacian = plane[1:-1, 1:-1] * np.float32(4)
    for neighbour in (plane[:-2, 1:-1], plane[2:, 1:-1], plane[1:-1, :-2], plane[1:-1, 2:]):
        laplacian -= neighbour
    return _tiles(np.multiply(laplacian, laplacian, out=laplacian))


def _light(luma: Plane) -> list[float]:
    shares = _histogram(luma, 32)
    return [
        *(level / 255 for level in _quantiles(luma[::2, ::2], (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99))),
        float(luma.mean()) / 255,
        float(luma.std()) / 255,
        float(-(shares * np.log(shares + 1e-9)).sum()),
        *(float(number) for number in np.sqrt(_histogram(luma, _LEVELS))),
    ]


def _histogram(luma: Plane, bins: int) -> NDArray[np.float64]:
    """Shares of the pixels in equal steps of brightness."""
    steps = (luma * np.float32(bins / 256)).astype(np.intp)
    return np.bincount(steps.ravel(), minlength=bins)[:bins] / luma.size


def _clipping_and_colour(red: Plane, green: Plane, blue: Plane) -> list[float]:
    brightest, darkest = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    clipped = (darkest >= _WHITE, brightest <= _BLACK, brightest >= _FULL, darkest <= _NONE)
    saturation = (brightest - darkest) / (brightest + 1)
    veil = _tiles(darkest)
    red_green, yellow_blue = red - green, (red + green) * np.float32(0.5) - blue
    spreads, means = (red_green.std(), yellow_blue.std()), (red_green.mean(), yellow_blue.mean())
    return [
        *(math.sqrt(float(share.mean())) for share in clipped),
        float(saturation.mean()),
        float(saturation.std()),
        *_quantiles(saturation[::2, ::2], (0.1, 0.5, 0.9, 0.99)),
        *_quantiles(veil, (0.0, 0.1, 0.5)),
        *(float(number) for number in (*spreads, *means)),
        math.hypot(*spreads) + 0.3 * math.hypot(*means),  # colourfulness of Hasler and Suesstrunk (2003)
    ]


def _hues(blueness: Plane, redness: Plane) -> list[float]:
    """How much colour there is of each hue, and what share of the picture has any."""
    across, up = blueness[::2, ::2].ravel(), redness[::2, ::2].ravel()
    strength = np.hypot(across, up)
    sector = ((np.arctan2(up, across) + np.float32(math.pi)) * np.float32(_HUES / (2 * math.pi))).astype(
        np.intp
    ) % _HUES
    amounts = np.bincount(sector, strength, _HUES) / strength.size
    return [*(float(number) for number in np.log1p(amounts)), float((strength > _COLOURED).mean())]


def _layout(luma: Plane, blueness: Plane, redness: Plane, finer: Plane) -> list[float]:
    """Light and colour of a four by four layout; how brightness changes over the picture, and towards its middle."""
    tiles = _tiles(finer)
    middle = tiles[_TILES // 4 : -_TILES // 4, _TILES // 4 : -_TILES // 4]
    return [
        *(float(number) for plane in (luma, blueness, redness) for number in _tiles(plane, 4).ravel()),
        float(tiles.std()),
        float(np.abs(np.diff(tiles, axis=0)).mean()),
        float(np.abs(np.diff(tiles, axis=1)).mean()),
        float(middle.mean() - tiles.mean()),
    ]


def _compression(luma: Plane) -> list[float]:
    """Steps at the borders of JPEG's blocks against steps within them, and the share of neighbours that are equal."""
    across = np.abs(luma[:, 1:] - luma[:, :-1])
    steps = (across.mean(axis=0), np.abs(luma[1:] - luma[:-1]).mean(axis=1))
    return [*(_at_borders(each) for each in steps), float((across < _EQUAL).mean())]


def _at_borders(steps: Vector) -> float:
    by_position = steps[: len(steps) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).mean(axis=0)
    return math.log((float(by_position[-1]) + 0.05) / (float(by_position[:-1].mean()) + 0.05))


def _flattest(luma: Plane, half: Plane) -> list[float]:
    """Noise where there is least else: what the flattest tiles have beyond their energy at half size."""
    fine, coarse = _laplacian_energy(luma).ravel(), _laplacian_energy(half).ravel()
    flattest = np.argsort(coarse)[: _TILES * _TILES // 4]
    variance = float(np.median((fine - 1.25 * coarse)[flattest])) / 13.75  # as measurements._detail derives it
    return [math.log1p(max(0.0, variance)), math.log1p(_quantiles(fine, (0.05,))[0])]


def _spectrum(luma: Plane) -> list[float]:
    """Log power of the middle of the picture in rings of spatial frequency."""
    edge = min(_SPECTRUM, *luma.shape)
    top, left = (luma.shape[0] - edge) // 2, (luma.shape[1] - edge) // 2
    window = np.hanning(edge).astype(np.float32)
    part = luma[top : top + edge, left : left + edge]
    transformed = np.fft.rfft2((part - part.mean()) * window[:, None] * window)
    power = (transformed.real**2 + transformed.imag**2).ravel()
    ring = _rings(edge)
    amount = np.bincount(ring, power, len(_RINGS) + 1) / np.maximum(1, np.bincount(ring, minlength=len(_RINGS) + 1))
    return [float(number) for number in np.log(amount[1 : len(_RINGS)] + 1)]


def _rings(edge: int) -> NDArray[np.intp]:
    """Which ring each number of a square's ``rfft2`` lies in."""
    radius = np.hypot(np.fft.fftfreq(edge)[:, None], np.fft.rfftfreq(edge)[None])
    rings: NDArray[np.intp] = np.digitize(radius, _RINGS).ravel()
    return rings
