"""What the status line says: kept true while the review goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer.session import Change
from reviewer.ui.choices import order_title

if TYPE_CHECKING:
    from reviewer.ui.loupe import Loupe
    from reviewer.ui.reviewing.review import Review
    from reviewer.ui.status_line import StatusLine


class StatusNews:
    """Tells a status line of a review.

    Args:
        review: What is looked at.
        loupe: How it is looked at: in the grid, stacks are counted.
        line: What says it.
    """

    def __init__(self, review: Review, loupe: Loupe, line: StatusLine) -> None:
        self._review = review
        self._loupe = loupe
        self._line = line
        review.changed.connect(self._follow)
        review.noticed.connect(line.add_notice)
        review.settled.connect(line.withdraw_notice)
        review.feed.work_changed.connect(line.show_work)
        line.pause_requested.connect(review.toggle_scoring)
        line.stop_requested.connect(review.feed.stop)
        loupe.grid.cells_changed.connect(self.count_cells)
        loupe.grid.selection.changed.connect(self.count_cells)

    def count_cells(self) -> None:
        """The grid came or went, its stacks were opened or closed, or other photos are selected."""
        total = len(self._review.session.photos)
        hidden = self._loupe.grid.hidden if self._loupe.shows_grid else 0
        self._line.show_stacks(total - hidden, total)
        self._line.show_selected(len(self._loupe.grid.selection) if self._loupe.shows_grid else 0)

    def _follow(self, change: Change) -> None:
        session = self._review.session
        if change & (Change.PHOTOS | Change.CURRENT):
            photo = session.current
            self._line.show_position(session.index(photo) if photo else None, len(session.photos))
        if Change.PHOTOS in change:
            self._line.show_order(order_title(session.order.key), descending=session.order.descending)
