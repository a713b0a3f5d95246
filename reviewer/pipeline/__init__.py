"""All the steps from photos to scores, as one generator of ``Progress``: what a background job runs.

What the catalogue knows comes first, also of photos that were moved or renamed (``survey``). Then every other photo
gets a first look (record, built-in score, thumbnail), so that there is a usable order within seconds, and then the
metrics take their turns (``scoring``): those that fit into the memory together judge each photo together (``turn``).
What is done next is what the user has most of (``guide``, ``queue``), asked anew for every photo. Results are in the
catalogue before they are yielded, a few at a time, so that after a kill at most those of the last 0.4 s are computed
again. To pause, stop asking; to stop, ``close``; for other metrics, stop and run anew: nothing is computed twice.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from reviewer.catalogue import Catalogue, Thumbnails
from reviewer.catalogue.thumbnails import LIMIT as THUMBNAIL_LIMIT
from reviewer.link import Link
from reviewer.machine import free_memory
from reviewer.pipeline.guide import Guide
from reviewer.pipeline.knowledge import Knowledge
from reviewer.pipeline.progress import Attention, Contract, Progress
from reviewer.pipeline.scoring import Scoring
from reviewer.pipeline.survey import Survey
from reviewer.scoring.table import BUILT_IN, METRICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from reviewer.photo import Photo

__all__ = ["Attention", "Contract", "Progress", "run"]


def run(
    photos: Sequence[Photo],
    metrics: Sequence[str],
    *,
    attention: Callable[[], Attention] = Attention,
    device: str = "auto",
    memory: int | None = None,
    link: Link | None = None,
    python: str = "",
    catalogue_file: Path | None = None,
    thumbnail_file: Path | None = None,
    thumbnail_limit: int = THUMBNAIL_LIMIT,
) -> Iterator[Progress]:
    """Learn all that is wanted about photos, first of those that the user cares for most.

    Everything is opened in the thread that takes the first step, and has to be used and closed there.

    Args:
        photos: In the order that nearness is measured in: the strip's.
        metrics: Names of the metrics wanted. The built-in one comes anyway; names that are not in the table are passed
            over.
        attention: Tells what the user cares for, asked in the thread that runs this.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        memory: Bytes that the worker may hold, and metrics on a graphics card; None for half of what is free.
        link: A worker to use, with role ``score``; it is left running. None: one of our own, closed at the end, which
            gives back all memory of models.
        python: The interpreter for our own.
        catalogue_file: None for the user's own.
        thumbnail_file: Likewise.
        thumbnail_limit: Bytes.

    Yields:
        What was learned, at least every half second once the worker runs; also without news, as a place to stop.

    Raises:
        CatalogueUnusable: The catalogue cannot be read. (One that cannot be opened, or takes no more, is a notice: the
            work goes on, and nothing is kept.)
    """
    with ExitStack() as stack:
        catalogue, notice = Catalogue.open_or_temporary(catalogue_file)
        stack.callback(catalogue.close)
        thumbnails = stack.enter_context(Thumbnails.open_or_temporary(thumbnail_file, thumbnail_limit))
        link = link or stack.enter_context(Link("score", python=python))
        wanted = [name for name in dict.fromkeys(metrics) if name in METRICS and name != BUILT_IN]
        known = Knowledge(photos, wanted, catalogue, thumbnails)
        guide = Guide(known, attention)
        survey = Survey(known, guide, link)
        allowed = free_memory() // 2 if memory is None else memory
        scoring = Scoring(known, guide, link, device=device, allowed=allowed, card=memory)
        if notice:
            yield Progress("survey", 0, len(photos), notice=notice)
        yield from survey.known()
        yield from scoring.refusals()
        yield from survey.moved()
        yield from survey.looks(scoring.work())
        yield from scoring.turns()
