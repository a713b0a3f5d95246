"""A photo turned, copied, dragged, shown and opened elsewhere, and a folder forgotten, in the whole window."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDrag, QDragEnterEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from shiboken6 import delete

from reviewer import opening, pipeline
from reviewer.app import Application
from reviewer.catalogue import Catalogue, Thumbnails
from reviewer.photo import Photo, Turn
from reviewer.session import Session
from reviewer.settings import Settings
from reviewer.ui.files.errands import Errands
from reviewer.ui.files.file_data import file_data
from reviewer.ui.files.photo_menu import PhotoMenu
from reviewer.ui.strip.filmstrip import Filmstrip
from reviewer.ui.viewer.view import Viewer

WAIT = 15_000  # ms
ODD = os.fsdecode(b"byte \xff #%?.jpg")
RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture
def folder(tmp_path):
    """Landscapes, red on the left and blue on the right; one has a name that is no text."""
    made = tmp_path / "shoot"
    made.mkdir()
    image = Image.new("RGB", (600, 400), RED)
    image.paste(BLUE, (300, 0, 600, 400))
    for name in ("a.jpg", ODD, "c.jpg"):
        with (made / name).open("wb") as file:
            image.save(file, "JPEG", quality=95)
    return made


@pytest.fixture
def start(qtbot, home, monkeypatch):
    """Starts the program without scoring; ``close`` ends it as the user does."""
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: iter(()))
    running = []

    def make(folder):
        catalogue, _ = Catalogue.open_or_temporary()
        app = Application(Settings.load(), catalogue)
        running.append(app)
        app.window.resize(1000, 700)
        app.window.show()
        app.window.activateWindow()
        app.review.open(folder)
        viewer = app.window.findChild(Viewer)
        qtbot.waitUntil(lambda: viewer.shown_picture is not None, timeout=WAIT)

        def close():
            running.remove(app)
            app.window.close()
            app.end()
            delete(app.window)

        app.close = close
        return app

    yield make
    while running:
        running[-1].close()
    gc.collect()


def do(app, name):
    next(action for action in app.window.actions() if action.objectName() == name).trigger()


def colours(widget):
    """What colours the photo has at its four sides: left, top, right, bottom; it is fitted, so its middle is ours."""
    image = widget.grab().toImage()
    middle = QPoint(image.width() // 2, image.height() // 2)
    reach = min(image.width(), image.height()) // 4
    points = [QPoint(-reach, 0), QPoint(0, -reach), QPoint(reach, 0), QPoint(0, reach)]

    def nearest(point):
        seen = image.pixelColor(middle + point)
        return "red" if seen.red() > seen.blue() else "blue"

    return [nearest(point) for point in points]


# Turning


def test_a_turned_photo_is_seen_turned_at_once_and_after_a_restart(start, folder, qtbot):
    app = start(folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    viewer = app.window.findChild(Viewer)
    assert colours(viewer)[0::2] == ["red", "blue"]
    do(app, "turn_right")
    qtbot.waitUntil(lambda: viewer.shown_picture is not None and colours(viewer)[1::2] == ["red", "blue"], timeout=WAIT)
    photo = app.review.session.current
    qtbot.waitUntil(lambda: app.screen.thumbnails.image(photo) is not None, timeout=WAIT)
    thumbnail = app.screen.thumbnails.image(photo)
    assert thumbnail.height() > thumbnail.width()
    app.close()
    with Catalogue.open() as catalogue:
        assert catalogue.turns({photo.path: ""}) == {photo.path: Turn(1)}
    app = start(folder)
    viewer = app.window.findChild(Viewer)
    qtbot.waitUntil(lambda: colours(viewer)[1::2] == ["red", "blue"], timeout=WAIT)
    do(app, "turn_left")
    qtbot.waitUntil(lambda: colours(viewer)[0::2] == ["red", "blue"], timeout=WAIT)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_only_the_photo_on_screen_turns(start, folder, qtbot):
    app = start(folder)
    do(app, "turn_right")
    do(app, "next")
    assert [app.review.session.turn_of(photo) for photo in app.review.session.photos] == [1, 0, 0]
    viewer = app.window.findChild(Viewer)
    qtbot.waitUntil(lambda: colours(viewer)[0::2] == ["red", "blue"], timeout=WAIT)


# The file


def test_a_file_is_offered_as_file_and_as_path(tmp_path):
    data = file_data(tmp_path / "a b.jpg")
    assert [url.toLocalFile() for url in data.urls()] == [str(tmp_path / "a b.jpg")]
    assert data.text() == str(tmp_path / "a b.jpg")
    address = (tmp_path / "a b.jpg").as_uri().encode()
    assert data.data("x-special/gnome-copied-files").data() == b"copy\n" + address


def test_a_name_that_is_no_text_is_offered_by_its_address(tmp_path):
    address = (tmp_path / ODD).as_uri()
    assert address.endswith("byte%20%FF%20%23%25%3F.jpg")
    data = file_data(tmp_path / ODD)
    assert data.text() == address
    assert data.data("text/uri-list").data().strip() == address.encode()


def test_copying_puts_the_current_photo_on_the_clipboard(start, folder):
    app = start(folder)
    do(app, "copy_path")
    assert QApplication.clipboard().text() == str(folder / "a.jpg")
    QApplication.clipboard().clear()


@pytest.mark.parametrize("name", ["a.jpg", ODD])
def test_file_manager_and_editor_get_the_photo_on_screen(start, folder, monkeypatch, qtbot, name):
    asked = []
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.setattr("reviewer.ui.files.file_manager.FileManager._ask_bus", lambda *_: False)
    monkeypatch.setattr(opening, "show_folder", lambda path: asked.append(path) or iter(()))
    monkeypatch.setattr(opening, "edit", lambda path, editor: asked.append((path, editor)) or iter(()))
    settings = Settings.load()
    settings.put("editor", "gimp --new")
    settings.save()
    app = start(folder)
    app.review.tell(app.review.session.go_to(app.review.session.find(folder / name)))
    do(app, "show_in_folder")
    do(app, "edit")
    assert asked == [folder / name, (folder / name, "gimp --new")]
    qtbot.waitUntil(lambda: not app._jobs.running, timeout=WAIT)


def test_an_editor_that_is_not_there_is_said(start, folder, qtbot, monkeypatch):
    settings = Settings.load()
    settings.put("editor", "no-such-editor")
    settings.save()
    app = start(folder)
    said = []
    monkeypatch.setattr(app.window._status, "add_notice", said.append)
    do(app, "edit")
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[0].startswith("no-such-editor did not start (No such file or directory).")


def test_without_a_folder_nothing_is_done(qapp):
    class Review:
        session = Session()

    errands = Errands(Review(), None, None)
    for handler in errands.handlers.values():
        handler()
    errands.deleteLater()


# Dragging


@pytest.fixture
def drags(monkeypatch):
    """What is dragged, without a true drag, which would wait for the mouse."""
    made = []

    def note(drag, actions):
        made.append((drag.mimeData().text(), drag.pixmap().size(), actions))
        return Qt.DropAction.IgnoreAction

    monkeypatch.setattr(QDrag, "exec", note)
    return made


def drag(widget, start, distance=40):
    by = QPoint(distance, 0)
    left = Qt.MouseButton.LeftButton
    for kind, at, buttons in (
        (QEvent.Type.MouseButtonPress, start, left),
        (QEvent.Type.MouseMove, start + QPoint(1, 0), left),
        (QEvent.Type.MouseMove, start + by, left),
        (QEvent.Type.MouseButtonRelease, start + by, Qt.MouseButton.NoButton),
    ):
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
        where = QPointF(at)
        QApplication.sendEvent(
            widget, QMouseEvent(kind, where, widget.mapToGlobal(where), button, buttons, Qt.KeyboardModifier.NoModifier)
        )


def test_the_photo_is_dragged_out_as_a_copy_unless_zoomed(start, folder, drags, qtbot):
    app = start(folder)
    viewer = app.window.findChild(Viewer)
    middle = viewer.rect().center()
    photo = app.review.session.current
    qtbot.waitUntil(lambda: app.screen.thumbnails.image(photo) is not None, timeout=WAIT)
    drag(viewer, middle)
    ((text, size, actions),) = drags
    assert text == str(folder / "a.jpg")
    assert actions == Qt.DropAction.CopyAction
    assert max(size.width(), size.height()) == 96
    do(app, "zoom_in")
    drag(viewer, middle)
    assert len(drags) == 1
    viewer.fit()
    drag(viewer, middle, distance=2)
    assert len(drags) == 1, "a click with an unsteady hand"
    drag(viewer, middle)
    assert len(drags) == 2


def test_a_photo_is_dragged_out_of_the_strip(start, folder, drags):
    app = start(folder)
    strip = app.window.findChild(Filmstrip)
    drag(strip.viewport(), strip.visualRect(strip.model().index(2, 0)).center())
    assert [Path(text).name for text, _, _ in drags] == ["c.jpg"]


def test_a_photo_of_ours_dropped_on_ourselves_opens_nothing(start, folder):
    app = start(folder)
    data = QMimeData()
    data.setUrls(file_data(folder / "a.jpg").urls())
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    event.source = lambda: app.window
    app.window.dragEnterEvent(event)
    assert not event.isAccepted()


# The menu


def test_a_right_click_in_the_strip_goes_there_and_opens_the_menu(start, folder, qtbot):
    app = start(folder)
    strip = app.window.findChild(Filmstrip)
    menu = app.window.findChild(PhotoMenu)
    at = strip.visualRect(strip.model().index(1, 0)).center()
    view = strip.viewport()
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.mapToGlobal(at)))
    qtbot.waitUntil(menu.isVisible, timeout=WAIT)
    assert app.review.session.current.path.name == ODD
    texts = [action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()]
    assert texts[:5] == [
        "Turn left",
        "Turn right",
        "Open in an editor",
        "Show in the file manager",
        "Copy file and path",
    ]
    menu.actions()[0].trigger()
    assert app.review.session.turn_of(app.review.session.current) == 3
    menu.close()


def test_the_menu_key_opens_it_for_the_current_photo(start, folder, qtbot):
    app = start(folder)
    do(app, "last")
    viewer = app.window.findChild(Viewer)
    at = viewer.rect().center()
    QApplication.sendEvent(viewer, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, viewer.mapToGlobal(at)))
    menu = app.window.findChild(PhotoMenu)
    qtbot.waitUntil(menu.isVisible, timeout=WAIT)
    assert app.review.session.current == app.review.session.photos[-1]
    menu.close()


def test_beside_the_photos_there_is_no_menu(start, folder, qtbot):
    app = start(folder)
    strip = app.window.findChild(Filmstrip)
    view, at = strip.viewport(), QPoint(2, 40)
    assert not strip.indexAt(at).isValid()
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.mapToGlobal(at)))
    assert not app.window.findChild(PhotoMenu).isVisible()


# Forgetting


def answer(app, text, qtbot):
    """Press a button of the question, once it is there."""
    qtbot.waitUntil(lambda: app.window.findChild(QMessageBox) is not None, timeout=WAIT)
    box = app.window.findChild(QMessageBox)
    said = f"{box.text()} {box.informativeText()}"
    next(button for button in box.buttons() if button.text().replace("&", "") == text).click()
    return said


def test_forgetting_asks_says_what_is_kept_and_leaves_the_photos(start, folder, qtbot):
    app = start(folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    photo = app.review.session.current
    with Thumbnails.open() as cache:
        qtbot.waitUntil(lambda: len(cache.get_many(app.review.session.photos)) == 3, timeout=WAIT)
    do(app, "turn_right")
    do(app, "forget_folder")
    said = answer(app, "Forget", qtbot)
    assert "shoot" in said
    assert "The photos themselves stay where they are" in said
    assert app.review.folder.folder is None
    with qtbot.waitSignal(app._writer.forgotten, timeout=WAIT):
        pass
    assert app.window._start.isVisible()
    assert app.review.recent_folders() == []
    app.close()
    with Catalogue.open() as catalogue:
        assert catalogue.turns({photo.path: ""}) == {}
        assert catalogue.viewings({photo.path: ""}) == {}
        assert catalogue.place(folder) is None
    with Thumbnails.open() as cache:
        assert cache.get(photo) is None
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_no_changes_nothing(start, folder, qtbot):
    app = start(folder)
    do(app, "turn_right")
    do(app, "forget_folder")
    answer(app, "Cancel", qtbot)
    assert app.review.folder.folder == folder
    photo = app.review.session.current
    app.close()
    with Catalogue.open() as catalogue:
        assert catalogue.turns({photo.path: ""}) == {photo.path: Turn(1)}


def test_cleared_thumbnails_are_said_in_bytes(start, folder, qtbot, monkeypatch):
    app = start(folder)
    others = [Photo(folder / "inside" / f"{at}.jpg", 1, 1) for at in range(3)]
    with Thumbnails.open() as cache:
        cache.put_many([(photo, b"j" * 90_000) for photo in others])
    said = []
    monkeypatch.setattr(app.window._status, "add_notice", said.append)
    do(app, "clear_thumbnails")
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[0].startswith("Freed ")
    assert "KB of thumbnails" in said[0]
    with Thumbnails.open() as cache:
        assert cache.get_many(others) == {}


# The file manager over the bus

_FILE_MANAGER = """
import os, sys
from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, Slot
from PySide6.QtDBus import QDBusConnection

