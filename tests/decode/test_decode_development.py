"""A RAW developed in full: its own pixels, as bright and as cut as the camera's preview, turned once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import rawpy
from PIL import Image

from reviewer.decode import decode, develop, read_metadata
from reviewer.decode.exposure import to_linear
from reviewer.errors import BrokenImage, NoPreview, TooLarge, UnreadablePhoto

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZE = (1200, 800)
TURNED = (5, 6, 7, 8)


def blocks(size: tuple[int, int] = SIZE) -> np.ndarray:
    """Light in 12 by 8 fields, no two alike beside each other, none too dark or bright to compare."""
    fields = 0.03 + 0.15 * np.random.default_rng(5).random((8, 12))
    return np.kron(fields, np.ones((size[1] // 8, size[0] // 12)))


def preview_of(light: np.ndarray, gain: float = 1.0) -> Image.Image:
    """What a camera shows of neutral light."""
    light = (light * gain).clip(0, 1)
    levels = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055) * 255
    return Image.fromarray(np.repeat(np.rint(levels).astype(np.uint8)[..., None], 3, axis=2))


def stops_between(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.log2(np.median(to_linear(one)) / np.median(to_linear(other))))


def test_every_pixel_of_the_sensor_is_there(make_dng: Callable[..., Path]) -> None:
    path = make_dng(size=(240, 160))
    pixels = develop(path)
    assert (pixels.origin, pixels.full_size, pixels.array.shape) == ("developed", (240, 160), (160, 240, 3))
    assert (pixels.profile, pixels.damaged) == (None, False)
    assert decode(path).full_size == (120, 80)
    assert develop(path, (60, 60)).array.shape == (40, 60, 3)
    assert develop(path, (60, 60)).full_size == (240, 160)


def test_a_line_one_pixel_wide_is_seen(make_dng: Callable[..., Path]) -> None:
    raw = np.full((160, 240), 3000)
    raw[:, 121], raw[:, 200:] = 12000, 12000  # the field is what LibRaw takes for white
    row = develop(make_dng(raw=raw)).array[80].astype(int).mean(axis=1)
    assert int(row[:180].argmax()) in (120, 121, 122)
    assert row[115:130].max() > row[100] + 40
    assert abs(row[115] - row[100]) <= 2


@pytest.mark.parametrize("gain", [0.7, 1.0, 2.0, 3.5])
def test_the_change_from_preview_to_development_does_not_jump(make_dng: Callable[..., Path], gain: float) -> None:
    light = blocks()
    path = make_dng(raw=light * 16383, preview=preview_of(light, gain))
    shown, developed = decode(path), develop(path)
    assert (shown.origin, developed.origin) == ("preview", "developed")
    assert shown.array.shape == developed.array.shape
    assert abs(stops_between(developed.array, shown.array)) < 0.1
    assert np.abs(developed.array.astype(int) - shown.array).mean() < 6


def test_the_gain_is_bounded_and_white_stays_white(make_dng: Callable[..., Path]) -> None:
    light = blocks()
    light[:100, :100] = 1.0
    path = make_dng(raw=light * 16383, preview=preview_of(light / 12, 12 * 12))
    developed = develop(path).array
    assert developed[50, 50].min() > 250
    dark = make_dng(raw=light * 16383, preview=preview_of(light, 0.05))
    assert stops_between(develop(dark).array, preview_of(light) * np.uint8(1)) > -1.2


def test_a_preview_that_tells_nothing_changes_nothing(make_dng: Callable[..., Path]) -> None:
    light = blocks()
    black = make_dng(raw=light * 16383, preview=Image.new("RGB", SIZE))
    assert abs(stops_between(develop(black).array, np.asarray(preview_of(light)))) < 0.1


@pytest.mark.parametrize("stops", [-2.0, -1.0, 1.0, 2.0])
@pytest.mark.parametrize("has_preview", [True, False])
def test_stops_double_the_light(make_dng: Callable[..., Path], stops: float, *, has_preview: bool) -> None:
    light = blocks()
    light[:8] = 1.0  # what LibRaw's own rule takes for white
    path = make_dng(raw=light * 16383, preview=preview_of(light) if has_preview else None)
    plain, pushed = develop(path), develop(path, stops=stops)
    assert stops_between(pushed.array, plain.array) == pytest.approx(stops, abs=0.1)


def test_light_that_the_preview_lost_comes_back(make_dng: Callable[..., Path]) -> None:
    """Two whites of the preview are two lights of the sensor."""
    light = blocks()
    light[:400, :600], light[:400, 600:] = 0.5, 0.9
    path = make_dng(raw=light * 16383, preview=preview_of(light, 4.0))
    assert decode(path).array[200, 300].tolist() == decode(path).array[200, 900].tolist() == [255, 255, 255]
    darker = develop(path, stops=-2).array
    assert darker[200, 300].mean() + 8 < darker[200, 900].mean() < 250


def test_stops_are_bounded(make_dng: Callable[..., Path]) -> None:
    path = make_dng(size=(240, 160))
    assert np.array_equal(develop(path, stops=9).array, develop(path, stops=3).array)
    assert np.array_equal(develop(path, stops=-9).array, develop(path, stops=-3).array)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_as_the_preview_is(make_dng: Callable[..., Path], orientation: int) -> None:
    light = blocks()
    path = make_dng(raw=light * 16383, preview=preview_of(light), orientation=orientation)
    shown, developed = decode(path), develop(path)
    assert developed.full_size == shown.full_size == (SIZE[::-1] if orientation in TURNED else SIZE)
    assert np.abs(developed.array.astype(int) - shown.array).mean() < 6


X_TRANS = np.array(
    [
        [1, 1, 0, 1, 1, 2],
        [1, 1, 2, 1, 1, 0],
        [2, 0, 1, 0, 2, 1],
        [1, 1, 2, 1, 1, 0],
        [1, 1, 0, 1, 1, 2],
        [0, 2, 1, 2, 0, 1],
    ]
)


@pytest.mark.parametrize("pattern", [np.array([[0, 1], [1, 2]]), np.array([[1, 2], [0, 1]]), X_TRANS])
def test_colours_of_any_pattern(make_dng: Callable[..., Path], pattern: np.ndarray) -> None:
    """A field that only red pixels see, beside one that only blue ones see, beside grey."""
    height, width = pattern.shape
    sees = np.tile(pattern, (240 // height, 360 // width))
    raw = np.full(sees.shape, 4000)
    raw[:, :120] = np.where(sees[:, :120] == 0, 12000, 500)
    raw[:, 120:240] = np.where(sees[:, 120:240] == 2, 12000, 500)
    red, blue, grey = (
        develop(make_dng(raw=raw, pattern=pattern)).array[120, column].astype(int) for column in (60, 180, 300)
    )
    assert red[0] > red[1:].max() + 60
    assert blue[2] > blue[:2].max() + 60
    assert np.ptp(grey) < 40


def test_cut_as_the_preview_is(make_dng: Callable[..., Path]) -> None:
    """A square set in the camera is the middle of the sensor, whichever way the camera was held."""
    light = blocks((1680, 1120))
    square = np.ascontiguousarray(light[:, 280:1400])
    for orientation in (1, 6):
        path = make_dng(raw=light * 16383, preview=preview_of(square), orientation=orientation)
        developed, shown = develop(path), decode(path)
        assert developed.full_size == (1120, 1120)
        assert np.abs(developed.array.astype(int) - shown.array).mean() < 6


def test_a_preview_that_stands_upright_already(make_dng: Callable[..., Path]) -> None:
    light = blocks()
    standing = preview_of(light).transpose(Image.Transpose.ROTATE_270)
    path = make_dng(raw=light * 16383, preview=standing, orientation=6)
    developed, shown = develop(path), decode(path)
    assert developed.full_size == (800, 1200)
    assert np.abs(developed.array.astype(int) - shown.array).mean() < 6


def test_both_sizes_are_as_bright_where_there_is_no_preview(make_dng: Callable[..., Path]) -> None:
    path = make_dng(raw=blocks() * 16383)
    assert abs(stops_between(develop(path).array, decode(path).array)) < 0.05


def test_no_sensor_data_is_broken(make_dng: Callable[..., Path]) -> None:
    light = blocks()
    path = make_dng(raw=light * 0, preview=preview_of(light))
    with pytest.raises(BrokenImage):
        develop(path)
    assert decode(path).origin == "preview"


def test_cut_file_is_unreadable(make_dng: Callable[..., Path]) -> None:
    path = make_dng(raw=blocks() * 16383)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(UnreadablePhoto):
        develop(path)


def test_what_is_no_raw_has_nothing_to_develop(tmp_path: Path, scene: Image.Image) -> None:
    for name in ("a.jpg", "a.png", "a.tif", "b.dng"):
        scene.save(tmp_path / name, "TIFF" if name == "b.dng" else None)
        with pytest.raises(NoPreview):
            develop(tmp_path / name)


def test_more_than_the_limit_is_refused(make_dng: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_dng(size=(240, 160))
    monkeypatch.setattr("reviewer.decode.development.WHOLE_LIMIT", 240 * 160 * 16 - 1)
    with pytest.raises(TooLarge):
        develop(path)


@pytest.mark.parametrize("name", ["canon_eos_6d.dng", "colorchart.dng"])
def test_real_raw_is_what_libraw_makes_of_it(shared: Path, name: str) -> None:
    """The reference: LibRaw used directly, AHD. Tolerance: one gain between them, then 3 levels of 255 on average."""
    path = shared / "photos/raw" / name
    with rawpy.imread(str(path)) as raw:
        linear = raw.postprocess(use_camera_wb=True, no_auto_bright=True, gamma=(1, 1), output_bps=16, user_flip=0)
    developed = develop(path).array
    assert developed.shape == linear.shape
    reference, ours = linear / 65535, to_linear(developed)
    middle = (ours.min(axis=2) > 0.02) & (ours.max(axis=2) < 0.2) & (reference.min(axis=2) > 0)
    gain = float(np.median(ours[middle] / reference[middle]))
    expected = np.asarray(preview_of(reference[..., 1], gain))[..., 0]
    assert np.abs(expected[middle].astype(int) - developed[..., 1][middle]).mean() < 3


def test_real_raw_looks_like_its_preview(shared: Path) -> None:
    path = shared / "photos/raw/canon_eos_6d.dng"
    shown, developed = decode(path, (300, 300)), develop(path, (300, 300))
    same_size = np.asarray(Image.fromarray(shown.array).resize(developed.array.shape[1::-1]))
    assert abs(np.log2(to_linear(developed.array).mean() / to_linear(same_size).mean())) < 0.5
    assert np.corrcoef(developed.array.ravel(), same_size.ravel())[0, 1] > 0.9


def test_metadata_tells_how_large_the_development_is(make_dng: Callable[..., Path]) -> None:
    path = make_dng(raw=blocks() * 16383, preview=preview_of(blocks()), orientation=6)
    metadata = read_metadata(path)
    assert develop(path).full_size == (metadata.width, metadata.height)
