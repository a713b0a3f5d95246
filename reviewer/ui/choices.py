"""What there is to sort and score by, put into the menus when these open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer import words
from reviewer.scoring.table import METRICS
from reviewer.ui.loupe import metric_title

if TYPE_CHECKING:
    from reviewer.settings import Settings
    from reviewer.ui.menus import MetricsMenu, SortMenu
    from reviewer.ui.reviewing.review import Review


def order_title(key: str) -> str:
    """What people call an order: ``time``, ``name`` or a metric."""
    return words.text(f"sort_{key}") if key in ("time", "name") else metric_title(key)


class Choices:
    """Fills the menus of orders and of metrics.

    Args:
        review: Whose photos are sorted and scored.
        settings: The metrics in force.
        sorting, metrics: The menus.
    """

    def __init__(self, review: Review, settings: Settings, sorting: SortMenu, metrics: MetricsMenu) -> None:
        self._review = review
        self._settings = settings
        self._sorting = sorting
        self._metrics = metrics
        sorting.order_requested.connect(review.sort)
        sorting.aboutToShow.connect(self.offer_orders)
        metrics.aboutToShow.connect(self._offer_metrics)

    def offer_orders(self) -> None:
        """Put in the orders that this folder has values for, and those that it will have."""
        session = self._review.session
        wanted = {*self._settings.words("metrics"), session.order.key}
        metrics = [name for name in METRICS if name in wanted or session.standings(name).values]
        self._sorting.set_choices([(key, order_title(key)) for key in ("time", "name", *metrics)], session.order.key)

    def _offer_metrics(self) -> None:
        rows = [(name, metric.title, metric.judges) for name, metric in METRICS.items()]
        self._metrics.set_choices(rows, self._settings.words("metrics"))