@ClassInfo({"D-Bus Interface": "org.freedesktop.FileManager1"})
class FileManager1(QObject):
    @Slot("QStringList", str)
    def ShowItems(self, addresses, startup):
        print(addresses[0], flush=True)
        QCoreApplication.exit()

app = QCoreApplication([])
manager = FileManager1()
bus = QDBusConnection.sessionBus()
assert bus.registerObject("/org/freedesktop/FileManager1", manager, QDBusConnection.RegisterOption.ExportAllSlots)
assert bus.registerService("org.freedesktop.FileManager1")
print("ready", flush=True)
app.exec()
"""

_WINDOW = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from reviewer.ui.files.file_manager import FileManager
from reviewer.ui.background.jobs import Jobs

app = QCoreApplication([])
jobs = Jobs()
jobs.failure_unhandled.connect(lambda error: (print(error.code, flush=True), app.quit()))
manager = FileManager(jobs)
manager.show(Path(sys.argv[1]))
app.exec()
jobs.shutdown()
"""


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="dbus-run-session is not installed")
def test_a_file_manager_on_the_bus_is_asked_to_select_the_file(tmp_path):
    script = tmp_path / "session.sh"
    (tmp_path / "manager.py").write_text(_FILE_MANAGER)
    (tmp_path / "window.py").write_text(_WINDOW)
    script.write_text(
        'cd "$1"\n"$2" manager.py >said & manager=$!\n'
        'until grep -q ready said; do sleep 0.05; done\n"$2" window.py "$3" & window=$!\nwait $manager; kill $window\n'
    )
    (tmp_path / ODD).touch()
    subprocess.run(
        ["dbus-run-session", "--", "sh", script, tmp_path, sys.executable, tmp_path / ODD],
        timeout=30, check=False, capture_output=True,
    )  # fmt: skip
    assert (tmp_path / "said").read_text().splitlines() == ["ready", (tmp_path / ODD).as_uri()]


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="dbus-run-session is not installed")
def test_a_bus_without_a_file_manager_and_a_system_without_one_is_said(tmp_path, monkeypatch):
    (tmp_path / "window.py").write_text(_WINDOW)
    (tmp_path / "photo.jpg").touch()
    opener = tmp_path / "xdg-open"
    opener.write_text("#!/bin/sh\nexit 3\n")
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    said = subprocess.run(
        ["dbus-run-session", "--", sys.executable, tmp_path / "window.py", tmp_path / "photo.jpg"],
        timeout=30, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert said.stdout == "no_file_manager\n", said.stderr
