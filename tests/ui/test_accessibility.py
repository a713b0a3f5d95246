"""Every room for those who have no mouse, do not see the screen, or want larger words."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QRadioButton,
    QScrollBar,
    QTabBar,
    QTabWidget,
    QWidget,
)
from shiboken6 import delete

from reviewer import pipeline
from reviewer.app import Application
from reviewer.catalogue import Catalogue
from reviewer.photo import Score
from reviewer.settings import Settings
from reviewer.ui import theme
from reviewer.ui.grid.view import Grid
from reviewer.ui.keys.key_strip import KeyStrip
from reviewer.ui.reviewing.scoring_feed import Work
from reviewer.ui.slideshow.pace_panel import PacePanel
from reviewer.ui.slideshow.scrubber import Scrubber
from reviewer.ui.slideshow.summary import ShowSummary
from reviewer.ui.strip.filmstrip import Filmstrip
from reviewer.ui.theme.appearance import Appearance
from reviewer.ui.theme.colours import DARK, LIGHT
from reviewer.ui.viewer.view import Viewer

WAIT = 15_000  # ms
CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QTabBar,
    Scrubber,
    Viewer,
)
PAGES = ("histograms", "agreement", "ends")  # of the statistics
ROOMS = ("start", "loupe", "grid", "slideshow", "pace", "summary", "preferences", "change_keys", *PAGES)
NAME = QAccessible.Text.Name


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "shoot"
    made.mkdir()
    for at in range(3):
        Image.new("RGB", (300, 200), (40 * at, 90, 200 - 30 * at)).save(made / f"IMG_{at}.jpg", quality=80)
    return made


@pytest.fixture
def look(qapp):
    """The program's own look, put back at the end."""
    before = qapp.styleSheet(), qapp.palette(), qapp.font(), qapp.style().name()
    settings = Settings()
    made = Appearance(qapp, settings)
    yield lambda choice: settings.put("theme", choice)
    delete(made)
    theme.wear("dark")
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
    qapp.setFont(before[2])
    qapp.setStyle(before[3])


@pytest.fixture
def make(look, qtbot, home, folder, monkeypatch):
    """Starts the program in its look, with the folder open if it is asked for; no scoring."""
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: iter(()))
    running = []

    def start(*, opened=True):
        catalogue, _ = Catalogue.open_or_temporary()
        app = Application(Settings.load(), catalogue)
        running.append(app)
        app.window.resize(1366, 768)
        app.window.show()
        app.window.activateWindow()
        qtbot.waitUntil(app.window.isActiveWindow, timeout=WAIT)
        if opened:
            app.review.open(folder)
            qtbot.waitUntil(lambda: app.review.session.current is not None, timeout=WAIT)
        return app

    yield start
    for app in running:
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog):
                dialog.close()
        app.window.close()
        app.end()
        delete(app.window)
    gc.collect()


def enter(app, room, qtbot):
    """Go to a room by its action; returns its window."""
    window = app.window
    if room in ("slideshow", "pace", "summary"):
        window._handlers["slideshow"]()
        show = app.showing._show
        qtbot.waitUntil(show.isActiveWindow, timeout=WAIT)
        qtbot.keyClick(show, {"slideshow": Qt.Key.Key_Space, "pace": Qt.Key.Key_T}.get(room, Qt.Key.Key_End))
        if room == "summary":
            qtbot.waitUntil(lambda: any(part.isVisible() for part in show.findChildren(ShowSummary)), timeout=WAIT)
        return show
    if room in ("grid", "preferences", "change_keys"):
        if room not in window._handlers:
            pytest.skip(f"there is no {room} yet")
        window._handlers[room]()
    if room in ("preferences", "change_keys"):
        there = [top for top in QApplication.topLevelWidgets() if top.isVisible() and top is not window]
        there = [top for top in there if not isinstance(top, QMenu)]
        assert len(there) == 1
        qtbot.waitUntil(there[0].isActiveWindow, timeout=WAIT)
        return there[0]
    if room in PAGES:
        return enter_statistics(app, PAGES.index(room), qtbot)
    if room == "loupe":
        app.review.feed.work_changed.disconnect()  # the work shown stays
        window.add_notice("The folder is gone.")
        window._status.show_work(Work("Scoring by Technical", 2, 9, 3.0, 60.0))
    return window


