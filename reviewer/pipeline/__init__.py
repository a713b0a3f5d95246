"""All the steps from photos to scores, as one generator of ``Progress``: what a background job runs.

What the catalogue knows comes first, also of photos that were moved or renamed. Then every other photo gets a first
look (record, built-in score, thumbnail), so that there is a usable order within seconds, and then each metric takes its
turn. What is done next is what is nearest to the photo in ``focus``, asked anew for every photo. Results are in the
catalogue before they are yielded, a few at a time, so that after a kill at most those of the last 0.4 s are computed
again. To pause, stop asking; to stop, ``close``.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from reviewer.catalogue import Catalogue, Thumbnails
from reviewer.catalogue.thumbnails import LIMIT as THUMBNAIL_LIMIT
from reviewer.link import Link
from reviewer.pipeline.progress import Progress
from reviewer.pipeline.work import Work
from reviewer.scoring.table import BUILT_IN, METRICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from reviewer.photo import Photo

__all__ = ["Progress", "run"]


def run(
    photos: Sequence[Photo],
    metrics: Sequence[str],
    *,
    focus: Callable[[], Photo | None],
    device: str = "auto",
    link: Link | None = None,
    python: str = "",
    catalogue_file: Path | None = None,
    thumbnail_file: Path | None = None,
    thumbnail_limit: int = THUMBNAIL_LIMIT,
) -> Iterator[Progress]:
    """Learn all that is wanted about photos, the nearest to the focus first.

    Everything is opened in the thread that takes the first step, and has to be used and closed there.

    Args:
        photos: In the order that nearness is measured in: the strip's.
        metrics: Names of the metrics wanted, in the order of their turns. The built-in one comes anyway; names that are
            not in the table are passed over.
        focus: Tells the photo on screen, asked in the thread that runs this, or None.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
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
        wanted = [name for name in metrics if name in METRICS and name != BUILT_IN]
        work = Work(photos, wanted, focus=focus, device=device, link=link, catalogue=catalogue, thumbnails=thumbnails)
        if notice:
            yield Progress("survey", 0, len(photos), notice=notice)
        yield from work.known()
        yield from work.moved()
        yield from work.survey()
        for metric in wanted:
            yield from work.score(metric)
