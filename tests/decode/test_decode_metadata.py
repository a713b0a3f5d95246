"""EXIF is believed where it makes sense and nowhere else, and costs no decoding."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.TiffImagePlugin import IFDRational

from reviewer.decode import read_metadata
from reviewer.photo import Metadata

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore:::PIL")  # Pillow says much about odd EXIF; see decode.pillow

EXPOSURE = {
    0x829A: IFDRational(1, 250),
    0x829D: IFDRational(28, 10),
    0x8827: 400,
    0x9003: "2025:09:01 18:03:22",
    0x9011: "+02:00",
    0x9204: IFDRational(-2, 3),
    0x920A: IFDRational(50, 1),
    0x9291: "047",
    0xA402: 2,
    0xA431: "0123456",
    0xA434: "Prime 50mm F1.8",
}


@pytest.fixture
def shot(tmp_path: Path):
    """A JPEG of 64 x 48 with these tags in the exposure's directory and those in the main one."""

    def save(exposure: dict[int, object] | None = None, main: dict[int, object] | None = None) -> Path:
        exif = Image.Exif()
        for tag, value in (main or {}).items():
            exif[tag] = value
        exif[0x8769] = exposure or {}
        path = tmp_path / "a.jpg"
        Image.new("RGB", (64, 48)).save(path, exif=exif)
        return path

    return save


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "avif"])
def test_all_that_a_camera_writes(tmp_path: Path, ending: str) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Maker", "Model X", 8
    exif[0x8769] = EXPOSURE
    block = exif.tobytes()
    exif = Image.Exif()
    exif.load(block)  # which is what a TIFF is saved with
    path = tmp_path / f"a.{ending}"
    Image.new("RGB", (64, 48)).save(path, exif=exif)
    formats = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "tif": "TIFF", "avif": "AVIF"}
    assert read_metadata(path) == Metadata(
        width=48,
        height=64,
        format=formats[ending],
        taken=pytest.approx(1756749802.047 - 7200),
        taken_text="2025-09-01 18:03:22",
        make="Maker",
        model="Model X",
        serial="0123456",
        lens="Prime 50mm F1.8",
        exposure=pytest.approx(0.004),
        aperture=pytest.approx(2.8),
        iso=400,
        focal_length=pytest.approx(50),
        bias=pytest.approx(-2 / 3),
        exposure_mode=2,
        orientation=8,
    )


