"""What is decided, as the replay of the ledger: steps in, marks out. No SQL; the same steps always give the same marks.

Each field of each photo holds the values that steps gave it, in the order of the ledger, and shows the last one whose
step is *in force*. Undoing a step takes it out of force and redoing puts it back, at its old place. So an undo never
overwrites: what was decided later on the same field, in another window too, stays on top; and what shows when that is
undone in turn is what was there before, not what has been taken back meanwhile.

Steps may come to be known in any order, and again. One that is not written yet comes after all that are.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from reviewer.photo import Decision, Mark, Marks, Step

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from reviewer.photo import Value

_EMPTY: dict[str, Value] = {"flag": "", "stars": 0, "colour": ""}
_NOTHING = Marks()


class Replay:
    """Decisions on some photos, by the paths they have now."""

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._steps: dict[str, Step] = {}  # their decisions as they came first: ``step`` knows better
        self._places: dict[str, tuple[float, int]] = {}  # in the ledger, then in the order of arrival
        self._ordered: list[str] = []
        self._sorted = True
        self._decisions: dict[str, dict[tuple[Path, str], Decision]] = {}
        self._aimed: dict[str, list[str]] = defaultdict(list)  # by target: who undoes it, redoes it, takes it off
        self._fields: dict[Path, dict[str, list[str]]] = {}  # ids of steps, in the order of the ledger
        self._marks: dict[Path, Marks] = {}
        self.add(steps)

    # What is decided

    def marks(self, path: Path) -> Marks:
        """What is decided on a photo."""
        return self._marks.get(path, _NOTHING)

    def every(self) -> dict[Path, Marks]:
        """All photos of which anything is decided."""
        return {path: marks for path, marks in self._marks.items() if marks != _NOTHING}

    def value(self, path: Path, field: str) -> Value:
        """What is decided of one field: empty, 0 or False if nothing."""
        top = self._top(path, field)
        return self._decisions[top][path, field].after if top else _EMPTY.get(field, False)

    def owner(self, path: Path, field: str) -> Step | None:
        """The step whose value this field shows; None if it shows none."""
        top = self._top(path, field)
        return self.step(top)

    def _top(self, path: Path, field: str) -> str:
        ids = self._fields.get(path, {}).get(field, ())
        return next((step for step in reversed(ids) if self.in_force(step)), "")

    # The steps

    def step(self, name: str) -> Step | None:
        """A step by its id, with the decisions on photos known here."""
        found = self._steps.get(name)
        return found and replace(found, decisions=tuple(self._decisions[name].values()))

    def newest(self) -> Iterator[Step]:
        """All steps, the last of the ledger first; for their decisions ask ``step``."""
        if not self._sorted:
            self._ordered.sort(key=self._places.__getitem__)
            self._sorted = True
        return map(self._steps.__getitem__, reversed(self._ordered))

    def photos(self, name: str) -> set[Path]:
        """The photos that a step, or what it aims at, decided on."""
        step = self._steps.get(name)
        if step is None:
            return set()
        return self.photos(step.target) if step.target else {path for path, _ in self._decisions[name]}

    def in_force(self, name: str) -> bool:
        """Whether a step counts: it is neither undone nor taken off."""
        aimed = self._aimed.get(name)
        if not aimed:
            return True
        taken_off = any(self._steps[one].kind == "take_off" and self.in_force(one) for one in aimed)
        return not taken_off and self.reversal(name) is None

    def reversal(self, name: str) -> Step | None:
        """The step by which this one is undone; None if it is not, or was redone since."""
        turns = [one for one in self._aimed.get(name, ()) if self._steps[one].kind in ("undo", "redo")]
        last = max(turns, key=self._places.__getitem__, default=None)
        return self._steps[last] if last and self._steps[last].kind == "undo" else None

    # More of them

    def add(self, steps: Iterable[Step]) -> set[Path]:
        """Steps came to be known, or where they stand in the ledger did. Which photos are decided otherwise now."""
        touched: dict[Path, set[str]] = defaultdict(set)
        for step in steps:
            self._take(step)
            for path, field in self._reached(step):
                touched[path].add(field)
        for path, fields in touched.items():
            for field in fields & self._fields.get(path, {}).keys():
                self._fields[path][field].sort(key=self._places.__getitem__)
        return self._look_again(touched)

    def _take(self, step: Step) -> None:
        if step.id not in self._steps:
            self._places[step.id] = (math.inf, len(self._steps))
            self._ordered.append(step.id)
            self._decisions[step.id] = {}
            if step.target:
                self._aimed[step.target].append(step.id)
        if step.number:
            self._places[step.id] = (step.number, 0)
            self._sorted = False
        if step.number or step.id not in self._steps:
            self._steps[step.id] = step
        if step.kind != "decide":
            return
        own = self._decisions[step.id]
        for decision in step.decisions:
            key = path, field = decision.path, decision.field
            if key not in own:
                fields = self._fields.get(path)
                if fields is None:
                    fields = self._fields[path] = {}
                fields.setdefault(field, []).append(step.id)
            own[key] = decision

    def _reached(self, step: Step) -> Iterator[tuple[Path, str]]:
        """The fields whose value may hang on this step."""
        if step.target:
            target = self._steps.get(step.target)
            return self._reached(target) if target else iter(())
        return iter(self._decisions[step.id])

    def forget(self, paths: Collection[Path], number: int) -> None:
        """Forget what the ledger says of photos up to a place in it: it will be told anew."""
        for path in paths:
            fields = self._fields.pop(path, {})
            for field, ids in fields.items():
                kept = [step for step in ids if not 0 < self._steps[step].number <= number]
                for step in set(ids).difference(kept):
                    del self._decisions[step][path, field]
                if kept:
                    self._fields.setdefault(path, {})[field] = kept
        self._look_again(self._marks.keys() & set(paths))

    def _look_again(self, paths: Iterable[Path]) -> set[Path]:
        changed = set()
        for path in paths:
            before, after = self.marks(path), self._made(path)
            self._marks[path] = after
            if before != after:
                changed.add(path)
        return changed

    def _made(self, path: Path) -> Marks:
        values: dict[str, Value] = {}
        given = []
        for field in self._fields.get(path, ()):
            if top := self._top(path, field):
                values[field] = self._decisions[top][path, field].after
                if values[field] is True:
                    given.append((self._places[top], field))
        return Marks(
            flag=str(values.get("flag", "")),
            stars=int(values.get("stars", 0)),
            colour=str(values.get("colour", "")),
            keywords=tuple([Mark(field, value=True).word for _, field in sorted(given)]),
        )


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Written steps as they stand in the ledger."""
    return sorted(steps, key=attrgetter("number"))
