"""What a slideshow does, moment by moment, without a screen or a clock."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from reviewer.photo import Frame, Group, Photo, Stop
from reviewer.playback import Event, Playback


def photo(name: str) -> Photo:
    return Photo(Path("/shoot") / name, 1, 1)


def stop(name: str, *seconds: float) -> Stop:
    """A stop whose frames stay so long; its photos are ``name``, ``name1``, ``name2`` ..."""
    frames = tuple(Frame(photo(f"{name}{n or ''}"), each) for n, each in enumerate(seconds))
    group = Group(tuple(frame.photo for frame in frames), "burst" if len(frames) > 1 else "single")
    return Stop(group, frames, 0.5, 0.1, sum(seconds), "score")


def begin(*stops: Stop) -> Playback:
    """A slideshow whose first photo is painted."""
    play = Playback(stops)
    play.painted()
    return play


def on_screen(play: Playback) -> str:
    return play.photo.path.name


def test_stops_follow_each_other_and_it_ends():
    play = begin(stop("a", 1.0), stop("b", 2.0))
    assert play.tick(0.6) is Event.NOTHING
    assert play.tick(0.4) is Event.STOP
    assert on_screen(play) == "b"
    play.painted()
    assert play.tick(1.9) is Event.NOTHING
    assert play.tick(0.1) is Event.FINISHED
    assert play.finished
    assert play.tick(5.0) is Event.NOTHING


def test_time_runs_only_once_the_photo_is_painted():
    play = Playback([stop("a", 1.0)])
    assert play.waiting
    play.tick(10.0)
    assert (play.dwell_left, play.elapsed, on_screen(play)) == (1.0, 0.0, "a")
    play.painted()
    assert not play.waiting
    play.tick(0.25)
    assert play.dwell_left == pytest.approx(0.75)


def test_each_frame_waits_for_its_own_paint():
    play = begin(stop("a", 1.0, 0.2))
    assert play.tick(1.0) is Event.FRAME
    assert play.tick(9.0) is Event.NOTHING
    assert on_screen(play) == "a1"


def test_a_small_overrun_is_taken_from_the_next_frame_and_a_hiccup_is_not():
    play = begin(stop("a", 1.0), stop("b", 1.0), stop("c", 1.0))
    play.tick(1.016)
    play.painted()
    assert play.dwell_left == pytest.approx(0.984)
    play.tick(3.0)
    play.painted()
    assert play.dwell_left == pytest.approx(0.95)


def test_a_coarse_timer_does_not_add_up():
    play = begin(*(stop(f"p{n}", 1.5) for n in range(300)))
    clock = 0.0
    while not play.finished:
        clock += 0.016
        if play.tick(0.016) is not Event.NOTHING:
            play.painted()
    assert clock == pytest.approx(450.0, abs=0.05)


def test_pause_stops_everything_and_hold_only_the_pace():
    play = begin(stop("a", 1.0))
    play.tick(0.2)
    play.pause()
    play.tick(5.0)
    assert play.elapsed == pytest.approx(0.2)
    play.resume()
    play.hold()
    play.hold()
    play.tick(3.0)
    assert play.dwell_left == pytest.approx(0.8)
    assert play.elapsed == pytest.approx(3.2)
    play.release()
    assert play.tick(0.8) is Event.FINISHED


def test_a_hold_lasts_over_a_step():
    play = begin(stop("a", 1.0), stop("b", 1.0))
    play.hold()
    play.step(1)
    play.painted()
    assert play.tick(9.0) is Event.NOTHING
    assert play.held


def test_stepping_plays_on():
    play = begin(stop("a", 1.0), stop("b", 1.0), stop("c", 1.0))
    play.tick(0.5)
    play.pause()
    assert play.step(1) is Event.STOP
    assert (on_screen(play), play.paused, play.dwell_left) == ("b", False, 1.0)
    assert play.step(1) is Event.STOP
    assert play.step(1) is Event.FINISHED
    assert play.step(1) is Event.NOTHING


def test_deciding_ends_the_dwell_and_gives_its_seconds_to_the_rest():
    play = begin(stop("a", 1.0), stop("b", 2.0, 1.0), stop("c", 1.0))
    play.tick(0.2)
    before = play.time_left
    assert play.decided() is Event.STOP
    assert on_screen(play) == "b"
    assert play.time_left == pytest.approx(before)
    assert play.dwell_left == pytest.approx(2.0 * 1.2)  # 0.8 s over 4 s planned
    play.painted()
    assert play.decided() is Event.FRAME
    assert play.time_left == pytest.approx(4.0)  # 2.4 s over 2 s would be more than twice: it ends sooner
    assert [look.photo.path.name for look in play.take_looks()] == ["a"]
    play.decided()
    assert play.decided() is Event.FINISHED
    assert play.decided() is Event.NOTHING


def test_a_decision_with_time_stopped_moves_nothing():
    play = begin(stop("a", 1.0), stop("b", 1.0))
    play.pause()
    assert play.decided() is Event.NOTHING
    play.resume()
    play.hold()
    assert play.decided() is Event.NOTHING
    assert (on_screen(play), play.time_left) == ("a", 2.0)


def test_time_given_back_is_still_there_after_a_new_plan_and_a_restart():
    stops = [stop("a", 1.0), stop("b", 1.0), stop("c", 1.0)]
    play = begin(*stops)
    play.decided()
    play.replan(stops)
    assert play.time_left == pytest.approx(3.0)
    again = Playback(stops)
    assert again.restore(json.loads(json.dumps(play.snapshot())))
    assert again.time_left == pytest.approx(3.0)


def test_a_stop_gone_back_to_stays_twice_as_long_once():
    play = begin(stop("a", 1.0, 0.5), stop("b", 1.0))
    play.step(1)
    assert play.step(-1) is Event.STOP
    assert (on_screen(play), play.dwell_left) == ("a", 2.0)
    assert play.time_left == pytest.approx(2.0 + 1.0 + 1.0)
    play.painted()
    play.tick(2.0)
    assert (on_screen(play), play.dwell_left) == ("a1", 1.0)
    play.painted()
    play.tick(1.0)
    assert (on_screen(play), play.dwell_left) == ("b", 1.0)


def test_a_stop_gone_back_to_is_not_hurried_by_the_speed():
    play = begin(stop("a", 1.0, 0.5), stop("b", 1.0))
    for _ in range(9):
        play.faster()
    play.step(1)
    play.step(-1)
    assert (play.speed, play.dwell_left) == (8.0, pytest.approx(2.0))
    kept = Playback([stop("a", 1.0, 0.5), stop("b", 1.0)])
    assert kept.restore(json.loads(json.dumps(play.snapshot())))
    assert kept.dwell_left == pytest.approx(2.0)
    play.painted()
    play.tick(2.0)
    play.painted()
    assert (on_screen(play), play.dwell_left) == ("a1", pytest.approx(1.0))
    play.tick(1.0)
    assert (on_screen(play), play.dwell_left) == ("b", pytest.approx(1.0 / 8))


def test_words_in_a_photos_place_take_its_time_and_are_no_look_at_it():
    play = Playback([stop("a", 1.0), stop("b", 1.0)])
    play.painted(readable=False)
    assert play.tick(1.0) is Event.STOP
    assert not play.seen(0)
    assert play.take_looks() == []
    play.painted()
    assert play.readable
    play.tick(1.0)
    assert play.seen(1)


def test_a_photo_that_comes_after_all_is_looked_at_from_then_on():
    play = Playback([stop("a", 1.0)])
    play.painted(readable=False)
    play.tick(0.5)
    play.painted()
    play.tick(0.25)
    assert play.seconds_seen(photo("a")) == pytest.approx(0.25)


def test_a_second_pass_remembers_what_the_first_showed_and_keeps_the_speed():
    first = begin(stop("a", 1.0), stop("b", 1.0))
    first.faster()
    first.tick(1.0)
    first.finish()
    rest = Playback([stop("b", 1.0)], after=first)
    assert (rest.elapsed, rest.speed, rest.summary().stops_seen) == (0.0, first.speed, 0)
    rest.painted()
    rest.tick(0.5)
    whole = Playback([stop("a", 1.0), stop("b", 1.0)])
    whole.restore(rest.snapshot())
    assert whole.seen_flags() == [True, True]


def test_going_back_at_the_first_stop_starts_it_again():
    play = begin(stop("a", 1.0))
    play.tick(0.9)
    assert play.step(-1) is Event.NOTHING
    assert play.dwell_left == 2.0
    assert not play.waiting


def test_going_back_from_the_summary_shows_the_last_stop():
    play = begin(stop("a", 1.0), stop("b", 1.0))
    play.step(1)
    play.step(1)
    assert play.step(-1) is Event.STOP
    assert (on_screen(play), play.finished, play.waiting) == ("b", False, True)


def test_frames_of_a_stop_can_be_stepped_through_and_stay():
    play = begin(stop("a", 1.0, 0.1, 0.1), stop("b", 1.0))
    assert play.step_frame(-1) is Event.NOTHING
    assert play.step_frame(1) is Event.FRAME
    assert (on_screen(play), play.dwell_left) == ("a1", 1.0)
    play.step_frame(1)
    assert play.step_frame(1) is Event.NOTHING
    assert on_screen(play) == "a2"


def test_speed_acts_at_once_and_keeps_the_part_left():
    play = begin(stop("a", 2.0), stop("b", 4.0))
    play.tick(1.0)
    for _ in range(3):
        play.faster()
    assert play.speed == pytest.approx(2.0)
    assert play.dwell_left == pytest.approx(0.5)
    assert play.time_left == pytest.approx(2.5)
    assert play.moment == pytest.approx(1.0)
    play.slower()
    play.slower()
    play.slower()
    assert play.speed == 1.0
    for _ in range(50):
        play.slower()
    assert play.speed == pytest.approx(0.125)
    for _ in range(50):
        play.faster()
    assert play.speed == pytest.approx(8.0)


def test_what_was_played_is_counted_and_what_is_left_is_what_follows():
    play = begin(stop("a", 2.0), stop("b", 4.0))
    play.tick(1.5)
    assert (play.elapsed, play.time_left) == pytest.approx((1.5, 4.5))
    play.step(1)
    assert (play.elapsed, play.time_left) == pytest.approx((1.5, 4.0))


def test_the_play_head_is_a_place_on_the_timeline():
    play = begin(stop("a", 2.0, 1.0), stop("b", 4.0))
    play.tick(0.5)
    assert play.moment == pytest.approx(0.5)
    play.tick(1.5)
    assert play.moment == pytest.approx(2.0)
    play.step(1)
    assert play.moment == pytest.approx(3.0)
    play.step(-1)
    assert play.moment == pytest.approx(0.0)
    play.painted()
    play.tick(2.0)  # half of the doubled time
    assert play.moment == pytest.approx(1.0)
    play.finish()
    assert play.moment == pytest.approx(7.0)


@pytest.mark.parametrize(
    ("moment", "name"), [(-5, "a"), (0, "a"), (1.99, "a"), (2.0, "a1"), (2.99, "a1"), (3.0, "b"), (6.9, "b"), (99, "b")]
)
def test_seeking_finds_the_frame_under_the_pointer(moment, name):
    play = begin(stop("a", 2.0, 1.0), stop("b", 4.0))
    play.seek(moment)
    assert on_screen(play) == name
    assert play.dwell_left == pytest.approx(play.stop.frames[play.frame].seconds)


def test_seeking_where_we_are_needs_no_new_paint():
    play = begin(stop("a", 2.0), stop("b", 4.0))
    play.tick(1.0)
    assert play.seek(0.5) is Event.NOTHING
    assert not play.waiting
    assert play.seek(3.0) is Event.STOP
    assert play.waiting


def test_seeking_to_a_photo():
    play = begin(stop("a", 2.0, 1.0), stop("b", 4.0))
    assert play.seek_photo(photo("b")) is Event.STOP
    assert play.seek_photo(photo("nowhere")) is Event.NOTHING
    play.finish()
    assert play.seek_photo(photo("a1")) is Event.STOP
    assert not play.finished


def test_seeking_does_not_end_a_pause():
    play = begin(stop("a", 2.0), stop("b", 4.0))
    play.pause()
    play.seek(3.0)
    assert play.paused


def test_upcoming_is_what_follows_and_the_way_back():
    play = begin(stop("a", 1.0), stop("b", 1.0, 0.1), stop("c", 1.0), stop("d", 1.0))
    assert [p.path.name for p in play.upcoming(3)] == ["b", "b1", "c"]
    play.step(1)
    assert [p.path.name for p in play.upcoming(4)] == ["b1", "c", "a", "d"]
    assert [p.path.name for p in play.upcoming(1)] == ["b1"]
    play.seek(99)
    assert [p.path.name for p in play.upcoming(4)] == ["c"]


# What was seen


def test_looks_say_how_long_and_whether_in_full():
    play = begin(stop("a", 1.0), stop("b", 1.0), stop("c", 1.0))
    play.tick(1.0)
    play.painted()
    play.tick(0.4)
    play.step(1)
    play.painted()
    play.hold()
    play.tick(2.5)
    play.finish()
    looks = play.take_looks()
    assert [look.photo.path.name for look in looks] == ["a", "b", "c"]
    assert [look.seconds for look in looks] == pytest.approx([1.0, 0.4, 2.5])
    assert [look.full_time for look in looks] == [True, False, True]
    assert play.take_looks() == []


def test_a_fast_pace_is_not_full_time_and_a_small_overrun_before_is():
    play = begin(stop("a", 1.0), stop("b", 1.0), stop("c", 1.0))
    play.tick(1.04)
    play.painted()
    play.tick(0.96)
    play.faster()
    play.painted()
    assert play.tick(0.9) is Event.FINISHED
    assert [look.full_time for look in play.take_looks()] == [True, True, False]


def test_a_flicker_was_not_seen():
    play = begin(stop("a", 1.0), stop("b", 1.0))
    play.tick(0.04)
    play.step(1)
    assert play.take_looks() == []
    assert play.seen_flags() == [False, False]
    play.painted()
    play.tick(0.06)
    assert play.seen_flags() == [False, True]


def test_the_summary_counts_what_was_seen_and_what_was_not_reached():
    play = begin(stop("a", 1.0, 0.5), stop("b", 1.0), stop("c", 1.0))
    play.tick(0.7)
    play.seek(2.6)
    play.painted()
    play.tick(0.5)
    play.finish()
    summary = play.summary()
    assert (summary.stops, summary.stops_seen, summary.not_reached) == (3, 2, 1)
    assert (summary.photos, summary.photos_seen) == (4, 2)
    assert summary.seconds == pytest.approx(1.2)


def test_nothing_to_show_is_finished_from_the_start():
    play = Playback([])
    assert (play.finished, play.photo, play.stop, play.time_left, play.moment) == (True, None, None, 0.0, 0.0)
    assert play.step(1) is play.step(-1) is play.seek(3.0) is play.step_frame(1) is play.tick(1.0) is Event.NOTHING
    assert play.upcoming(3) == []
    assert play.replan([]) is Event.NOTHING
    assert play.summary().stops == 0
    assert play.restore(play.snapshot()) is False


# Another plan


def test_new_seconds_leave_the_present_photo_alone():
    play = begin(stop("a", 1.0), stop("b", 2.0), stop("c", 1.0))
    play.step(1)
    play.painted()
    play.tick(0.5)
    assert play.replan([stop("a", 3.0), stop("b", 4.0), stop("c", 3.0)]) is Event.NOTHING
    assert not play.waiting
    assert (on_screen(play), play.dwell_left, play.time_left) == ("b", pytest.approx(3.0), pytest.approx(6.0))
    assert play.moment == pytest.approx(4.0)


def test_new_groups_leave_the_present_photo_alone():
    play = begin(stop("a", 1.0), stop("a1", 1.0), stop("b", 1.0))
    play.step(1)
    play.painted()
    assert play.replan([stop("a", 1.0, 0.5), stop("b", 1.0)]) is Event.NOTHING
    assert (play.index, play.frame, on_screen(play)) == (0, 1, "a1")
    assert play.tick(0.5) is Event.STOP


def test_a_photo_that_is_gone_gives_way_to_what_is_in_its_place():
    play = begin(stop("a", 1.0), stop("b", 1.0), stop("c", 1.0))
    play.step(1)
    play.painted()
    play.tick(0.5)
    assert play.replan([stop("a", 1.0), stop("c", 1.0)]) is Event.STOP
    assert (on_screen(play), play.waiting) == ("c", True)
    assert play.replan([]) is Event.FINISHED
    assert play.photo is None
    assert play.finished


def test_a_finished_show_stays_finished():
    play = begin(stop("a", 1.0))
    play.finish()
    assert play.replan([stop("z", 1.0), stop("y", 1.0)]) is Event.NOTHING
    assert play.finished


def test_another_order_goes_on_with_what_was_not_seen():
    play = begin(*(stop(name, 1.0) for name in "abcde"))
    play.tick(1.0)
    play.painted()
    play.tick(0.5)
    assert play.reorder([stop(name, 1.0) for name in "edcab"]) is Event.NOTHING
    assert [each.frames[0].photo.path.name for each in play.stops] == ["a", "b", "e", "d", "c"]
    assert (play.index, play.dwell_left) == (1, pytest.approx(0.5))


def test_another_order_brings_back_what_was_skipped():
    play = begin(*(stop(name, 1.0) for name in "abcd"))
    play.seek(2.5)
    play.reorder([stop(name, 1.0) for name in "dcba"])
    assert [each.frames[0].photo.path.name for each in play.stops] == ["c", "d", "b", "a"]


# Kept between starts


def test_a_snapshot_survives_json_and_brings_everything_back():
    stops = [stop("a", 1.0), stop("\udcff<b>\n", 2.0, 0.5), stop("c", 1.0)]
    play = begin(*stops)
    play.tick(1.0)
    play.painted()
    play.tick(0.5)
    play.faster()
    kept = json.loads(json.dumps(play.snapshot()))
    again = Playback(stops)
    assert again.restore(kept) is True
    assert (again.index, again.frame, again.speed, again.elapsed) == (1, 0, play.speed, pytest.approx(1.5))
    assert again.dwell_left == pytest.approx(play.dwell_left)
    assert again.seen_flags() == [True, True, False]
    assert again.waiting
    assert again.snapshot() == kept


@pytest.mark.parametrize(
    "names", [("/a", "/b"), ("/x/a", "/x/y/b"), ("/x/a", "/xy/b"), ("/x//y/a", "/x//y/z/../b"), ("x/a", "x/b")]
)
def test_what_was_seen_is_found_again_wherever_the_folder_is(names):
    stops = [stop(name, 1.0) for name in names]
    play = begin(*stops)
    for _ in names:
        play.painted()
        play.tick(1.0)
    again = Playback(stops)
    again.restore(json.loads(json.dumps(play.snapshot())))
    assert again.seen_flags() == [True, True]


def test_a_snapshot_finds_its_photo_in_another_plan():
    play = begin(stop("a", 1.0), stop("b", 1.0), stop("c", 2.0))
    play.step(1)
    play.step(1)
    again = Playback([stop("c", 4.0), stop("a", 1.0)])
    assert again.restore(play.snapshot()) is True
    assert (on_screen(again), again.dwell_left) == ("c", pytest.approx(4.0))


def test_a_finished_show_is_kept_as_finished():
    play = begin(stop("a", 1.0))
    play.tick(1.0)
    again = Playback(play.stops)
    again.restore(play.snapshot())
    assert again.finished
    assert again.take_looks() == []


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"photo": 7, "gear": "fast", "elapsed": None, "seen": []},
        {"photo": "/shoot/zz", "gear": float("nan"), "elapsed": float("inf"), "seen": {"photos": 3}},
        {"photo": "/shoot/b", "part_left": -3, "gear": 1e9, "stretch": 77, "seen": {"folder": 1, "photos": {"a": "x"}}},
    ],
)
def test_a_damaged_snapshot_costs_the_place_at_most(nonsense):
    play = Playback([stop("a", 1.0), stop("b", 2.0)])
    play.restore(nonsense)
    assert play.photo in (photo("a"), photo("b"))
    assert 0.0 <= play.time_left < 100
    assert 0.125 <= play.speed <= 8.0
    assert play.seen_flags() == [False, False]


class AnyUse(RuleBasedStateMachine):
    """Whatever is pressed, time left is what playing on from here takes, and nothing is seen for longer than it was."""

    def __init__(self):
        super().__init__()
        self.play = Playback([stop("a", 1.0), stop("b", 0.7, 0.1, 0.1), stop("c", 0.3), stop("d", 2.0)])
        self.clock = 0.0

    @rule(seconds=st.floats(0.001, 3.0))
    def tick(self, seconds):
        self.clock += seconds
        self.play.tick(seconds)

    @rule(
        call=st.sampled_from(["painted", "pause", "resume", "hold", "release", "faster", "slower", "finish", "decided"])
    )
    def press(self, call):
        getattr(self.play, call)()

    @rule(direction=st.sampled_from([1, -1]))
    def step(self, direction):
        before = self.play.index
        self.play.step(direction)
        if direction < 0 and not self.play.finished:
            assert self.play.dwell_left * self.play.speed >= 2 * self.play.stop.frames[0].seconds - 1e-9
            assert self.play.index <= before

    @rule(direction=st.sampled_from([1, -1]))
    def step_frame(self, direction):
        self.play.step_frame(direction)

    @rule(moment=st.floats(-1, 6))
    def seek(self, moment):
        self.play.seek(moment)

    @rule(factor=st.floats(0.3, 3.0))
    def replan(self, factor):
        shown = self.play.photo
        names = {"a": 1.0, "c": 0.3, "d": 2.0}
        parts = {name: stop(name, seconds * factor) for name, seconds in names.items()}
        self.play.replan([parts["a"], stop("b", 0.7 * factor, 0.1 * factor, 0.1), parts["c"], parts["d"]])
        assert self.play.photo == shown

    @rule(best_first=st.permutations(range(4)))
    def reorder(self, best_first):
        shown = self.play.photo
        stops = list(self.play.stops)
        self.play.reorder([stops[at] for at in best_first])
        assert self.play.photo == shown
        assert sorted(s.frames[0].photo.path for s in self.play.stops) == sorted(s.frames[0].photo.path for s in stops)

    @invariant()
    def time_left_is_true(self):
        twin = Playback(self.play.stops)
        twin.restore(self.play.snapshot())
        assert twin.time_left == pytest.approx(self.play.time_left)
        played, photos_left = 0.0, 0
        while not twin.finished and photos_left < 20:
            twin.painted()
            photos_left += 1
            wait = twin.dwell_left
            twin.tick(wait)
            played += wait
        assert played == pytest.approx(self.play.time_left, abs=1e-6)

    @invariant()
    def nothing_is_seen_for_longer_than_it_was(self):
        assert self.play.elapsed <= self.clock + 1e-9
        assert sum(self.play.seconds_seen(f.photo) for s in self.play.stops for f in s.frames) <= self.clock + 1e-9

    @invariant()
    def the_head_is_on_the_present_stop(self):
        length = sum(each.seconds for each in self.play.stops)
        assert -1e-9 <= self.play.moment <= length + 1e-9


TestAnyUse = AnyUse.TestCase
TestAnyUse.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
