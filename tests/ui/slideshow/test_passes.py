"""Which part of everything a pass shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.photo import Group, Photo
from reviewer.playback import Playback
from reviewer.ui.slideshow.passes import Passes
from reviewer.ui.slideshow.programme import Material, Wish


def _photo(name: str) -> Photo:
    return Photo(Path("/shoot") / name, 1, 1)


GROUPS = [
    Group((_photo("a"),)),
    Group((_photo("b0"), _photo("b1"), _photo("b2")), "burst"),
    Group((_photo("c"),)),
    Group((_photo("d"),)),
]


@pytest.fixture
def passes() -> Passes:
    made = Passes(Wish())
    made.begin(Material.of(GROUPS, {}, {}), Wish())
    return made


def _names(passes: Passes) -> list[str]:
    stops, problem = passes.planned()
    assert problem is None
    return [stop.group.photos[0].path.name for stop in stops]


def test_a_stop_is_unseen_as_long_as_none_of_its_photos_was_looked_at(passes: Passes) -> None:
    passes.note_seen([Path("/shoot/a"), Path("/shoot/b2"), Path("/elsewhere/c")])
    assert [group.photos[0].path.name for group in passes.unseen] == ["c", "d"]


def test_the_unseen_pass_stays_the_same_while_it_is_looked_at(passes: Passes) -> None:
    passes.note_seen([Path("/shoot/a")])
    passes.show_unseen()
    assert (_names(passes), passes.only_unseen) == (["b0", "c", "d"], True)
    passes.note_seen([Path("/shoot/c")])
    assert _names(passes) == ["b0", "c", "d"]
    passes.everything()
    assert (_names(passes), passes.title) == (["a", "b0", "c", "d"], "")


def test_everything_may_be_less_than_the_folder() -> None:
    passes = Passes(Wish())
    best = {_photo("b1"), _photo("d"), _photo("gone")}
    passes.begin(Material.of(GROUPS, {}, {}).just(best, "second_look"), Wish())
    assert (_names(passes), passes.title) == (["b1", "d"], "second_look")
    passes.note_seen([Path("/shoot/b1")])
    passes.show_unseen()
    assert (_names(passes), passes.title) == (["d"], "show_unseen_only")
    passes.everything()
    assert (_names(passes), passes.title) == (["b1", "d"], "second_look")


def test_the_rest_is_what_a_pass_did_not_reach(passes: Passes) -> None:
    play = Playback(passes.planned()[0])
    play.painted()
    play.tick(0.2)
    passes.show_rest(play)
    assert _names(passes) == ["b0", "c", "d"]


def test_what_is_cut_short_is_whole_again_with_another_wish(passes: Passes) -> None:
    passes.cut_short(2)
    assert _names(passes) == ["a", "b0"]
    passes.follow(Wish(minutes=5))
    assert len(_names(passes)) == 4


def test_another_slideshow_knows_nothing_of_the_one_before(passes: Passes) -> None:
    passes.note_seen([Path("/shoot/a")])
    passes.show_unseen()
    passes.begin(Material.of(GROUPS[:2], {}, {}), Wish())
    assert _names(passes) == ["a", "b0"]
    assert len(passes.unseen) == 2
