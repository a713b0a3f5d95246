"""Who chooses nothing has the default set as far as it can be computed; a choice is kept as it was made."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewer.scoring.choice import DEFAULT, chosen, in_force, kept, offered
from reviewer.scoring.table import METRICS

NAMES = st.frozensets(st.sampled_from(list(METRICS)))


def test_no_choice_is_the_default_set_and_what_of_it_can_be_computed_is_in_force():
    assert chosen(()) == DEFAULT
    assert in_force((), None) == DEFAULT
    assert in_force((), {"nima", "niqe"}) == ("technical", "nima")


def test_a_choice_holds_in_the_tables_order_with_the_built_in_one_whether_or_not_it_can_be_computed():
    assert chosen(("musiq", "nima", "no such metric")) == ("technical", "nima", "musiq")
    assert in_force(("musiq", "nima"), {"technical"}) == ("technical", "nima", "musiq")


def test_the_usual_ones_are_offered_and_others_that_are_of_use():
    usual = offered()
    assert {"clipiqa", "nima", "brisque", "musiq", *DEFAULT} == set(usual)
    assert set(offered({"niqe", "no such metric"})) == {*usual, "niqe"}


@given(NAMES, st.none() | NAMES)
def test_what_is_kept_of_a_choice_comes_to_that_choice(names, ready):
    wanted = [name for name in METRICS if name in names or name == "technical"]
    assert list(in_force(kept(names, ready), ready)) == wanted


@given(st.none() | NAMES)
def test_what_the_default_set_comes_to_is_kept_as_no_choice(ready):
    assert kept(in_force((), ready), ready) == ()
