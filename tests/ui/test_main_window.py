"""The whole window by keyboard and drop, on photos made here: what a first evening with the program asks of it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from reviewer import pipeline
from reviewer.catalogue import Catalogue
from reviewer.settings import Settings
from reviewer.ui.info_panel import InfoPanel
from reviewer.ui.keys.actions import ACTIONS, GRID, LOUPE
from reviewer.ui.keys.key_sheet import KeySheet
from reviewer.ui.start_page import StartPage
from reviewer.ui.status_line import StatusLine
from reviewer.ui.strip.filmstrip import Filmstrip
from reviewer.ui.viewer.view import Viewer

WAIT = 15_000  # ms


def opened(app, target, qtbot):
    app.review.open(target)
    qtbot.waitUntil(lambda: app.review.session.current is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: app.review.folder.complete, timeout=WAIT)
    return app.window


def at(app):
    return app.review.session.current.path.stem


def part(window, kind):
    return window.findChild(kind)


def said(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def test_an_empty_window_invites(make, idle):
    window = make().window
    assert part(window, StartPage).isVisible()
    assert not part(window, StatusLine).isVisible()
    assert "Drop a folder of photos here" in said(window)


def test_a_notice_is_seen_on_the_start_page_too_and_goes_when_dismissed(make, idle, qtbot):
    window = make().window
    line = part(window, StatusLine)
    window.add_notice("Nothing is kept.")
    assert line.isVisible()
    assert "Nothing is kept." in said(line)
    line._dismiss.click()
    assert not line.isVisible()


def test_every_action_of_the_window_has_someone_to_carry_it_out(make, idle):
    window = make().window
    rows = [row for row in ACTIONS if row.menu or {LOUPE, GRID} & set(row.keys)]
    assert {row.id for row in rows if not row.held} == set(window._handlers) | set(window._loupe.grid.handlers)
    assert {row.id for row in rows if row.held} == set(window._held._holders)


def test_keys_move_through_the_folder(make, idle, folder, qtbot):
    app = make()
    window = opened(app, folder, qtbot)
    assert not part(window, StartPage).isVisible()
    for key, where in (
        (Qt.Key.Key_Right, "IMG_1"),
        (Qt.Key.Key_Right, "IMG_2"),
        (Qt.Key.Key_Left, "IMG_1"),
        (Qt.Key.Key_End, "IMG_5"),
        (Qt.Key.Key_Right, "IMG_5"),
        (Qt.Key.Key_Up, "IMG_4"),
        (Qt.Key.Key_Home, "IMG_0"),
        (Qt.Key.Key_Down, "IMG_1"),
    ):
        qtbot.keyClick(window, key)
        assert at(app) == where
        assert part(window, Viewer).photo == app.review.session.current
    assert "2 / 6" in said(part(window, StatusLine))


def test_the_photo_is_painted_sharp(make, idle, folder, qtbot):
    app = make()
    viewer = part(app.window, Viewer)
    with qtbot.waitSignal(viewer.painted, timeout=WAIT, check_params_cb=lambda _photo, sharp: sharp):
        opened(app, folder, qtbot)
    middle = viewer.grab().toImage().pixelColor(viewer.width() // 2, viewer.height() // 4)
    assert (middle.red(), middle.blue()) == (pytest.approx(0, abs=3), pytest.approx(200, abs=3))


def test_info_and_scores_are_switched_and_stay_so_after_a_restart(make, idle, folder, qtbot):
    app = make()
    window = opened(app, folder, qtbot)
    panel = part(window, InfoPanel)
    assert panel.isVisible()
    assert "The machine's opinion" in said(panel)
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert "The machine's opinion" not in said(panel)
    qtbot.keyClick(window, Qt.Key.Key_I)
    assert not panel.isVisible()
    app.close()
    again = opened(make(), folder, qtbot)
    assert not part(again, InfoPanel).isVisible()
    qtbot.keyClick(again, Qt.Key.Key_I)
    assert "The machine's opinion" not in said(part(again, InfoPanel))


def test_a_restart_goes_on_at_the_same_photo(make, idle, folder, qtbot):
    app = make()
    window = opened(app, folder, qtbot)
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_Right)
    app.close()
    again = make()
    assert any(
        str(folder) in button.text() for button in again.window.findChildren(type(again.window._start._drop.button))
    )
    opened(again, folder, qtbot)
    assert at(again) == "IMG_3"


def test_full_screen_leaves_nothing_but_the_photo_and_esc_brings_all_back(make, idle, folder, qtbot):
    app = make()
    window = opened(app, folder, qtbot)
    parts = [part(window, kind) for kind in (Filmstrip, InfoPanel, StatusLine)] + [window.menuBar()]
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    assert not any(widget.isVisible() for widget in parts)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert at(app) == "IMG_1"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert all(widget.isVisible() for widget in parts)


def test_esc_outside_full_screen_does_nothing(make, idle, folder, qtbot):
    app = make()
    window = opened(app, folder, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert part(window, Filmstrip).isVisible()
    assert at(app) == "IMG_0"


def test_z_shows_the_photos_own_pixels_and_back(make, idle, folder, qtbot):
    app = make()
    window = opened(app, folder, qtbot)
    viewer = part(window, Viewer)
    viewer.resize(400, 300)
    zooms = []
    viewer.zoom_changed.connect(zooms.append)
    qtbot.keyClick(window, Qt.Key.Key_Z)
    qtbot.keyClick(window, Qt.Key.Key_Z)
    assert zooms == [1.0, 0.0]


def test_the_question_mark_opens_the_sheet_of_keys(make, idle, folder, qtbot):
    window = opened(make(), folder, qtbot)
    sheet = part(window, KeySheet)
    qtbot.keyClick(window, Qt.Key.Key_Question)
    assert sheet.isVisible()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert sheet.isVisible()


def test_sorting_by_name_and_back_keeps_the_photo(make, idle, folder, qtbot):
    app = make()
    window = opened(app, folder, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    app.review.sort("name")
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    assert app.review.session.photos[0].path.stem == "IMG_5"
    assert at(app) == "IMG_1"
    assert "5 / 6" in said(part(window, StatusLine))


def test_a_folder_is_opened_by_dialog(make, idle, folder, qtbot, monkeypatch):
    app = make()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    qtbot.keyClick(app.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(app.review.session.photos) == 6, timeout=WAIT)


def test_a_dialog_that_is_left_changes_nothing(make, idle, folder, qtbot, monkeypatch):
    app = make()
    window = opened(app, folder, qtbot)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert len(app.review.session.photos) == 6


@pytest.mark.parametrize(("what", "start"), [("", "IMG_0"), ("IMG_4.jpg", "IMG_4")])
def test_folders_and_photos_can_be_dropped(make, idle, folder, qtbot, what, start):
    app = make()
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/"), QUrl.fromLocalFile(str(folder / what))])
    keys, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, button, keys)
    QApplication.sendEvent(app.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(app.window, QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, button, keys))
    qtbot.waitUntil(lambda: app.review.session.current is not None, timeout=WAIT)
    assert at(app) == start


def test_what_is_no_file_is_not_invited(make, idle):
    app = make()
    data = QMimeData()
    data.setText("hello")
    enter = QDragEnterEvent(
        QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    QApplication.sendEvent(app.window, enter)
    assert not enter.isAccepted()


def test_a_photo_dragged_out_of_the_window_is_not_invited_back(make, idle, folder):
    app = make()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    enter = QDragEnterEvent(
        QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    enter.source = lambda: app.window
    QApplication.sendEvent(app.window, enter)
    assert not enter.isAccepted()


def test_closing_a_folder_goes_back_to_the_start(make, idle, folder, qtbot):
    app = make()
    window = opened(app, folder, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert part(window, StartPage).isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert app.review.session.current is None


def test_an_unreadable_photo_has_words_in_its_place_and_the_next_is_fine(make, idle, folder, qtbot):
    (folder / "IMG_1.jpg").write_bytes(b"")
    app = make()
    window = opened(app, folder, qtbot)
    viewer = part(window, Viewer)
    for stem in ("IMG_1", "IMG_2"):
        qtbot.keyClick(window, Qt.Key.Key_Right)
        assert at(app) == stem
        with qtbot.waitSignal(viewer.painted, timeout=WAIT, check_params_cb=lambda _photo, sharp: sharp, raising=False):
            viewer.update()
    assert viewer.photo.path.stem == "IMG_2"


def test_what_was_looked_at_is_kept_with_its_size(make, idle, folder, qtbot):
    app = make()
    window = opened(app, folder, qtbot)
    first = app.review.session.current
    qtbot.wait(400)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.wait(50)
    app.close()
    with Catalogue.open() as catalogue:
        (look, *_) = catalogue.viewings({first.path: ""})[first.path]
    assert 0.2 < look.seconds < 10
    assert look.where == "loupe"
    assert look.width / look.height == pytest.approx(1.5, abs=0.02)


def test_settings_that_cannot_be_saved_hold_until_the_end_and_say_so(make, idle, folder, qtbot, home):
    shutil.rmtree(home / "config")
    (home / "config").write_text("a file where the folder should be")
    window = opened(make(), folder, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_I)
    assert not part(window, InfoPanel).isVisible()
    assert any("could not be saved" in line for line in said(part(window, StatusLine)))


def test_what_the_camera_wrote_is_shown_without_scoring(make, idle, folder, qtbot):
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "Canon EOS R5"
    Image.new("RGB", (900, 600)).save(folder / "IMG_0.jpg", exif=exif)
    window = opened(make(), folder, qtbot)
    qtbot.waitUntil(lambda: "Canon EOS R5" in said(part(window, InfoPanel)), timeout=WAIT)
    assert any(line.startswith("900 × 600") for line in said(part(window, InfoPanel)))


def test_an_unreadable_photo_is_marked_without_scoring(make, idle, folder, qtbot):
    (folder / "IMG_0.jpg").write_bytes(b"")
    app = make()
    window = opened(app, folder, qtbot)
    qtbot.waitUntil(lambda: app.review.session.current in app.review.session.failures, timeout=WAIT)
    qtbot.waitUntil(lambda: any("0 bytes" in line for line in said(part(window, InfoPanel))), timeout=WAIT)


def test_scores_arrive_while_one_looks(make, folder, qtbot):
    for at, path in enumerate(sorted(folder.iterdir())):  # of plain areas the score would say that it cannot tell
        Image.effect_noise((300, 200), 40 + 10 * at).convert("RGB").save(path)
    app = make()
    window = opened(app, folder, qtbot)
    qtbot.waitUntil(lambda: len(app.review.session.standings("technical").values) == 6, timeout=60_000)
    qtbot.waitUntil(lambda: any(line.endswith(" of 6") for line in said(part(window, InfoPanel))), timeout=WAIT)
    qtbot.waitUntil(lambda: app.review.feed.work is None, timeout=WAIT)
    assert Path(app.review.session.current.path).exists()


def test_quitting_while_scoring_is_quick(make, folder, qtbot):
    app = make()
    opened(app, folder, qtbot)
    qtbot.wait(300)
    began = time.monotonic()
    app.close()
    assert time.monotonic() - began < 5


def test_other_scores_are_computed_when_they_are_chosen(make, folder, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(pipeline, "run", lambda _photos, metrics, **_options: asked.append(metrics) or iter(()))
    app = make()
    opened(app, folder, qtbot)
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT)
    app.window._metrics.aboutToShow.emit()
    next(action for action in app.window._metrics.actions() if action.text().startswith("MUSIQ")).trigger()
    qtbot.waitUntil(lambda: asked[-1] == ("technical", "musiq"), timeout=WAIT)
    assert Settings.load().words("metrics") == ("technical", "musiq")


def test_folders_inside_are_shown_when_asked_for(make, idle, folder, qtbot):
    (folder / "more").mkdir()
    (folder / "IMG_0.jpg").rename(folder / "more" / "IMG_0.jpg")
    app = make()
    opened(app, folder, qtbot)
    qtbot.waitUntil(lambda: len(app.review.session.photos) == 5, timeout=WAIT)
    app.window._menus.requested.emit("recursive")
    qtbot.waitUntil(lambda: len(app.review.session.photos) == 6, timeout=WAIT)
    app.window._menus.requested.emit("recursive")
    qtbot.waitUntil(lambda: len(app.review.session.photos) == 5, timeout=WAIT)
