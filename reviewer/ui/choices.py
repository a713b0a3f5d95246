"""What there is to sort and score by, put into the menus when these open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer import words
from reviewer.scoring.choice import kept, metric_title, offered, title_here
from reviewer.scoring.table import METRICS

if TYPE_CHECKING:
    from reviewer.ui.menus import MetricsMenu, SortMenu
    from reviewer.ui.models.stock import Stock
    from reviewer.ui.reviewing.review import Review
    from reviewer.ui.start_page import StartPage


def order_title(key: str) -> str:
    """What people call an order: ``time``, ``name`` or a metric."""
    return words.text(f"sort_{key}") if key in ("time", "name") else metric_title(key)


class Choices:
    """Fills the menus of orders and of metrics, and says on the start page what will be computed.

    Args:
        review: Whose photos are sorted and scored.
        stock: The metrics in force, and those that can be computed here.
        sorting, metrics: The menus.
        start: The start page.
    """

    def __init__(self, review: Review, stock: Stock, sorting: SortMenu, metrics: MetricsMenu, start: StartPage) -> None:
        self._review = review
        self._stock = stock
        self._sorting = sorting
        self._metrics = metrics
        self._start = start
        sorting.order_requested.connect(review.sort)
        sorting.aboutToShow.connect(self.offer_orders)
        metrics.aboutToShow.connect(self._offer_metrics)
        stock.changed.connect(self._say_metrics)

    def offer_orders(self) -> None:
        """Put in the orders that this folder has values for, and those that it will have."""
        session = self._review.session
        wanted = {*self._review.feed.metrics, session.order.key}
        metrics = [name for name in METRICS if name in wanted or session.standings(name).values]
        self._sorting.set_choices([(key, order_title(key)) for key in ("time", "name", *metrics)], session.order.key)

    def wish(self, metrics: tuple[str, ...]) -> tuple[str, ...]:
        """The setting that stands for a choice from the menu."""
        return kept(metrics, self._stock.ready)

    def _offer_metrics(self) -> None:
        ready, used = self._stock.ready, self._stock.in_force
        rows = [(name, title_here(name, ready), METRICS[name].judges) for name in offered({*used, *(ready or ())})]
        self._metrics.set_choices(rows, used)

    def _say_metrics(self) -> None:
        ready = self._stock.ready or ()
        self._start.show_metrics([metric_title(name) for name in self._stock.in_force if name in ready])
