"""Developments, parts of huge pictures and profiles arrive from the worker as they were there; a hang is ended."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from reviewer import decode, link, paths
from reviewer.decode import icc
from reviewer.errors import DecodeStalled, FileGone, NoPreview, TooLarge
from reviewer.link import Link
from reviewer.link.process import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in interpreter is a shell script")

WATCHED = """
import time
import numpy as np
from reviewer import decode
from reviewer.errors import TooLarge
from reviewer.worker import serving, tasks
whole, develop, plain, let_go = decode.whole, decode.develop, decode.decode, tasks.Tasks.let_go
def whole_(path, *, develop=False):
    print("whole", path.name, flush=True)
    if path.name.startswith("big"):
        np.zeros(1200 << 20, np.uint8)
    if path.name.startswith("bomb"):
        np.zeros(2000 << 20, np.uint8)
    return whole(path, develop=develop)
def develop_(path, fit=None, *, stops=0.0):
    if path.name.startswith("hang"):
        time.sleep(60)
    return develop(path, fit, stops=stops)
def decode_(path, fit=None, *, cover=False):
    if path.name.startswith("huge"):
        raise TooLarge(path, "16000 x 12000")
    return plain(path, fit, cover=cover)
def let_go_(self):
    print("let go", flush=True)
    let_go(self)
decode.whole, decode.develop, decode.decode, tasks.Tasks.let_go = whole_, develop_, decode_, let_go_
"""
RUN = "import sys; sys.argv = ['worker', *sys.argv[-2:]]; from reviewer.worker.__main__ import main; main()"
RECT = (100, 50, 320, 210)


@pytest.fixture
def make_link(tmp_path: Path) -> Iterator[Callable[..., Link]]:
    made: list[Link] = []

    def make(before: str = "") -> Link:
        script, starter = tmp_path / "script.py", tmp_path / "python"
        script.write_text(f"{WATCHED}\n{before}\n{RUN}\n")
        starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
        starter.chmod(0o755)
        made.append(Link("screen", python=str(starter)))
        return made[-1]

    yield make
    for one in made:
        one.close()


def said(word: str) -> int:
    return (paths.log_folder() / "worker.log").read_text().count(word)


def wait_for(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


@pytest.fixture
def photo(tmp_path: Path, noise: Image.Image) -> Path:
    noise.save(tmp_path / "a.jpg", quality=95, icc_profile=icc.display_p3())
    return tmp_path / "a.jpg"


def test_a_picture_brings_its_profile(photo: Path, tmp_path: Path, noise: Image.Image) -> None:
    noise.save(tmp_path / "plain.png")
    with Link("screen") as one:
        for fit in (None, (100, 100)):
            far, near = one.decode(photo, fit), decode.decode(photo, fit)
            assert far.profile == near.profile == icc.display_p3()
            assert np.array_equal(far.array, near.array)
        assert one.decode(tmp_path / "plain.png").profile is None


def test_a_development_is_the_development(make_dng: Callable[..., Path]) -> None:
    path = make_dng(orientation=6)
    with Link("screen") as one:
        for fit, stops in ((None, 0.0), ((60, 60), 0.0), (None, -1.5)):
            far, near = one.decode(path, fit, develop=True, stops=stops), decode.develop(path, fit, stops=stops)
            assert np.array_equal(far.array, near.array)
            assert (far.full_size, far.origin, far.profile) == ((160, 240), "developed", None)
        part = one.region(path, (10, 20, 100, 90), develop=True)
        assert np.array_equal(part.array, decode.develop(path).array[20:110, 10:110])


def test_what_is_no_raw_is_not_developed(photo: Path) -> None:
    with Link("screen") as one, pytest.raises(NoPreview) as caught:
        one.decode(photo, develop=True)
    assert caught.value.path == photo


def test_parts_come_from_one_decode(make_link: Callable[..., Link], photo: Path) -> None:
    one, whole = make_link(), decode.decode(photo)
    for rect in (RECT, (0, 0, 50, 40), (600, 400, 100, 100)):
        part = one.region(photo, rect)
        left, top, width, height = rect
        assert np.array_equal(part.array, whole.array[top : top + height, left : left + width])
        assert (part.full_size, part.profile, part.origin) == ((640, 480), icc.display_p3(), "image")
    assert np.array_equal(one.region(photo, None, (64, 64)).array, decode.whole(photo).part(None, (64, 64)).array)
    one.decode(photo, (64, 64))
    one.region(photo, RECT)
    assert said("whole a.jpg") == 1


def test_another_photo_and_another_content_take_its_place(
    make_link: Callable[..., Link], photo: Path, noise: Image.Image
) -> None:
    one = make_link()
    other = photo.with_name("b.png")
    noise.save(other)
    for path in (photo, other, photo):
        one.region(path, RECT)
    assert said("whole") == 3
    noise.resize((500, 400)).save(photo)
    assert one.region(photo, RECT).full_size == (500, 400)
    photo.unlink()
    with pytest.raises(FileGone):
        one.region(photo, RECT)


def test_a_picture_of_which_nothing_is_asked_is_let_go(make_link: Callable[..., Link], photo: Path) -> None:
    one = make_link("serving._KEPT_SECONDS = 0.3")
    one.region(photo, RECT)
    assert wait_for(lambda: said("let go") == 1)
    one.region(photo, RECT)
    assert said("whole a.jpg") == 2


def test_a_hang_is_ended_and_named(
    make_link: Callable[..., Link], make_dng: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "WHOLE", Limits(seconds=0.5))
    path = make_dng().rename(make_dng().with_name("hang.dng"))
    one = make_link()
    one.decode(path, (50, 50))
    with pytest.raises(DecodeStalled) as caught:
        one.decode(path, develop=True)
    assert caught.value.path == path
    assert one.decode(path, (50, 50)).origin == "developed"


def test_a_picture_too_large_to_be_had_at_once_is_scaled_down_all_the_same(
    make_link: Callable[..., Link], photo: Path
) -> None:
    one = make_link()
    huge = photo.rename(photo.with_name("huge.jpg"))
    small = one.decode(huge, (64, 64))
    assert (small.array.shape, small.full_size) == ((48, 64, 3), (640, 480))
    for options in ({"fit": None}, {"fit": (64, 64), "cover": True}):
        with pytest.raises(TooLarge):
            one.decode(huge, **options)


@pytest.mark.skipif(sys.platform != "linux", reason="the bound inside the worker is Linux's")
def test_a_whole_picture_may_take_more_than_others_and_not_all(make_link: Callable[..., Link], photo: Path) -> None:
    one = make_link()
    assert one.region(photo.rename(photo.with_name("big.jpg")), RECT).full_size == (640, 480)
    pid = one.pid
    with pytest.raises(TooLarge, match="memory"):
        one.region(photo.with_name("big.jpg").rename(photo.with_name("bomb.jpg")), RECT)
    assert one.pid == pid
