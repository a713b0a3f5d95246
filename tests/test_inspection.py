"""Marks of focus and clipping, and tones, on pictures made here and on real focus stacks."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from reviewer import decode, inspection
from reviewer.inspection import BLACK, PEAK, WHITE


def half_sharp() -> np.ndarray:
    """Stripes: sharp on the left, blurred on the right."""
    stripes = np.zeros((240, 480, 3), np.uint8) + 60
    stripes[:, ::24] = stripes[:, 1::24] = stripes[:, 2::24] = 190
    stripes = np.ascontiguousarray(stripes)
    stripes[:, 240:] = np.asarray(Image.fromarray(stripes).filter(ImageFilter.GaussianBlur(5)))[:, 240:]
    return stripes


def test_sharp_edges_are_marked_and_blurred_ones_are_not():
    marks = inspection.marks(half_sharp(), peaking=True, clipping=False)
    assert (marks[:, :230] == PEAK).mean() > 0.1
    assert not (marks[:, 260:] == PEAK).any()


def test_grain_is_no_edge():
    grain = np.random.default_rng(1).normal(128, 12, (300, 300)).clip(0, 255).astype(np.uint8)
    marks = inspection.marks(np.dstack([grain] * 3), peaking=True, clipping=False)
    assert (marks == PEAK).mean() < 0.001


def test_clipping_takes_one_channel_for_the_lights_and_all_for_the_shadows():
    picture = np.full((300, 40, 3), 128, np.uint8)
    picture[:, :10] = (255, 100, 100)
    picture[:, 10:20] = (0, 1, 0)
    picture[:, 20:30] = (0, 0, 90)
    marks = inspection.marks(picture, peaking=False, clipping=True)
    assert (marks[:, :10] == WHITE).all()
    assert (marks[:, 10:20] == BLACK).all()
    assert not marks[:, 20:].any()


def test_pixels_with_a_fourth_byte_are_read_like_others():
    picture = half_sharp()
    padded = np.dstack([picture[..., ::-1], np.full(picture.shape[:2], 255, np.uint8)])
    both = [inspection.marks(array, peaking=True, clipping=True) for array in (picture, padded)]
    assert np.array_equal(*both)


@pytest.mark.parametrize("size", [(1, 1), (1, 5), (5, 1), (2, 2), (257, 3)])
def test_the_smallest_pictures_have_marks_of_their_size(size):
    picture = np.zeros((*size, 3), np.uint8)
    assert (inspection.marks(picture, peaking=True, clipping=True) == BLACK).all()
    assert inspection.tones(picture)[:, 0].tolist() == [size[0] * size[1]] * 3


def test_tones_count_every_pixel_of_every_channel():
    picture = np.random.default_rng(2).integers(0, 256, (300, 70, 3), np.uint8)
    expected = [np.bincount(picture[..., channel].ravel(), minlength=256) for channel in range(3)]
    assert np.array_equal(inspection.tones(picture), expected)


def test_peaks_follow_the_focus_of_a_real_stack(shared):
    """The stack's focus moves through the scene, so the frames' marks lie elsewhere."""
    frames = sorted((shared / "photos" / "focus_bracket").glob("depthmap_pcb_*.JPG"))
    first, last = (decode.decode(path, (1400, 900)).array for path in (frames[0], frames[-1]))
    one, other = (inspection.marks(array, peaking=True, clipping=False) == PEAK for array in (first, last))
    assert one.any()
    assert other.any()
    assert (one & other).sum() < 0.5 * min(one.sum(), other.sum())
