"""The slideshow as it is used: keys in, photos on screen, words at the end."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from reviewer.photo import Group, Photo
from reviewer.settings import Settings
from reviewer.ui.keys.actions import ACTIONS, SLIDESHOW
from reviewer.ui.keys.keymap import Keymap
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
    made = Show(screen, make_photo, tmp_path, look=0.3)
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
    show.settings.put("budget_minutes", 1)
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
    show.window._hands._rest.setInterval(20)
    show.start()
    qtbot.waitUntil(lambda: show.window.viewer.cursor().shape() == Qt.CursorShape.BlankCursor, timeout=4000)
    show.window.leave()
    assert show.window.viewer.cursor().shape() == Qt.CursorShape.ArrowCursor


def _wheel(widget, turned: int) -> None:
    at = QPointF(widget.rect().center())
    QApplication.sendEvent(
        widget,
        QWheelEvent(
            at, widget.mapToGlobal(at), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


def test_the_wheel_steps_and_does_not_zoom(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    _wheel(show.window.viewer, -240)
    _on_screen(show, qtbot, show.photos[2])
    _wheel(show.window.scrubber, 120)
    _on_screen(show, qtbot, show.photos[1])
    assert show.window.viewer.picture_size.width() == 300, "still the whole photo"


def _lies(show: Show):
    """Where the photo is on screen: what is not black in the viewer."""
    image = show.window.viewer.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    seen = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())[:, : image.width()]
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return QRect(QPoint(columns[0], rows[0]), QPoint(columns[-1], rows[-1])), image.rect()


def test_z_shows_the_pixels_while_pressed_and_freezes_the_time(screen, make_photo, tmp_path, qtbot) -> None:
    show = Show(screen, make_photo, tmp_path, look=20.0)
    large = make_photo("large.jpg", (3000, 2000))
    show.window.start(Material.of([Group((large,)), *show.groups], {}, {}))
    _on_screen(show, qtbot, large)
    room = show.window.viewer.size()
    assert show.window.viewer.picture_size.width() < room.width()
    qtbot.keyPress(show.window, Qt.Key.Key_Z)
    assert show.play.held
    assert show.window.viewer.picture_size == room, "one photo pixel a screen pixel fills the room and more"
    qtbot.keyRelease(show.window, Qt.Key.Key_Z)
    assert not show.play.held
    assert not show.play.paused
    assert show.window.viewer.picture_size.width() < room.width()
    show.window.leave()
    show.window.deleteLater()


def test_of_two_keys_held_each_holds_by_itself(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyPress(show.window, Qt.Key.Key_H)
    qtbot.keyPress(show.window, Qt.Key.Key_Z)
    qtbot.keyRelease(show.window, Qt.Key.Key_Z)
    assert show.play.held
    qtbot.keyRelease(show.window, Qt.Key.Key_H)
    assert not show.play.held


@pytest.mark.parametrize("size", [(3000, 2000), (2000, 3000), (2400, 2400), (6000, 500)])
def test_every_photo_is_fitted_into_one_box_around_one_centre(show: Show, make_photo, qtbot, size) -> None:
    photo = make_photo("shape.jpg", size)
    show.window.start(Material.of([Group((photo,))], {}, {}))
    _on_screen(show, qtbot, photo)
    lies, room = _lies(show)
    left, right = lies.left(), room.right() - lies.right()
    above, below = lies.top(), room.bottom() - lies.bottom()
    assert abs(left - right) <= 1
    assert abs(above - below) <= 1
    assert min(left, above) == 16, "the same margin, on the sides or above and below"


def test_nothing_moves_the_photo(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    before = show.window.viewer.geometry()
    qtbot.keyClick(show.window, Qt.Key.Key_Plus)
    qtbot.keyClick(show.window, Qt.Key.Key_T)
    show.window.suspend("The folder is away.")
    show.window._bar.say("A sentence " * 40)
    QApplication.processEvents()
    assert show.window.viewer.geometry() == before
    assert show.window.viewer.geometry().bottom() < show.window.scrubber.geometry().top()
    show.window.go_on()


def test_down_and_up_go_through_a_group_and_the_bar_says_where(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_End)
    burst = show.play.stops[5]
    _on_screen(show, qtbot, burst.frames[-1].photo)
    assert show.play.dwell_left > 0
    qtbot.keyClick(show.window, Qt.Key.Key_Up)
    show.window._bar._saying.stop()
    _on_screen(show, qtbot, burst.frames[1].photo)
    show.window._follow()
    assert "6 of 6 stops" in show.window.scrubber._left
    assert "2 of 3" in show.window.scrubber._left
    qtbot.keyClick(show.window, Qt.Key.Key_Down)
    _on_screen(show, qtbot, burst.frames[2].photo)
    qtbot.keyClick(show.window, Qt.Key.Key_Down)
    assert show.play.index == 5, "the group's ends are walls"


def test_it_says_at_once_what_it_shows(show: Show) -> None:
    show.start()
    assert show.window.scrubber._left == "6 stops, 8 photos"


def test_v_shows_what_was_never_seen_and_v_again_everything(show: Show, qtbot) -> None:
    show.start()
    show.window.note_seen([show.photos[1].path, show.photos[6].path])
    _on_screen(show, qtbot, show.photos[0])
    qtbot.wait(80)
    qtbot.keyClick(show.window, Qt.Key.Key_V)
    assert [stop.group for stop in show.play.stops] == show.groups[2:5], "not what was looked at a moment ago either"
    assert [look.path for look in show.looks] == [show.photos[0].path], "the look under way is not lost"
    _on_screen(show, qtbot, show.photos[2])
    qtbot.keyClick(show.window, Qt.Key.Key_Right)
    qtbot.keyClick(show.window, Qt.Key.Key_V)
    assert [stop.group for stop in show.play.stops] == show.groups
    assert show.play.photo == show.photos[3]
    assert show.play.seen(0)


def test_earlier_looks_that_are_learnt_late_leave_the_pass(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_V)
    show.window.note_seen([show.photos[4].path])
    assert show.groups[4] not in [stop.group for stop in show.play.stops]


def test_with_nothing_unseen_v_says_so_and_stays(show: Show, qtbot) -> None:
    show.start()
    show.window.note_seen([photo.path for photo in show.photos])
    qtbot.keyClick(show.window, Qt.Key.Key_V)
    assert len(show.play.stops) == 6
    assert "seen everything" in show.window.scrubber._left


def _end(show: Show, qtbot) -> None:
    qtbot.keyClick(show.window, Qt.Key.Key_End)
    qtbot.keyClick(show.window, Qt.Key.Key_Right)
    assert show.play.finished


def test_return_at_the_end_shows_what_was_not_reached(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    qtbot.wait(80)
    _end(show, qtbot)
    qtbot.keyClick(show.window, Qt.Key.Key_Return)
    assert [stop.group for stop in show.play.stops] == show.groups[1:]
    assert not show.window._summary.isVisible()
    assert show.window.hasFocus()


def test_return_after_the_first_ones_shows_what_is_still_unseen(quick_show: Show, qtbot) -> None:
    quick_show.start()
    quick_show.window.tour.cut_short(1)
    qtbot.waitUntil(lambda: quick_show.play.finished, timeout=10_000)
    summary = quick_show.window._summary
    assert summary._rest.isHidden()
    assert summary._unseen.text() == "Show the 5 stops never seen"
    qtbot.keyClick(summary._unseen, Qt.Key.Key_Return)
    assert [stop.group for stop in quick_show.play.stops] == quick_show.groups[1:]


def test_return_after_everything_begins_again(show: Show, qtbot) -> None:
    show.start()
    show.window.note_seen([photo.path for photo in show.photos])
    for photo in show.photos[:5]:
        _on_screen(show, qtbot, photo)
        qtbot.wait(60)
        qtbot.keyClick(show.window, Qt.Key.Key_Right)
    _on_screen(show, qtbot, show.play.stops[5].frames[0].photo)
    qtbot.wait(60)
    qtbot.keyClick(show.window, Qt.Key.Key_Right)
    assert show.play.finished
    qtbot.keyClick(show.window, Qt.Key.Key_Return)
    assert [stop.group for stop in show.play.stops] == show.groups
    assert not any(show.play.seen_flags())


def test_while_the_folder_is_away_no_time_goes_by_and_words_say_why(quick_show: Show, qtbot) -> None:
    quick_show.start()
    _on_screen(quick_show, qtbot, quick_show.photos[0])
    quick_show.window.suspend("The folder is away.")
    left = quick_show.play.dwell_left
    assert quick_show.window._notice.isVisible()
    assert quick_show.window._notice.text() == "The folder is away."
    qtbot.wait(450)
    assert quick_show.play.dwell_left == left
    quick_show.window.go_on()
    assert not quick_show.window._notice.isVisible()
    qtbot.waitUntil(lambda: quick_show.play.index > 0, timeout=5000)


def test_a_photo_that_cannot_be_read_is_asked_about_and_not_seen(quick_show: Show, qtbot) -> None:
    missed = []
    quick_show.window.photo_missed.connect(missed.append)
    quick_show.photos[1].path.unlink()
    quick_show.start()
    qtbot.waitUntil(lambda: quick_show.play.index >= 2, timeout=10_000)
    assert missed == [quick_show.photos[1]]
    assert quick_show.play.seen(0)
    assert not quick_show.play.seen(1)
    assert quick_show.photos[1].path not in {look.path for look in quick_show.looks}


def test_what_comes_back_is_looked_at_from_then_on(show: Show, qtbot) -> None:
    path = show.photos[0].path
    aside = path.rename(path.with_suffix(".away"))
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    assert not show.play.readable
    show.window.suspend("The folder is away.")
    aside.rename(path)
    show.window.go_on()
    qtbot.waitUntil(lambda: show.play.readable and show.play.seen(0), timeout=5000)


def test_the_time_left_follows_the_speed_in_words(show: Show, qtbot) -> None:
    show.start()
    assert show.window.scrubber._right == "2:00 left"
    for _ in range(3):
        qtbot.keyClick(show.window, "+")
    assert show.window.scrubber._right == "1:00 left"
    assert "2× speed" in show.window.scrubber._left


def test_a_drag_shows_each_photo_it_passes(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    strip = show.window.scrubber
    y = strip.height() - 20

    def at(stop: float) -> QPoint:
        return QPoint(round(16 + (strip.width() - 32) * stop / 6), y)

    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=at(0.5))
    for index in (1, 2, 3):
        qtbot.mouseMove(strip, at(index + 0.5))
        assert show.window.viewer.photo == show.photos[index]
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=at(3.5))


def test_the_panel_leaves_a_pause_a_pause(show: Show, qtbot) -> None:
    show.start()
    qtbot.waitUntil(show.window.isActiveWindow, timeout=5000)
    for paused in (False, True):
        if paused:
            qtbot.keyClick(show.window, Qt.Key.Key_Space)
        qtbot.keyClick(show.window, Qt.Key.Key_T)
        assert show.play.paused
        qtbot.keyClick(show.window._panel._modes["even"], Qt.Key.Key_Escape)
        assert not show.window._panel.isVisible()
        assert show.window.hasFocus()
        assert show.play.paused is paused


def test_the_panel_says_what_the_scores_are_worth_and_return_closes_it(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_T)
    panel = show.window._panel
    assert "nothing is gained" in panel._promise.text()
    panel._modes["steep"].click()
    assert "75 times in 100" in panel._promise.text()
    assert "% more keepers than equal time" in panel._promise.text()
    qtbot.keyClick(panel._seconds, Qt.Key.Key_Return)
    assert not panel.isVisible()
    assert show.settings.text("pace_mode") == "steep"


def test_every_key_of_the_slideshow_does_something(show: Show) -> None:
    rows = {row.id for row in ACTIONS if row.keys.get(SLIDESHOW)}
    assert rows <= {*show.window._handlers, *show.window._pressed._holders}


def test_what_can_be_pressed_has_a_name(show: Show, qtbot) -> None:
    show.start()
    _end(show, qtbot)
    buttons = show.window._summary.findChildren(QPushButton)
    assert len(buttons) == 4
    assert all(button.text() for button in buttons if button.isVisible())
    assert show.window.scrubber.accessibleName()
    assert "6 of 6 stops" in show.window.scrubber.accessibleDescription() or show.window._bar._saying.isActive()


# What lies over the photo, and keys that stay down


def _repeat(widget, key: Qt.Key, times: int = 3) -> None:
    """The same key again and again, as the system sends it while it stays down, to whoever has the keys by then."""
    for _ in range(times):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", True)
        QApplication.sendEvent(widget.focusWidget() or widget, event)


@pytest.mark.parametrize("paused", [False, True])
def test_the_sheet_of_keys_pauses_and_plays_on_only_if_it_played(show: Show, qtbot, paused: bool) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    if paused:
        qtbot.keyClick(show.window, Qt.Key.Key_Space)
    qtbot.keyClick(show.window, Qt.Key.Key_F1)
    assert show.play.paused
    qtbot.keyClick(show.window._sheet, Qt.Key.Key_X)
    assert show.play.paused is paused


def test_the_sheet_over_the_panel_leaves_the_slideshow_to_the_panel(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    qtbot.keyClick(show.window, Qt.Key.Key_T)
    qtbot.keyClick(show.window, Qt.Key.Key_F1)
    qtbot.keyClick(show.window._sheet, Qt.Key.Key_X)
    assert show.play.paused
    show.window._panel.dismiss()
    assert not show.play.paused


def test_a_slideshow_left_under_its_sheet_begins_without_it(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_F1)
    show.window.leave()
    show.start()
    assert not show.window._sheet.isVisible()
    assert not show.play.paused


def test_a_key_that_stays_down_opens_the_sheet_once(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyPress(show.window, Qt.Key.Key_F1)
    _repeat(show.window, Qt.Key.Key_F1)
    assert show.window._sheet.isVisible()


def test_escape_that_stays_down_closes_the_panel_and_no_more(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_T)
    qtbot.keyPress(show.window, Qt.Key.Key_Escape)
    assert not show.window._panel.isVisible()
    _repeat(show.window, Qt.Key.Key_Escape)
    assert show.window.isVisible()
    qtbot.keyClick(show.window, Qt.Key.Key_Escape)
    assert not show.window.isVisible()


def test_the_enter_that_started_it_does_not_wave_away_what_cannot_be_met(show: Show, qtbot) -> None:
    show.settings.put("shortest_look", 1.0)
    show.settings.put("stop_seconds", 0.5)
    show.start()
    assert show.window._panel.isVisible()
    show.window.setFocus()
    _repeat(show.window, Qt.Key.Key_Return)
    assert show.window._panel.isVisible()


def test_an_arrow_held_through_the_end_leaves_the_choice_there_as_it_is(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_End)
    qtbot.keyPress(show.window, Qt.Key.Key_Right)
    assert show.window._summary.isVisible()
    likeliest = show.window.focusWidget()
    _repeat(show.window, Qt.Key.Key_Right)
    assert show.window.focusWidget() is likeliest
    assert isinstance(likeliest, QPushButton)
    qtbot.keyClick(likeliest, Qt.Key.Key_Left)
    assert not show.play.finished
    assert not show.window._summary.isVisible()


def test_the_wheel_turns_back_from_the_summary(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_End)
    qtbot.keyClick(show.window, Qt.Key.Key_Right)
    _wheel(show.window._summary, 120)
    assert not show.play.finished


def test_the_wheel_beside_the_panel_steps_and_plays_on_only_when_the_panel_closes(show: Show, qtbot) -> None:
    show.start()
    _on_screen(show, qtbot, show.photos[0])
    qtbot.keyClick(show.window, Qt.Key.Key_T)
    _wheel(show.window.viewer, -120)
    assert show.play.index == 1
    assert show.play.paused
    show.window._panel.dismiss()
    assert not show.play.paused


def test_leaving_in_the_middle_of_a_drag_ends_the_drag(show: Show, qtbot) -> None:
    show.start()
    scrubber = show.window.scrubber
    qtbot.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=scrubber._strip_rect().center())
    qtbot.keyClick(show.window, Qt.Key.Key_Escape)
    show.start()
    qtbot.mouseMove(scrubber, scrubber._strip_rect().bottomRight())
    QApplication.processEvents()
    assert show.play.index == 0
    assert not show.play.held


def test_a_pace_that_cannot_be_kept_is_said(show: Show, qtbot) -> None:
    show.start()
    show.settings.file = show.settings.file.parent / "file" / "settings.json"
    show.settings.file.parent.touch()
    qtbot.keyClick(show.window, Qt.Key.Key_B)
    assert "could not be saved" in show.window.scrubber._left


def test_where_nothing_can_be_shown_it_does_not_say_that_all_was_seen(show: Show, qtbot) -> None:
    show.window.start(Material.of(show.groups, show.scores, dict.fromkeys(show.photos, "broken")))
    words = [label.text() for label in show.window._summary.findChildren(QLabel) if label.isVisible()]
    assert words == ["Nothing to show"]
    assert [button.text() for button in show.window.findChildren(QPushButton) if button.isVisible()] == [
        "Back to the photos"
    ]


@pytest.mark.parametrize("key", [Qt.Key.Key_T, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_the_keys_that_close_the_panel_do_so_while_a_number_has_the_focus(show: Show, qtbot, key: Qt.Key) -> None:
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_T)
    number = show.window.focusWidget()
    number.selectAll()
    qtbot.keyClick(number, Qt.Key.Key_9)
    qtbot.keyClick(number, key)
    assert not show.window._panel.isVisible()
    assert not show.play.paused
    assert show.window.tour.passes.wish.seconds == 9.0


def test_escape_closes_the_panel_whatever_the_keys_are(show: Show, qtbot) -> None:
    show.window._keymap.give(SLIDESHOW, "leave_slideshow", ("F12",))
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_T)
    qtbot.keyClick(show.window, Qt.Key.Key_Escape)
    assert not show.window._panel.isVisible()
    assert show.window.isVisible()


def test_another_pass_begins_without_the_panel(show: Show, qtbot) -> None:
    show.start()
    qtbot.keyClick(show.window, Qt.Key.Key_T)
    show.window.setFocus()
    qtbot.keyClick(show.window, Qt.Key.Key_V)
    assert not show.window._panel.isVisible()
    assert not show.play.paused
