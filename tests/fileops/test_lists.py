"""Names for other programs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reviewer import fileops
from reviewer.errors import FileUnwritable
from reviewer.photo import Photo

CARD = Path("/card")
PHOTOS = [
    Photo(CARD / "IMG_1.JPG", 1, 1, CARD / "IMG_1.CR2"),
    Photo(CARD / "IMG_10.JPG", 1, 1),
    Photo(Path("/other/IMG_10.JPG"), 1, 1),
    Photo(CARD / os.fsdecode(b"\xff\n.JPG"), 1, 1),
]


def test_a_list_has_a_name_a_line():
    assert fileops.lines(PHOTOS) == "IMG_1.JPG\nIMG_10.JPG\nIMG_10.JPG\n??.JPG\n"


def test_lightroom_gets_whole_names_between_commas_and_knows_a_pair_by_its_raw():
    assert fileops.for_lightroom(PHOTOS) == "IMG_1.CR2, IMG_10.JPG, ??.JPG"
    assert fileops.for_lightroom([]) == ""


def test_a_list_is_written_whole_and_never_over_a_photo(tmp_path: Path):
    fileops.write_lines(tmp_path / "picks.txt", PHOTOS[:2])
    assert (tmp_path / "picks.txt").read_text() == "IMG_1.JPG\nIMG_10.JPG\n"
    with pytest.raises(FileUnwritable):
        fileops.write_lines(tmp_path / "IMG_1.JPG", PHOTOS)
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileUnwritable):
        fileops.write_lines(tmp_path / "folder", PHOTOS)
