"""Scores by bytes and by who said them."""

from __future__ import annotations

import math
import sqlite3
from typing import TYPE_CHECKING

import pytest

from reviewer.catalogue import Catalogue
from reviewer.catalogue.photos import PASSING
from reviewer.photo import Failure, Reason, Score

if TYPE_CHECKING:
    from pathlib import Path

SCORE = Score("nima", 4.75, 0.53, "abcd", 2)


def test_scores_survive_the_end_of_the_program(file: Path) -> None:
    technical = Score(
        "technical", 0.1 + 0.2, 1 / 3, reasons=(Reason("soft"), Reason("highlights_clipped", share=0.08, ev=-1)),
        flags=("night", "black_and_white"),
    )  # fmt: skip
    failed = Failure("piqe", "metric_failed", "flat: \udcff", "w", 3)
    with Catalogue.open(file) as catalogue:
        catalogue.put_scores([("c1", SCORE), ("c1", technical), ("c1", failed), ("c2", SCORE)])
    with Catalogue.open(file) as catalogue:
        assert catalogue.scores(["c1", "c2", "c3"]) == {
            "c1": {
                "nima": SCORE,
                "technical": technical,
                "piqe": Failure("piqe", "metric_failed", "flat: \\udcff", "w", 3),
            },
            "c2": {"nima": SCORE},
        }


def test_only_scores_by_the_wanted_weights_and_preparation(catalogue: Catalogue) -> None:
    others = [Score("nima", 1, 0.1, "old", 2), Score("nima", 2, 0.2, "abcd", 1), Score("piqe", 3, 0.3)]
    catalogue.put_scores([("c1", score) for score in [*others, SCORE]])
    assert catalogue.scores(["c1"], {"nima": ("abcd", 2)}) == {"c1": {"nima": SCORE}}
    assert catalogue.scores(["c1"], {"nima": ("abcd", 1), "piqe": ("", 1)}) == {
        "c1": {"nima": others[1], "piqe": others[2]}
    }
    assert catalogue.scores(["c1"], {"nima": ("never", 2)}) == {}
    assert catalogue.scores(["c1"], {}) == {}


def test_without_a_wish_the_newest_of_each_metric(catalogue: Catalogue) -> None:
    old = Score("nima", 9, 0.9, "zzzz", 9)
    catalogue.put_scores([("c1", old), ("c2", old)])
    catalogue.put_scores([("c1", SCORE)])
    assert catalogue.scores(["c1", "c2"]) == {"c1": {"nima": SCORE}, "c2": {"nima": old}}


def test_the_same_again_replaces_and_is_stored_once(catalogue: Catalogue, file: Path) -> None:
    catalogue.put_scores([("c1", Failure("nima", "crashed", "", "abcd", 2))])
    catalogue.put_scores([("c1", Score("nima", 1, 0.1, "abcd", 2)), ("c1", SCORE)])
    assert catalogue.scores(["c1"]) == {"c1": {"nima": SCORE}}
    other = sqlite3.connect(file)
    assert other.execute("SELECT count(*) FROM score").fetchone() == (1,)
    other.close()


def test_changed_bytes_have_no_scores_and_copies_share_them(catalogue: Catalogue, photo, record) -> None:
    catalogue.put_records([(photo(), record("c1")), (photo(b"copy.jpg"), record("c1"))])
    catalogue.put_scores([("c1", SCORE)])
    ids = [found.content_id for found in catalogue.records([photo(), photo(b"copy.jpg")]).values()]
    assert ids == ["c1", "c1"]
    assert catalogue.scores(ids) == {"c1": {"nima": SCORE}}
    catalogue.put_records([(photo(size=2), record("c2"))])
    assert catalogue.scores(found.content_id for found in catalogue.records([photo(size=2)]).values()) == {}


@pytest.mark.parametrize("code", sorted(PASSING))
def test_what_lies_with_the_machine_is_not_kept(catalogue: Catalogue, code: str) -> None:
    catalogue.put_scores([("c1", Failure("nima", code)), ("c1", SCORE)])
    assert catalogue.scores(["c1"]) == {"c1": {"nima": SCORE}}


def test_what_random_weights_say_is_not_kept(catalogue: Catalogue, file: Path) -> None:
    by_trial = [Score("nima", 4.0, 0.4, "trial-abcd", 2), Failure("musiq", "metric_failed", "", "trial-abcd", 1)]
    catalogue.put_scores([("c1", SCORE), *(("c1", one) for one in by_trial), ("c2", by_trial[0])])
    assert catalogue.scores(["c1", "c2"]) == {"c1": {"nima": SCORE}}
    with sqlite3.connect(file) as other:
        assert other.execute("SELECT count(*) FROM scorer").fetchone() == (1,)
    other.close()


@pytest.mark.parametrize("wrong", [Score("nima", math.nan, 0.5), Score("nima", 1.0, math.nan)])
def test_what_is_no_number_is_an_error_of_ours_and_nothing_is_kept(catalogue: Catalogue, wrong: Score) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        catalogue.put_scores([("c1", SCORE), ("c2", wrong)])
    assert catalogue.scores(["c1", "c2"]) == {}
