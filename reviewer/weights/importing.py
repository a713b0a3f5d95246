"""Weights files copied from where the user has them, for machines without a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from reviewer.errors import WeightsRefused
    from reviewer.weights.transfer import Transfer


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Attributes:
        taken: Names of the weights files that are in place now.
        refused: Files of known names that are not what they should be.
        unknown: Files asked for one by one whose names no metric knows.
        empty: Folders in which there was nothing for us.
    """

    taken: tuple[str, ...]
    refused: tuple[WeightsRefused, ...]
    unknown: tuple[Path, ...]
    empty: tuple[Path, ...]


def import_files(sources: Sequence[Path]) -> Generator[Transfer, None, Imported]:
    """Copy weights files into our own folder of weights; each step is progress and a place to stop.

    They are known by their exact names. Folders are searched to the bottom, so that a memory stick, torch's cache and
    Hugging Face's can be given as they are. Nothing is moved or changed where it comes from.

    Yields:
        How far the file in hand is.

    Returns:
        What was taken and what was not.

    Raises:
        FileGone, NoPermission: A source is not there or cannot be read.
        WeightsUnavailable: The disk is full, or the folder of weights cannot be written.
    """
    raise NotImplementedError(sources)
    yield
