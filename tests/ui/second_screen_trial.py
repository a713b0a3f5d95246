"""Run by ``test_second_screen`` on a display with two screens: a second display used, unplugged and plugged in again.

Usage: ``second_screen_trial.py FOLDER``, with ``DISPLAY`` and ``QT_QPA_PLATFORM=xcb`` set. Exits with 0 if all is well.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QRect, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer import pipeline
from reviewer.app import Application
from reviewer.catalogue import Catalogue
from reviewer.settings import Settings
from reviewer.ui.main_window import MainWindow
from reviewer.ui.viewer.view import Viewer

PLUGGED = ("--setmonitor", "RIGHT", "800/200x600/150+1000+0", "none")


def until(what: Callable[[], object], said: str, seconds: float = 15.0) -> None:
    """The program goes on until something is so."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            sys.exit(f"not so after {seconds:.0f} s: {said}")
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def check(so: object, said: str) -> None:
    if not so:
        sys.exit(f"not so: {said}")


def main() -> None:
    qt = QApplication([])
    pipeline.run = lambda *_args, **_options: iter(())
    catalogue, _ = Catalogue.open_or_temporary()
    app = Application(Settings.load(), catalogue)
    window, viewer = app.window, app.window.findChild(Viewer)
    window.setGeometry(20, 20, 700, 500)
    window.show()
    window.activateWindow()
    app.review.open(Path(sys.argv[1]))
    until(lambda: app.review.session.current and app.review.folder.complete, "the folder is read")
    check(len(qt.screens()) == 2, "there are two screens")

    def press(key: Qt.Key) -> None:
        QTest.keyClick(qt.activeWindow(), key)

    def covering() -> QRect | None:
        return next((one.geometry() for one in qt.topLevelWidgets() if one.isVisible() and one.isFullScreen()), None)

    def at() -> str:
        return app.review.session.current.path.stem

    until(window.isActiveWindow, "the window has the keys")
    for turn in (1, 2):
        press(Qt.Key.Key_F10)
        second = viewer.window()
        check(second is not window, "the photo is in another window")
        until(lambda: viewer.window().geometry() == qt.screens()[1].geometry(), f"it covers the screen, time {turn}")
        check(viewer.window().screen().name() == "RIGHT", "it is on that screen")
        until(lambda: viewer.window().isActiveWindow(), "it has the keys")
        check(viewer.isVisible() and window.isVisible(), "both are to be seen")
        before = at()
        press(Qt.Key.Key_Right)
        check(at() != before and viewer.photo == app.review.session.current, "keys act there")
        until(lambda: viewer.shown_picture is not None, "the photo is sharp there")
        kept = at()
        subprocess.run(["xrandr", "--delmonitor", "RIGHT"], check=True)
        until(lambda: viewer.window() is window, "unplugged, the photo is back")
        until(window.isActiveWindow, "and the keys")
        check(viewer.isVisible() and at() == kept and viewer.photo.path.stem == kept, "at the same photo, in the loupe")
        press(Qt.Key.Key_Left)
        check(at() == before, "keys act here again")
        subprocess.run(["xrandr", *PLUGGED], check=True)
        until(lambda: len(qt.screens()) == 2, "it is plugged in again")
    press(Qt.Key.Key_F10)
    viewer.window().close()
    until(lambda: viewer.window() is window and viewer.isVisible(), "closed, the photo is back")
    until(window.isActiveWindow, "and the keys")
    for screen, place in ((1, 1050), (0, 20)):
        window.move(place, 20)
        until(lambda at=screen: window.screen() is qt.screens()[at], f"the window is on screen {screen}")
        QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        until(lambda at=screen: covering() == qt.screens()[at].geometry(), f"the slideshow covers screen {screen}")
        until(lambda: not isinstance(qt.activeWindow(), MainWindow) and qt.activeWindow(), "it has the keys")
        press(Qt.Key.Key_Escape)
        until(window.isActiveWindow, "left, the window has the keys")
    window.close()
    app.end()


if __name__ == "__main__":
    main()
