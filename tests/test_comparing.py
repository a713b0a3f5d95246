"""What sets a photo apart from the shots around it and from its burst: said where it shows, and only there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reviewer import words
from reviewer.comparing import Neighbours
from reviewer.photo import Group, Metadata, Photo, Reason, Record, Score

USUAL = {"detail": 9.0, "noise": 1.0, "stops": -0.5}


def shots(*changes: dict[str, float], gap: float = 10.0, **about: object) -> dict[Photo, Record]:
    """A photo for each, usual but for its changes, so many seconds apart."""
    return {
        Photo(Path(f"/f/{at:03d}.jpg"), 1, 1): Record(
            f"c{at}", Metadata(1, 1, taken=1000.0 + gap * at, **about), attributes=tuple({**USUAL, **change}.items())
        )
        for at, change in enumerate(changes)
    }


def darker(stops: float) -> dict[str, float]:
    return {"stops": USUAL["stops"] - stops}


def alone(records: dict[Photo, Record]) -> list[Group]:
    return [Group((photo,)) for photo in records]


def said(records: dict[Photo, Record], at: int, groups: list[Group] | None = None) -> list[str]:
    neighbours = Neighbours(groups or alone(records), records)
    return [words.reason(reason) for reason in neighbours.reasons(list(records)[at])]


def in_burst(*changes: dict[str, float], **about: object) -> tuple[dict[Photo, Record], list[Group]]:
    records = shots(*changes, gap=0.2, **about)
    return records, [Group(tuple(records), "burst")]


def test_a_darker_and_a_brighter_photo_are_told_in_stops() -> None:
    records = shots({}, {}, {}, darker(1.3), {}, {}, {}, darker(-1), {})
    assert said(records, 3) == ["1.3 stops darker than the shots around it"]
    assert said(records, 7) == ["1 stop brighter than the shots around it"]
    assert [said(records, at) for at in (0, 1, 2, 4, 5, 6, 8)] == [[]] * 7


@pytest.mark.parametrize("stops", [0.5, -0.5])
def test_what_does_not_show_is_not_said(stops: float) -> None:
    assert said(shots({}, {}, {}, darker(stops), {}, {}), 3) == []


def test_where_the_light_changes_all_the_time_nobody_is_apart() -> None:
    records = shots(*(darker(stops) for stops in (0, 2, -1, 1.5, 0.5, -0.7, 2.2, -1.5)))
    assert all(said(records, at) == [] for at in range(8))


def test_one_wild_neighbour_changes_nothing() -> None:
    records = shots({}, {}, darker(5), {}, darker(1.3), {}, {})
    assert said(records, 4) == ["1.3 stops darker than the shots around it"]


def test_without_neighbours_nothing_is_said() -> None:
    assert said(shots(darker(3)), 0) == []
    assert said(shots({}, darker(3)), 1) == []  # which of the two is odd?
    assert said(shots({}, darker(3), {}), 1) == ["3 stops darker than the shots around it"]
    assert said(shots({}, darker(3), darker(2)), 1) == []  # they do not agree
    assert said(shots({}, {}, darker(3), {}, {}, gap=500.0), 2) == []  # too long ago
    records = shots({}, {}, darker(3), {}, {})
    timeless = {photo: replace(record, metadata=Metadata(1, 1)) for photo, record in records.items()}
    assert said(timeless, 2) == []


def test_another_camera_is_no_neighbour() -> None:
    mine, other = shots({}, darker(2), gap=11.0), shots({}, {}, {}, {}, {}, model="Other")
    other = {Photo(Path(f"/g/{photo.path.name}"), 1, 1): record for photo, record in other.items()}
    assert said({**mine, **other}, 1) == []


def test_a_photo_whose_pixels_were_never_measured_is_passed_over() -> None:
    records = shots({}, {}, {}, darker(2), {}, {})
    photos = list(records)
    records[photos[0]] = replace(records[photos[0]], attributes=())
    assert said(records, 0) == []
    assert said(records, 3) == ["2 stops darker than the shots around it"]
    groups = alone(records)
    records.pop(photos[4])
    assert said(records, 3, groups) == ["2 stops darker than the shots around it"]


def test_what_comes_in_later_counts() -> None:
    everything = shots({}, {}, {}, darker(2), {})
    photos, records = list(everything), dict(everything)
    records.update({photo: replace(record, attributes=()) for photo, record in everything.items()})
    neighbours = Neighbours(alone(records), records)
    assert neighbours.reasons(photos[3]) == ()
    records.update(everything)
    assert [reason.code for reason in neighbours.reasons(photos[3])] == ["darker_than_neighbours"]


def test_light_that_the_camera_was_set_to_is_no_fault() -> None:
    records = shots({}, {}, darker(2), {}, {}, {}, darker(-2), {})
    photos = list(records)
    for at, bias in ((2, -2.0), (6, 2.0)):
        about = replace(records[photos[at]].metadata, bias=bias)
        records[photos[at]] = replace(records[photos[at]], metadata=about)
    assert said(records, 2) == ["2 stops darker than the shots around it, as the camera was set"]
    assert said(records, 6) == ["2 stops brighter than the shots around it, as the camera was set"]


def test_a_bracket_is_known_by_its_mode_too_and_its_dark_frame_is_not_called_soft() -> None:
    records, groups = in_burst({}, {}, {**darker(2), "detail": 7.0}, {}, {}, exposure_mode=2)
    assert said(records, 2, groups) == ["2 stops darker than the shots around it, as the camera was set"]


def test_a_frame_is_compared_with_those_as_light_as_it_is() -> None:
    records, groups = in_burst(*({**darker(stops), "detail": 9.0 - stops} for stops in (-2, 0, 2)))
    assert all(said(records, at, groups) == [] for at in range(3))  # a bracket by hand
    records, groups = in_burst({}, {}, {"detail": 7.0}, {}, {**darker(4), "detail": 5.0})  # a flash that failed
    assert said(records, 2, groups) == ["Softer than 3 of the 5 in this burst"]
    assert said(records, 4, groups) == ["4 stops darker than the shots around it"]


def test_noise_is_told_where_it_shows() -> None:
    assert said(shots({}, {}, {"noise": 4.0}, {}, {}), 2) == ["Noisier than the shots around it"]
    assert said(shots({}, {}, {"noise": 2.5}, {}, {}), 2) == []
    assert said(shots(*[{"noise": 4.0}] * 5), 2) == []


def test_focus_is_compared_within_a_burst() -> None:
    records, groups = in_burst({}, {}, {"detail": 7.0}, {}, {})
    assert said(records, 2, groups) == ["Softer than 4 of the 5 in this burst"]
    assert said(records, 0, groups) == []
    assert said(records, 2) == []  # the same photos, each for itself: what is in them may differ
    records, groups = in_burst({}, {"detail": 10.5}, {}, {"detail": 8.8}, {})
    assert said(records, 1, groups) == ["Sharpest of the 5 in this burst"]


def test_of_two_equally_sharp_frames_none_is_the_sharpest() -> None:
    records, groups = in_burst({}, {"detail": 10.5}, {"detail": 10.4}, {}, {})
    assert said(records, 1, groups) == said(records, 2, groups) == []


def test_some_frames_are_softer_than_some() -> None:
    records, groups = in_burst({}, {}, {}, {"detail": 7.0}, {"detail": 7.0})
    assert said(records, 3, groups) == ["Softer than 3 of the 5 in this burst"]


def test_two_frames_are_told_apart_without_counting() -> None:
    records, groups = in_burst({}, {"detail": 7.0})
    assert said(records, 0, groups) == ["Sharper than the other shot of this burst"]
    assert said(records, 1, groups) == ["Softer than the other shot of this burst"]


def test_a_burst_is_compared_once_all_of_it_is_known() -> None:
    records, groups = in_burst({}, {}, {"detail": 7.0})
    first = next(iter(records))
    records[first] = replace(records[first], attributes=())
    assert said(records, 2, groups) == []


def test_the_most_striking_comes_first() -> None:
    records = shots({}, {}, {**darker(1), "noise": 9.0}, {}, {})
    assert said(records, 2) == ["Noisier than the shots around it", "1 stop darker than the shots around it"]
    records = shots({}, {}, {**darker(4), "noise": 3.1}, {}, {})
    assert said(records, 2)[0] == "4 stops darker than the shots around it"


def codes(records: dict[Photo, Record], at: int, groups: list[Group], *own: str) -> list[str]:
    score = Score("technical", 0.3, 0.3, reasons=tuple(Reason(code) for code in own), flags=("night",))
    explained = Neighbours(groups, records).explain(list(records)[at], score)
    assert replace(explained, reasons=score.reasons) == score
    return [reason.code for reason in explained.reasons]


def test_a_reason_beside_neighbours_takes_the_place_of_the_one_on_the_same_matter() -> None:
    records = shots({}, {}, darker(2), {}, {})
    assert codes(records, 2, alone(records), "dark", "flat") == ["darker_than_neighbours", "flat"]
    assert codes(records, 0, alone(records), "dark", "flat") == ["dark", "flat"]
    burst, groups = in_burst({}, {}, {"detail": 7.0}, {"detail": 11.0})
    assert codes(burst, 2, groups, "soft") == ["softer_in_burst"]
    assert codes(burst, 3, groups, "sharp") == ["sharpest_in_burst"]
    assert codes(burst, 3, groups, "soft") == ["sharpest_in_burst", "soft"]  # the best of a bad lot
