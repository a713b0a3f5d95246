"""Decisions under way: what is decided on the photos of a window, and what of it is not written yet.

No clock, no thread, no disk. A decision counts at once, in memory; whoever owns this writes ``pending`` to the
catalogue, in order, from a thread that may wait, and tells by ``kept`` what the ledger says then. A step that could not
be written stays pending and counts all the same, and is written with the next attempt: writing it twice does no harm.

Several windows share one ledger. What others wrote comes with ``kept``, and its place in the ledger, not the clock,
says what is last. Undo takes back the last step in force on the photos here, whoever made it, and never one that this
window has not been told of; what was decided on the same field since, anywhere, stays (``catalogue.replay``). Imports
are passed over: nobody pressed a key for them; they are taken off by name, as a rule's marks are. Redo brings back what
was undone last, as long as nothing was decided here since. Both are the same after a restart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from reviewer.catalogue.replay import Replay
from reviewer.photo import Attention, Decision, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from reviewer.catalogue import Excerpt
    from reviewer.photo import Mark, Marks, Photo

_UNSEEN = Attention()


class Decisions:
    """What is decided on the photos of one window."""

    def __init__(self, content_id: Callable[[Photo], str]) -> None:
        """Nothing is decided.

        Args:
            content_id: The name of a photo's bytes, empty where not known yet.
        """
        self._content_id = content_id
        self._replay = Replay()
        self._here: set[Path] = set()
        self._pending: dict[str, Step] = {}
        self._number: int | None = None

    # What is decided

    def marks(self, photo: Photo) -> Marks:
        """What is decided on a photo."""
        return self._replay.marks(photo.path)

    def marks_of(self, photos: Iterable[Photo]) -> dict[Photo, Marks]:
        """What is decided on each of these photos."""
        return {photo: self._replay.marks(photo.path) for photo in photos}

    def made_by(self, photo: Photo, field: str) -> Step | None:
        """The step that gave a photo what it has in this field; None if it has nothing."""
        return self._replay.owner(photo.path, field)

    # Deciding

    def decide(
        self,
        wishes: Mapping[Photo, Sequence[Mark]],
        *,
        at: float,
        by: str = "person",
        rule: str = "",
        seen: Mapping[Photo, Attention] | None = None,
    ) -> Step | None:
        """Decide, in one step.

        Args:
            wishes: What each photo is to have.
            at: Now, seconds since 1970 (UTC).
            by: ``person``, ``rule`` (run by a person) or ``import``.
            rule: Which rule, in words.
            seen: How photos had been looked at.

        Returns:
            The step, pending; None if the photos have all of it already.
        """
        decisions = tuple(self._decisions(wishes, seen or {}))
        return self._done(Step(uuid4().hex, "decide", by, at, decisions, rule=rule)) if decisions else None

    def _decisions(self, wishes: Mapping[Photo, Sequence[Mark]], seen: Mapping[Photo, Attention]) -> Iterator[Decision]:
        for photo, marks in wishes.items():
            last = {mark.field: mark.value for mark in marks}
            for field, value in last.items():
                before = self._replay.value(photo.path, field)
                if before != value:
                    attention = seen.get(photo, _UNSEEN)
                    yield Decision(photo.path, self._content_id(photo), field, before, value, attention)

    def undo(self, at: float) -> Step | None:
        """Take back the last step in force on the photos here. None if there is none.

        Returns:
            The step that does it. Its decisions are what changed by it, which may be nothing: then others have decided
            on the same since, and ``photos_of`` says where.
        """
        last = next((step for step in self._undoable() if self._replay.in_force(step.id)), None)
        return self._turn("undo", last, at)

    def redo(self, at: float) -> Step | None:
        """Bring back what was undone last, as long as nothing was decided here since. None if there is nothing."""
        newest = next(self._undoable(), None)
        for undone in self._replay.newest():
            if newest and undone.id == newest.id:
                break
            if undone.kind == "undo" and self._is_here(undone.id):
                reversal = self._replay.reversal(undone.target)
                if reversal and reversal.id == undone.id:
                    return self._turn("redo", self._replay.step(undone.target), at)
        return None

    def take_off(self, step: str, at: float) -> Step | None:
        """Take off together the marks of a rule or an import, where they still are as it left them.

        Args:
            step: The id of its step.
            at: Now, seconds since 1970 (UTC).

        Returns:
            The step that does it, undone like any other; None if that step is not in force.
        """
        known = self._replay.step(step)
        return self._turn("take_off", known, at) if known and self._replay.in_force(step) else None

    def rules(self) -> list[Step]:
        """The rules and imports in force on photos here, the last first: what can be taken off."""
        found = [
            self._replay.step(step.id)
            for step in self._replay.newest()
            if step.kind == "decide"
            and step.by != "person"
            and self._replay.in_force(step.id)
            and self._is_here(step.id)
        ]
        return [step for step in found if step]

    def photos_of(self, step: Step) -> set[Path]:
        """The photos that a step, or the one it turns, decided on."""
        return self._replay.photos(step.id)

    def _undoable(self) -> Iterator[Step]:
        """What a person did to photos here, the last first."""
        for step in self._replay.newest():
            if step.kind in ("decide", "take_off") and step.by != "import" and self._is_here(step.id):
                yield step

    def _is_here(self, step: str) -> bool:
        return not self._here.isdisjoint(self._replay.photos(step))

    def _turn(self, kind: str, target: Step | None, at: float) -> Step | None:
        """A step that takes another one out of force or puts it back, with what changes by it."""
        if target is None:
            return None
        reached = self._replay.step(target.target) if target.target else self._replay.step(target.id)
        decisions = reached.decisions if reached else ()
        before = [self._replay.value(one.path, one.field) for one in decisions]
        step = Step(uuid4().hex, kind, "person", at, target=target.id)
        self._done(step)
        changed = [
            Decision(one.path, one.content_id, one.field, old, new)
            for one, old in zip(decisions, before, strict=True)
            if (new := self._replay.value(one.path, one.field)) != old
        ]
        return Step(step.id, kind, "person", at, tuple(changed), target.id)

    def _done(self, step: Step) -> Step:
        self._here.update(decision.path for decision in step.decisions)
        self._pending[step.id] = step
        self._replay.add([step])
        return step

    # The ledger

    @property
    def pending(self) -> tuple[Step, ...]:
        """What is to be written, in order."""
        return tuple(self._pending.values())

    @property
    def number(self) -> int | None:
        """Up to which place the ledger is known; None before any of it was read."""
        return self._number

    def load(self, paths: Collection[Path], excerpt: Excerpt) -> set[Path]:
        """Photos are here, and this is what the ledger said of them. It takes the place of what was known of them.

        Returns:
            Photos that are decided otherwise now.
        """
        before = {path: self._replay.marks(path) for path in paths}
        self._here.update(paths)
        self._replay.forget(paths, excerpt.number)
        self._replay.add(excerpt.steps)
        if self._number is None:
            self._number = excerpt.number
        return {path for path, marks in before.items() if self._replay.marks(path) != marks}

    def leave(self, paths: Iterable[Path]) -> None:
        """Photos are not here any more: what was decided on them alone is not undone from here."""
        self._here.difference_update(paths)

    def kept(self, steps: Iterable[Step]) -> set[Path]:
        """The ledger's next steps, by ``Catalogue.steps_since(number)``: our own are written, others' are news.

        Returns:
            Photos that are decided otherwise now.
        """
        news = list(steps)
        for step in news:
            self._pending.pop(step.id, None)
            if self._number is not None:
                self._number = max(self._number, step.number)
        return self._replay.add(news)
