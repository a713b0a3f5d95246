"""Which files travel with a photo, and which never do."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer import scan
from reviewer.fileops import units
from reviewer.fileops.names import tails
from reviewer.fileops.units import ATTACHED, stem


def unit_of(photo: str, names: list[str]) -> set[str]:
    (found,) = [unit for unit in units(names) if unit.photo == photo]
    return set(found.files)


def test_all_that_cameras_phones_and_programs_write_travels_whatever_its_case():
    names = ["IMG_1.jpg", "IMG_1.CR2", "IMG_1.xmp", "img_1.jpg.XMP", "IMG_1.CR2.xmp", "IMG_1.WAV", "IMG_1.thm"]
    names += ["IMG_1.AAE", "img_1.MOV", "IMG_1.CR2.pp3", "IMG_1.CR2.dop", "IMG_1.acr", "IMG_1_01.CR2.xmp"]
    assert unit_of("IMG_1.jpg", names) == set(names)


def test_a_longer_name_is_another_photo():
    names = ["IMG_1.JPG", "IMG_10.JPG", "IMG_10.xmp", "IMG_10.CR2", "IMG_1.xmp", "IMG_1 (2).JPG", "IMG_1 (2).xmp"]
    assert unit_of("IMG_1.JPG", names) == {"IMG_1.JPG", "IMG_1.xmp"}
    assert unit_of("IMG_10.JPG", names) == {"IMG_10.JPG", "IMG_10.CR2", "IMG_10.xmp"}


def test_a_camera_raw_beside_its_conversion_keeps_the_sidecar_without_a_name():
    names = ["IMG_1.CR2", "IMG_1.DNG", "IMG_1.xmp", "IMG_1.CR2.xmp", "IMG_1.DNG.xmp"]
    assert unit_of("IMG_1.CR2", names) == {"IMG_1.CR2", "IMG_1.xmp", "IMG_1.CR2.xmp"}
    assert unit_of("IMG_1.DNG", names) == {"IMG_1.DNG", "IMG_1.DNG.xmp"}


def test_a_duplicate_s_sidecar_is_the_photo_s_of_that_name_if_there_is_one():
    names = ["IMG_1.CR2", "IMG_1_01.CR2", "IMG_1_01.CR2.xmp"]
    assert unit_of("IMG_1.CR2", names) == {"IMG_1.CR2"}
    assert unit_of("IMG_1_01.CR2", names) == {"IMG_1_01.CR2", "IMG_1_01.CR2.xmp"}


def test_exact_case_goes_first_where_a_disk_holds_both():
    names = ["a.jpg", "A.JPG", "A.xmp", "a.xmp"]
    assert unit_of("a.jpg", names) == {"a.jpg", "a.xmp"}
    assert unit_of("A.JPG", names) == {"A.JPG", "A.xmp"}


def test_videos_notes_and_hidden_files_of_no_photo_are_in_no_unit():
    assert units(["MVI_2.MOV", "MVI_2.THM", "note.wav", ".IMG_1.JPG", "._IMG_1.xmp", "readme"]) == ()
    assert unit_of("IMG_1.JPG", ["IMG_1.JPG", "._IMG_1.JPG", ".IMG_1.xmp", "IMG_1.txt"]) == {"IMG_1.JPG"}


def test_a_name_that_grows_when_its_case_is_folded_is_cut_in_the_right_place():
    assert tails("straße", ["straße.jpg", "STRASSE.CR2", "strasse.jpg.xmp"]) == [".jpg", ".CR2", ".jpg.xmp"]


STEMS = st.sampled_from(["IMG_1", "img_1", "IMG_10", "IMG_1_01", "IMG_1.b", "IMG_1.JPG", "ß", "SS", "\udcff", ""])
SUFFIXES = st.sampled_from(
    [".jpg", ".JPG", ".CR2", ".dng", ".HEIC", ".tif", ".xmp", ".XMP", ".mov", ".AAE", ".wav", ".thm", ".txt", ""]
)
NAMES = st.lists(st.builds(lambda *parts: "".join(parts), STEMS, SUFFIXES, SUFFIXES), unique=True, max_size=20)


@settings(deadline=None)
@given(NAMES)
def test_every_photo_is_in_one_unit_and_no_file_in_two(names: list[str]):
    found = units(names)
    members = [name for unit in found for name in unit.files]
    assert len(set(members)) == len(members)
    assert set(members) <= set(names)
    photos = {name for name in names if not name.startswith(".") and scan._suffix(name) in scan.SUFFIXES}
    assert photos <= set(members)
    assert all(unit.files[0] == unit.photo for unit in found)


@settings(deadline=None)
@given(NAMES)
def test_what_hangs_on_a_photo_bears_its_name_and_a_unit_has_one_picture(names: list[str]):
    for unit in units(names):
        own = [name for name in unit.files if scan._suffix(name) in scan.SUFFIXES]
        assert len(own) == 1 or (len(own) == 2 and own[1] == scan.pair(own)[own[0]])
        for name in set(unit.files) - set(own):
            assert "." + name.rpartition(".")[2].lower() in ATTACHED
            rest = stem(name).casefold()
            bases = {base.casefold() for file in own for base in (file, stem(file))}
            assert rest in bases or rest.replace("_01", "", 1) in bases


@settings(deadline=None)
@given(NAMES, st.integers())
def test_the_order_of_a_listing_changes_nothing(names: list[str], seed: int):
    shuffled = random.Random(seed).sample(names, len(names))
    assert {frozenset(unit.files) for unit in units(names)} == {frozenset(unit.files) for unit in units(shuffled)}


@settings(deadline=None)
@given(NAMES)
def test_whatever_follows_the_stem_is_found_again(names: list[str]):
    for unit in units(names):
        rests = tails(stem(unit.photo), unit.files)
        assert all(name.endswith(rest) for name, rest in zip(unit.files, rests, strict=True))
        assert all(rest.startswith((".", "_")) for rest in rests)


@pytest.mark.parametrize("attached", sorted(ATTACHED))
def test_no_attached_file_is_taken_for_a_photo(attached: str):
    assert attached not in scan.SUFFIXES
