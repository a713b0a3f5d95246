"""A review: opened, restored, sorted, scored, and what it says of it; the scoring process is played by a script."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import pytest
from shiboken6 import delete

from reviewer import pipeline, words
from reviewer.catalogue import Catalogue
from reviewer.errors import CatalogueUnusable, DeviceLost, MissingPart, NoRoom, WeightsMissing
from reviewer.ordering import Order
from reviewer.photo import Metadata, Record, Score, Turn
from reviewer.pipeline.progress import Contract, Progress
from reviewer.scoring.choice import DEFAULT, metric_title
from reviewer.session import Change
from reviewer.settings import Settings
from reviewer.ui.background.catalogue_writer import CatalogueWriter
from reviewer.ui.background.jobs import Jobs
from reviewer.ui.reviewing.review import Review

WAIT = 10_000  # ms


class Script:
    """Plays the pipeline: every photo gets a record and a score, one step each time ``more`` is released."""

    def __init__(self):
        self.runs = []
        self.more = threading.Semaphore(1000)
        self.notice = None
        self.contract = None

    def run(self, photos, metrics, *, attention, **options):
        self.runs.append((tuple(photos), tuple(metrics), attention, options))
        for at, photo in enumerate(photos):
            while not self.more.acquire(timeout=0.02):
                yield Progress("survey", at, len(photos), notice=None)
            record = Record(f"id{at}", Metadata(6, 4, taken=float(-at)))
            yield Progress(
                "survey",
                at + 1,
                len(photos),
                10.0,
                1.0,
                surveyed=((photo, record),),
                scored=((photo, Score("technical", at / 10, at / 10)),),
                thumbnails=((photo, b"jpeg"),),
                notice=self.notice,
                metrics=("nima",) if self.notice else (),
                contract=self.contract if at == 0 else None,
            )


@pytest.fixture
def script(monkeypatch):
    made = Script()
    monkeypatch.setattr(pipeline, "run", made.run)
    return made


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "photos"
    made.mkdir()
    for at in range(5):
        (made / f"IMG_{at}.jpg").write_bytes(b"%d" % at)
    return made


@pytest.fixture
def desk(qapp, script, home):
    """A review with all that it stands on; ``review()`` makes another on the same catalogue, as a restart does."""

    class Desk:
        def __init__(self):
            self.ends = []

        def review(self, **chosen):
            jobs, settings = Jobs(), Settings.load()
            settings.put("metrics", ())
            for name, value in chosen.items():
                settings.put(name, value)
            catalogue = Catalogue.open()
            writer = CatalogueWriter(catalogue.file)
            made = Review(jobs, catalogue, writer, settings)
            made.heard, made.said, made.messages = [], [], []
            made.changed.connect(made.heard.append)
            made.noticed.connect(made.said.append)
            made.message_changed.connect(made.messages.append)

            def end():
                made.close(quietly=True)
                assert jobs.shutdown()
                writer.close()
                catalogue.close()
                delete(made)  # here and now: its watcher must not be collected on some later job's thread

            made.end = end
            self.ends.append(end)
            return made

    made = Desk()
    yield made
    for end in made.ends[-1:]:
        end()
    made.ends.clear()
    gc.collect()  # here, not on some later test's thread


def scored(review, qtbot):
    qtbot.waitUntil(lambda: len(review.session.scores) == len(review.session.photos) > 0, timeout=WAIT)
    qtbot.waitUntil(lambda: review.feed.work is None, timeout=WAIT)


def names(review):
    return [photo.path.stem for photo in review.session.photos]


def test_opening_shows_the_first_photo_scores_and_settles(desk, folder, qtbot):
    review = desk.review()
    with qtbot.waitSignal(review.opened) as told:
        review.open(folder)
    assert told.args == [folder]
    qtbot.waitUntil(lambda: review.session.current is not None, timeout=WAIT)
    assert review.session.current.path.name == "IMG_0.jpg"
    scored(review, qtbot)
    qtbot.waitUntil(lambda: names(review) == [f"IMG_{at}" for at in (4, 3, 2, 1, 0)], timeout=WAIT)
    assert review.session.current.path.name == "IMG_0.jpg"  # stays current though the order changed


def test_opening_a_photo_opens_its_folder_there(desk, folder, qtbot):
    review = desk.review()
    review.open(folder / "IMG_3.jpg")
    qtbot.waitUntil(lambda: review.session.current is not None, timeout=WAIT)
    assert review.session.current.path.name == "IMG_3.jpg"
    assert len(review.session.photos) == 5


def test_a_turned_photo_is_turned_after_a_restart_and_known_by_its_bytes(desk, folder, script, qtbot):
    review = desk.review()
    script.more = threading.Semaphore(0)
    review.open(folder)
    qtbot.waitUntil(lambda: review.session.current is not None, timeout=WAIT)
    photo = review.session.current
    with qtbot.waitSignal(review.turned) as told:
        review.turn(photo, -1)  # before its bytes have a name
    assert told.args == [photo]
    assert Change.TURNS in review.heard[-1]
    script.more.release(1000)
    scored(review, qtbot)
    review.end()
    with Catalogue.open() as catalogue:
        assert catalogue.turns({folder / "moved": review_id(script, photo)}) == {}
        photo.path.rename(folder / "moved.jpg")
        assert catalogue.turns({folder / "moved.jpg": review_id(script, photo)}) == {folder / "moved.jpg": Turn(3)}
    (folder / "moved.jpg").rename(photo.path)
    review = desk.review()
    review.open(folder)
    qtbot.waitUntil(lambda: review.session.current is not None, timeout=WAIT)
    assert review.session.turn_of(review.session.find(photo.path)) == 3


def review_id(script, photo):
    return f"id{script.runs[0][0].index(photo)}"


def test_place_and_order_are_as_they_were_after_a_restart(desk, folder, qtbot):
    review = desk.review()
    review.open(folder)
    scored(review, qtbot)
    review.sort("technical")
    review.tell(review.session.go_to(review.session.find(folder / "IMG_2.jpg")))
    review.end()
    again = desk.review()
    again.open(folder)
    qtbot.waitUntil(lambda: again.session.current is not None, timeout=WAIT)
    assert again.session.current.path.name == "IMG_2.jpg"
    assert again.session.order == Order("technical", descending=True)
    assert again.recent_folders() == [folder]


def test_the_slideshows_place_is_kept_with_the_folder(desk, folder, qtbot):
    review = desk.review()
    review.open(folder)
    scored(review, qtbot)
    review.keep_slideshow({"photo": "x", "part_left": 0.5})
    review.tell(review.session.go(1))
    review.end()
    again = desk.review()
    again.open(folder)
    assert again.slideshow == {"photo": "x", "part_left": 0.5}


def test_a_metric_begins_with_its_best_and_can_be_reversed(desk, folder, qtbot):
    review = desk.review()
    review.open(folder)
    scored(review, qtbot)
    review.sort("technical")
    assert names(review)[0] == "IMG_4"
    review.reverse()
    assert names(review)[0] == "IMG_0"
    review.sort("name")
    assert names(review) == [f"IMG_{at}" for at in range(5)]


def test_scoring_is_told_where_one_is(desk, folder, qtbot, script):
    review = desk.review()
    review.open(folder)
    scored(review, qtbot)
    photos, metrics, attention, _ = script.runs[0]
    assert len(photos) == 5
    assert metrics == DEFAULT  # nobody chose any
    review.tell(review.session.go_to(review.session.find(folder / "IMG_1.jpg")))
    assert attention().focus == review.session.current


def test_scoring_pauses_goes_on_and_stops(desk, folder, qtbot, script):
    script.more = threading.Semaphore(2)
    review = desk.review()
    work = []
    review.feed.work_changed.connect(work.append)
    review.open(folder)
    qtbot.waitUntil(lambda: bool(work) and work[-1] is not None and work[-1].done == 2, timeout=WAIT)
    review.toggle_scoring()
    assert review.feed.work.paused
    script.more.release(100)
    qtbot.wait(150)
    assert review.feed.work.paused
    assert len(review.session.scores) == 2
    review.toggle_scoring()
    scored(review, qtbot)
    review.feed.stop()
    assert review.feed.work is None


def test_new_photos_are_scored_unless_the_user_stopped_it(desk, folder, qtbot, script):
    review = desk.review()
    review.open(folder)
    scored(review, qtbot)
    (folder / "IMG_9.jpg").write_bytes(b"9")
    qtbot.waitUntil(lambda: len(script.runs) == 2, timeout=WAIT)
    scored(review, qtbot)
    assert len(review.session.photos) == 6
    review.feed.stop()
    (folder / "IMG_10.jpg").write_bytes(b"10")
    qtbot.waitUntil(lambda: len(review.session.photos) == 7, timeout=WAIT)
    assert len(script.runs) == 2


def test_what_scoring_cannot_do_is_said_in_words(desk, folder, qtbot, script):
    script.notice = WeightsMissing("nima", ("nima.pth",), Path("/weights"))
    review = desk.review(metrics=("technical", "nima"))
    work = []
    review.feed.work_changed.connect(work.append)
    review.open(folder)
    scored(review, qtbot)
    assert not any(one and "nima" in one.metrics for one in work)  # it is talked of, not at work
    assert review.said
    assert all("nima.pth" in sentence for sentence in review.said)
    assert review.feed.metrics == ("technical",)


@pytest.mark.parametrize("missing", [WeightsMissing("nima", ("nima.pth",), Path("/w")), MissingPart("torch", "pip")])
def test_what_nobody_chose_is_missed_in_silence(desk, folder, qtbot, script, missing):
    script.notice = missing
    review = desk.review()
    review.open(folder)
    scored(review, qtbot)
    assert review.said == []
    assert review.feed.metrics == tuple(name for name in DEFAULT if name != "nima")


@pytest.mark.parametrize("trouble", [NoRoom("nima", 2 << 30, 1 << 30), DeviceLost(None, "cuda")])
def test_what_goes_wrong_by_the_way_is_said_though_nobody_chose_it(desk, folder, qtbot, script, trouble):
    script.notice = trouble
    review = desk.review()
    review.open(folder)
    scored(review, qtbot)
    assert words.problem(trouble, metric_title) in review.said


def test_what_came_in_the_way_of_scoring_is_settled_once_it_is_scored_by_other_means(desk, folder, qtbot, script):
    script.notice = NoRoom("nima", 2 << 30, 1 << 30)
    review = desk.review()
    settled = []
    review.settled.connect(settled.append)
    review.open(folder)
    scored(review, qtbot)
    review.score()
    scored(review, qtbot)
    assert settled == []  # nothing is another, so it would only come and go
    script.notice = None
    review.score_anew()
    assert settled == [words.problem(NoRoom("nima", 2 << 30, 1 << 30), metric_title)]
    scored(review, qtbot)
    review.close()
    assert len(settled) == 1


def test_what_is_in_sight_and_what_photos_are_judged_by_is_told(desk, folder, qtbot, script):
    review = desk.review(pace_metric="nima", second_look_percent=25)
    review.open(folder)
    scored(review, qtbot)
    review.feed.see(review.session.photos[2:4])
    asked = script.runs[0][2]()
    assert (asked.focus, asked.visible) == (review.session.current, tuple(review.session.photos[2:4]))
    assert (asked.metric, asked.second_look) == ("nima", 0.25)


def test_what_it_takes_is_told_until_the_end_of_the_run(desk, folder, qtbot, script):
    script.contract = Contract(60.0, 1 << 30, "cpu", (("nima",),))
    script.more = threading.Semaphore(3)
    review = desk.review()
    review.open(folder)
    qtbot.waitUntil(lambda: review.feed.work is not None and review.feed.work.done == 3, timeout=WAIT)
    assert review.feed.work.contract == script.contract  # said with the first photo, and kept
    script.contract = None
    review.score()
    script.more.release(2)  # the run before may take one of them yet
    qtbot.waitUntil(lambda: len(script.runs) == 2 and review.feed.work.done in (1, 2), timeout=WAIT)
    assert review.feed.work.contract is None
    script.more.release(100)


def test_thumbnails_of_the_first_look_are_handed_on(desk, folder, qtbot):
    review = desk.review()
    made = []
    review.thumbnail_made.connect(lambda photo, jpeg: made.append((photo.path.name, jpeg)))
    review.open(folder)
    scored(review, qtbot)
    assert ("IMG_2.jpg", b"jpeg") in made


def test_a_catalogue_that_fails_costs_the_place_and_not_the_folder(desk, folder, qtbot, monkeypatch):
    def fail(*_):
        raise CatalogueUnusable(None, "damaged")

    monkeypatch.setattr(Catalogue, "place", fail)
    monkeypatch.setattr(Catalogue, "recent_folders", fail)
    review = desk.review()
    review.open(folder)
    scored(review, qtbot)
    assert review.recent_folders() == []
    assert any("catalogue is damaged" in sentence for sentence in review.said)


def test_an_empty_folder_has_words(desk, tmp_path, qtbot):
    (tmp_path / "nothing").mkdir()
    review = desk.review()
    review.open(tmp_path / "nothing")
    qtbot.waitUntil(lambda: bool(review.messages) and "No photos in “nothing”" in review.messages[-1], timeout=WAIT)


def test_a_folder_that_is_not_there_has_words_and_leaves_what_is_open(desk, folder, tmp_path, qtbot):
    review = desk.review()
    review.open(folder)
    scored(review, qtbot)
    review.open(tmp_path / "nowhere")
    assert "nowhere is not there" in review.said[-1]
    assert len(review.session.photos) == 5


def test_a_folder_pulled_away_and_back_is_said_and_taken_back(desk, folder, tmp_path, qtbot, script):
    review = desk.review()
    settled = []
    review.settled.connect(settled.append)
    review.open(folder)
    scored(review, qtbot)
    folder.rename(tmp_path / "away")
    qtbot.waitUntil(lambda: bool(review.said), timeout=WAIT)
    with qtbot.waitSignal(review.returned, timeout=WAIT):
        (tmp_path / "away").rename(folder)
    assert settled == review.said
    qtbot.waitUntil(lambda: len(script.runs) == 2, timeout=WAIT)


def test_late_answers_of_a_closed_folder_are_not_heard(desk, folder, qtbot, script):
    script.more = threading.Semaphore(1)
    review = desk.review()
    review.open(folder)
    qtbot.waitUntil(lambda: len(review.session.scores) == 1, timeout=WAIT)
    review.close()
    script.more.release(100)
    qtbot.wait(150)
    assert not review.session.photos
    assert not review.session.scores


def test_moving_is_heard_at_once_and_learning_gathered(desk, folder, qtbot):
    review = desk.review()
    review.open(folder)
    scored(review, qtbot)
    qtbot.wait(200)
    review.heard.clear()
    review.tell(review.session.last())
    assert review.heard == [Change.CURRENT]


def test_of_a_flood_of_moves_the_last_is_told_and_few_of_the_others(desk, folder, qtbot):
    review = desk.review()
    review.open(folder)
    scored(review, qtbot)
    qtbot.wait(200)
    review.heard.clear()
    for _ in range(50):
        for step in (1, 1, 1, -1, -1, -1):
            review.tell(review.session.go(step))
    review.tell(review.session.go(2))
    assert len(review.heard) == 8
    qtbot.waitUntil(lambda: review.feed.attention.focus == review.session.current)
    assert review.heard == [Change.CURRENT] * len(review.heard)
    assert review.session.index(review.session.current) != 0
