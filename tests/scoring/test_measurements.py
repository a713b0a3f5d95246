"""What is measured: brightness in stops, and blur in one direction told from texture and from lack of focus."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))  # pytest leaves it out in importlib mode

from kinds_pictures import blur, grain, scene, shaken

from reviewer.scoring.technical.measurements import measure

SEEDS = [1, 2]


def exposed(picture, stops):
    """As the sensor would have had it with so many stops more: luminance times a power of two."""
    level = picture / 255
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4) * 2.0**stops
    back = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.clip(back * 255, 0, 255).round().astype(np.uint8)


@pytest.mark.parametrize("stops", [-2.0, -1.0, -0.3])
def test_the_stops_between_two_exposures_are_measured(stops):
    picture = scene()
    found = measure(exposed(picture, stops)).stops - measure(picture).stops
    assert found == pytest.approx(stops, abs=0.12)


def test_middle_grey_is_no_stops_and_black_is_finite():
    assert measure(np.full((100, 100, 3), 118, np.uint8)).stops == pytest.approx(0, abs=0.05)
    assert measure(np.zeros((100, 100, 3), np.uint8)).stops == pytest.approx(-6.5, abs=0.1)


def test_the_stops_of_a_real_bracket(shared):
    """Shutter times of 1/5, 1/13 and 1/40 s: 1.4 and 3.0 stops. The camera's own curve is steeper in the shadows."""
    frames = [Image.open(shared / "photos" / "align_36mp" / f"{frame}.jpg") for frame in (1, 2, 3)]
    for frame in frames:
        frame.draft("RGB", (1000, 750))
    first, second, third = (measure(np.asarray(frame.convert("RGB"))).stops for frame in frames)
    assert first - second == pytest.approx(1.4, abs=0.3)
    assert first - third == pytest.approx(3.0, abs=0.9)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("angle", [0, 30, 90, 135])
def test_a_shake_is_motion_and_lack_of_focus_is_not(seed, angle):
    picture = scene(seed)
    still = measure(picture).motion
    assert still < 0.15
    assert measure(shaken(picture, 6, angle)).motion > still + 0.1
    assert all(measure(blur(picture, radius)).motion < 0.15 for radius in (1, 2, 4))


def test_a_fence_is_no_motion_until_it_is_moved():
    """Detail in one direction at every scale is texture."""
    random = np.random.default_rng(3)
    boards = np.kron(random.uniform(40, 220, (1, 250)), np.ones((750, 4)))
    fence = np.clip(boards[..., None] + 0.3 * (scene() - 128.0), 0, 255).astype(np.uint8)
    assert measure(fence).motion < 0.15
    assert measure(shaken(fence, 8, 0)).motion > 0.25


def test_grain_is_everywhere_and_fine():
    plain, grainy = measure(scene()), measure(grain(scene(), 9))
    assert plain.noise < 2
    assert grainy.fineness > 3
    assert grainy.noise == pytest.approx(9, rel=0.2)
    assert grainy.least == pytest.approx(9, rel=0.2)


def test_the_subject_and_what_is_behind_it_are_shares_of_the_frame():
    sharp, soft = scene(), blur(scene(7), 16)
    half = np.concatenate((sharp[:, :500], soft[:, 500:]), axis=1)
    assert measure(sharp).behind < 0.1
    assert 0.2 < measure(half).behind <= 0.5
    assert measure(half).subject < measure(sharp).subject
