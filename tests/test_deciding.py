"""Decisions of a window: at once in memory, written in order, undone over everything, shared with other windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.catalogue import Catalogue
from reviewer.errors import CatalogueUnusable
from reviewer.photo import Attention, Mark, Marks, Photo, Step
from reviewer.session.deciding import Decisions

A, B, C = PHOTOS = [Photo(Path("/shoot") / f"{name}.jpg", 1, 1) for name in "abc"]
PICK, REJECT, YELLOW, GREEN = (
    Mark("flag", "pick"),
    Mark("flag", "reject"),
    Mark("colour", "yellow"),
    Mark("colour", "green"),
)


class Window:
    """A window on some photos, as far as decisions go."""

    def __init__(self, catalogue: Catalogue, photos=PHOTOS):
        self.catalogue = catalogue
        self.decisions = Decisions(lambda photo: "")
        paths = [photo.path for photo in photos]
        self.decisions.load(paths, catalogue.decided(dict.fromkeys(paths, "")))

    def decide(self, *photos: Photo, mark: Mark = PICK, **more) -> Step | None:
        return self.decisions.decide(dict.fromkeys(photos, (mark,)), at=1.0, **more)

    def write(self) -> set[Path]:
        self.catalogue.put_steps(self.decisions.pending)
        return self.decisions.kept(self.catalogue.steps_since(self.decisions.number))

    def undo(self) -> Step | None:
        return self.decisions.undo(2.0)

    def redo(self) -> Step | None:
        return self.decisions.redo(3.0)

    def flags(self) -> str:
        return " ".join(self.decisions.marks(photo).flag or "-" for photo in PHOTOS)

    def colours(self) -> str:
        return " ".join(self.decisions.marks(photo).colour or "-" for photo in PHOTOS)


@pytest.fixture
def catalogue(tmp_path):
    with Catalogue.open(tmp_path / "catalogue.db") as opened:
        yield opened


@pytest.fixture
def window(catalogue):
    return Window(catalogue)


def test_a_decision_counts_at_once(window):
    seen = Attention(2.5, 1920, 1080, 0.2)
    step = window.decide(A, seen={A: seen})
    (made,) = step.decisions
    assert (made.path, made.field, made.before, made.after, made.attention) == (A.path, "flag", "", "pick", seen)
    assert window.flags() == "pick - -"
    assert window.decisions.pending == (step,)


def test_what_a_photo_has_already_is_no_step(window):
    window.decide(A)
    assert window.decide(A) is None
    assert window.decide(B, mark=Mark("flag", "")) is None
    step = window.decide(A, B)
    assert [made.path for made in step.decisions] == [B.path]


def test_fields_do_not_touch_each_other_and_a_selection_is_one_step(window):
    ann, bob = Mark.keyword("Ann"), Mark.keyword("Bob")
    window.decisions.decide({A: (PICK, Mark("stars", 3), bob), B: (REJECT, ann)}, at=1.0)
    window.decide(A, mark=ann)
    assert window.decisions.marks(A) == Marks("pick", 3, "", ("Bob", "Ann"))
    assert window.decisions.marks_of([B, C]) == {B: Marks("reject", keywords=("Ann",)), C: Marks()}
    window.undo()
    window.decide(A, mark=Mark.keyword("Bob", given=False))
    assert window.decisions.marks(A) == Marks("pick", 3)
    window.undo()
    window.undo()
    assert window.decisions.marks_of(PHOTOS) == dict.fromkeys(PHOTOS, Marks())


def test_undo_and_redo_go_all_the_way_and_a_new_decision_ends_redo(window):
    window.decide(A)
    window.decide(B)
    window.decide(A, mark=REJECT)
    assert window.flags() == "reject pick -"
    undone = window.undo()
    assert [(made.before, made.after) for made in undone.decisions] == [("reject", "pick")]
    assert window.decisions.photos_of(undone) == {A.path}
    window.undo()
    window.undo()
    assert (window.flags(), window.undo()) == ("- - -", None)
    assert [window.redo() and window.flags() for _ in range(3)] == ["pick - -", "pick pick -", "reject pick -"]
    assert window.redo() is None
    window.undo()
    window.decide(C)
    assert window.redo() is None
    assert window.flags() == "pick pick pick"


def test_undo_and_redo_go_on_after_a_restart(window, catalogue):
    window.decide(A)
    window.decide(B)
    window.undo()
    window.write()
    again = Window(catalogue)
    assert again.flags() == "pick - -"
    again.redo()
    assert again.flags() == "pick pick -"
    again.write()
    last = Window(catalogue)
    assert last.flags() == "pick pick -"
    last.undo()
    last.undo()
    assert (last.flags(), last.undo()) == ("- - -", None)


def test_a_rule_is_undone_as_one_and_taken_off_where_it_still_stands(window, catalogue):
    rule = window.decide(A, B, C, mark=YELLOW, by="rule", rule="under the cut")
    window.decide(B, mark=GREEN)
    assert [one.rule for one in window.decisions.rules()] == ["under the cut"]
    window.write()
    again = Window(catalogue)
    assert again.decisions.made_by(A, "colour").id == rule.id
    taken = again.decisions.take_off(rule.id, 2.0)
    assert (again.colours(), len(taken.decisions)) == ("- green -", 2)
    assert again.decisions.take_off(rule.id, 2.0) is None
    assert again.decisions.rules() == []
    again.undo()
    assert again.colours() == "yellow green yellow"
    again.undo()
    assert again.colours() == "yellow yellow yellow"
    again.undo()
    assert again.colours() == "- - -"


def test_what_shows_under_an_undone_decision_is_not_what_was_taken_off_meanwhile(window):
    window.decide(A, mark=Mark("colour", "blue"))
    rule = window.decide(A, mark=YELLOW, by="rule")
    window.decide(A, mark=GREEN)
    window.decisions.take_off(rule.id, 2.0)
    assert window.colours() == "green - -"
    window.undo()  # the taking off
    window.undo()  # green
    assert window.colours() == "yellow - -"


def test_an_import_is_not_undone_by_accident_but_can_be_taken_off(window):
    window.decide(A)
    imported = window.decide(B, C, mark=Mark("stars", 4), by="import")
    window.undo()
    assert window.flags() == "- - -"
    assert window.decisions.marks(B) == Marks(stars=4)
    assert window.redo() is not None
    window.decisions.take_off(imported.id, 2.0)
    assert window.decisions.marks(B) == Marks()


def test_two_windows_see_each_other_and_agree(catalogue):
    one, other = Window(catalogue), Window(catalogue)
    one.decide(A)
    other.decide(A, mark=REJECT)
    other.decide(B)
    one.write()
    assert other.write() == set()  # the other decided on A later, and stays right
    assert one.write() == {A.path, B.path}
    assert one.flags() == other.flags() == "reject pick -"


def test_an_undo_leaves_what_another_window_decided_since(catalogue):
    one, other = Window(catalogue), Window(catalogue)
    one.decide(A)
    one.write()
    other.write()
    other.decide(A, mark=REJECT)
    other.write()
    undone = one.undo()  # not told of the rejection yet
    assert undone.target == one.decisions.pending[0].target
    one.write()
    other.write()
    assert one.flags() == other.flags() == "reject - -"
    other.undo()
    other.write()
    one.write()
    assert one.flags() == other.flags() == "- - -"


def test_an_undo_takes_back_the_last_step_whoever_made_it(catalogue):
    one, other = Window(catalogue), Window(catalogue)
    one.decide(A)
    one.write()
    other.write()
    other.decide(B)
    other.write()
    one.write()
    assert one.decisions.photos_of(one.undo()) == {B.path}


def test_the_same_step_undone_twice_is_undone_once(catalogue):
    one, other = Window(catalogue), Window(catalogue)
    one.decide(A)
    one.write()
    other.write()
    one.undo()
    other.undo()
    one.write()
    other.write()
    one.redo()
    one.write()
    other.write()
    assert one.flags() == other.flags() == "pick - -"


def test_undo_stays_among_the_photos_here(catalogue):
    here, elsewhere = Window(catalogue, [A, B]), Window(catalogue, [C])
    here.decide(A)
    elsewhere.decide(C)
    here.write()
    elsewhere.write()
    here.write()
    assert here.decisions.photos_of(here.undo()) == {A.path}
    assert here.undo() is None
    here.decisions.leave([A.path])
    assert here.redo() is None


def test_what_could_not_be_written_stays_counts_and_is_written_later(window, catalogue, monkeypatch):
    def full(steps):
        raise CatalogueUnusable(catalogue.file, "full")

    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "put_steps", full)
        window.decide(A)
        with pytest.raises(CatalogueUnusable):
            window.write()
        window.decide(B)
        window.undo()
    assert (window.flags(), len(window.decisions.pending)) == ("pick - -", 3)
    window.write()
    assert window.decisions.pending == ()
    assert Window(catalogue).flags() == "pick - -"


def test_a_write_that_was_done_but_not_acknowledged_is_not_done_twice(window, catalogue):
    window.decide(A)
    catalogue.put_steps(window.decisions.pending)
    window.decide(B)
    window.write()
    assert len(catalogue.steps_since(0)) == 2


def test_a_clock_that_goes_back_does_no_harm(window, catalogue):
    window.decisions.decide({A: (PICK,)}, at=2e9)
    window.decisions.decide({A: (REJECT,)}, at=1e9)
    window.write()
    again = Window(catalogue)
    assert again.flags() == "reject - -"
    again.undo()
    assert again.flags() == "pick - -"


def test_a_decision_before_the_ledger_was_read_is_not_lost(catalogue):
    earlier = Window(catalogue)
    earlier.decide(A, B)
    earlier.write()
    decisions = Decisions(lambda photo: "")
    decisions.decide({A: (REJECT,)}, at=1.0)
    assert decisions.number is None
    paths = [photo.path for photo in PHOTOS]
    assert decisions.load(paths, catalogue.decided(dict.fromkeys(paths, ""))) == {B.path}
    assert [decisions.marks(photo).flag for photo in PHOTOS] == ["reject", "pick", ""]
    decisions.undo(2.0)
    assert decisions.marks(A).flag == "pick"


def test_what_others_wrote_between_reading_and_loading_stays(catalogue):
    window, other = Window(catalogue), Window(catalogue)
    old = catalogue.decided({A.path: ""})
    other.decide(A)
    other.write()
    window.write()
    assert window.decisions.load([A.path], old) == set()
    assert window.flags() == "pick - -"


def test_a_photo_renamed_beside_the_window_keeps_its_story(catalogue, tmp_path):
    old, new = Photo(tmp_path / "a.jpg", 1, 1), Photo(tmp_path / "b.jpg", 1, 1)
    decisions = Decisions(lambda photo: "c1")
    decisions.load([old.path], catalogue.decided({old.path: "c1"}))
    decisions.decide({old: (PICK,)}, at=1.0)
    decisions.decide({old: (REJECT,)}, at=1.0)
    catalogue.put_steps(decisions.pending)
    decisions.kept(catalogue.steps_since(decisions.number))
    decisions.leave([old.path])
    assert decisions.load([new.path], catalogue.decided({new.path: "c1"})) == {new.path}
    assert decisions.marks(new).flag == "reject"
    decisions.undo(2.0)
    assert decisions.marks(new).flag == "pick"
    assert decisions.load([old.path], catalogue.decided({old.path: "c9"})) == {old.path}
    assert decisions.marks(old) == Marks()


@pytest.mark.parametrize(
    ("field", "value"), [("stars", 6), ("flag", "maybe"), ("colour", "pink"), ("keyword:", True), ("title", "x")]
)
def test_what_cannot_be_decided_is_an_error_of_ours(field, value):
    with pytest.raises(ValueError, match=field):
        Mark(field, value)


def test_a_keyword_is_one_line():
    assert Mark.keyword("  Black \n Forest ").word == "Black Forest"
    assert Mark("stars", 3).word == ""
    with pytest.raises(ValueError, match="keyword"):
        Mark.keyword(" ")
