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
        self._steps: dict[str, Step] = {}  # without their decisions
        self._arrival: dict[str, int] = {}
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
        return self._steps[top] if top else None

    def _top(self, path: Path, field: str) -> str:
        ids = self._fields.get(path, {}).get(field, ())
        return next((step for step in reversed(ids) if self.in_force(step)), "")

    # The steps

    def step(self, name: str) -> Step | None:
        """A step by its id, with the decisions on photos known here."""
        found = self._steps.get(name)
        return found and replace(found, decisions=tuple(self._decisions[name].values()))

    def steps(self) -> list[Step]:
        """All steps in the order of the ledger, without their decisions."""
        return sorted(self._steps.values(), key=self._order)

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
        turns = [self._steps[one] for one in self._aimed.get(name, ()) if self._steps[one].kind in ("undo", "redo")]
        last = max(turns, key=self._order, default=None)
        return last if last and last.kind == "undo" else None

    def _order(self, step: Step) -> tuple[float, int]:
        return (step.number or math.inf, self._arrival[step.id])

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
                self._fields[path][field].sort(key=self._place)
        return self._look_again(touched)

    def _take(self, step: Step) -> None:
        known = self._steps.get(step.id)
        if known is None:
            self._arrival[step.id] = len(self._arrival)
            self._decisions[step.id] = {}
            if step.target:
                self._aimed[step.target].append(step.id)
        number = step.number or (known.number if known else 0)
        self._steps[step.id] = replace(step, decisions=(), number=number)
        if step.kind != "decide":
            return
        own = self._decisions[step.id]
        for decision in step.decisions:
            key = decision.path, decision.field
            if key not in own:
                self._fields.setdefault(decision.path, {}).setdefault(decision.field, []).append(step.id)
            own[key] = decision

    def _reached(self, step: Step) -> Iterator[tuple[Path, str]]:
        """The fields whose value may hang on this step."""
        if step.target:
            target = self._steps.get(step.target)
            return self._reached(target) if target else iter(())
        return iter(self._decisions[step.id])

    def _place(self, name: str) -> tuple[float, int]:
        return self._order(self._steps[name])

    def forget(self, paths: Collection[Path], number: int) -> None:
        """Forget what the ledger says of photos up to a place in it: it will be told anew."""
        for path in paths:
            fields = self._fields.pop(path, {})
            self._marks.pop(path, None)
            for field, ids in fields.items():
                kept = [step for step in ids if not 0 < self._steps[step].number <= number]
                for step in set(ids).difference(kept):
                    del self._decisions[step][path, field]
                if kept:
                    self._fields.setdefault(path, {})[field] = kept

    def _look_again(self, paths: Iterable[Path]) -> set[Path]:
        changed = set()
        for path in paths:
            before, after = self.marks(path), self._made(path)
            self._marks[path] = after
            if before != after:
                changed.add(path)
        return changed

    def _made(self, path: Path) -> Marks:
        tops = {field: top for field in self._fields.get(path, {}) if (top := self._top(path, field))}
        values = {field: self._decisions[top][path, field].after for field, top in tops.items()}
        given = sorted(
            (field for field in tops.keys() - _EMPTY if values[field]), key=lambda one: self._place(tops[one])
        )
        return Marks(
            flag=str(values.get("flag", "")),
            stars=int(values.get("stars", 0)),
            colour=str(values.get("colour", "")),
            keywords=tuple(Mark(field, value=True).word for field in given),
        )


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Written steps as they stand in the ledger."""
    return sorted(steps, key=attrgetter("number"))
