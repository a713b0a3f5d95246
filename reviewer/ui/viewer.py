"""One photo, large: fitted to the viewport or zoomed, painted from pictures that others decode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from reviewer import words
from reviewer.ui import canvas, theme
from reviewer.ui.framing import Framing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer.photo import Photo
    from reviewer.ui.framing import Place, Point
    from reviewer.ui.picture import Picture, Size
    from reviewer.ui.pictures import Pictures

_SLOW = 300  # ms after which waiting is put in words; shorter waits would only flicker
_HOLD = 80  # ms that the photo before stays where there is nothing of the new one: blank would flicker
_REST = 20  # ms after a flip before the next photos are decoded: painting has the processors for itself
_SETTLE = 120  # ms without a change of size or zoom after which exact pixels for it are asked for
_NOTCH = 120  # one notch of a wheel, in Qt's eighths of a degree


class Overlay(Protocol):
    """Something painted over the photo, as wide or as high as the viewer."""

    def paint(self, painter: QPainter, picture: Picture | None, image: QImage, place: Place, viewport: Size) -> None:
        """Paint over the photo.

        Args:
            painter: In device pixels.
            picture: What is shown, if it is more than a stand-in.
            image: The pixels that were just painted, of the whole photo at some size.
            place: Where the whole photo lies.
            viewport: Width and height in sight.
        """


class Viewer(QWidget):
    """Shows one photo and says when it is on screen. The mouse zooms and pans; keys are other people's business.

    Zoom and position stay from photo to photo. A photo never waits to be shown: a thumbnail or another size stands in.

    Signals:
        painted(Photo, bool): Right after a photo's first paint: False with a stand-in; True once its exact pixels are
            on screen, or the words for why there are none (nothing sharper will come). True comes once per photo shown.
        zoom_changed(float): Device pixels per photo pixel, 1.0 is 100 %; 0.0 means fitted.
        picture_changed(Picture | None): ``shown_picture`` is another one.
    """

    painted = Signal(object, bool)
    zoom_changed = Signal(float)
    picture_changed = Signal(object)
    _just_painted = Signal(object, bool)
    _just_changed = Signal(object)

    def __init__(
        self,
        pictures: Pictures,
        *,
        surround: QColor | None = None,
        size_of: Callable[[Photo], Size | None] = lambda _: None,
        parent: QWidget | None = None,
    ) -> None:
        """Show nothing yet.

        Args:
            pictures: Where pictures are asked for; viewers of which one is visible at a time may share it.
            surround: The colour around the photo; None for the theme's neutral grey.
            size_of: Width and height of a whole photo where they are known before it is decoded, so that its stand-in
                lies where the photo will.
            parent: The widget it is part of.
        """
        super().__init__(parent)
        self._pictures = pictures
        self._size_of = size_of
        self._surround = surround or theme.colour("surround")
        self._photo: Photo | None = None
        self._neighbours: tuple[Photo, ...] = ()
        self._held: tuple[QImage, Place] | None = None
        self._framing = Framing()
        self._message = ""
        self._guess: Size = (6000, 4000)
        self._told: bool | None = None
        self._dragged_from: QPointF | None = None
        self._overlay: Overlay | None = None
        self._shown: Picture | None = None
        self._stops = 0.0
        self._slow = self._timer(_SLOW, self.update)
        self._release = self._timer(_HOLD, self._let_go)
        self._settle = self._timer(_SETTLE, self._want)
        self._rest = self._timer(_REST, self._want)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(64, 64)
        pictures.picture_ready.connect(self._note_arrival)
        pictures.picture_failed.connect(self._note_arrival)
        pictures.stand_in_ready.connect(self._note_arrival)
        pictures.picture_dropped.connect(self._renew)
        self._just_painted.connect(self.painted, Qt.ConnectionType.QueuedConnection)
        self._just_changed.connect(self.picture_changed, Qt.ConnectionType.QueuedConnection)

    @property
    def photo(self) -> Photo | None:
        """The photo shown."""
        return self._photo

    @property
    def shown_picture(self) -> Picture | None:
        """The picture that was painted last; None while there is only a stand-in or nothing."""
        return self._shown

    def set_overlay(self, overlay: Overlay | None) -> None:
        """Have something painted over the photo each time it is painted; None for nothing."""
        self._overlay = overlay
        self.update()

    def push(self, stops: float) -> None:
        """Show the photo brighter or darker, until told 0.0."""
        self._stops = stops
        self.update()

    @property
    def picture_size(self) -> QSize:
        """Size of the photo on screen in device pixels, as a Viewing records it; empty while unknown."""
        if self._photo is None or self._pictures.full_size(self._photo) is None:
            return QSize()
        place = self._framing.place(self._full(), self._viewport())
        screen = QRect(QPoint(), QSize(*self._viewport()))
        return screen.intersected(QRect(place.left, place.top, place.width, place.height)).size()

    def show_photo(self, photo: Photo | None, neighbours: Sequence[Photo] = ()) -> None:
        """Show a photo now, with what is in memory, and have its neighbours decoded.

        Args:
            photo: The photo; None shows the message or nothing.
            neighbours: Photos likely to come next, likeliest first (in the direction of travel).
        """
        if photo != self._photo:
            self._leave(photo)
            self._photo = photo
            self._told = None
            self._dragged_from = None
            self._slow.start()
        self._neighbours = tuple(neighbours)
        self._settle.stop()
        if self._exact() is None:
            self._want()
        elif not self._rest.isActive():
            self._rest.start()
        if self._held is None:
            self.update()

    def show_message(self, text: str) -> None:
        """Words in the middle while there is no photo: empty folder, folder gone; empty text for none."""
        self._message = text
        self.update()

    def fit(self) -> None:
        """The whole photo; a small one at 100 %, never enlarged."""
        self._reframe(Framing())

    def zoom_to_pixels(self, at: QPointF | None = None) -> None:
        """100 %, one photo pixel per device pixel, keeping the point ``at`` (widget coordinates) in place.

        Without ``at``: the point under the pointer if it is over the viewer, else the middle.
        """
        self._reframe(self._framing.zoomed(1.0, self._point(at), self._full(), self._viewport()))

    def toggle_zoom(self, at: QPointF | None = None) -> None:
        """Between fit and 100 % at the pointer."""
        if self._framing.scale is None:
            self.zoom_to_pixels(at)
        else:
            self.fit()

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in (positive) or out by wheel steps, keeping ``at`` in place; stops at 100 % and at fit in passing."""
        self._reframe(self._framing.stepped(steps, self._point(at), self._full(), self._viewport()))

    def _timer(self, milliseconds: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _viewport(self) -> Size:
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def _point(self, at: QPointF | None) -> Point:
        """A point of the widget in device pixels of the viewport."""
        if at is None:
            at = QPointF(self.mapFromGlobal(QCursor.pos()))
            if not QRectF(self.rect()).contains(at):
                at = QRectF(self.rect()).center()
        return at.x() * self.devicePixelRatioF(), at.y() * self.devicePixelRatioF()

    def _full(self) -> Size:
        """The photo's size; until it is known, as large as the last photo, in the stand-in's shape."""
        if self._photo is None:
            return self._guess
        known = self._pictures.full_size(self._photo) or self._size_of(self._photo)
        if known:
            return known
        image = self._pictures.stand_in(self._photo)
        if image is None:
            return self._guess
        scale = max(self._guess) / max(image.width(), image.height())
        return round(image.width() * scale), round(image.height() * scale)

    def _room(self) -> Size | None:
        """The room that the photo's exact pixels for the present zoom are scaled down into."""
        scale = self._framing.scale
        if scale is None:
            return self._viewport()
        full = self._full()
        return None if scale >= 1 else (round(full[0] * scale), round(full[1] * scale))

    def _want(self) -> None:
        if self._photo is None or not self.isVisible():
            return
        viewport, room = self._viewport(), self._room()
        wants: list[tuple[Photo, Size | None]] = [(self._photo, room), (self._photo, viewport)]
        wants += [(photo, None) for photo in self._neighbours[:1] if room is None]
        wants += [(photo, viewport) for photo in self._neighbours]
        self._pictures.want(wants)

    def _leave(self, following: Photo | None) -> None:
        """Keep what is to outlast the photo shown: its size as a guess, its frame if there is nothing to follow it."""
        self._guess = self._full()
        if following is None or self._has_something(following):
            self._held = None
        elif self._held is None:
            self._held = self._last_frame()
            self._release.start()

    def _has_something(self, photo: Photo) -> bool:
        return self._pictures.problem(photo) is not None or self._pictures.stand_in(photo) is not None

    def _last_frame(self) -> tuple[QImage, Place] | None:
        if self._photo is None:
            return None
        place = self._framing.place(self._full(), self._viewport())
        exact = self._exact()
        image = exact.image if exact else self._pictures.stand_in(self._photo, place.width)
        return (image, place) if image else None

    def _let_go(self) -> None:
        if self._held:
            self._held = None
            self.update()

    def _renew(self, photo: Photo) -> None:
        if photo == self._photo:
            self._told = None
            self._want()
            self.update()

    def _note_arrival(self, photo: Photo) -> None:
        if photo == self._photo:
            self._held = None
            if self._exact() is None:
                self._settle.start()  # it turned out to have another size than was guessed
            self.update()

    def _unsettle(self) -> None:
        """Other pixels are needed from now on, but not for every size in passing."""
        self._settle.start()
        self._slow.start()

    def _reframe(self, framing: Framing) -> None:
        if framing == self._framing:
            return
        self._framing = framing
        self._unsettle()
        self._show_hand()
        self.zoom_changed.emit(framing.scale or 0.0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in memory; never waits."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._surround)
        if self._photo is None:
            self._note_picture(None)
            self._say(painter, self._message, canvas.MIDDLE)
            return
        ratio = self.devicePixelRatioF()
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        exact = self._exact()
        shown = self._paint_photo(painter, exact)
        painter.restore()
        self._paint_state(painter, exact)
        self._note_picture(exact)
        self._note_paint(shown=shown, sharp=exact is not None or self._pictures.problem(self._photo) is not None)

    def _exact(self) -> Picture | None:
        return self._pictures.picture(self._photo, self._room()) if self._photo else None

    def _paint_photo(self, painter: QPainter, exact: Picture | None) -> bool:
        """Paint the photo, or the one before it for a moment; says whether it was this one."""
        viewport = self._viewport()
        if self._held:
            canvas.paint_image(painter, *self._held, viewport)
            return False
        assert self._photo is not None  # noqa: S101 -- for the type checker; paintEvent asked
        place = self._framing.place(self._full(), viewport)
        image = exact.image if exact else self._pictures.stand_in(self._photo, place.width)
        if image is None:
            return False
        canvas.paint_image(painter, image, place, viewport)
        if self._overlay:
            self._overlay.paint(painter, exact, image, place, viewport)
        return True

    def _paint_state(self, painter: QPainter, exact: Picture | None) -> None:
        assert self._photo is not None  # noqa: S101 -- as above
        problem = self._pictures.problem(self._photo)
        if problem:
            self._say(painter, words.problem(problem), canvas.MIDDLE)
        elif exact and exact.damaged:
            self._say(painter, words.text("damaged"), canvas.CORNER)
        elif exact is None and not self._slow.isActive():
            self._say(painter, words.text("loading"), canvas.CORNER)

    def _say(self, painter: QPainter, text: str, where: Qt.AlignmentFlag) -> None:
        canvas.paint_words(painter, self.rect(), text, where, self._surround)

    def _note_picture(self, picture: Picture | None) -> None:
        if picture is not self._shown:
            self._shown = picture
            self._just_changed.emit(picture)

    def _note_paint(self, *, shown: bool, sharp: bool) -> None:
        if self._held or self._told or (self._told is False and not sharp) or not (shown or sharp):
            return
        self._told = sharp
        self._just_painted.emit(self._photo, sharp)

    def showEvent(self, event: QShowEvent) -> None:
        """Another viewer may have wanted other photos meanwhile."""
        super().showEvent(event)
        self._want()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale what there is at once, and ask for exact pixels when the size has settled."""
        super().resizeEvent(event)
        self._unsettle()

    def event(self, event: QEvent) -> bool:
        """A screen of another density needs other pixels for the same size."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._unsettle()
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        turned = event.angleDelta().y()
        if turned:
            self.zoom_by(turned / _NOTCH, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a zoomed photo."""
        if event.button() == Qt.MouseButton.LeftButton and self._framing.scale:
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan."""
        if self._dragged_from is not None:
            by = (event.position() - self._dragged_from) * self.devicePixelRatioF()
            self._dragged_from = event.position()
            self._framing = self._framing.panned((by.x(), by.y()), self._full(), self._viewport())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton and self._dragged_from is not None:
            self._dragged_from = None
            self._show_hand()

    def _show_hand(self) -> None:
        if self._framing.scale:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()  # whoever uses the viewer may have its own, or none

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """100 % where it was clicked, and back."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggle_zoom(event.position())