def enter_statistics(app, page, qtbot):
    for metric in ("technical", "piqe"):
        for at, photo in enumerate(app.review.session.photos):
            app.review.tell(app.review.session.learn(photo, Score(metric, at, at / 3)))
    app.window.keep("dimmed_percent", 40)
    app.window._handlers["statistics"]()
    window = app._statistics
    qtbot.waitUntil(lambda: window._job is None and window.isActiveWindow(), timeout=WAIT)
    window.findChild(QTabWidget).setCurrentIndex(page)
    return window


def parts(window, kinds=QWidget):
    there = (part for part in window.findChildren(QWidget) if isinstance(part, kinds))
    return [part for part in there if part.isVisible() and part.window() is window]


def controls(window):
    """What can be acted on, but for the parts that such things are made of."""
    made_of = (QComboBox, QAbstractSpinBox, QTabBar)
    return [
        part
        for part in parts(window, CONTROLS)
        if part.isEnabled()
        and not isinstance(part, QScrollBar)
        and not isinstance(part.parent(), made_of)
        and not part.objectName().startswith("qt_")
        and type(part).__name__ not in ("QHeaderView", "QTableCornerButton", "QComboBoxListView")
    ]


def spoken(part):
    face = QAccessible.queryAccessibleInterface(part)
    return face.text(NAME).strip() if face else ""


def tabbed(window, qtbot):
    """What the Tab key goes through, once round."""
    found = []
    for _ in range(200):
        at = QApplication.focusWidget()
        assert at is not None, f"the keys are nowhere after {found[-1:]}"
        if at in found:
            return found
        found.append(at)
        qtbot.keyClick(at, Qt.Key.Key_Tab)
    pytest.fail("Tab never comes back")


def reached(control, found):
    """Whether Tab comes to a control, or to another of its group from which arrows go on."""
    if isinstance(control, QRadioButton):
        group = control.group().buttons() if control.group() else control.parent().findChildren(QRadioButton)
        return any(button in found for button in group)
    return (
        control in found
        or control.focusProxy() in found
        or any(part in found for part in control.findChildren(QWidget))
    )


@pytest.mark.parametrize("room", ROOMS)
def test_every_control_has_a_name(make, qtbot, room):
    window = enter(make(opened=room != "start"), room, qtbot)
    there = controls(window)
    assert there
    assert [part for part in there if not spoken(part)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_control_is_reached_by_tab_and_tab_comes_back(make, qtbot, room):
    app = make(opened=room != "start")
    window = enter(app, room, qtbot)
    found = tabbed(window, qtbot)
    skipped = (Viewer, Scrubber) if room in ("slideshow", "pace", "summary") else ()  # the show's keys are theirs
    there = [part for part in controls(window) if not isinstance(part, skipped)]
    assert [part for part in there if not reached(part, found)] == []


@pytest.mark.parametrize("choice", ["dark", "light"])
@pytest.mark.parametrize("room", ROOMS)
def test_where_the_keys_are_is_seen(make, look, qtbot, room, choice):
    look(choice)
    window = enter(make(opened=room != "start"), room, qtbot)
    unseen = []
    for part in tabbed(window, qtbot):
        if part is window:
            continue
        part.setFocus(Qt.FocusReason.TabFocusReason)
        assert part.hasFocus()
        with_keys = seen(part)
        part.clearFocus()
        if seen(part) == with_keys:
            unseen.append(f"{spoken(part)} {part!r}")
    assert unseen == []


def seen(part):
    """What is on screen of a part and just around it."""
    QApplication.processEvents()
    window = part.window()
    around = part.rect().translated(part.mapTo(window, QPoint())).adjusted(-3, -3, 3, 3)
    return window.grab(around.intersected(window.rect())).toImage()


def at(part, x, y):
    """The colour on screen at a point of a part; negative ones count from its right and lower edge."""
    image = part.grab().toImage()
    return image.pixelColor(x % image.width(), y % image.height()).name()


def test_another_theme_is_worn_at_once_by_what_is_painted_by_hand(make, look, qtbot):
    window = enter(make(), "grid", qtbot)
    viewer, strip, grid = (window.findChild(kind) for kind in (Viewer, Filmstrip, Grid))
    for choice, table in (("dark", DARK), ("light", LIGHT), ("dark", DARK)):
        look(choice)
        assert at(grid.viewport(), -1, -1) == table["surround"]
        window._handlers["loupe"]()
        assert at(viewer, 0, 0) == table["surround"]
        assert at(strip.viewport(), 0, -1) == table["strip"]
        window._handlers["grid"]()


def test_the_slideshow_is_on_black_in_the_light_too(make, look, qtbot):
    look("light")
    show = enter(make(), "pace", qtbot)
    assert at(show.viewer, 0, 0) == DARK["black"]
    assert at(show.findChild(PacePanel), 20, 8) == DARK["panel"]
    qtbot.keyClick(show, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    assert {label.palette().windowText().color().name() for label in parts(show, QLabel)} <= {
        DARK["text"],
        DARK["quiet"],
        DARK["accent"],
    }


def test_the_photo_is_described(make, qtbot):
    app = make()
    viewer = app.window.findChild(Viewer)
    qtbot.waitUntil(lambda: spoken(viewer) == "IMG_0.jpg", timeout=WAIT)
    qtbot.waitUntil(lambda: viewer.accessibleDescription() == "Photo 1 of 3", timeout=WAIT)
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: spoken(viewer) == "IMG_1.jpg", timeout=WAIT)
    qtbot.waitUntil(lambda: viewer.accessibleDescription() == "Photo 2 of 3", timeout=WAIT)


@pytest.mark.parametrize("room", ["loupe", "grid"])
def test_the_current_cell_is_announced(make, qtbot, room):
    app = make()
    window = enter(app, room, qtbot)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_End)
    view = next(part for part in parts(window, QAbstractItemView))
    qtbot.waitUntil(lambda: view.currentIndex().isValid() and view.currentIndex().row() == 2, timeout=WAIT)
    assert view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) == "IMG_2.jpg"


