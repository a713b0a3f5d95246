"""Where the screen's colour profile is found, and that it is what the pixels on screen are in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageCms
from PySide6.QtCore import QPointF
from PySide6.QtDBus import QDBusConnection, QDBusObjectPath, QDBusVariant, QDBusVirtualObject
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from reviewer.decode import icc
from reviewer.photo import Photo
from reviewer.ui.screen import native_profile
from reviewer.ui.screen.colord import SERVICE, Colord
from reviewer.ui.screen.monitor import Monitor
from reviewer.ui.screen.native_profile import Whereabouts
from reviewer.ui.viewer.view import Viewer

COLOUR = (180, 90, 40)


def swapped():
    """An sRGB whose red is green and whose green is red: nobody can overlook whether it was used."""
    srgb, tags = icc.display_p3(), {}
    for n in range(int.from_bytes(srgb[128:132], "big")):
        at = 132 + 12 * n
        tags[srgb[at : at + 4]] = at
    changed = bytearray(srgb)
    changed[tags[b"rXYZ"] : tags[b"rXYZ"] + 4] = b"gXYZ"
    changed[tags[b"gXYZ"] : tags[b"gXYZ"] + 4] = b"rXYZ"
    return bytes(changed)


def photo_of(path):
    status = path.stat()
    return Photo(path, status.st_size, status.st_mtime_ns)


@pytest.fixture
def shown(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def make_monitor(shown):
    made = []

    def make(*arguments, **options):
        monitor = Monitor(*arguments, **options)
        monitor.watch(shown)
        made.append(monitor)
        return monitor

    yield make
    for monitor in made:
        monitor.close()


def test_the_file_that_the_user_chose_counts(make_monitor, tmp_path, qtbot):
    (tmp_path / "mine.icc").write_bytes(swapped())
    monitor = make_monitor(str(tmp_path / "mine.icc"))
    qtbot.waitUntil(lambda: monitor.profile == swapped())
    with qtbot.waitSignal(monitor.profile_changed) as told:
        monitor.choose("")
    assert told.args == [None]  # this platform has none of its own


def test_a_file_that_is_no_profile_of_a_screen_is_refused_in_words(make_monitor, tmp_path, qtbot):
    broken = swapped()[:200]
    contents = {"gone.icc": None, "text.icc": b"hello", "grey.icc": _grey(), "broken.icc": broken}
    for name, content in contents.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        monitor = make_monitor("")
        with qtbot.waitSignal(monitor.refused) as told:
            monitor.choose(str(tmp_path / name))
        assert told.args[0].path.name == name
        assert monitor.profile is None


def _grey():
    profile = bytearray(swapped())
    profile[16:20] = b"GRAY"
    return bytes(profile)


def test_nothing_is_asked_before_the_window_is_there(tmp_path, qtbot):
    (tmp_path / "mine.icc").write_bytes(swapped())
    monitor, widget = Monitor(str(tmp_path / "mine.icc")), QWidget()
    qtbot.addWidget(widget)
    monitor.watch(widget)
    qtbot.wait(300)
    assert monitor.profile is None
    widget.show()
    qtbot.waitUntil(lambda: monitor.profile is not None)
    monitor.close()


class Manager(QDBusVirtualObject):
    """As much of colord as is asked: one display, one profile."""

    def __init__(self, file):
        super().__init__()
        self.file, self.asked = file, []

    def introspect(self, path):
        return ""

    def handleMessage(self, message, connection):  # noqa: N802 -- Qt's name
        self.asked.append((message.path(), message.member(), message.arguments()))
        connection.send(self.answer(message))
        return True

    def answer(self, message):
        match message.member(), message.arguments():
            case "FindDeviceByProperty", ["XRANDR_name", "offscreen" | ""]:
                return message.createReply(QDBusObjectPath("/devices/screen"))
            case "GetProfileForQualifiers", [["*"]] if message.path() == "/devices/screen":
                return message.createReply(QDBusObjectPath("/profiles/mine"))
            case "Get", ["org.freedesktop.ColorManager.Profile", "Filename"] if message.path() == "/profiles/mine":
                return message.createReply(QDBusVariant(str(self.file)))
        return message.createErrorReply("org.freedesktop.ColorManager.Failed", "no such thing")


@pytest.fixture
def bus():
    """A bus of the test's own: its address."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("dbus-daemon is not installed")
    with subprocess.Popen(
        [daemon, "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def make_manager(bus):
    """Puts a colour manager on the bus and returns it with a connection to ask it by."""
    kept = []

    def make(file):
        connection, manager = QDBusConnection.connectToBus(bus, "manager"), Manager(file)
        assert connection.registerService(SERVICE)
        assert connection.registerVirtualObject("/", manager, QDBusConnection.VirtualObjectRegisterOption.SubPath)
        kept.append(manager)
        return manager, QDBusConnection.connectToBus(bus, "window")

    yield make
    for name in ("manager", "window"):
        QDBusConnection.disconnectFromBus(name)


def test_the_colour_manager_is_asked_for_the_screen_the_window_is_on(make_monitor, make_manager, tmp_path, qtbot):
    (tmp_path / "screen.icc").write_bytes(swapped())
    manager, window = make_manager(tmp_path / "screen.icc")
    monitor = make_monitor(colord=lambda parent: Colord(window, parent))
    qtbot.waitUntil(lambda: monitor.profile == swapped())
    assert [method for _, method, _ in manager.asked] == ["FindDeviceByProperty", "GetProfileForQualifiers", "Get"]


def test_a_colour_manager_that_knows_nothing_leaves_srgb(make_monitor, make_manager, tmp_path, qtbot):
    manager, window = make_manager(tmp_path / "gone.icc")
    manager.answer = lambda message: message.createErrorReply("org.freedesktop.ColorManager.NotFound", "none")
    answers = []
    colord = Colord(window)
    colord.answered.connect(answers.append)
    colord.ask("eDP-1")
    qtbot.waitUntil(lambda: answers == [None])


def test_without_a_bus_the_answer_is_none_at_once():
    answers = []
    colord = Colord(QDBusConnection("there is no such bus"))
    colord.answered.connect(answers.append)
    colord.ask("eDP-1")
    assert answers == [None]


X11 = """
import ctypes, sys
from reviewer.ui.screen.native_profile import Whereabouts, read
where = Whereabouts("xcb", 0, (0, 0), 0)
assert read(where) is None
x11 = ctypes.CDLL("libX11.so.6")
x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = ctypes.c_ulong
display = ctypes.c_void_p(x11.XOpenDisplay(None))
root = ctypes.c_ulong(x11.XDefaultRootWindow(display))
atom = ctypes.c_ulong(x11.XInternAtom(display, b"_ICC_PROFILE", 0))
profile = open(sys.argv[1], "rb").read()
x11.XChangeProperty(display, root, atom, ctypes.c_ulong(6), 8, 0, profile, len(profile))
x11.XSync(display, 0)
assert read(where) == profile
assert read(Whereabouts("xcb", 1, (0, 0), 0)) is None
print("found")
"""


def test_x11_tells_the_profile_at_its_root_window(tmp_path):
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("Xvfb is not installed")
    (tmp_path / "screen.icc").write_bytes(swapped())
    reading, writing = os.pipe()
    with subprocess.Popen(
        [server, "-noreset", "-displayfd", str(writing)], pass_fds=[writing], stderr=subprocess.DEVNULL
    ) as x:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            display = pipe.readline().strip()
        environment = {**os.environ, "DISPLAY": f":{display}", "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-c", X11, str(tmp_path / "screen.icc")],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        x.terminate()
    assert done.stdout == "found\n", done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="asks for other systems' libraries")
@pytest.mark.parametrize("platform", ["cocoa", "windows", "offscreen", "wayland"])
def test_a_system_without_the_means_tells_nothing(platform):
    assert native_profile.read(Whereabouts(platform, 0, (10, 10), 0)) is None


# On screen


def on_screen(viewer, x=100, y=100):
    return QColor(viewer.grab().toImage().convertToFormat(QImage.Format.Format_RGB32).pixel(x, y)).getRgb()[:3]


@pytest.fixture
def viewer(screen, qtbot):
    made = Viewer(screen.pictures)
    qtbot.addWidget(made)
    made.resize(200, 200)
    made.show()
    return made


def show(viewer, photo, qtbot):
    with qtbot.waitSignal(viewer.painted, check_params_cb=lambda shown, sharp: sharp):
        viewer.show_photo(photo)


def near(colour, expected, tolerance=3):
    return all(abs(ours - theirs) <= tolerance for ours, theirs in zip(colour, expected, strict=True))


def expected(colour, source, target):
    """What LittleCMS makes of one colour."""
    from io import BytesIO

    def parsed(profile):
        return ImageCms.ImageCmsProfile(BytesIO(profile)) if profile else ImageCms.createProfile("sRGB")

    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    transform = ImageCms.buildTransform(parsed(source), parsed(target), "RGB", "RGB", 1, flags)
    return ImageCms.applyTransform(Image.new("RGB", (1, 1), colour), transform).getpixel((0, 0))


@pytest.mark.parametrize("embedded", [None, "adobe", "swapped"])
@pytest.mark.parametrize("monitor", [None, "p3", "swapped"])
def test_pixels_on_screen_are_converted_from_the_photo_s_profile_to_the_monitor_s(
    viewer, screen, tmp_path, qtbot, embedded, monitor
):
    profiles = {None: None, "adobe": icc.adobe_rgb(), "swapped": swapped(), "p3": icc.display_p3()}
    source, target = profiles[embedded], profiles[monitor]
    Image.new("RGB", (400, 400), COLOUR).save(tmp_path / "a.png", icc_profile=source)
    screen.pictures.set_monitor(target)
    show(viewer, photo_of(tmp_path / "a.png"), qtbot)
    wanted = expected(COLOUR, source, target) if source != target else COLOUR
    assert near(on_screen(viewer), wanted)
    names = {None: "", "adobe": "Compatible with Adobe RGB (1998)", "swapped": "Display P3"}
    assert viewer.shown_picture.profile == names[embedded]


def test_another_monitor_renews_what_is_on_screen_and_its_thumbnail(viewer, screen, tmp_path, qtbot):
    Image.new("RGB", (400, 400), COLOUR).save(tmp_path / "a.png")
    photo = photo_of(tmp_path / "a.png")
    screen.thumbnails.want([photo])
    show(viewer, photo, qtbot)
    qtbot.waitUntil(lambda: screen.thumbnails.image(photo) is not None)
    assert near(on_screen(viewer), COLOUR)
    turned_about = expected(COLOUR, None, swapped())
    assert turned_about[1] > turned_about[0]
    seen = []
    viewer.picture_changed.connect(lambda _: seen.append(on_screen(viewer)))
    screen.thumbnails.set_monitor(swapped())
    screen.pictures.set_monitor(swapped())
    qtbot.waitUntil(lambda: near(on_screen(viewer), turned_about))
    qtbot.waitUntil(lambda: near(screen.thumbnails.image(photo).pixelColor(50, 50).getRgb()[:3], turned_about))
    screen.pictures.set_monitor(None)
    qtbot.waitUntil(lambda: near(on_screen(viewer), COLOUR))


def test_a_wide_gamut_telephone_photo_keeps_its_colours_on_a_wide_screen(viewer, screen, tmp_path, qtbot):
    """Through the worker: its answer must not have been cut down to sRGB on the way."""
    Image.new("RGB", (400, 400), (255, 30, 20)).save(tmp_path / "a.tif", icc_profile=icc.display_p3())
    screen.pictures.set_monitor(icc.display_p3())
    show(viewer, photo_of(tmp_path / "a.tif"), qtbot)
    assert near(on_screen(viewer), (255, 30, 20), 1)


@pytest.mark.parametrize("name", ["P3-sRGB-red.jpg", "R2020-sRGB-blue.jpg", "P3-sRGB-color-ring.jpg"])
def test_real_photos_with_wide_and_swapped_profiles_look_as_littlecms_has_them(
    viewer, screen, shared, tmp_path, qtbot, name
):
    path = shared / "photos" / "colour" / name
    with Image.open(path) as image:
        profile = image.info["icc_profile"]
    for target in (None, profile, swapped()):
        screen.pictures.set_monitor(target)
        show(viewer, photo_of(path), qtbot)
        viewer.zoom_to_pixels(QPointF(100, 100))
        qtbot.waitUntil(lambda: viewer.shown_picture is not None and viewer.shown_picture.is_full)
        place = viewer._sight(viewer.photo).place
        with Image.open(path) as image:
            raw = np.asarray(image.convert("RGB"))[100 - place.top, 100 - place.left]
        wanted = expected(tuple(map(int, raw)), profile, target) if target != profile else tuple(map(int, raw))
        qtbot.waitUntil(lambda wanted=wanted: near(on_screen(viewer), wanted, 4))
        viewer.show_photo(None)
        viewer.fit()
