"""One photo, large: fitted to the viewport or zoomed, painted from pictures that others decode."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from reviewer import words
from reviewer.ui import theme
from reviewer.ui.viewer import canvas
from reviewer.ui.viewer.framing import Framing
from reviewer.ui.viewer.hand import Hand
from reviewer.ui.viewer.haste import Haste
from reviewer.ui.viewer.last_frame import LastFrame
from reviewer.ui.viewer.pushing import Pushing
from reviewer.ui.viewer.sight import Sight, true_size
from reviewer.ui.viewer.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer.photo import Photo
    from reviewer.ui.screen.picture import Picture, Size
    from reviewer.ui.screen.pictures import Pictures
    from reviewer.ui.viewer.framing import Point
    from reviewer.ui.viewer.overlay import Overlay

_SLOW = 300  # ms after which waiting is put in words; shorter waits would only flicker
_REST = 20  # ms after a flip before the next photos are decoded: painting has the processors for itself
_PASSING = 40  # ms between two looks at which parts of a huge photo a pan has brought into sight
_SETTLE = 120  # ms without a change of size or zoom after which exact pixels for it are asked for


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

    def __init__(
        self,
        pictures: Pictures,
        *,
        surround: QColor | None = None,
        margin: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """Show nothing yet.

        Args:
            pictures: Where pictures are asked for; viewers of which one is visible at a time may share it.
            surround: The colour around the photo; None for the theme's neutral grey.
            margin: Device-independent pixels that a fitted photo keeps free on all four sides.
            parent: The widget it is part of.
        """
        super().__init__(parent)
        self._pictures = pictures
        self._surround = surround
        self._photo: Photo | None = None
        self._neighbours: tuple[Photo, ...] = ()
        self._last = LastFrame(self)
        self._margin = margin
        self._framing = Framing()
        self._message = ""
        self._guess: Size = (6000, 4000)
        self._overlay: Overlay | None = None
        self._stops = 0.0
        self._witness = Witness(self)
        self._pushing = Pushing(self)
        self._hand = Hand(self)
        self._haste = Haste(self)
        self._slow = self._timer(_SLOW, self.update)
        self._settle = self._timer(_SETTLE, self._want)
        self._rest = self._timer(_REST, self._want)
        self._pan = self._timer(_PASSING, self._want)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(64, 64)
        self._name()
        self._connect()

    def _connect(self) -> None:
        pictures = self._pictures
        came = (pictures.picture_ready, pictures.picture_failed, pictures.detail_failed, pictures.stand_in_ready)
        for signal in came:
            signal.connect(self._note_arrival)
        pictures.picture_dropped.connect(self._renew)
        self._pushing.pushed.connect(self.update)
        self._last.dimmed.connect(self.update)
        self._haste.over.connect(self._want)
        self._hand.zoom_requested.connect(self.zoom_by)
        self._hand.pan_requested.connect(self.pan_by)
        self._hand.toggle_requested.connect(self.toggle_zoom)
        self._witness.painted.connect(self.painted, Qt.ConnectionType.QueuedConnection)
        self._witness.picture_changed.connect(self.picture_changed, Qt.ConnectionType.QueuedConnection)

    @property
    def photo(self) -> Photo | None:
        """The photo shown."""
        return self._photo

    @property
    def shown_picture(self) -> Picture | None:
        """The picture that was painted last, fitted where it was painted in parts; None for a stand-in or nothing."""
        return self._witness.picture

    def set_overlay(self, overlay: Overlay | None) -> None:
        """Have something painted over the photo each time it is painted; None for nothing."""
        self._overlay = overlay
        self.update()

    def push(self, stops: float) -> None:
        """Show the photo as if it had been exposed so many stops longer, until told 0.0.

        At once from the pixels in memory; from the RAW's own data, where there is one, when they are developed.
        """
        self._stops = stops
        if not stops:
            self._pushing.stop()
        self._want()
        self.update()

    @property
    def picture_size(self) -> QSize:
        """Size of the photo on screen in device pixels, as a Viewing records it; empty while unknown."""
        if self._photo is None or self._pictures.full_size(self._photo) is None:
            return QSize()
        place = self._sight(self._photo).place
        screen = QRect(QPoint(), QSize(*self._viewport()))
        return screen.intersected(QRect(place.left, place.top, place.width, place.height)).size()

    def show_photo(self, photo: Photo | None, neighbours: Sequence[Photo] = ()) -> None:
        """Show a photo now, with what is in memory, and have its neighbours decoded.

        Args:
            photo: The photo; None shows the message or nothing.
            neighbours: Photos likely to come next, likeliest first (in the direction of travel).
        """
        hasty = photo != self._photo and self._haste.note_flip() and self.isVisible()
        if photo != self._photo:
            self._leave(photo)
            self._photo = photo
            self._witness.expect_another()
            self._hand.let_go()
            self._slow.start()
            self._name()
        self._neighbours = tuple(neighbours)
        self._settle.stop()
        if photo is not None and hasty:
            self._pictures.postpone(photo)
        elif photo is None or not self._sight(photo).is_final:
            self._want()
        elif not self._rest.isActive():
            self._rest.start()
        self.update()

    def show_message(self, text: str) -> None:
        """Words in the middle while there is no photo: empty folder, folder gone; empty text for none."""
        self._message = text
        self._name()
        self.update()

    def fit(self) -> None:
        """The whole photo; a small one at 100 %, never enlarged."""
        self._reframe(self._framed.fitted())
        self._want_now()

    def zoom_to_pixels(self, at: QPointF | None = None) -> None:
        """100 %, one photo pixel per device pixel, keeping the point ``at`` (widget coordinates) in place.

        Without ``at``: the point under the pointer if it is over the viewer, else the middle.
        """
        self._reframe(self._framed.zoomed(1.0, self._point(at), self._full(), self._viewport()))
        self._want_now()

    def toggle_zoom(self, at: QPointF | None = None) -> None:
        """Between fit and 100 % at the pointer."""
        if self._framing.scale is None:
            self.zoom_to_pixels(at)
        else:
            self.fit()

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in (positive) or out by wheel steps, keeping ``at`` in place; stops at 100 % and at fit in passing."""
        self._reframe(self._framed.stepped(steps, self._point(at), self._full(), self._viewport()))

    def _timer(self, milliseconds: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _viewport(self) -> Size:
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    @property
    def _framed(self) -> Framing:
        """The framing, with a margin for the screen we are on now."""
        return replace(self._framing, margin=round(self._margin * self.devicePixelRatioF()))

    def _sight(self, photo: Photo) -> Sight:
        return Sight(photo, self._full(), self._framed, self._viewport(), self._pictures)

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
        known = true_size(self._pictures, self._photo)
        if known:
            return known
        image = self._pictures.stand_in(self._photo)
        if image is None:
            return self._guess
        scale = max(self._guess) / max(image.width(), image.height())
        return round(image.width() * scale), round(image.height() * scale)

    def _want(self) -> None:
        if self._photo is None or not self.isVisible() or self._haste.is_on:
            return
        self._pictures.want(self._sight(self._photo).wants(self._neighbours, self._stops))

    def _leave(self, following: Photo | None) -> None:
        """Keep what is to outlast the photo shown: its size as a guess, its frame if there is nothing to follow it."""
        self._guess = self._full()
        if following is None or self._has_something(following):
            self._last.drop()
        elif self._photo is not None:
            self._last.keep(self._sight(self._photo))

    def _has_something(self, photo: Photo) -> bool:
        return self._pictures.problem(photo) is not None or self._pictures.stand_in(photo) is not None

    def _renew(self, photo: Photo) -> None:
        if photo == self._photo:
            self._want()
            self.update()

    def _note_arrival(self, photo: Photo) -> None:
        if photo == self._photo:
            self._last.drop()
            sight = self._sight(photo)
            if not sight.is_final:  # it turned out to be of another size or kind than was guessed
                (self._rest if sight.is_short else self._settle).start()
            self.update()
        elif self._framing.scale and photo in self._neighbours and self._pictures.is_preview(photo):
            self._rest.start()  # it turned out to need developing, too

    def _want_now(self) -> None:
        """It is no size in passing."""
        if self._settle.isActive():
            self._settle.stop()
            self._want()

    def _unsettle(self) -> None:
        """Other pixels are needed from now on, but not for every size in passing."""
        self._settle.start()
        self._slow.start()

    def _reframe(self, framing: Framing) -> None:
        if framing == self._framed:
            return
        self._framing = framing
        self._unsettle()
        self._hand.let_pan(can_pan=framing.scale is not None)
        self.zoom_changed.emit(framing.scale or 0.0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in memory; never waits."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._bed())
        if self._photo is None:
            self._witness.see_picture(None)
            self._say(painter, self._message, canvas.MIDDLE)
            return
        ratio = self.devicePixelRatioF()
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        sight = self._sight(self._photo)
        shown = self._paint_photo(painter, sight)
        painter.restore()
        self._paint_state(painter, sight)
        self._witness.see_picture(sight.whole)
        if not self._last.is_kept and (shown or sight.is_final):
            self._witness.see_photo(self._photo, sharp=sight.is_final)

    def _paint_photo(self, painter: QPainter, sight: Sight) -> bool:
        """Paint the photo, or the one before it until there is something of it; says whether it was this one."""
        if self._last.is_kept:
            self._last.paint(painter, sight.viewport, self._bed())
            return False
        image = sight.paint(painter)
        if image is None:
            return False
        if self._stops:
            self._paint_pushed(painter, sight)
        if self._overlay:
            self._overlay.paint(painter, sight.exact, image, sight.place, sight.viewport)
        return True

    def _paint_pushed(self, painter: QPainter, sight: Sight) -> None:
        developed = sight.pushed(self._stops)
        if developed:
            canvas.paint_image(painter, developed.image, sight.place, sight.viewport)
        else:
            self._pushing.paint(painter, sight, self._stops)

    def _paint_state(self, painter: QPainter, sight: Sight) -> None:
        problem = self._pictures.problem(sight.photo)
        if problem:
            self._say(painter, words.problem(problem), canvas.MIDDLE)
            return
        if not self._last.is_kept:
            self._say(painter, sight.remark(has_waited=not self._slow.isActive()), canvas.CORNER)
        elif self._last.is_dim:
            self._say(painter, words.text("loading_photo").format(file=words.name(sight.photo.path)), canvas.MIDDLE)

    def _name(self) -> None:
        """Tell screen readers what is shown."""
        self.setAccessibleName(words.name(self._photo.path) if self._photo else self._message or words.text("no_photo"))

    def _bed(self) -> QColor:
        return self._surround or theme.colour("surround")

    def _say(self, painter: QPainter, text: str, where: Qt.AlignmentFlag) -> None:
        canvas.paint_words(painter, self.rect(), text, where, self._bed())

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A held key was let go of: this is the photo that is to be looked at."""
        if not event.isAutoRepeat():
            self._haste.end()
        super().keyReleaseEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Another viewer may have wanted other photos meanwhile."""
        super().showEvent(event)
        self._want()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale what there is at once, and ask for exact pixels when the size has settled."""
        super().resizeEvent(event)
        self._unsettle()

    def event(self, event: QEvent) -> bool:
        """A screen of another density needs other pixels for the same size; who is out of sight pushes nothing."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._unsettle()
        elif event.type() == QEvent.Type.Hide:
            self._pushing.finish()
        return super().event(event)

    def pan_by(self, by: QPointF) -> None:
        """Move a zoomed photo (widget coordinates), no further than its edges."""
        ratio = self.devicePixelRatioF()
        framing = self._framed.panned((by.x() * ratio, by.y() * ratio), self._full(), self._viewport())
        if framing != self._framing:
            self._framing = framing
            self._note_pan()
            self.update()

    def _note_pan(self) -> None:
        """Other parts have come into sight; they are asked for in passing, as soon as may be."""
        if self._photo and self._sight(self._photo).is_tiled and not self._pan.isActive():
            self._pan.start()
