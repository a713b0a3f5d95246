"""A slideshow under way, pass after pass: which stops it has, what was seen of them, and its clock. Shows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer.playback import Playback
from reviewer.ui.slideshow.passes import Passes
from reviewer.ui.slideshow.player import Player
from reviewer.ui.slideshow.programme import Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from reviewer.errors import ImpossibleBudget
    from reviewer.photo import Photo, Viewing
    from reviewer.ui.slideshow.programme import Material


class Tour(QObject):
    """Puts passes on and has them played.

    Args:
        content_id: The name of a photo's bytes, empty where not known yet.

    Attributes:
        player: Plays the present pass; moves are made through it, and it tells of cuts and looks.
        passes: Which part of everything that is.

    Signals:
        pass_begun(ImpossibleBudget | None): Another pass, with other stops; why its time could not be met.
        stops_changed: The same pass has other stops, or other seconds for them.
    """

    pass_begun = Signal(object)
    stops_changed = Signal()

    def __init__(self, content_id: Callable[[Photo], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.player = Player(content_id, self)
        self.passes = Passes(Wish())
        self._holding: set[str] = set()
        self.player.looked.connect(self._note_look)

    @property
    def playback(self) -> Playback:
        """The present pass as it is played."""
        return self.player.playback

    def begin(
        self, material: Material, wish: Wish, *, snapshot: Mapping[str, object] | None = None, at: Photo | None = None
    ) -> None:
        """Begin a slideshow of everything.

        Args:
            material: What there is to show.
            wish: In which time, order and so on.
            snapshot: Where an earlier one of this folder stood; taken up if it was not at its end.
            at: The photo to begin at otherwise, in capture order; best first begins with the best.
        """
        self.passes.begin(material, wish)
        self.player.thaw()
        self._begin(snapshot, start=None if wish.best_first else at)

    def _begin(
        self, snapshot: Mapping[str, object] | None = None, *, start: Photo | None = None, after: Playback | None = None
    ) -> None:
        planned, problem = self.passes.planned()
        play = Playback(planned, after=after)
        resumed = snapshot is not None and snapshot.get("finished") is not True and play.restore(snapshot)
        if not resumed and start is not None:
            play.seek_photo(start)
        if self._holding:
            play.hold()
        self.player.adopt(play)
        self.pass_begun.emit(problem)
        self.player.start()

    def _begin_pass(self, *, start: Photo | None = None) -> None:
        """Begin the pass that was chosen; what was seen in the one before stays seen."""
        before = self.playback
        self.player.end()
        self._begin(start=start, after=before)

    def show_rest(self) -> None:
        """Show what this pass has not reached."""
        self.passes.show_rest(self.playback)
        self._begin_pass()

    def show_unseen(self) -> None:
        """Show what was never looked at."""
        self._note_playing()
        self.passes.show_unseen()
        self._begin_pass()

    def show_again(self) -> None:
        """Show everything, as if nothing had been seen."""
        self.passes.everything()
        self._begin()

    def toggle_unseen(self) -> bool:
        """Only what was never looked at, or everything again from here; False if nothing is unseen."""
        self._note_playing()
        if self.passes.only_unseen:
            self.passes.everything()
            self._begin_pass(start=self.playback.photo)
        elif self.passes.unseen:
            self.show_unseen()
        else:
            return False
        return True

    def renew(self, material: Material) -> None:
        """Scores or groups are others: give what is still to come its new time. The photo on screen stays."""
        self.passes.material = material
        self._replan(reorder=self.passes.wish.best_first)

    def note_seen(self, paths: Iterable[Path]) -> None:
        """These photos were looked at on earlier occasions."""
        self.passes.note_seen(paths)
        if self.passes.only_unseen:
            self.passes.show_unseen()
            self._replan(reorder=self.passes.wish.best_first)

    def follow(self, wish: Wish) -> ImpossibleBudget | None:
        """Take another time, pace or order for what is still to come; says why if its time cannot be met."""
        turned = wish.best_first != self.passes.wish.best_first
        self.passes.follow(wish)
        return self._replan(reorder=turned or wish.best_first)

    def cut_short(self, stops: int) -> ImpossibleBudget | None:
        """Show only so many stops, those that come first."""
        self.passes.cut_short(stops)
        return self._replan(reorder=False)

    def _replan(self, *, reorder: bool) -> ImpossibleBudget | None:
        planned, problem = self.passes.planned()
        self.player.move(lambda play: play.reorder(planned) if reorder else play.replan(planned))
        self.stops_changed.emit()
        return problem

    def hold(self, why: str, *, down: bool) -> None:
        """Freeze the time as long as there is anything to freeze it for."""
        (self._holding.add if down else self._holding.discard)(why)
        self.player.move(Playback.hold if self._holding else Playback.release)

    def end(self) -> None:
        """Leave it; the look that was under way is told."""
        self._holding.clear()
        self.player.end()

    def _note_playing(self) -> None:
        """The photo on screen counts as well: its look has not ended, so it was not told yet."""
        photo = self.playback.photo
        if photo is not None and self.playback.seconds_seen(photo) > 0.0:
            self.passes.note_seen((photo.path,))

    def _note_look(self, look: Viewing) -> None:
        self.passes.note_seen((look.path,))
