"""The window: puts the rooms together and says who carries out which action. It decides nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QMessageBox, QVBoxLayout, QWidget

from reviewer import __version__, words
from reviewer.session import Change
from reviewer.ui import placement
from reviewer.ui.choices import Choices
from reviewer.ui.drops import Drops
from reviewer.ui.files.file_dialogs import ask_for_folder, ask_for_photo
from reviewer.ui.focus import FocusKeeper
from reviewer.ui.keys.actions import ACTIONS, GRID, LOUPE
from reviewer.ui.keys.held_keys import HeldKeys
from reviewer.ui.keys.key_sheet import KeySheet
from reviewer.ui.menus import Menus, MetricsMenu, RecentMenu, SortMenu
from reviewer.ui.rooms import Rooms
from reviewer.ui.start_page import StartPage
from reviewer.ui.status_line import StatusLine
from reviewer.ui.status_news import StatusNews

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from reviewer.errors import ReviewerError
    from reviewer.settings import Settings, Value
    from reviewer.ui.keys.keymap import Keymap
    from reviewer.ui.loupe import Loupe
    from reviewer.ui.models.stock import Stock
    from reviewer.ui.reviewing.review import Review


class MainWindow(QMainWindow):
    """Menus above, status line below, one room between.

    Args:
        review: What is looked at.
        loupe: The room for it.
        settings: Changed by switches and menus, and saved at once.
        keymap: The keys in force.
        stock: Which metrics there are to choose from.

    Signals:
        closing: The program is about to end.
    """

    closing = Signal()

    def __init__(self, review: Review, loupe: Loupe, settings: Settings, keymap: Keymap, stock: Stock) -> None:
        super().__init__()
        self._review = review
        self._loupe = loupe
        self._settings = settings
        self._keymap = keymap
        self._menus = Menus(keymap, self)
        self._sorting = SortMenu(self)
        self._metrics = MetricsMenu(self)
        self._recent = RecentMenu(self)
        self._start = StartPage()
        self._status = StatusLine(self._sorting)
        self._news = StatusNews(review, loupe, self._status)
        self._choices = Choices(review, stock, self._sorting, self._metrics, self._start)
        self._rooms = Rooms(self._start, loupe, keymap, self._menus.actions)
        self._page = QWidget()
        self.setWindowTitle("Photo Reviewer")
        self._drops = Drops(self)
        self._drops.watch(self)
        placement.place(self, settings.text("window_place"))
        self._lay_out()
        self._sheet = KeySheet(keymap, self._page)
        self._connect()
        FocusKeeper(self, self._rooms.give_keys)
        self._handlers = self._handler_table()
        self._held = HeldKeys()
        self._close_room()
        settings.listen(self._show_setting)
        for row in ACTIONS:
            self._show_setting(row.setting)

    def _lay_out(self) -> None:
        self._menus.fill(
            self.menuBar(), {"open_photo": self._recent, "reverse": self._sorting, "pause_scoring": self._metrics}
        )
        self.addActions(self._menus.actions)
        self._page.setObjectName("page")
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._rooms, 1)
        column.addWidget(self._status)
        self.setCentralWidget(self._page)

    def _connect(self) -> None:
        review = self._review
        self._menus.requested.connect(self._carry_out)
        self._metrics.metrics_chosen.connect(lambda metrics: self.keep("metrics", self._choices.wish(metrics)))
        for place in (self._metrics.more_requested, self._start.models_requested):
            place.connect(lambda: self._carry_out("models"))
        self._recent.folder_requested.connect(review.open)
        self._start.folder_requested.connect(review.open)
        self._start.open_requested.connect(self._choose_folder)
        self._drops.dropped.connect(review.open)
        self._drops.invited.connect(lambda inviting: self._start.set_inviting(inviting=inviting))
        self._status.notice_changed.connect(self._show_status)
        self._loupe.metric_chosen.connect(lambda metric: self.keep("pace_metric", metric))
        grid = self._loupe.grid
        grid.size_chosen.connect(lambda size: self.keep("grid_size", size))
        grid.stacks_chosen.connect(lambda closed: self.keep("stacks", "closed" if closed else "open"))
        self._rooms.view_changed.connect(self._show_view)
        self._rooms.second_changed.connect(lambda on: self._menus.set_checked("second_display", checked=on))
        self._rooms.activation_changed.connect(self._follow_activation)
        self._rooms.key_pressed.connect(self.keyPressEvent)
        self._rooms.key_released.connect(self.keyReleaseEvent)
        review.opened.connect(self._open_room)
        review.closed.connect(self._close_room)
        review.changed.connect(self._follow)
        review.feed.work_changed.connect(self._show_facts)

    def _handler_table(self) -> dict[str, Callable[[], object]]:
        review = self._review
        return {
            "open_folder": self._choose_folder,
            "open_photo": self._choose_photo,
            "recursive": lambda: self._switch("recursive"),
            "reread": review.folder.read_again,
            "close_folder": review.close,
            "quit": self.close,
            **self._loupe.handlers,
            "loupe": lambda: self._rooms.show_view(LOUPE),
            "grid": lambda: self._rooms.show_view(GRID),
            "second_display": self._rooms.toggle_second,
            "full_screen": self._toggle_full_screen,
            "leave": lambda: self._set_full_screen(full=False),
            "info": lambda: self._switch("show_info"),
            "show_scores": lambda: self._switch("show_scores"),
            "auto_advance": lambda: self._switch("auto_advance"),
            "sort_menu": self._open_sorting,
            "reverse": review.reverse,
            "pause_scoring": review.toggle_scoring,
            "stop_scoring": review.feed.stop,
            "keys": self._open_sheet,
            "about": self._say_about,
        }

    def carry(self, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Have these actions, by their id, carried out by somebody else."""
        self._handlers.update(handlers)

    def carry_while_held(self, holders: Mapping[str, Callable[[bool], object]]) -> None:
        """As ``carry``, for actions that last while their key is pressed: called with True, and with False after."""
        self._held.carry(holders)

    @property
    def view(self) -> str:
        """The view that keys act in, ``LOUPE`` or ``GRID``."""
        return self._rooms.view

    def add_notice(self, sentence: str) -> None:
        """Say one sentence in the status line."""
        self._status.add_notice(sentence)

    def show_hint(self, hint: QWidget | None) -> None:
        """Have something in the status line while it says nothing else; None for nothing."""
        self._status.show_hint(hint)

    def show_problem(self, error: ReviewerError) -> None:
        """Say what is wrong, in the status line."""
        self.add_notice(words.problem(error))

    def come_back(self) -> None:
        """Another window had the keys and is gone; without a window manager nobody else gives them back."""
        self.activateWindow()
        self._loupe.refresh()
        self._rooms.give_keys()

    def _carry_out(self, name: str) -> None:
        in_grid = self._loupe.grid.handlers if self._rooms.view == GRID else {}
        (in_grid.get(name) or self._handlers[name])()

    def _follow(self, change: Change) -> None:
        if Change.PHOTOS in change:
            self._menus.set_checked("reverse", checked=self._review.session.order.descending)
        if change & (Change.PHOTOS | Change.CURRENT):
            self._show_facts()

    def _show_facts(self) -> None:
        facts = {
            "photos": bool(self._review.session.photos),
            "folder": self._review.folder.folder is not None,
            "scoring": self._review.feed.work is not None,
        }
        self._menus.set_facts(name for name, true in facts.items() if true)

    def _show_view(self) -> None:
        self._menus.set_view(self._rooms.view)
        self._news.count_cells()
        self._show_status()

    def _open_sheet(self) -> None:
        second = self._rooms.active_second
        (second.sheet if second else self._sheet).open(self._rooms.view)

    def _open_sorting(self) -> None:
        self._choices.offer_orders()
        self._sorting.popup(self._status.sort_corner())

    def _open_room(self, folder: Path) -> None:
        self.setWindowTitle(f"{words.name(folder)} – Photo Reviewer")  # noqa: RUF001 - a dash
        self._rooms.open()
        self._show_facts()

    def show_recent(self) -> None:
        """Offer the folders opened last."""
        recent = self._review.recent_folders()
        self._recent.set_folders(recent)
        self._start.set_recent(recent)

    def _close_room(self) -> None:
        self.setWindowTitle("Photo Reviewer")
        self.show_recent()
        self._rooms.close_photos()
        self._set_full_screen(full=False)
        self._show_facts()

    def _choose_folder(self) -> None:
        if chosen := ask_for_folder(self, self._review.folder.folder):
            self._review.open(chosen)

    def _choose_photo(self) -> None:
        if chosen := ask_for_photo(self, self._review.folder.folder):
            self._review.open(chosen)

    def _toggle_full_screen(self) -> None:
        self._set_full_screen(full=not (self._rooms.active_second or self).isFullScreen())

    def _set_full_screen(self, *, full: bool) -> None:
        if (second := self._rooms.active_second) is not None:
            second.set_full_screen(full=full)
            self._menus.set_checked("full_screen", checked=self.isFullScreen())
            return
        self._loupe.set_bare(bare=full)
        self.menuBar().setVisible(not full)
        self._menus.set_checked("full_screen", checked=full)
        if full:
            self.showFullScreen()
        elif self.isFullScreen():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)  # maximised, if it was
        self._show_status()

    def _show_status(self) -> None:
        """The line is there with the photos, and wherever it has something to say; a full screen has none."""
        needed = self._rooms.has_photos or self._status.has_notice
        self._status.setVisible(needed and not self.isFullScreen())

    def _show_setting(self, setting: str) -> None:
        for row in ACTIONS:
            if row.setting and row.setting == setting:
                self._menus.set_checked(row.id, checked=self._settings.flag(setting))

    def _switch(self, setting: str) -> None:
        self.keep(setting, not self._settings.flag(setting))

    def keep(self, setting: str, value: Value) -> None:
        """Change a setting and keep it; say so if that fails."""
        self._settings.put(setting, value)
        try:
            self._settings.save()
        except OSError as error:
            self.add_notice(words.text("settings_not_kept").format(detail=error.strerror or ""))

    def _say_about(self) -> None:
        QMessageBox.about(self, "Photo Reviewer", words.text("about").format(version=__version__))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin what lasts while its key is pressed; start what the menus did not know for theirs."""
        name = self._keymap.action(self._rooms.view, event) or ""
        event.setAccepted(self._held.press(name, event) or self._menus.trigger(name))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End it."""
        event.setAccepted(self._held.release(event))

    def changeEvent(self, event: QEvent) -> None:
        """A window that is left is not looked at; one come back to may find its folder changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self._follow_activation()

    def _follow_activation(self) -> None:
        if self.isActiveWindow() or self._rooms.active_second:
            self._loupe.resume()
            self._review.folder.read_again()
        else:
            self._held.let_go()
            self._loupe.rest()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the place; what runs is ended by who started it."""
        self.closing.emit()
        self.keep("window_place", placement.text_of(self))
        self._loupe.rest()
        self._rooms.end_second()
        self._review.close(quietly=True)
        super().closeEvent(event)
