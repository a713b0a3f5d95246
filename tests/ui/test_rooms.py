"""From the loupe to the grid and back, and the photo in a window of its own, by keyboard as a user does it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel

from reviewer.settings import Settings
from reviewer.ui.grid.view import Grid
from reviewer.ui.info_panel import InfoPanel
from reviewer.ui.keys.actions import GRID, LOUPE
from reviewer.ui.keys.key_sheet import KeySheet
from reviewer.ui.start_page import StartPage
from reviewer.ui.status_line import StatusLine
from reviewer.ui.strip.filmstrip import Filmstrip
from reviewer.ui.viewer.rgb_histogram import RgbHistogram
from reviewer.ui.viewer.view import Viewer

WAIT = 15_000  # ms
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def app(make, idle, folder, qtbot):
    made = make()
    made.review.open(folder)
    qtbot.waitUntil(lambda: made.review.session.current is not None and made.review.folder.complete, timeout=WAIT)
    return made


def at(app):
    return app.review.session.current.path.stem


def part(window, kind):
    return window.findChild(kind)


def second_of(app):
    return app.window._rooms._second


def said(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text())


# Loupe and grid


def test_g_shows_the_grid_at_the_photo_and_e_enter_and_a_double_click_the_loupe(app, qtbot):
    window = app.window
    viewer, grid = part(window, Viewer), part(window, Grid)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    for back in (Qt.Key.Key_E, Qt.Key.Key_Return, Qt.Key.Key_Enter, None):
        qtbot.keyClick(window, Qt.Key.Key_G)
        assert grid.isVisible()
        assert not viewer.isVisible()
        assert not part(window, Filmstrip).isVisible()
        assert window.focusWidget() is grid
        qtbot.keyClick(window, Qt.Key.Key_Right)
        if back is None:
            place = grid.visualRect(grid.model().index(0, 0)).center()
            qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
            qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
        else:
            qtbot.keyClick(window, back)
        assert viewer.isVisible()
        assert not grid.isVisible()
        assert viewer.photo == app.review.session.current
        assert window.focusWidget() is viewer
    assert at(app) == "IMG_0"


def test_the_grids_keys_are_in_force_in_the_grid_only(app, qtbot):
    window = app.window
    qtbot.keyClick(window, Qt.Key.Key_G)
    columns = part(window, Grid)._geometry.columns
    qtbot.keyClick(window, Qt.Key.Key_Down)
    assert at(app) == f"IMG_{min(5, columns)}"
    qtbot.keyClick(window, Qt.Key.Key_Home)
    qtbot.keyClick(window, Qt.Key.Key_Down, CTRL)
    assert at(app) == "IMG_1"
    qtbot.keyClick(window, Qt.Key.Key_Up, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_Z)
    assert at(app) == "IMG_0"
    assert "1 / 6" in said(part(window, StatusLine))
    qtbot.keyClick(window, Qt.Key.Key_E)
    qtbot.keyClick(window, Qt.Key.Key_Down)
    assert at(app) == "IMG_1"


def test_info_full_screen_and_keys_work_from_the_grid(app, qtbot):
    window = app.window
    panel, sheet, grid = part(window, InfoPanel), part(window, KeySheet), part(window, Grid)
    qtbot.keyClick(window, Qt.Key.Key_G)
    shown = panel.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_I)
    assert panel.isVisible() is not shown
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    assert grid.isVisible()
    assert not part(window, StatusLine).isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert grid.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Question)
    assert sheet.isVisible()
    assert "Next row" in said(sheet)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert window.focusWidget() is grid


def test_the_panel_says_nothing_of_pixels_that_are_not_in_sight(app, qtbot):
    panel, viewer = part(app.window, InfoPanel), part(app.window, Viewer)
    qtbot.waitUntil(lambda: viewer.shown_picture is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: "sRGB assumed" in said(panel), timeout=WAIT)
    qtbot.keyClick(app.window, Qt.Key.Key_G)
    qtbot.keyClick(app.window, Qt.Key.Key_Right)
    assert "sRGB assumed" not in said(panel)
    assert not part(panel, RgbHistogram).isVisible()
    qtbot.keyClick(app.window, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: "sRGB assumed" in said(panel), timeout=WAIT)


def test_sizes_and_stacks_are_kept(app, make, qtbot):
    qtbot.keyClick(app.window, Qt.Key.Key_G)
    qtbot.keyClick(app.window, Qt.Key.Key_Plus)
    qtbot.keyClick(app.window, Qt.Key.Key_G, SHIFT)
    app.close()
    kept = Settings.load()
    assert kept.number("grid_size") == 208
    assert kept.text("stacks") == "closed"
    grid = part(make().window, Grid)
    assert grid._size == 208
    assert grid._stacks.closed


def test_another_folder_is_opened_in_the_grid_and_closing_it_leads_to_the_start(app, folder, qtbot):
    window = app.window
    qtbot.keyClick(window, Qt.Key.Key_G)
    app.review.open(folder)
    qtbot.waitUntil(lambda: len(app.review.session.photos) == 6, timeout=WAIT)
    assert part(window, Grid).isVisible()
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL)
    assert part(window, StartPage).isVisible()
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert part(window, StartPage).isVisible()


def test_the_slideshow_starts_from_the_grid_and_comes_back_to_it(app, qtbot):
    window = app.window
    qtbot.keyClick(window, Qt.Key.Key_G)
    qtbot.keyClick(window, Qt.Key.Key_Return, CTRL)
    assert app.showing.running
    app.showing.end()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    assert part(window, Grid).isVisible()
    assert window.focusWidget() is part(window, Grid)


def test_a_photo_in_the_grid_is_not_looked_at(app, qtbot):
    looks = []
    app.window._loupe.looked.connect(looks.append)
    qtbot.wait(200)
    qtbot.keyClick(app.window, Qt.Key.Key_G)
    assert [look.path.stem for look in looks] == ["IMG_0"]
    qtbot.wait(200)
    qtbot.keyClick(app.window, Qt.Key.Key_Right)
    qtbot.wait(200)
    qtbot.keyClick(app.window, Qt.Key.Key_E)
    qtbot.keyClick(app.window, Qt.Key.Key_Right)
    assert len(looks) == 1


# A second display, where there is only one screen


@pytest.fixture
def second(app, qtbot):
    qtbot.keyClick(app.window, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: second_of(app).isActiveWindow(), timeout=WAIT)
    return second_of(app)


def test_f10_takes_the_photo_to_a_window_of_its_own_and_shows_the_grid(app, second):
    assert second.isVisible()
    assert not second.isFullScreen()
    (viewer,) = second.findChildren(Viewer)
    assert viewer.isVisible()
    assert viewer.photo == app.review.session.current
    assert part(app.window, Viewer) is None
    assert part(app.window, Grid).isVisible()
    assert app.window._menus._actions["second_display"].isChecked()


def test_keys_on_the_second_display_act_as_in_the_loupe_and_on_the_first_as_in_the_grid(app, second, qtbot):
    viewer = part(second, Viewer)
    zooms = []
    viewer.zoom_changed.connect(zooms.append)
    viewer.resize(300, 200)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Z, Qt.Key.Key_Z):
        qtbot.keyClick(second, key)
    assert at(app) == "IMG_2"
    assert viewer.photo == app.review.session.current
    assert zooms == [1.0, 0.0]
    qtbot.keyClick(second, Qt.Key.Key_G)
    qtbot.waitUntil(app.window.isActiveWindow, timeout=WAIT)
    assert app.window._rooms.view == GRID
    qtbot.keyClick(app.window, Qt.Key.Key_Home)
    qtbot.keyClick(app.window, Qt.Key.Key_Down)
    assert at(app) == f"IMG_{min(5, part(app.window, Grid)._geometry.columns)}"
    assert viewer.photo == app.review.session.current
    qtbot.keyClick(app.window, Qt.Key.Key_E)
    qtbot.waitUntil(second.isActiveWindow, timeout=WAIT)
    assert app.window._rooms.view == LOUPE


def test_the_second_display_has_its_own_full_screen_and_sheet_of_keys(app, second, qtbot):
    qtbot.keyClick(second, Qt.Key.Key_F11)
    assert second.isFullScreen()
    assert not app.window.isFullScreen()
    qtbot.keyClick(second, Qt.Key.Key_Escape)
    assert not second.isFullScreen()
    qtbot.keyClick(second, Qt.Key.Key_Question)
    sheet = part(second, KeySheet)
    assert sheet.isVisible()
    assert "100 % at the pointer" in said(sheet)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.keyClick(second, Qt.Key.Key_Right)
    assert at(app) == "IMG_1"


def test_what_lasts_while_a_key_is_pressed_works_there_too(app, second, qtbot):
    held = []
    app.window.carry_while_held({"brighter": held.append})
    qtbot.keyPress(second, Qt.Key.Key_E, SHIFT)
    qtbot.keyRelease(second, Qt.Key.Key_E, SHIFT)
    assert held == [True, False]


@pytest.mark.parametrize("how", ["its key", "closing it", "the key in the grid", "closing the folder"])
def test_the_photo_comes_back_and_the_keys_with_it(app, second, qtbot, how):
    window = app.window
    viewer = part(second, Viewer)
    qtbot.keyClick(second, Qt.Key.Key_Right)
    if how == "its key":
        qtbot.keyClick(second, Qt.Key.Key_F10)
    elif how == "closing it":
        second.close()
    else:
        qtbot.keyClick(second, Qt.Key.Key_G)
        qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
        key = (Qt.Key.Key_F10, Qt.KeyboardModifier.NoModifier) if "grid" in how else (Qt.Key.Key_W, CTRL)
        qtbot.keyClick(window, *key)
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    assert part(window, Viewer) is viewer
    assert second_of(app) is None
    assert not window._menus._actions["second_display"].isChecked()
    if how == "closing the folder":
        assert part(window, StartPage).isVisible()
        return
    assert viewer.isVisible() is (how != "the key in the grid")
    assert at(app) == "IMG_1"
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert at(app) == "IMG_2"
    qtbot.keyClick(window, Qt.Key.Key_E)
    assert viewer.photo == app.review.session.current


def test_closing_the_main_window_closes_both(app, second):
    app.close()
    assert not any(window.isVisible() for window in QApplication.topLevelWidgets())


def test_without_a_folder_there_is_nothing_to_show_on_it(make, idle, qtbot):
    app = make()
    qtbot.keyClick(app.window, Qt.Key.Key_F10)
    assert second_of(app) is None


# Where the window is


def test_the_window_opens_where_it_was_closed(make, idle):
    app = make()
    app.window.setGeometry(30, 40, 640, 480)
    app.close()
    assert Settings.load().text("window_place") == "30 40 640 480"
    again = make(resized=False)
    assert again.window.geometry() == QRect(30, 40, 640, 480)
