"""Where the user was, and the recent folders."""

from __future__ import annotations

import os
from pathlib import Path

from reviewer.catalogue import Catalogue, Place


def test_a_restart_goes_on_at_the_same_place(file: Path, name: bytes) -> None:
    folder = Path(os.fsdecode(b"/card/" + name))
    photo = folder / os.fsdecode(name)
    slideshow = {"photo": str(photo), "left": 0.75, "seen": [1, 2], "best_first": True}
    place = Place(photo, "clipiqa", slideshow, {"stars": 3, "text": str(photo)})
    with Catalogue.open(file) as catalogue:
        catalogue.put_place(folder, Place())
        assert catalogue.place(folder) == Place(None, "time", None)
        catalogue.put_place(folder, place)
    with Catalogue.open(file) as catalogue:
        assert catalogue.place(folder) == place
        assert catalogue.place(folder.parent) is None


def test_a_slideshow_of_nothing_is_not_none(catalogue: Catalogue) -> None:
    catalogue.put_place(Path("/a"), Place(slideshow={}))
    assert catalogue.place(Path("/a")) == Place(slideshow={})


def test_the_last_folder_comes_first(catalogue: Catalogue) -> None:
    for n in range(14):
        catalogue.put_place(Path(f"/folder {n}"), Place())
    catalogue.put_place(Path("/folder 7"), Place())
    recent = catalogue.recent_folders()
    assert recent[:3] == [Path("/folder 7"), Path("/folder 13"), Path("/folder 12")]
    assert len(recent) == len(set(recent)) == 10