def test_keys_work_wherever_the_focus_is(make, qtbot):
    app = make()
    window = enter(app, "loupe", qtbot)
    for part in tabbed(window, qtbot):
        part.setFocus(Qt.FocusReason.TabFocusReason)
        app.review.tell(app.review.session.first())
        qtbot.keyClick(part, Qt.Key.Key_Right)
        assert app.review.session.current.path.name == "IMG_1.jpg", part


def test_the_keys_go_back_to_the_photo_when_what_had_them_is_gone(make, qtbot):
    app = make()
    window = enter(app, "loupe", qtbot)
    viewer = window.findChild(Viewer)
    window._status._stop.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.focusWidget().clearFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is viewer, timeout=WAIT)


def test_a_newcomer_is_told_the_keys_until_twenty_were_pressed_and_never_again(make, qtbot):
    app = make()
    strip = app.window.findChild(KeyStrip)
    assert strip.isVisible()
    for _ in range(20):
        qtbot.keyClick(app.window.findChild(Viewer), Qt.Key.Key_Right)
    assert not strip.isVisible()
    assert Settings.load().number("keys_pressed") == 20
    app.review.close()
    assert make().window.findChild(KeyStrip) is None


@pytest.fixture
def large_words(make, qapp):
    """The program on a system whose font is half as large again."""

    def start(**options):
        font = qapp.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        qapp.setFont(font)
        return make(**options)

    return start


@pytest.mark.parametrize("room", ROOMS)
def test_larger_words_are_not_clipped(large_words, qtbot, room):
    app = large_words(opened=room != "start")
    if room == "start":
        app.window._start.set_recent([Path("/home/anna/Pictures/2025/Lofoten, the long way round and back again")])
    window = enter(app, room, qtbot)
    qtbot.wait(50)
    assert [f"{part!r} {part.text()!r}" for part in parts(window, (QLabel, QAbstractButton)) if clipped(part)] == []


def clipped(part):
    """Whether some of a part's words are not on it; what is cut short and told in a tip is not meant."""
    if not part.text():
        return False
    if isinstance(part, QLabel):
        wide = part.fontMetrics().horizontalAdvance(max(part.text().split("\n"), key=len))
        if part.wordWrap():
            return part.heightForWidth(part.width()) > part.height()
        return wide > part.width() or part.fontMetrics().height() > part.height()
    wanted = part.sizeHint()
    return wanted.width() > part.width() or wanted.height() > part.height()
