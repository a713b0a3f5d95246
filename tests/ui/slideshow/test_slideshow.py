"""The slideshow as it is used: keys in, photos on screen, words at the end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from reviewer.photo import Group, Photo
from reviewer.settings import Settings
from reviewer.ui.keymap import Keymap
from reviewer.ui.slideshow.programme import Material
from reviewer.ui.slideshow.window import Slideshow


class Show:
    """A slideshow of six stops, one of them a burst of three."""

    def __init__(self, screen, make_photo, folder: Path, look: float) -> None:
        self.photos = [make_photo(f"{index}.jpg", (300, 200), (30 * index, 90, 200)) for index in range(8)]
        single = [Group((photo,)) for photo in self.photos[:5]]
        self.groups = [*single, Group(tuple(self.photos[5:8]), "burst")]
        self.scores = {photo: index / 8 for index, photo in enumerate(self.photos)}
        self.settings = Settings(folder / "settings.json")
        self.settings.put("look_seconds", look)
        self.settings.put("pace_mode", "even")
        self.window = Slideshow(
            screen.pictures, screen.thumbnails, self.settings, Keymap(), lambda photo: photo.path.name
        )
        self.looks: list[object] = []
        self.kept: list[dict[str, object]] = []
        self.left: list[Photo] = []
        self.window.looked.connect(self.looks.append)
        self.window.kept.connect(self.kept.append)
        self.window.left.connect(self.left.append)

    @property
    def play(self):
        return self.window.tour.playback

    def start(self, **more: object) -> None:
        self.window.start(Material.of(self.groups, self.scores, {}), **more)


@pytest.fixture
def show(screen, make_photo, tmp_path, qtbot):
    made = Show(screen, make_photo, tmp_path, look=20.0)
    yield made
    made.window.leave()
    made.window.deleteLater()


@pytest.fixture
def quick_show(screen, make_photo, tmp_path, qtbot):
    made = Show(screen, make_photo, tmp_path, look=0.5)
    yield made
    made.window.leave()
    made.window.deleteLater()


def _on_screen(show: Show, qtbot, photo: Photo) -> None:
    qtbot.waitUntil(lambda: show.window.viewer.photo == photo and not show.play.waiting, timeout=5000)


def test_it_plays_through_to_its_summary_and_tells_every_look(quick_show: Show, qtbot) -> None:
    quick_show.start()
    qtbot.waitUntil(lambda: quick_show.play.finished, timeout=20_000)
    seen = {look.path for look in quick_show.looks}
    assert seen == {photo.path for photo in quick_show.photos}
    assert all(look.width == 300 for look in quick_show.looks)
    assert quick_show.window._summary.isVisible()
    assert quick_show.play.summary().not_reached == 0
    assert quick_show.kept[-1]["finished"] is True


def test_a_group_is_one_stop_at_one_place(show: Show, qtbot) -> None:
    show.start()
    assert len(show.play.stops) == 6
    assert show.window.scrubber.timeline.total == pytest.approx(6 * 20.0)


def test_arrows_step_and_play_on_and_left_stays_twice_as_long(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    qtbot.keyClick(show.window, Qt.Key.Key_Right)
    _on_screen(show, qtbot, show.photos[1])
    qtbot.keyClick(show.window, Qt.Key.Key_Left)
    _on_screen(show, qtbot, show.photos[0])
    assert not show.play.paused
    assert show.play.dwell_left > 1.9 * show.play.stops[0].seconds


def test_space_pauses_and_space_resumes(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    qtbot.keyClick(show.window, Qt.Key.Key_Space)
    assert show.play.paused
    qtbot.keyClick(show.window, Qt.Key.Key_Space)
    assert not show.play.paused


def test_h_holds_while_pressed(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    qtbot.keyPress(show.window, Qt.Key.Key_H)
    assert show.play.held
    qtbot.keyRelease(show.window, Qt.Key.Key_H)
    assert not show.play.held


def test_plus_and_minus_change_the_speed_at_once(show: Show, qtbot) -> None:
    show.start()
    before = show.play.time_left
    qtbot.keyClick(show.window, "+")
    assert show.play.time_left < before
    qtbot.keyClick(show.window, "-")
    qtbot.keyClick(show.window, "-")
    assert show.play.time_left > before


def test_b_shows_the_best_first_and_b_again_the_order_taken(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    qtbot.keyClick(show.window, Qt.Key.Key_B)
    coming = [stop.score for stop in show.play.stops[1:]]
    assert coming == sorted(coming, reverse=True)
    assert show.window.viewer.photo == show.photos[0], "the photo on screen stays"
    assert Settings.load(show.settings.file).flag("best_first")
    qtbot.keyClick(show.window, Qt.Key.Key_B)
    assert [stop.group for stop in show.play.stops] == show.groups


def test_escape_leaves_at_the_photo_and_keeps_the_place(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_Right)
    _on_screen(show, qtbot, show.photos[1])
    qtbot.keyClick(show.window, Qt.Key.Key_Escape)
    assert show.left == [show.photos[1]]
    assert not show.window.isVisible()
    assert json.loads(json.dumps(show.kept[-1]))["photo"] == str(show.photos[1].path)


def test_it_resumes_where_it_was_left(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_End)
    qtbot.keyClick(show.window, Qt.Key.Key_Left)
    _on_screen(show, qtbot, show.photos[4])
    qtbot.keyClick(show.window, Qt.Key.Key_Escape)
    show.start(snapshot=show.kept[-1])
    _on_screen(show, qtbot, show.photos[4])
    assert show.play.index == 4


def test_scrubbing_shows_the_photo_under_the_pointer_and_plays_on_from_there(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    strip = show.window.scrubber
    there = QPoint(round(16 + (strip.width() - 32) * 2.5 / 6), strip.height() - 20)
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=there)
    _on_screen(show, qtbot, show.photos[2])
    assert show.play.held
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=there)
    assert not show.play.held
    assert show.play.photo == show.photos[2]


def test_a_budget_is_kept_to_the_second(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_T)
    panel = show.window._panel
    assert panel.isVisible()
    assert show.play.paused
    panel._minutes.setValue(3)
    assert sum(stop.seconds for stop in show.play.stops) == pytest.approx(180.0)
    qtbot.keyClick(show.window, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert show.window.isVisible(), "Esc closes what is on top first"


def test_too_little_time_offers_more_time_or_fewer_stops(screen, make_photo, tmp_path, qtbot) -> None:
    show = Show(screen, make_photo, tmp_path, look=30.0)
    show.settings.put("shortest_look", 1.0)
    show.settings.put("budget_minutes", 1.0)
    show.start()
    panel = show.window._panel
    assert panel.isVisible()
    assert "3 min" in panel._outcome.text()
    assert panel._some.text() == "First 2 stops now"
    panel._some.click()
    assert len(show.play.stops) == 2
    panel._minutes.setValue(4)
    assert len(show.play.stops) == 6
    assert sum(stop.seconds for stop in show.play.stops) == pytest.approx(240.0)
    show.window.leave()
    show.window.deleteLater()


def test_new_scores_change_what_comes_and_not_what_is_on_screen(show: Show, qtbot) -> None:
    show.settings.put("pace_mode", "steep")
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    before = [stop.seconds for stop in show.play.stops]
    show.window.renew(Material.of(show.groups, {photo: 1 - score for photo, score in show.scores.items()}, {}))
    assert [stop.seconds for stop in show.play.stops] != before
    assert show.play.photo == show.window.viewer.photo == show.photos[0]


def test_what_cannot_be_shown_is_no_stop(show: Show, qtbot) -> None:
    show.window.start(Material.of(show.groups, show.scores, {show.photos[0]: "gone", show.photos[6]: "gone"}))
    shown = [photo for stop in show.play.stops for photo in stop.group.photos]
    assert show.photos[0] not in shown
    assert show.photos[6] not in shown
    assert len(show.play.stops) == 5


def test_the_rest_can_be_shown_after_the_end(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    qtbot.wait(80)
    qtbot.keyClick(show.window, Qt.Key.Key_End)
    qtbot.keyClick(show.window, Qt.Key.Key_Right)
    assert show.play.finished
    assert show.window._summary._rest.text() == "Show the 5 stops not reached"
    show.window._summary._rest.click()
    assert [stop.group for stop in show.play.stops] == show.groups[1:]


def test_the_rest_stays_the_rest_when_scores_come_in_and_again_is_everything(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    qtbot.wait(80)
    qtbot.keyClick(show.window, Qt.Key.Key_End)
    qtbot.keyClick(show.window, Qt.Key.Key_Right)
    show.window._summary._rest.click()
    show.window.renew(Material.of(show.groups, {photo: 1 - score for photo, score in show.scores.items()}, {}))
    assert [stop.group for stop in show.play.stops] == show.groups[1:]
    show.window._summary._again.click()
    assert [stop.group for stop in show.play.stops] == show.groups


class _Guard:
    def __init__(self) -> None:
        self.held = False

    def hold(self) -> None:
        self.held = True

    def release(self) -> None:
        self.held = False


def test_the_screen_stays_on_while_it_plays_also_after_a_step_out_of_a_pause(show: Show, qtbot) -> None:
    guard = show.window._awake = _Guard()
    show.start()
    assert guard.held
    qtbot.keyClick(show.window, Qt.Key.Key_Space)
    assert not guard.held
    qtbot.keyClick(show.window, Qt.Key.Key_Right)
    assert guard.held
    qtbot.keyClick(show.window, Qt.Key.Key_End)
    qtbot.keyClick(show.window, Qt.Key.Key_Right)
    assert show.play.finished
    assert not guard.held


def test_the_magnifier_stays_when_scores_come_in(show: Show, qtbot) -> None:
    show.start()
    show.window.scrubber.hovered.emit(30.0, 200)
    show.window.renew(Material.of(show.groups, {photo: 1 - score for photo, score in show.scores.items()}, {}))
    assert show.window._bar._magnifier.isVisible()


def test_nothing_to_show_says_so_at_once(show: Show, qtbot) -> None:
    show.window.start(Material.of([], {}, {}))
    assert show.window._summary.isVisible()


def test_the_pointer_hides_when_it_rests(show: Show, qtbot) -> None:
    show.start()
    qtbot.mouseMove(show.window.viewer, QPoint(50, 50))
    qtbot.mouseMove(show.window.viewer, QPoint(60, 50))
    qtbot.waitUntil(lambda: show.window.viewer.cursor().shape() == Qt.CursorShape.BlankCursor, timeout=4000)
