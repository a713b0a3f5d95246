"""What is kept between starts: the only SQL of the program.

Two SQLite files. ``catalogue.db`` in the data folder holds what costs time or cannot be made again: what the bytes of
each photo taught (``photos``), what metrics said of them (``scores``), what was looked at (``ledger``), what was
decided (``decisions``, of photos found by ``whereabouts``, made into marks by ``replay``), which way up the user wants
photos (``turns``) and where the user was (``places``); all of a folder can be forgotten (``oblivion``).
``thumbnails.db`` in the cache folder can be thrown away at any time (``thumbnails``). How a file is opened, asked and
written is ``database``; which tables it has, and how an older one is brought up to date, is ``schema``.

Identity: records and scores belong to *bytes*, named by a content id, so they survive moves and renames, are shared
by copies, and are out of sight once the bytes change. What was seen and decided, and how it is turned, belongs to a
*photo*, found by its path, and by content id once that path is gone. Two paths with one content id are two photos.

Every thread opens its own connection, and a Catalogue is used by the thread that opened it. Processes may write at
the same time: they wait for each other. Each ``put`` is one transaction. After a kill nothing that was put is lost;
what the user did (looks, turns, decisions) survives a power cut too.

Paths are kept as the system's own bytes. A catalogue that cannot be used is told as ``CatalogueUnusable``, and
``Catalogue.open_or_temporary`` goes on without it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from reviewer import paths
from reviewer.catalogue import database, decisions, ledger, oblivion, photos, places, schema, scores, turns, whereabouts
from reviewer.catalogue.decisions import Excerpt
from reviewer.catalogue.places import Place
from reviewer.catalogue.replay import Replay
from reviewer.catalogue.thumbnails import Thumbnails
from reviewer.errors import CatalogueUnusable

if TYPE_CHECKING:
    import tempfile
    from collections.abc import Iterable, Mapping, Sequence

    from reviewer.photo import Failure, Marks, Photo, Record, Score, Step, Turn, Viewing

__all__ = ["Catalogue", "Excerpt", "Place", "Replay", "Thumbnails"]


class Catalogue:
    """An open catalogue. A context manager; every method may raise ``CatalogueUnusable``.

    Attributes:
        file: Where it is; another thread or process opens the same by it.
        temporary: It is in a temporary folder and gone after ``close``.
    """

    def __init__(self, file: Path, folder: tempfile.TemporaryDirectory[str] | None = None) -> None:
        self.file = file
        self._folder = folder
        self._database = database.Database(file, schema.STEPS)

    @classmethod
    def open(cls, file: Path | None = None) -> Catalogue:
        """Open the catalogue, the user's own by default; make it if there is none.

        Raises:
            CatalogueUnusable: ``newer``, ``unwritable``, ``network``, ``damaged``, ``busy`` or ``full``. The file is
                as it was.
        """
        file = file or paths.data_folder() / "catalogue.db"
        database.refuse_network(file)
        return cls(file)

    @classmethod
    def open_or_temporary(cls, file: Path | None = None) -> tuple[Catalogue, CatalogueUnusable | None]:
        """Open the catalogue, or one that works in its place.

        Returns:
            The catalogue, and None or what to tell the user. With ``set_aside`` the file was damaged and is kept under
            ``path``, and a new catalogue was begun in its place. With anything else the catalogue is temporary.

        Raises:
            CatalogueUnusable: There is no place for temporary files either.
        """
        try:
            return cls.open(file), None
        except CatalogueUnusable as error:
            problem = error
        if problem.detail == "damaged" and problem.path:
            try:
                aside = database.set_aside(problem.path)
                return cls.open(file), CatalogueUnusable(aside, "set_aside")
            except CatalogueUnusable as error:
                problem = error
        folder = database.temporary_folder()
        return cls(Path(folder.name) / "catalogue.db", folder), problem

    @property
    def temporary(self) -> bool:
        """Whether what is put here is gone after ``close``."""
        return self._folder is not None

    def close(self) -> None:
        """End the connection; a temporary catalogue removes itself."""
        self._database.close()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def records(self, of: Iterable[Photo]) -> dict[Photo, Record]:
        """The records of those photos whose size and time of change are as they were."""
        return photos.records(self._database, of)

    def known(self, content_ids: Iterable[str]) -> dict[str, Record]:
        """The records of bytes, wherever they were met: what a moved or copied photo need not be decoded for."""
        return photos.known(self._database, content_ids)

    def sizes(self) -> set[int]:
        """The sizes in bytes of all files that there are records of: a file of another size is none of them."""
        return photos.sizes(self._database)

    def put_records(self, items: Iterable[tuple[Photo, Record]]) -> None:
        """Keep records, in one transaction. A photo's failure is forgotten."""
        photos.put_records(self._database, items)

    def failures(self, of: Iterable[Photo]) -> dict[Photo, Failure]:
        """Why photos could not be read, while their bytes are as they were: no need to try again. Metric is empty."""
        return photos.failures(self._database, of)

    def put_failure(self, photo: Photo, code: str, detail: str = "") -> None:
        """Keep why a photo cannot be read. What lies with the machine (``photos.PASSING``) is not kept."""
        photos.put_failure(self._database, photo, code, detail)

    def scores(
        self, content_ids: Iterable[str], metrics: Mapping[str, tuple[str, int]] | None = None
    ) -> dict[str, dict[str, Score | Failure]]:
        """What metrics said, by content id and metric name.

        Args:
            content_ids: Of which bytes.
            metrics: The metrics wanted, each with the hash of its weights and its preprocessing version: only what
                was said by exactly these. None: by every metric, its newest.
        """
        return scores.scores(self._database, content_ids, metrics)

    def put_scores(self, items: Iterable[tuple[str, Score | Failure]]) -> None:
        """Keep scores by content id, in one transaction; the same key again replaces.

        Failures are kept alike, except what lies with the machine (``photos.PASSING``). Nothing is kept that was said
        by random weights.
        """
        scores.put_scores(self._database, items)

    def viewings(self, of: Mapping[Path, str]) -> dict[Path, tuple[Viewing, ...]]:
        """What was seen of photos, oldest first; photos never seen are absent.

        Args:
            of: Paths with their content ids, empty where not known.

        Returns:
            What was seen at the path, whatever its bytes were; and what was seen of the same bytes at a path that is
            gone (this one moved): for these the disk is asked. A path that is still there keeps its viewings for
            itself.
        """
        return ledger.viewings(self._database, of)

    def put_viewing(self, viewing: Viewing) -> None:
        """Keep one look, on the disk when this returns. The same path and instant again replaces."""
        ledger.put_viewing(self._database, viewing)

    def decided(self, of: Mapping[Path, str]) -> Excerpt:
        """What was decided on photos, and what was undone of it.

        Args:
            of: Paths with their content ids, empty where not known. What was decided at the path counts, whatever its
                bytes were; and what was decided on the same bytes at a path that is gone (this one moved), from now on
                here and nowhere else: for these the disk is asked.
        """
        return decisions.excerpt(self._database, of)

    def marks(self, of: Mapping[Path, str]) -> dict[Path, Marks]:
        """What is decided on photos as of now; those of which nothing is are absent. ``of`` as in ``decided``."""
        return Replay(self.decided(of).steps).every()

    def steps_since(self, number: int) -> list[Step]:
        """What was written to the ledger after a place in it, by any window, in any folder; in its order."""
        return decisions.news(self._database, number)

    def put_steps(self, steps: Sequence[Step]) -> None:
        """Add steps to the ledger in one transaction, on the disk when this returns. One that is there stays as it is.

        So a step whose writing failed, or may have, is put again.
        """
        decisions.put_steps(self._database, steps)

    def put_moves(self, moves: Iterable[tuple[Path, Path]]) -> None:
        """Photos were moved or renamed by us, from one path to another each: what was decided on them goes along."""
        whereabouts.put_moves(self._database, moves)

    def turns(self, of: Mapping[Path, str]) -> dict[Path, Turn]:
        """How the user has photos turned; those never turned are absent.

        Args:
            of: Paths with their content ids, empty where not known. For a path without a turn of its own, that of the
                same bytes at a path that is gone counts; for these the disk is asked.
        """
        return turns.turns(self._database, of)

    def put_turn(self, path: Path, content_id: str, turn: Turn) -> None:
        """Keep how a photo is turned, on the disk when this returns. ``content_id`` is empty where not known."""
        turns.put_turn(self._database, path, content_id, turn)

    def forget_folder(self, folder: Path, *, recursive: bool) -> None:
        """Forget all that is known of a folder and its photos, in one transaction; with ``recursive`` of those inside.

        What is known of bytes stays while a photo elsewhere has the same.
        """
        oblivion.forget_folder(self._database, folder, recursive=recursive)

    def place(self, folder: Path) -> Place | None:
        """Where the user was in this folder."""
        return places.place(self._database, folder)

    def put_place(self, folder: Path, place: Place) -> None:
        """Keep where the user is; the folder becomes the most recent."""
        places.put_place(self._database, folder, place)

    def recent_folders(self) -> list[Path]:
        """The ten last folders, the last first. They may be gone."""
        return places.recent_folders(self._database)