def test_no_exif(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("RGB", (64, 48)).save(path)
    assert read_metadata(path) == Metadata(64, 48, "JPEG")


def test_nothing_is_decoded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(_: ImageFile) -> None:
        pytest.fail("pixels were decoded")

    for ending in ("jpg", "png", "webp", "tif", "gif", "bmp", "jp2", "avif"):
        path = tmp_path / f"a.{ending}"
        Image.new("RGB", (64, 48)).save(path)
        with monkeypatch.context() as patched:
            patched.setattr(ImageFile, "load", refuse)
            assert read_metadata(path).width == 64


@pytest.mark.parametrize(
    ("clock", "fraction", "offset", "taken"),
    [
        ("2025:09:01 18:03:22", None, None, 1756749802.0),
        ("2025:09:01 18:03:22", "5", None, 1756749802.5),
        ("2025:09:01 18:03:22", "05 ", None, 1756749802.05),
        ("2025:09:01 18:03:22", "x", None, 1756749802.0),
        ("2025:09:01 18:03:22", None, "-05:30", 1756749802.0 + 19800),
        ("2025:09:01 18:03:22", None, "+99:00", 1756749802.0),
        ("2025:09:01 18:03:22", None, "   :  ", 1756749802.0),
        ("2025-09-01T18:03:22", None, None, 1756749802.0),
        ("2025: 9: 1 18: 3:22", None, None, 1756749802.0),
        ("0000:00:00 00:00:00", None, None, None),
        ("    :  :     :  :  ", None, None, None),
        ("2025:13:01 18:03:22", None, None, None),
        ("2025:02:30 18:03:22", None, None, None),
        ("2025:09:01 25:03:22", None, None, None),
        ("0001:01:01 00:00:00", None, None, None),
        ("2025:09:01", None, None, None),
        ("", None, None, None),
    ],
)
def test_time(shot, clock: str, fraction: str | None, offset: str | None, taken: float | None) -> None:
    tags = {0x9003: clock, 0x9291: fraction, 0x9011: offset}
    metadata = read_metadata(shot({tag: value for tag, value in tags.items() if value is not None}))
    assert metadata.taken == (None if taken is None else pytest.approx(taken, abs=1e-4))
    assert metadata.taken_text == (None if taken is None else "2025-09-01 18:03:22")


def test_time_of_digitising_stands_in_and_that_of_the_last_change_does_not(shot) -> None:
    assert read_metadata(shot({0x9004: "2025:09:01 18:03:22", 0x9292: "25"})).taken == pytest.approx(1756749802.25)
    assert read_metadata(shot({}, {0x0132: "2025:09:01 18:03:22"})).taken is None


@pytest.mark.parametrize(
    ("tag", "value", "field"),
    [
        (0x829A, IFDRational(1, 0), "exposure"),
        (0x829A, IFDRational(0, 1), "exposure"),
        (0x829D, IFDRational(0, 0), "aperture"),
        (0x829D, IFDRational(0, 10), "aperture"),
        (0x8827, 0, "iso"),
        (0x920A, IFDRational(0, 1), "focal_length"),
        (0x9204, IFDRational(-1, 0), "bias"),
        (0x9204, IFDRational(1000, 1), "bias"),
        (0xA402, 7, "exposure_mode"),
        (0xA431, "\0\0\0", "serial"),
        (0xA434, "   ", "lens"),
    ],
)
def test_nonsense_is_none(shot, tag: int, value: object, field: str) -> None:
    assert getattr(read_metadata(shot({tag: value})), field) is None


def test_text_ends_at_nul_and_is_bounded(shot) -> None:
    metadata = read_metadata(shot({0xA434: "Lens\0\0rubbish"}, {0x010F: "  Maker  ", 0x0110: "x" * 5000}))
    assert (metadata.lens, metadata.make, len(metadata.model or "")) == ("Lens", "Maker", 200)


def test_iso_beyond_sixteen_bits(shot) -> None:
    assert read_metadata(shot({0x8827: 65535, 0x8832: 102400})).iso == 102400
    assert read_metadata(shot({0x8827: 65535})).iso == 65535


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_orientation_out_of_range(shot, orientation: int) -> None:
    metadata = read_metadata(shot({}, {0x0112: orientation}))
    assert (metadata.orientation, metadata.width) == (1, 64)


def test_wrong_types(shot) -> None:
    """The bytes of one type under the name of another."""
    path = shot(EXPOSURE, {0x010F: "Maker"})
    original = path.read_bytes()
    at = original.index(b"Exif\0\0")
    for kind in range(16):
        data = bytearray(original)
        for entry in range(at, at + 400, 2):
            if data[entry : entry + 2] in (b"\x05\x00", b"\x02\x00", b"\x00\x05", b"\x00\x02"):
                data[entry : entry + 2] = bytes([data[entry] and kind, data[entry + 1] and kind])
        path.write_bytes(data)
        assert read_metadata(path).width == 64


def test_spoilt_exif_never_raises(shot) -> None:
    path = shot(EXPOSURE, {0x010F: "Maker", 0x0110: "Model", 0x0112: 6})
    original = path.read_bytes()
    start, end = original.index(b"Exif\0\0") + 6, original.index(b"\xff\xdb")
    dice = random.Random(5)
    for _ in range(400):
        data = bytearray(original)
        for _ in range(dice.randrange(1, 12)):
            data[dice.randrange(start, end)] = dice.randrange(256)
        path.write_bytes(data)
        metadata = read_metadata(path)
        assert {metadata.width, metadata.height} == {64, 48}
        assert metadata.exposure is None or metadata.exposure > 0


def test_real_cameras(shared: Path) -> None:
    photos = shared / "photos"
    burst = [read_metadata(photos / f"flight/IMG_{number}.jpg") for number in range(9373, 9377)]
    assert {metadata.model for metadata in burst} == {"Canon PowerShot SX260 HS"}
    gaps = [b.taken - a.taken for a, b in pairwise(burst) if a.taken and b.taken]
    assert gaps == [2, 2, 2]
    d800 = read_metadata(photos / "align_36mp/1.jpg")
    assert (d800.width, d800.height, d800.exposure) == (7360, 4912, pytest.approx(1 / 5))
    assert read_metadata(photos / "cameras/tests_33-type_error.jpg").model == "Canon PowerShot G9"
