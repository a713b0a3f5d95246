"""Loupe aids: what lies over the photo to help judge it, each switched by a key.

``inspection`` finds what is in focus and what is clipped, in the background and once for each picture; the result is
painted where the picture is painted, so that it pans along. Thirds need no pixels. The focus point is read from the
file. Only exact pixels are marked: a stand-in would show the edges of its own scaling. So a photo that is shown in
parts has marks where it is fitted, and its tones always.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from reviewer import decode, inspection, words
from reviewer.errors import ReviewerError
from reviewer.ui import theme
from reviewer.ui.viewer import canvas

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from numpy.typing import NDArray

    from reviewer.photo import Photo
    from reviewer.settings import Settings
    from reviewer.ui.background.jobs import Job, Jobs
    from reviewer.ui.screen.picture import Picture, Size
    from reviewer.ui.viewer.framing import Place
    from reviewer.ui.viewer.view import Viewer

AIDS = ("peaking", "clipping", "thirds", "focus_point", "histogram")
"""Actions that switch an aid; ``show_`` before it is the setting that keeps it."""

PUSH = 2.0
"""Stops that the photo is made brighter or darker by while a key is held."""

_POINT = 24  # device pixels, least side of the box around a focus point
_REST = 60  # ms on a photo before its pixels are looked through: flipping has the processors for itself

# Seen on any photo, and of no theme: index 0 is clear
_MARKS = ("#00000000", "#ff3cff3c", "#ffff2828", "#ff3c6eff")
_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_UNKNOWN = np.zeros((3, 256), np.int64)
_LINE, _SHADE = QColor(255, 255, 255, 150), QColor(0, 0, 0, 110)


class _Task(NamedTuple):
    """What is to be found out about a picture."""

    peaking: bool
    clipping: bool
    tones: bool


class _Found(NamedTuple):
    """What was found: an image of marks as large as the picture, and (3, 256) counts of tones."""

    marks: QImage | None
    tones: NDArray[np.int64] | None


class Aids(QObject):
    """The aids of one viewer.

    Args:
        viewer: Whose photo they are for; they lie over it and end with it.
        jobs: Where pixels are looked through and focus points read.
        settings: Which aids are on.
        turn_of: Quarter turns clockwise by which the user has a photo shown.

    Signals:
        switched(str, bool): An aid's setting, to be kept.
        tones_changed(NDArray | None): (3, 256) counts of the levels of red, green and blue in the picture on screen;
            zeros while they are not known; None where they are not wanted, or there is no photo.
    """

    switched = Signal(str, bool)
    tones_changed = Signal(object)

    def __init__(self, viewer: Viewer, jobs: Jobs, settings: Settings, turn_of: Callable[[Photo], int]) -> None:
        super().__init__(viewer)
        self._viewer = viewer
        self._jobs = jobs
        self._settings = settings
        self._turn_of = turn_of
        self._picture: Picture | None = None
        self._task: _Task | None = None
        self._job: Job | None = None
        self._marks: QImage | None = None
        self._focus: tuple[Photo, decode.FocusArea | None] | None = None
        self._rest = QTimer(self, interval=_REST, singleShot=True)
        self._rest.timeout.connect(self._look)
        viewer.picture_changed.connect(self._take)
        viewer.set_overlay(self)
        settings.listen(self._follow)

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By action: a switch for each aid."""
        return {aid: partial(self._switch, aid) for aid in AIDS}

    @property
    def holders(self) -> Mapping[str, Callable[[bool], object]]:
        """By action: what lasts while its key is pressed."""
        return {
            "brighter": lambda down: self._viewer.push(PUSH if down else 0.0),
            "darker": lambda down: self._viewer.push(-PUSH if down else 0.0),
        }

    def _on(self, aid: str) -> bool:
        return self._settings.flag(f"show_{aid}")

    def _switch(self, aid: str) -> None:
        self.switched.emit(f"show_{aid}", not self._on(aid))

    def _follow(self, setting: str) -> None:
        if setting.removeprefix("show_") in AIDS:
            self._look()
            self._viewer.update()

    def _take(self, picture: Picture | None) -> None:
        """Another picture is on screen: what was found about the last one is not true of it."""
        self._picture = picture
        self._task = self._marks = None
        self._drop_job()
        self._rest.start()

    def _look(self) -> None:
        """Find out what the aids that are on need and is not known."""
        picture = self._picture
        self._read_focus()
        task = _Task(self._on("peaking"), self._on("clipping"), self._on("histogram"))
        if picture is None:
            self.tones_changed.emit(_UNKNOWN if task.tones and self._viewer.photo else None)
        if picture is None or task == self._task:
            return
        self._task = task
        self._drop_job()
        self._job = self._jobs.start(_find(picture.image, task), name="aids", on_result=self._show)

    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = None

    def _show(self, found: _Found) -> None:
        self._marks = found.marks
        self.tones_changed.emit(found.tones)
        self._viewer.update()

    def _read_focus(self) -> None:
        photo = self._viewer.photo
        if photo is None or not self._on("focus_point") or (self._focus and self._focus[0] == photo):
            return
        self._jobs.start(_focus(photo), name="focus point", on_result=lambda area: self._note_focus(photo, area))

    def _note_focus(self, photo: Photo, area: decode.FocusArea | None) -> None:
        self._focus = (photo, area)
        self._viewer.update()

    def paint(self, painter: QPainter, picture: Picture | None, _image: QImage, place: Place, viewport: Size) -> None:
        """Paint over the photo; the viewer asks, see its ``Overlay``."""
        if self._marks is not None and picture is not None and picture is self._picture:
            canvas.paint_image(painter, self._marks, place, viewport)
        if self._on("thirds"):
            _paint_thirds(painter, place)
        if self._on("focus_point") and self._focus is not None and self._focus[0] == self._viewer.photo:
            self._paint_focus(painter, *self._focus, place)

    def _paint_focus(self, painter: QPainter, photo: Photo, area: decode.FocusArea | None, place: Place) -> None:
        if area is not None:
            _paint_box(painter, _turned(area, self._turn_of(photo)), place)
            return
        painter.save()
        painter.resetTransform()  # words are as large on any screen
        canvas.paint_words(painter, self._viewer.rect(), words.text("no_focus_point"), _TOP, theme.colour("black"))
        painter.restore()


