from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from reviewer import decode
from reviewer.decode import icc
from reviewer.errors import EmptyFile


def onto(path, turn=0):
    """The picture as ``decode_onto`` has it, in red, green, blue; None where it declines."""
    kept = []

    def canvas(size, profile):
        kept.append(np.zeros((size[1], size[0], 4), np.uint8))
        return memoryview(kept[0]).cast("B")

    painted = decode.decode_onto(path, canvas, turn=turn)
    if painted is None:
        return None
    assert (kept[0][..., 3] == 255).all()
    assert painted.size == (kept[0].shape[1], kept[0].shape[0])
    return kept[0][..., 2::-1]


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"icc_profile": icc.adobe_rgb()}])
def test_a_jpeg_is_the_same_either_way(noise, tmp_path, options):
    noise.save(tmp_path / "a.jpg", quality=90, **options)
    assert np.array_equal(onto(tmp_path / "a.jpg"), decode.decode(tmp_path / "a.jpg").array)


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_is_upright_and_turned_either_way(noise, tmp_path, orientation, turn):
    exif = Image.Exif()
    exif[0x0112] = orientation
    noise.save(tmp_path / "a.jpg", exif=exif)
    assert np.array_equal(onto(tmp_path / "a.jpg", turn), np.rot90(decode.decode(tmp_path / "a.jpg").array, -turn))


def test_the_caller_is_told_size_and_profile_and_may_decline(noise, tmp_path):
    noise.save(tmp_path / "a.jpg", icc_profile=icc.adobe_rgb())
    told = []
    assert decode.decode_onto(tmp_path / "a.jpg", lambda *facts: told.append(facts)) is None
    assert told == [((640, 480), icc.adobe_rgb())]


def test_what_needs_more_than_decoding_is_declined(noise, tmp_path):
    noise.save(tmp_path / "a.png")
    noise.convert("L").save(tmp_path / "grey.jpg")
    noise.convert("CMYK").save(tmp_path / "ink.jpg")
    noise.save(tmp_path / "whole.jpg")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "whole.jpg").read_bytes()[:9000])
    for name in ("a.png", "grey.jpg", "ink.jpg", "cut.jpg"):
        assert onto(tmp_path / name) is None, name


def test_an_unreadable_file_says_why(tmp_path):
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(EmptyFile):
        onto(tmp_path / "empty.jpg")


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("preview", [None, (1200, 800), (800, 1200), (1000, 1000)], ids=str)
def test_the_size_of_a_development_is_known_before_it(make_dng, noise, orientation, preview):
    path = make_dng(size=(1500, 1000), orientation=orientation, preview=noise.resize(preview) if preview else None)
    raw_size = decode.decode(path, (300, 300)).raw_size
    assert raw_size == decode.develop(path).full_size
    assert decode.develop(path).raw_size is None


def test_other_photos_have_no_such_size(noise, tmp_path):
    noise.save(tmp_path / "a.png")
    assert decode.decode(tmp_path / "a.png").raw_size is None
