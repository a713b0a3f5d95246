"""Two frames of a scene are laid one over the other to a pixel, and frames of two scenes are not."""

from __future__ import annotations

import numpy as np
import pytest

from reviewer.decode import decode
from reviewer.registration import Transform, register, warped

PIXEL = 1.0


@pytest.mark.parametrize(
    ("scale", "degrees", "x", "y", "stops"),
    [
        (1.0, 0.0, 0.0, 0.0, 0.0),
        (1.0, 0.0, 90.0, -60.0, -1.0),
        (1.05, 5.0, 90.0, 60.0, 0.0),
        (0.95, -5.0, -90.0, 60.0, -3.0),
        (1.013, 1.7, -33.3, 12.6, 1.0),
    ],
)
def test_every_corner_lies_within_a_pixel(pair, scale, degrees, x, y, stops):
    made = pair(scale, degrees, x, y, stops=stops)
    fit = register(made.one, made.other)
    assert fit is not None
    assert made.corner_error(fit.transform) <= PIXEL
    assert fit.share > 0.9
    assert fit.error < PIXEL


def test_what_moved_and_noise_have_no_say(pair):
    made = pair(1.02, 2.0, 30.0, 20.0, noise=10.0)
    made.other[200:900, 300:900] = made.one[100:800, 700:1300]
    fit = register(made.one, made.other)
    assert fit is not None
    assert made.corner_error(fit.transform) <= PIXEL
    assert fit.blocks < 45  # of 48


def test_a_camera_that_was_turned_aside(pair):
    truth = Transform(np.array([[1.0, 0.01, 40.0], [0.005, 1.0, 20.0], [8e-6, 3e-6, 1.0]]))
    made = pair(truth=truth)
    fit = register(made.one, made.other)
    assert fit is not None
    assert made.corner_error(fit.transform) <= PIXEL


def test_the_same_at_half_the_size(pair):
    made = pair(1.0, 1.0, 10.0, 5.0)
    half = made.other.reshape(600, 2, 900, 2, 3).mean(axis=(1, 3)).astype(np.uint8)
    fit = register(made.one, half)
    assert fit is not None
    assert made.corner_error(Transform(np.diag([2.0, 2.0, 1.0])) @ fit.transform) <= 2 * PIXEL


def test_another_scene_does_not_match(pair, other_scene):
    assert register(pair().one, other_scene) is None


def test_nothing_to_see_does_not_match(pair):
    plain = np.full((600, 900, 3), 128, np.uint8)
    grain = [np.random.default_rng(seed).integers(100, 150, plain.shape, np.uint8) for seed in (1, 2)]
    assert register(plain, plain) is None
    assert register(pair().one, plain) is None
    assert register(*grain) is None
    assert register(plain[:1, :1], plain[:1, :1]) is None


def test_there_and_back_is_where_it_began():
    there = Transform(np.array([[1.1, 0.02, 40.0], [-0.03, 0.9, 20.0], [8e-6, 3e-6, 1.0]]))
    points = np.array([(0.0, 0.0), (1000.0, 50.0), (20.0, 700.0)])
    assert (there.inverse() @ there)(points) == pytest.approx(points)


def test_warped_shows_the_other_frame_in_the_first_ones_place(pair):
    made = pair(1.03, 3.0, 40.0, -30.0, noise=0.0)
    seen = warped(made.other, made.truth, (600, 400, 500, 300), (500, 300))
    miss = abs(seen.astype(int) - made.one[400:700, 600:1100])
    assert np.median(miss) <= 2
    assert np.percentile(miss, 95) < 20  # resampled twice, so edges are softer


def test_warped_at_rest_is_the_frame_itself(pair):
    frame = pair().one
    at_rest = Transform(np.eye(3))
    assert (warped(frame, at_rest, (100, 50, 300, 200), (300, 200)) == frame[50:250, 100:400]).all()
    beyond = warped(frame, at_rest, (-20, -10, 60, 40), (60, 40))
    assert (beyond[10:, 20:] == frame[:30, :40]).all()
    assert not beyond[:9].any()
    assert not beyond[:, :19].any()
    assert not warped(frame, at_rest, (5000, 5000, 60, 40), (60, 40)).any()


def test_warped_made_small_is_averaged(pair):
    frame = pair().one
    small = warped(frame, Transform(np.eye(3)), (0, 0, 1800, 1200), (450, 300))
    mean = frame.reshape(300, 4, 450, 4, 3).mean(axis=(1, 3))
    assert abs(small[2:-2, 2:-2] - mean[2:-2, 2:-2]).mean() < 3


@pytest.fixture
def hand_held(shared):
    return [decode(shared / "photos" / "align_36mp" / f"{number}.jpg").array for number in (1, 2, 3)]


def test_three_hand_held_frames_agree_with_each_other(hand_held):
    fits = [register(hand_held[one], hand_held[other]) for one, other in ((0, 1), (1, 2), (0, 2))]
    assert None not in fits
    first, second, both = (fit.transform for fit in fits)
    height, width = hand_held[0].shape[:2]
    corners = np.array([(0, 0), (width, 0), (0, height), (width, height)], float)
    assert np.hypot(*((second @ first)(corners) - both(corners)).T).max() <= PIXEL
    _lie_within_a_pixel(hand_held[0], hand_held[1], first)
    _lie_within_a_pixel(hand_held[1], hand_held[2], second)


def _lie_within_a_pixel(one, other, transform):
    """By plain correlation of the edges, at 100 %, all over the frame."""
    height, width = one.shape[:2]
    misses = []
    for left in np.linspace(100, width - 300, 6).astype(int):
        for top in np.linspace(100, height - 300, 5).astype(int):
            ours = _edges(one[top : top + 200, left : left + 200, 1])
            theirs = _edges(warped(other, transform, (left - 4, top - 4, 208, 208), (208, 208))[..., 1])
            best, where = max(
                (float(np.corrcoef(ours.ravel(), theirs[y : y + 198, x : x + 198].ravel())[0, 1]), (x - 4, y - 4))
                for x in range(9)
                for y in range(9)
            )
            if best > 0.5:
                misses.append(np.hypot(*where))
    assert len(misses) >= 10
    assert np.percentile(misses, 90) <= 1.5  # a pixel aside or a diagonal one: whole pixels are tried
    assert np.median(misses) <= PIXEL


def _edges(plane):
    plane = plane.astype(np.float32)
    return abs(plane[2:, 1:-1] - plane[:-2, 1:-1]) + abs(plane[1:-1, 2:] - plane[1:-1, :-2])


def test_photos_of_different_things_do_not_match(shared):
    names = ("exposure_brackets/1.jpg", "exposure_brackets/10.jpg", "exposure_brackets/20.jpg")
    frames = [decode(shared / "photos" / name).array for name in names]
    assert [register(frames[at], frames[at - 1]) for at in range(3)] == [None, None, None]
