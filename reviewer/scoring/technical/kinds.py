"""Which kinds of picture the built-in score is blind to, and which it cannot judge at all.

The score learned from photos rated by people, and people rarely rate what is dark, pale or soft on purpose as high as
its maker does. ``kinds`` names such photos so that they can be ranked among themselves, and what the score has never
seen. Each is a handful of rules on ``traits``, set so that an ordinary photo is hardly ever named:
a blind spot that is not noticed costs a place in the order, one that is wrongly claimed costs belief.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reviewer.scoring.technical.planes import at_least
from reviewer.scoring.technical.traits import Small, edges, palette, print_on

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reviewer.scoring.technical.measurements import Measurements
    from reviewer.scoring.technical.planes import Picture

FLAGS = ("night", "black_and_white", "fog", "high_key", "bokeh", "grain", "screenshot")
UNKNOWN = ("near_black", "blank", "panorama", "document", "drawing")

# Shares are of the frame 0..1, levels are grey levels 0..255.
_NIGHT_DARK, _NIGHT_SHARE = 45, 0.5  # level and share: street scenes by night have half their frame below it
_LAMP, _BESIDE_LAMP = 200, 60  # levels; a pale petal before a dark hedge is a wider patch, or not as bright
_LAMPS = 0.12  # of 16 x 12 tiles: one lit window, flash on a face or a skull before black are not a night scene
_GREY = 10  # levels of chroma that 98 % stay below: JPEG's own error; one red stamp in a grey street is more
_TINT, _TONED = 2.5, 80  # levels: what one tint leaves unexplained after JPEG; deeper than sepia is a coloured light
_TONES = 40.0  # levels between dark and bright parts below which a grey surface is not yet a black-and-white photo
_AIR = 90  # level of the dark channel over three quarters of the frame; clear photos have 0 to 40
_AIR_CHROMA = 30  # levels, the median: a coloured wall is no fog
_FOG_LOW, _FOG_HIGH, _FOG_TONES = 70.0, 235.0, 15.0  # levels: no blacks, no whites, but not a blank either
_FOG_DETAIL = 9.0  # as Measurements.detail: the median photo; a white room is crisp, fog is not
_PALE, _PALEST = 160.0, 200.0  # levels of the darkest quarter and of the middle
_CLIPPED, _COLOURED = 250, 215  # levels of the greatest and of the least channel of a burnt-out light colour
_BURNT = 0.025  # share of light colours with a clipped channel: overexposed instead of pale
_WHITE_OUT = 0.7  # share blown: with more, there is no picture left
_PALE_DETAIL = 4.5  # as Measurements.detail: something is in focus
_BOKEH_DETAIL = 7.5  # as Measurements.detail: the subject is sharp
_BEHIND, _SUBJECT = 0.225, 0.36  # shares of the tiles: at least far out of focus, at most sharp
_GRAIN = 4.0  # as Measurements.noise: plain to see
_GRAIN_FINENESS = 1.95  # as Measurements.fineness: grain of film that was reduced has 2.0 to 2.4, crisp leaves 1.85
_GRAIN_EVERYWHERE = 0.85  # of the noise, in the flattest tiles; paving under a smooth sky has 0.66
_GRAIN_EDGE = 480  # px; in smaller pictures the texture of things is as fine as grain
_SCREEN_FLAT, _SCREEN_COLOUR = 0.45, 0.05  # shares of flat colour, white and black included, and without
_SCREEN_LINES = 2  # borders of bars and panels
_LETTERS = 0.06  # share of hard edges among all neighbours; text has twice that, a busy photo half
_BLACK_HIGH = 16.0  # level that 95 % stay below: a lens cap, a flash that failed
_BLANK, _BLANK_DETAIL = 6.0, 2.0  # levels between dark and bright parts, and as Measurements.detail: no picture there
_WIDEST = 3.5  # long over short side; the photos that were rated are squares
_PAPER, _PAPER_CHROMA = 140.0, 30  # levels: the middle of a page, and what 98 % of it stay below
_PAGE_PAPER, _PAGE_INK = 0.6, (0.02, 0.35)  # shares
_PAGE_LINES = 6  # fewer are a sign or a label
_FEW_COLOURS = 0.6  # share in six colours: flat areas, as in cartoons and diagrams
_BARE, _CLEAN = 0.75, 0.27  # share in six colours, white and black; hard edges per edge of any kind


def kinds(array: Picture, measured: Measurements, full_size: tuple[int, int]) -> tuple[tuple[str, ...], str]:
    """The blind spots that a photo falls into, or what keeps the score from judging it.

    Args:
        array: (H, W, 3), 0..255, sRGB, at the size of the first look.
        measured: What ``measure`` found on it.
        full_size: The photo's own width and height.

    Returns:
        Some of ``FLAGS``, in that order, and an empty string; or no flags and one of ``UNKNOWN``.
    """
    if unknown := _no_picture(measured, full_size):
        return (), unknown
    array = at_least(array)
    if _is_screenshot(array):
        return ("screenshot",), ""
    if _is_document(array):
        return (), "document"
    if _is_drawing(array):
        return (), "drawing"
    small = Small(array)
    found = {
        "night": _is_night(small),
        "black_and_white": _is_black_and_white(small, measured),
        "fog": _is_fog(small, measured),
        "high_key": _is_high_key(small, measured),
        "bokeh": _is_bokeh(measured),
        "grain": _is_grainy(measured, full_size),
    }
    return tuple(flag for flag in FLAGS if found.get(flag)), ""


def _no_picture(measured: Measurements, full_size: tuple[int, int]) -> str:
    """What can be told without looking at the pixels again."""
    if measured.high < _BLACK_HIGH:
        return "near_black"
    if measured.contrast < _BLANK and measured.detail < _BLANK_DETAIL:
        return "blank"
    return "panorama" if max(full_size) > _WIDEST * min(full_size) else ""


def _is_night(small: Small) -> bool:
    if (small.luma < _NIGHT_DARK).mean() < _NIGHT_SHARE:
        return False
    lamps = small.lights(bright=_LAMP, around=_BESIDE_LAMP) & (small.luma > _LAMP / 2)
    return _share_of_tiles(lamps) >= _LAMPS


def _share_of_tiles(mask: NDArray[np.bool_]) -> float:
    down, across = (12, 16) if mask.shape[1] >= mask.shape[0] else (16, 12)
    rows, columns = np.nonzero(mask)
    tiles = (rows * down // mask.shape[0]) * across + columns * across // mask.shape[1]
    return len(np.unique(tiles)) / (down * across)


def _is_black_and_white(small: Small, measured: Measurements) -> bool:
    if measured.contrast < _TONES:
        return False
    if np.percentile(small.chroma, 98) <= _GREY:
        return True
    return float(np.median(small.chroma)) <= _TONED and small.tint_left() <= _TINT


def _is_fog(small: Small, measured: Measurements) -> bool:
    if measured.low < _FOG_LOW or measured.high > _FOG_HIGH or measured.contrast < _FOG_TONES:
        return False
    if measured.detail > _FOG_DETAIL or measured.quarter > _PALEST or np.median(small.chroma) > _AIR_CHROMA:
        return False
    return bool(np.percentile(small.air(), 25) >= _AIR)


def _is_high_key(small: Small, measured: Measurements) -> bool:
    if measured.quarter < _PALE or measured.blown > _WHITE_OUT or measured.detail < _PALE_DETAIL:
        return False
    burnt = ((small.brightest >= _CLIPPED) & (small.darkest < _COLOURED)).mean()
    return bool(np.median(small.luma) >= _PALEST and burnt <= _BURNT)


def _is_bokeh(measured: Measurements) -> bool:
    return measured.detail >= _BOKEH_DETAIL and measured.behind >= _BEHIND and measured.subject <= _SUBJECT


def _is_grainy(measured: Measurements, full_size: tuple[int, int]) -> bool:
    if measured.noise < _GRAIN or max(full_size) < _GRAIN_EDGE:
        return False
    return measured.fineness >= _GRAIN_FINENESS and measured.least >= _GRAIN_EVERYWHERE * measured.noise


def _is_screenshot(array: Picture) -> bool:
    few, bare = palette(array)
    if few + bare < _SCREEN_FLAT or few < _SCREEN_COLOUR:
        return False
    found = edges(array)
    return found.hard >= _LETTERS and found.lines >= _SCREEN_LINES


def _is_document(array: Picture) -> bool:
    small = Small(array)
    paper = float(np.median(small.luma))
    if paper < _PAPER or np.percentile(small.chroma, 98) > _PAPER_CHROMA:
        return False
    if edges(array).hard < _LETTERS:
        return False
    page = print_on(array, paper)
    least, most = _PAGE_INK
    return page.paper >= _PAGE_PAPER and least <= page.ink <= most and page.lines >= _PAGE_LINES


def _is_drawing(array: Picture) -> bool:
    few, bare = palette(array)
    if few >= _FEW_COLOURS:
        return True
    if few + bare < _BARE:
        return False
    found = edges(array)
    return found.hard > 0 and found.hard >= _CLEAN * (found.hard + found.soft)
