"""Which sidecars are a photo's, and what a new one is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.photo import Photo
from reviewer.sidecar import Names, Sidecars, long_names

FOLDER = Path("/card/DCIM")


def photo(name: str, companion: str = "") -> Photo:
    return Photo(FOLDER / name, 1, 1, FOLDER / companion if companion else None)


def of(names: str, shown: str, companion: str = "", *, long: bool = False) -> Sidecars:
    return Names(FOLDER, names.split()).of(photo(shown, companion), long_names=long)


def existing(found: Sidecars) -> list[str]:
    return [file.name for file in found.existing]


@pytest.mark.parametrize(
    ("names", "shown", "companion", "there"),
    [
        ("IMG_1.CR2 IMG_1.xmp IMG_2.xmp", "IMG_1.CR2", "", ["IMG_1.xmp"]),
        ("IMG_1.CR2 img_1.XMP", "IMG_1.CR2", "", ["img_1.XMP"]),
        ("IMG_1.CR2 IMG_1.cr2.xmp", "IMG_1.CR2", "", ["IMG_1.cr2.xmp"]),
        ("IMG_1.CR2 IMG_1.CR2.xmp IMG_1.xmp", "IMG_1.CR2", "", ["IMG_1.CR2.xmp", "IMG_1.xmp"]),
        ("IMG_1.JPG IMG_1.xmp", "IMG_1.JPG", "", ["IMG_1.xmp"]),
        ("IMG_1.JPG IMG_1.CR2 IMG_1.xmp IMG_1.JPG.xmp", "IMG_1.JPG", "IMG_1.CR2", ["IMG_1.JPG.xmp", "IMG_1.xmp"]),
        ("IMG_1.CR2 IMG_1_01.CR2.xmp IMG_10.xmp", "IMG_1.CR2", "", []),
        ("IMG_1.CR2 IMG_1.TIF IMG_1.xmp", "IMG_1.TIF", "", []),
        ("IMG_1.CR2 IMG_1.TIF IMG_1.xmp", "IMG_1.CR2", "", ["IMG_1.xmp"]),
        ("a.b.CR2 a.b.xmp a.xmp", "a.b.CR2", "", ["a.b.xmp"]),
    ],
)
def test_both_schemes_are_found_in_any_case(names: str, shown: str, companion: str, there: list[str]) -> None:
    found = of(names, shown, companion)
    assert existing(found) == there
    assert found.targets == (found.existing or (found.new,))
    assert not found.shared


@pytest.mark.parametrize(
    ("names", "shown", "companion", "long", "new"),
    [
        ("IMG_1.CR2", "IMG_1.CR2", "", False, "IMG_1.xmp"),
        ("IMG_1.CR2", "IMG_1.CR2", "", True, "IMG_1.CR2.xmp"),
        ("IMG_1.JPG", "IMG_1.JPG", "", False, "IMG_1.JPG.xmp"),
        ("IMG_1.JPG IMG_1.CR2", "IMG_1.JPG", "IMG_1.CR2", False, "IMG_1.xmp"),
        ("IMG_1.JPG IMG_1.CR2", "IMG_1.JPG", "IMG_1.CR2", True, "IMG_1.CR2.xmp"),
        ("IMG_1.CR2 IMG_1.TIF", "IMG_1.TIF", "", False, "IMG_1.TIF.xmp"),
    ],
)
def test_new_ones_are_named_by_the_setting(names: str, shown: str, companion: str, long: bool, new: str) -> None:
    assert of(names, shown, companion, long=long).new == FOLDER / new


@pytest.mark.parametrize("shown", ["IMG_1.CR2", "IMG_1.DNG"])
def test_two_raw_files_of_one_name_use_the_long_one_and_say_so(shown: str) -> None:
    found = of("IMG_1.CR2 IMG_1.DNG IMG_1.xmp", shown)
    assert found.collides
    assert found.new == FOLDER / f"{shown}.xmp"
    assert (found.existing, found.shared) == ((), (FOLDER / "IMG_1.xmp",))


def test_without_a_raw_a_short_name_is_the_only_photos(tmp_path: Path) -> None:
    found = of("IMG_1.JPG IMG_1.PNG IMG_1.xmp", "IMG_1.PNG")
    assert (found.existing, found.shared, found.collides) == ((), (FOLDER / "IMG_1.xmp",), True)


def test_names_that_are_no_text_have_sidecars_too() -> None:
    name = b"\xe9t\xe9.CR2".decode("utf-8", "surrogateescape")
    found = Names(FOLDER, [name, name[:-3] + "xmp"]).of(photo(name), long_names=False)
    assert existing(found) == [name[:-3] + "xmp"]


def test_the_setting_may_follow_the_program() -> None:
    assert [long_names("program", profile) for profile in ("lightroom", "bridge", "darktable", "digikam")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert long_names("long", "lightroom")
    assert not long_names("short", "darktable")