def _find(image: QImage, task: _Task) -> Generator[None, None, _Found]:
    yield
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, : image.width()]
    marks = None
    if task.peaking or task.clipping:
        found = inspection.marks(pixels, peaking=task.peaking, clipping=task.clipping)
        marks = _mark_image(found)
        yield
    return _Found(marks, inspection.tones(pixels)[::-1] if task.tones else None)  # Qt keeps blue first


def _mark_image(marks: NDArray[np.uint8]) -> QImage:
    height, width = marks.shape
    image = QImage(marks.data, width, height, width, QImage.Format.Format_Indexed8).copy()
    image.setColorTable([QColor(text).rgba() for text in _MARKS])
    return image


def _focus(photo: Photo) -> Generator[None, None, decode.FocusArea | None]:
    yield
    try:
        return decode.focus_area(photo.path)
    except ReviewerError:
        return None  # the photo itself says what is wrong with its file


def _paint_thirds(painter: QPainter, place: Place) -> None:
    for third in (1, 2):
        x, y = place.left + place.width * third // 3, place.top + place.height * third // 3
        for shift, colour in ((0, _LINE), (1, _SHADE)):
            painter.setPen(QPen(colour, 1))
            painter.drawLine(x + shift, place.top, x + shift, place.top + place.height - 1)
            painter.drawLine(place.left, y + shift, place.left + place.width - 1, y + shift)


def _turned(area: decode.FocusArea, quarters: int) -> decode.FocusArea:
    for _ in range(quarters % 4):
        area = decode.FocusArea(1 - area.top - area.height, area.left, area.height, area.width)
    return area


def _paint_box(painter: QPainter, area: decode.FocusArea, place: Place) -> None:
    left, top = place.left + area.left * place.width, place.top + area.top * place.height
    box = QRect(round(left), round(top), round(area.width * place.width), round(area.height * place.height))
    if box.width() < _POINT or box.height() < _POINT:  # a point, or next to one
        box = QRect(box.center() - QPoint(_POINT // 2, _POINT // 2), QSize(_POINT, _POINT))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for grow, colour in ((1, _SHADE), (0, QColor(_MARKS[inspection.PEAK]))):
        painter.setPen(QPen(colour, 2))
        painter.drawRect(box.adjusted(-grow, -grow, grow, grow))
