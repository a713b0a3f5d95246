"""A wish and what comes of it, in seconds and in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reviewer import words
from reviewer.pacing import Pace
from reviewer.photo import Group, Photo
from reviewer.settings import Settings
from reviewer.ui.slideshow import programme
from reviewer.ui.slideshow.programme import Material, Wish

PHOTOS = [Photo(Path(f"/shoot/{at}.jpg"), 1, 1) for at in range(60)]
GROUPS = [Group(tuple(PHOTOS[:5]), "burst"), *(Group((photo,)) for photo in PHOTOS[5:])]
SCORES = {photo: at / 60 for at, photo in enumerate(PHOTOS)}
MATERIAL = Material.of(GROUPS, SCORES, {})


def test_a_wish_comes_back_from_the_settings_as_it_was_kept(tmp_path) -> None:
    settings = Settings(tmp_path / "settings.json")
    assert Wish.stored(settings) == Wish()
    wish = Wish(12.0, 2.5, 2.0, 0.1, 8.0, "steep", best_first=True)
    wish.store(settings)
    settings.save()
    assert Wish.stored(Settings.load(settings.file)) == wish
    assert wish.pace == Pace(2.0, 0.2, 16.0, "steep") == Pace.stored(settings)


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        (Wish(), 56 * 1.5),
        (Wish(look=2.0), 56 * 2.0),
        (Wish(seconds=3.0), 56 * 3.0),
        (Wish(minutes=4, seconds=3.0), 240.0),
    ],
)
def test_the_time_is_what_was_asked_for(wish: Wish, seconds: float) -> None:
    assert sum(stop.seconds for stop in programme.stops(MATERIAL, wish)) == pytest.approx(seconds)


def test_a_show_says_how_many_stops_and_photos_it_has() -> None:
    stops = programme.stops(MATERIAL, Wish(seconds=3.0))
    assert programme.extent(stops) == "56 stops, 60 photos"
    assert programme.outcome(stops).startswith("56 stops, 60 photos: 2 min 48 s, from ")
    assert programme.extent([]) == words.text("show_nothing")


def _promised(mode: str, scores=None) -> str:
    material = MATERIAL if scores is None else Material.of(GROUPS, scores, {})
    wish = Wish(mode=mode)
    return programme.promise(programme.stops(material, wish), wish.pace)


def _percent(sentence: str) -> int:
    found = re.search(r"about (\d+)\u00a0% more keepers than equal time", sentence)
    return int(found[1]) if found else 0


def test_even_promises_nothing() -> None:
    assert _promised("even") == words.text("gain_even")


def test_evidence_promises_no_more_than_the_prior_is_worth() -> None:
    sentence = _promised("evidence")
    assert "60 times in 100" in sentence
    assert _percent(sentence) <= 3


def test_steep_says_what_it_takes_for_granted() -> None:
    sentence = _promised("steep")
    assert "75 times in 100" in sentence
    assert "than has been shown" in sentence
    assert 5 <= _percent(sentence) <= 17


def test_without_scores_nothing_is_promised() -> None:
    assert _promised("steep", {}) == words.text("gain_unscored")
