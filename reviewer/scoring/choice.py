"""Which metrics somebody has chosen, which of the many are offered at first sight, and what people call them.

The setting ``metrics`` names them. While nobody has chosen any it is empty, and stands for the default set as far as
that can be computed on this machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer import words
from reviewer.scoring.table import BUILT_IN, METRICS

if TYPE_CHECKING:
    from collections.abc import Collection


def chosen(names: Collection[str]) -> tuple[str, ...]:
    """The metrics to set out for, in the table's order, the built-in one always among them.

    Args:
        names: The setting; names that are not in the table are passed over. Where it is empty, all of the default set
            is worth trying, and whoever computes is silent about what cannot be had: nobody asked for it.
    """
    return _in_order({BUILT_IN, *names} if names else DEFAULT)


def in_force(names: Collection[str], ready: Collection[str] | None) -> tuple[str, ...]:
    """As ``chosen``, but of the default set only what can be computed here.

    Args:
        names: The setting.
        ready: The metrics that can be computed here; None while that is not known.
    """
    if names or ready is None:
        return chosen(names)
    return _in_order({BUILT_IN, *(name for name in DEFAULT if name in ready)})


def kept(names: Collection[str], ready: Collection[str] | None) -> tuple[str, ...]:
    """The setting for a choice: empty for what the default set comes to here, so that it grows with what is installed.

    Args:
        names: The metrics chosen.
        ready: As for ``in_force``.
    """
    wanted = _in_order({BUILT_IN, *names})
    return () if wanted == in_force((), ready) else wanted


def offered(also: Collection[str] = ()) -> tuple[str, ...]:
    """The metrics to be chosen from before anybody asks for more, in the table's order.

    Args:
        also: Others that are of use here: chosen before, or ready to compute.
    """
    return tuple(name for name, metric in METRICS.items() if metric.tier != "more" or name in also)


def metric_title(metric: str) -> str:
    """What people call a metric; its key where it is not in the table any more."""
    return METRICS[metric].title if metric in METRICS else metric


def title_here(metric: str, ready: Collection[str] | None) -> str:
    """A metric's title, with a word where it is not among those that can be computed here; None: not known yet."""
    title = metric_title(metric)
    return title if ready is None or metric in ready else words.text("models_not_ready").format(title=title)


def _in_order(names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in METRICS if name in names)


DEFAULT = tuple(name for name, metric in METRICS.items() if metric.tier == "default")
"""The metrics for who chooses none."""
