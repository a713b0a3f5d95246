"""What differs between two frames is inside the outline, and what does not is not outlined."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from reviewer.registration import Transform, difference, register


def outlined(regions, shape):
    mask = np.zeros(shape[:2], bool)
    for region in regions:
        mask[region.top : region.top + region.height, region.left : region.left + region.width] = True
    return mask


def painted(frame, box, seed):
    """A frame with a thing in it that was not there, and where."""
    shape = Image.new("L", frame.shape[1::-1])
    ImageDraw.Draw(shape).ellipse(box, fill=255)
    mask = np.asarray(shape) > 0
    random = np.random.default_rng(seed)
    cells = random.integers(0, 256, (12, 12, 3), np.uint8)
    thing = np.asarray(Image.fromarray(cells).resize(frame.shape[1::-1], Image.Resampling.BICUBIC))
    return np.where(mask[..., None], thing, frame).astype(np.uint8), mask


@pytest.mark.parametrize("stops", [0.0, -1.0])
@pytest.mark.parametrize("box", [(400, 300, 700, 500), (1200, 700, 1290, 860)])
def test_a_changed_thing_is_inside_the_outline(pair, stops, box):
    made = pair(1.02, -2.0, 40.0, 25.0, stops=stops, noise=3.0)
    one, mask = painted(made.one, box, seed=box[0])
    fit = register(one, made.other)
    assert fit is not None
    inside = outlined(difference(one, made.other, fit.transform), one.shape)
    changed = mask & (abs(one.astype(int) - made.one).max(axis=2) > 20)
    assert inside[changed].mean() >= 0.95
    assert inside.sum() < 3 * mask.sum()


def test_nothing_differs_but_light_noise_and_a_pixel(pair):
    made = pair(1.01, 1.0, 20.0, 15.0, stops=-2.0, noise=4.0)
    aside = Transform.similarity(1, 0, 0.7, -0.7) @ made.truth
    assert difference(made.one, made.other, aside) == []


def test_white_that_came_and_colour_of_the_same_brightness_are_seen(pair):
    made = pair(noise=1.0)
    one = made.one.copy()
    one[300:400, 300:400] = 255
    one[800:900, 1300:1400] = one[800:900, 1300:1400, ::-1]
    one[800:900, 1300:1400, 2] |= 128
    inside = outlined(difference(one, made.other, made.truth), one.shape)
    assert inside[300:400, 300:400].mean() >= 0.95
    assert inside[800:900, 1300:1400].mean() >= 0.95


def test_outside_the_other_frame_nothing_is_compared(pair):
    made = pair(x=400.0, noise=1.0)
    assert difference(made.one, made.other, made.truth) == []
    assert difference(made.one, made.other, Transform.similarity(1, 0, 9000, 0)) == []


def test_two_things_apart_are_two_regions_and_the_larger_comes_first(pair):
    made = pair(noise=1.0)
    one, _ = painted(made.one, (200, 200, 300, 300), seed=1)
    one, _ = painted(one, (1000, 600, 1400, 900), seed=2)
    regions = difference(one, made.other, made.truth)
    assert len(regions) == 2
    assert regions[0].left > 900 > regions[1].left
