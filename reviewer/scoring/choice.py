"""Which metrics somebody has chosen, and which of the many are offered at first sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer.scoring.table import BUILT_IN, METRICS

if TYPE_CHECKING:
    from collections.abc import Collection


def chosen(names: Collection[str]) -> tuple[str, ...]:
    """The metrics that the setting ``metrics`` stands for, in the table's order, the built-in one always among them.

    Args:
        names: What was chosen; names that are not in the table are passed over. None at all stand for the default set,
            as far as it can be computed on this machine: whoever computes it is silent about the rest.
    """
    return _in_order({BUILT_IN, *names} if names else DEFAULT)


def offered(also: Collection[str] = ()) -> tuple[str, ...]:
    """The metrics to be chosen from before anybody asks for more, in the table's order.

    Args:
        also: Others that are of use here: chosen before, or ready to compute.
    """
    return tuple(name for name, metric in METRICS.items() if metric.tier != "more" or name in also)


def _in_order(names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in METRICS if name in names)


DEFAULT = tuple(name for name, metric in METRICS.items() if metric.tier == "default")
"""The metrics for who chooses none."""
