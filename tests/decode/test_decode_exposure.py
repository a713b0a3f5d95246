"""A picture pushed: levels are multiplied in linear light, and nothing else happens."""

from __future__ import annotations

import numpy as np
import pytest

from reviewer.decode import push

LEVELS = np.arange(256, dtype=np.uint8)


def curve(light: np.ndarray) -> np.ndarray:
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def linear(levels: np.ndarray) -> np.ndarray:
    parts = levels / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("stops", [-3.0, -2.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0])
def test_a_stop_doubles_the_light(stops: float) -> None:
    expected = np.rint(255 * curve(np.minimum(1, linear(LEVELS) * 2.0**stops)))
    assert np.array_equal(push(LEVELS, stops), expected)


def test_any_shape_and_the_given_array_stays() -> None:
    array = np.random.default_rng(0).integers(0, 256, (700, 900, 3), np.uint8)
    before = array.copy()
    pushed = push(array, 1.0)
    assert (pushed.shape, pushed.dtype) == (array.shape, np.uint8)
    assert np.array_equal(pushed, push(LEVELS, 1.0)[array])
    assert np.array_equal(push(array[::2, 1::3], 1.0), pushed[::2, 1::3])
    assert np.array_equal(array, before)


def test_stops_are_bounded() -> None:
    assert np.array_equal(push(LEVELS, 50), push(LEVELS, 3))
    assert np.array_equal(push(LEVELS, -50), push(LEVELS, -3))
