"""The demo folder: the same each time, true to its story, and as wrong as it says."""

from __future__ import annotations

import hashlib
from datetime import datetime
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageFile, ImageFilter, ImageStat

from reviewer import demo
from reviewer.demo import camera, noise, terrain, trees
from reviewer.demo.camera import CANVAS, SIZE, Settings, Take, develop
from reviewer.demo.passers import Passer, draw
from reviewer.demo.trip import TRIP, stops

FAULTS = {"soft", "dark", "bright", "noisy", "tilted"}
EXIF = 0x8769


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first nine photos: two places, an AVIF and a damaged file among them."""
    made = tmp_path_factory.mktemp("demo")
    list(demo.make(made, 9))
    return made


@pytest.fixture(scope="module")
def scene() -> Image.Image:
    """Something for the camera to take, with structure of every size."""
    grey = noise.grain(*CANVAS)
    return Image.merge("RGB", (grey, grey.point([value // 2 + 60 for value in range(256)]), grey))


def detail(picture: Image.Image) -> float:
    """How much fine structure there is."""
    grey = picture.convert("L").crop((400, 400, 1200, 1200))
    return ImageStat.Stat(ImageChops.difference(grey, grey.filter(ImageFilter.BoxBlur(1)))).mean[0]


def brightness(picture: Image.Image) -> float:
    return ImageStat.Stat(picture.convert("L")).mean[0]


def test_photos_are_named_in_order_and_nothing_unfinished_is_left(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        *(f"DSC_{number}.JPG" for number in range(1201, 1204)),
        "DSC_1204.AVIF",
        *(f"DSC_{number}.JPG" for number in range(1205, 1210)),
    ]


def test_every_photo_opens_at_its_size_but_the_damaged_one(folder: Path) -> None:
    broken = []
    for path in sorted(folder.iterdir()):
        with Image.open(path) as picture:
            assert picture.size == SIZE
            assert picture.format == ("AVIF" if path.suffix == ".AVIF" else "JPEG")
            try:
                picture.load()
            except OSError:
                broken.append(path.name)
    assert broken == ["DSC_1209.JPG"]


def test_of_the_damaged_photo_a_part_can_be_shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with Image.open(folder / "DSC_1209.JPG") as picture:
        rows = np.asarray(picture.convert("L")).std(axis=1)
    assert rows[: SIZE[1] // 4].min() > 1
    assert rows[-1] < 1


def test_the_camera_wrote_who_what_and_when(folder: Path) -> None:
    times = []
    for path in sorted(folder.iterdir()):
        with Image.open(path) as picture:
            exif = picture.getexif()
        inner = exif.get_ifd(EXIF)
        assert exif[0x0110] == "Larkfield L2"
        assert inner[0xA434]
        assert float(inner[0x829A]) > 0
        assert float(inner[0x829D]) > 0
        assert inner[0x8827] >= 100
        times.append(datetime.strptime(f"{inner[0x9003]}.{inner[0x9291]} {inner[0x9011]}", "%Y:%m:%d %H:%M:%S.%f %z"))
    assert times == sorted(times)
    assert len(set(times)) == len(times)


def test_it_is_the_same_every_time(folder: Path, tmp_path: Path) -> None:
    (first,) = demo.make(tmp_path / "new" / "folder", 1)
    assert hashlib.sha256(first.read_bytes()).digest() == hashlib.sha256((folder / first.name).read_bytes()).digest()


def test_another_seed_is_another_trip(folder: Path, tmp_path: Path) -> None:
    (first,) = demo.make(tmp_path, 1, seed=1)
    with Image.open(first) as one, Image.open(folder / first.name) as other:
        assert one.getexif()[0x0132] == other.getexif()[0x0132]
        assert ImageStat.Stat(ImageChops.difference(one, other)).mean[0] > 5


def test_what_is_there_is_kept_and_what_is_missing_is_made_again(tmp_path: Path) -> None:
    (first,) = demo.make(tmp_path, 1)
    first.write_bytes(b"mine now")
    assert list(demo.make(tmp_path, 1)) == [first]
    assert first.read_bytes() == b"mine now"
    first.unlink()
    list(demo.make(tmp_path, 1))
    assert first.stat().st_size > 100_000


def test_it_can_be_stopped_and_goes_on(tmp_path: Path) -> None:
    making = demo.make(tmp_path, 9)
    first = next(making)
    making.close()
    assert [path.name for path in tmp_path.iterdir()] == [first.name]


def test_no_photos_are_no_photos(tmp_path: Path) -> None:
    assert list(demo.make(tmp_path, 0)) == []


def test_a_folder_that_cannot_be_written_is_the_callers_to_explain(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="file"):
        list(demo.make(tmp_path / "file", 1))


def test_the_trip_has_all_that_a_day_of_photographing_has() -> None:
    takes = [take for stop in TRIP for take in stop.takes]
    assert len(takes) == 60
    assert {take.fault for take in takes} == FAULTS | {""}
    assert [take.form for take in takes].count("avif") == 1
    assert [take.form for take in takes].count("damaged") == 1
    bursts = [stop for stop in TRIP if len(stop.takes) > 3 and all(take.after < 1 for take in stop.takes[1:])]
    assert len(bursts) >= 3
    assert sum(not take.fault for take in takes) > len(takes) / 2


def test_time_goes_on_from_stop_to_stop_and_from_trip_to_trip() -> None:
    visited = list(islice(stops(), 2 * len(TRIP)))
    begun = [stop.begun for stop in visited]
    assert begun == sorted(begun)
    again = visited[len(TRIP)]
    assert (again.begun - begun[0]).days == 7
    assert again.seed != visited[0].seed


def test_faults_are_what_they_are_called(scene: Image.Image) -> None:
    good, *bad = (
        develop(scene, Take(0, fault=fault), np.random.default_rng(1))
        for fault in ("", "soft", "dark", "bright", "noisy", "tilted")
    )
    soft, dark, bright, noisy, tilted = bad
    assert all(picture.size == SIZE for picture in (good, *bad))
    assert detail(soft) < detail(good) / 2
    assert brightness(dark) < brightness(good) / 2
    assert brightness(bright) > brightness(good) * 1.3
    assert (np.asarray(bright) == 255).mean() > 0.1 > (np.asarray(good) == 255).mean()
    assert detail(noisy) > detail(good) * 1.15
    assert ImageStat.Stat(ImageChops.difference(tilted, good)).mean[0] > 5


@pytest.mark.parametrize("seed", range(6))
def test_a_tilted_frame_has_no_empty_corners(seed: int) -> None:
    white = Image.new("RGB", CANVAS, "white")
    tilted = develop(white, Take(0, fault="tilted"), np.random.default_rng(seed))
    assert np.asarray(tilted).min() > 128


def test_a_shift_moves_the_frame_and_never_leaves_the_scene() -> None:
    ramp = Image.linear_gradient("L").resize(CANVAS).convert("RGB")
    up, down, far = (
        brightness(develop(ramp, Take(0, (0, shift)), np.random.default_rng(0))) for shift in (-30, 30, 9000)
    )
    assert up < down < far


def test_exposure_follows_the_mistake() -> None:
    wrote = {}
    for fault in ("", "dark", "bright", "noisy", "soft"):
        settings = Settings(camera.Fraction(1, 200), 4, 200, 50)
        content = camera.encode(Image.new("RGB", (8, 8)), Take(0, fault=fault), settings, TRIP[0].begun)
        with Image.open(camera.io.BytesIO(content)) as picture:
            inner = picture.getexif().get_ifd(EXIF)
        wrote[fault] = (float(inner[0x829A]), inner[0x8827], float(inner[0x9204]))
    assert wrote[""] == (0.005, 200, 0)
    assert wrote["dark"] == (0.000625, 200, -3)
    assert wrote["bright"] == (0.02, 200, 2)
    assert wrote["noisy"] == (0.005, 12800, 0)
    assert wrote["soft"] == (0.02, 200, 0)


@pytest.mark.parametrize("kind", ["birds", "balloon", "boat"])
def test_what_passes_moves_and_leaves_the_scene_alone(kind: str) -> None:
    empty = Image.new("RGB", (600, 400), (128, 128, 128))
    passer = Passer(kind, (0.3, 0.7), (0.1, 0.0), 0.03)
    places = []
    for seconds in (0.0, 2.0):
        changed = ImageChops.difference(draw(empty, passer, seconds), empty).convert("L").getbbox()
        assert changed is not None
        places.append(changed[0])
    assert places[1] - places[0] == pytest.approx(120, abs=8)
    assert empty.getcolors() == [(600 * 400, (128, 128, 128))]


def test_noise_goes_round_its_edges() -> None:
    tile = noise.tile(0.7, 160)
    assert tile.shape == (noise.SIDE, noise.SIDE)
    assert tile.std() == pytest.approx(1, abs=1e-3)
    x = np.array([3.25, 700.5, -2.75], np.float32)
    y = np.array([9.5, 1.0, 1023.5], np.float32)
    shift = np.float32(noise.SIDE)
    np.testing.assert_allclose(noise.sample(tile, x, y), noise.sample(tile, x + shift, y - shift), atol=1e-4)
    whole = np.arange(5, dtype=np.float32)
    np.testing.assert_array_equal(noise.sample(tile, whole, whole), tile[range(5), range(5)])


def test_nearer_ground_hides_what_is_behind_it_and_sky_is_above() -> None:
    # One column, four samples of distance; rows count from above. The third is hidden behind the second.
    rows = np.array([[8.0], [4.0], [5.0], [2.0]], np.float32)
    seen = terrain._visible(rows, 10)[:, 0]
    assert seen.tolist() == [4, 4, 3, 3, 1, 1, 1, 1, 0, 0]


def test_a_tree_is_wider_below_and_its_lit_side_is_the_suns() -> None:
    whole, lit = trees.conifer(0, 200, mirrored=False)
    alpha = np.asarray(whole)
    assert (alpha[150] > 0).sum() > 2 * (alpha[40] > 0).sum() > 0
    _, other = trees.conifer(0, 200, mirrored=True)
    columns = np.asarray(lit).sum(axis=0)
    assert columns[: len(columns) // 2].sum() < columns[len(columns) // 2 :].sum()
    assert np.array_equal(np.asarray(other), np.asarray(lit)[:, ::-1])
