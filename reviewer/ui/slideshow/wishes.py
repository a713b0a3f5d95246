"""What is wished of the slideshow, by panel or by key: followed at once, said in words, kept for the next one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer.ui.slideshow import programme
from reviewer.ui.slideshow.programme import Wish

if TYPE_CHECKING:
    from reviewer.errors import ImpossibleBudget
    from reviewer.settings import Settings
    from reviewer.ui.slideshow.pace_panel import PacePanel
    from reviewer.ui.slideshow.tour import Tour


class Wishes(QObject):
    """Goes between the panel, the tour and the settings.

    Args:
        tour: Gets every wish.
        settings: Where they are kept; saved when a wish is complete.
        panel: Where they are made, and what they come to is said.

    Signals:
        told: The panel has other words, and may need other room.
        unsaved(str): The settings cannot be written, and why.
    """

    told = Signal()
    unsaved = Signal(str)

    def __init__(self, tour: Tour, settings: Settings, panel: PacePanel) -> None:
        super().__init__(panel)
        self._tour = tour
        self._settings = settings
        self._panel = panel
        panel.wished.connect(self._follow)
        panel.first_stops_wanted.connect(lambda stops: self._tell(tour.cut_short(stops)))
        panel.closed.connect(self._save)

    @property
    def stored(self) -> Wish:
        """What was asked for last."""
        return Wish.stored(self._settings)

    def open_panel(self, problem: ImpossibleBudget | None = None) -> None:
        """Show the present wish to be changed; a problem is why it cannot be met."""
        self._panel.show_wish(self._tour.passes.wish)
        self._tell(problem)
        self._panel.open()

    def toggle_order(self) -> None:
        """Best first, or in capture order."""
        wish = self._tour.passes.wish
        self._follow(replace(wish, best_first=not wish.best_first))
        self._save()

    def _follow(self, wish: Wish) -> None:
        wish.store(self._settings)
        self._tell(self._tour.follow(wish))

    def _tell(self, problem: ImpossibleBudget | None) -> None:
        stops, pace = self._tour.playback.stops, self._tour.passes.wish.pace
        self._panel.show_outcome(problem or programme.outcome(stops), programme.promise(stops, pace))
        self.told.emit()

    def _save(self) -> None:
        try:
            self._settings.save()
        except OSError as error:
            self.unsaved.emit(error.strerror or "")
