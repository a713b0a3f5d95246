"""Stories of two windows that decide on a few photos while files and clock change, told twice.

Once by the program: memory, ledger, files on the disk. Once by a plain list of what was written, folded from the
beginning each time, which knows no paths, no caches and no order but its own. They must tell the same at every moment.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reviewer.catalogue import Catalogue, Replay
from reviewer.catalogue.database import Database
from reviewer.errors import CatalogueUnusable
from reviewer.photo import Mark, Marks, Photo, Score, Step
from reviewer.session.deciding import Decisions

MARKS = (
    *(Mark("flag", flag) for flag in ("pick", "reject", "")),
    *(Mark("stars", stars) for stars in (0, 1, 5)),
    *(Mark("colour", colour) for colour in ("", "yellow")),
    *(Mark.keyword(word, given=given) for word in ("Ann", "Bob") for given in (True, False)),
)


@dataclass
class Subject:
    """A photo as its owner thinks of it, wherever it is and whatever its bytes are."""

    path: Path
    content: str

    @property
    def photo(self) -> Photo:
        return Photo(self.path, len(self.content), 1)


@dataclass
class Told:
    """What a step was, by subjects."""

    id: str
    kind: str
    by: str
    target: str = ""
    values: dict[tuple[int, str], object] = field(default_factory=dict)


def fold(told: list[Told]) -> list[Told]:
    """The decisions in force, from a list of all that was done."""
    undone: set[str] = set()
    for one in told:
        undone |= {one.target} if one.kind == "undo" else set()
        undone -= {one.target} if one.kind == "redo" else set()
    off = {one.target for one in told if one.kind == "take_off" and one.id not in undone}
    return [one for one in told if one.id not in undone | off]


def state(told: list[Told], count: int) -> list[Marks]:
    values: list[dict[str, tuple[object, int]]] = [{} for _ in range(count)]
    for at, one in enumerate(fold(told)):
        for (subject, name), value in one.values.items():
            values[subject][name] = (value, at)
    return [
        Marks(
            *(own.get(name, (empty,))[0] for name, empty in (("flag", ""), ("stars", 0), ("colour", ""))),
            tuple(
                Mark(name, True).word
                for name in sorted(own, key=lambda name: (own[name][1], name))
                if own[name][0] is True
            ),
        )
        for own in values
    ]


def expected_undo(told: list[Told]) -> str | None:
    usual = [one.id for one in fold(told) if one.kind in ("decide", "take_off") and one.by != "import"]
    return usual[-1] if usual else None


def expected_redo(told: list[Told]) -> str | None:
    stack: list[str] = []
    for one in told:
        if one.kind in ("decide", "take_off"):
            stack = stack if one.by == "import" else []
        else:
            stack = [name for name in stack if name != one.target]
            stack += [one.target] if one.kind == "undo" else []
    return stack[-1] if stack else None


class Window:
    """One window: the program's side, and what the list knows of it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.decisions = Decisions(lambda photo: next(s.content for s in story.subjects if s.path == photo.path))
        self.unwritten: list[Told] = []
        self.known = len(story.written)
        self.look()

    def look(self) -> None:
        """Read the ledger for the photos as they are named now, as on opening and after the folder changed."""
        of = {subject.path: subject.content for subject in self.story.subjects}
        self.decisions.load(of.keys(), self.story.catalogue.decided(of))

    @property
    def told(self) -> list[Told]:
        return [*self.story.written[: self.known], *self.unwritten]

    def note(self, step: Step | None) -> None:
        if step is None:
            return
        at = {subject.path: number for number, subject in enumerate(self.story.subjects)}
        values = {(at[one.path], one.field): one.after for one in step.decisions} if step.kind == "decide" else {}
        self.unwritten.append(Told(step.id, step.kind, step.by, step.target, values))

    def write(self) -> None:
        """As the writer's thread does: put what is pending, then read what is new."""
        self.story.catalogue.put_steps(self.decisions.pending)
        assert self.decisions.number is not None
        self.decisions.kept(self.story.catalogue.steps_since(self.decisions.number))
        self.story.written += self.unwritten
        self.unwritten = []
        self.known = len(self.story.written)

    def check(self) -> None:
        subjects = self.story.subjects
        shown = [self.decisions.marks(subject.photo) for subject in subjects]
        assert shown == state(self.told, len(subjects))
        assert [step.id for step in self.decisions.pending] == [one.id for one in self.unwritten]


class Story:
    """One story, in a folder of its own; many may share a catalogue."""

    def __init__(self, catalogue: Catalogue, folder: Path, seed: int) -> None:
        self.catalogue = catalogue
        self.folder = folder
        self.chance = random.Random(seed)
        self.made = 0
        self.written: list[Told] = []
        self.subjects = [Subject(folder / f"{n}.jpg", self.content()) for n in range(4)]
        for subject in self.subjects:
            subject.path.write_text(subject.content)
        self.windows = [Window(self), Window(self)]

    def content(self) -> str:
        self.made += 1
        return f"{self.folder.name}-{self.made}"

    def now(self) -> float:
        """By a clock that cannot be trusted."""
        return self.chance.uniform(0, 2e9)

    def tell(self, length: int) -> None:
        acts = [
            (10, self.decide), (4, self.undo), (3, self.redo), (2, self.take_off), (6, self.write), (2, self.fail),
            (1, self.restart), (1, self.crash), (1, self.rename), (1, self.edit), (1, self.away), (1, self.rescore),
        ]  # fmt: skip
        weights, ways = zip(*acts, strict=True)
        for act in self.chance.choices(ways, weights, k=length):
            act()
            for window in self.windows:
                window.check()
        self.write_all()
        self.windows = [Window(self), Window(self)]
        for window in self.windows:
            window.check()
        self.replay_in_any_order()

    def replay_in_any_order(self) -> None:
        of = {subject.path: subject.content for subject in self.subjects}
        steps = list(self.catalogue.decided(of).steps)
        self.chance.shuffle(steps)
        replay = Replay()
        for step in steps:
            replay.add([step])
        assert [replay.marks(path) for path in of] == state(self.written, len(of))
        assert len(steps) == len(self.written)

    @property
    def window(self) -> Window:
        return self.chance.choice(self.windows)

    def decide(self) -> None:
        window = self.window
        chosen = self.chance.sample(self.subjects, self.chance.choice((1, 1, 1, 2, 4)))
        by = self.chance.choice(("person", "person", "person", "rule", "import"))
        wishes = {subject.photo: self.chance.sample(MARKS, self.chance.choice((1, 1, 2))) for subject in chosen}
        window.note(window.decisions.decide(wishes, at=self.now(), by=by))

    def undo(self) -> None:
        window = self.window
        expected = expected_undo(window.told)
        step = window.decisions.undo(self.now())
        assert (step.target if step else None) == expected
        window.note(step)

    def redo(self) -> None:
        window = self.window
        expected = expected_redo(window.told)
        step = window.decisions.redo(self.now())
        assert (step.target if step else None) == expected
        window.note(step)

    def take_off(self) -> None:
        window = self.window
        if rules := window.decisions.rules():
            window.note(window.decisions.take_off(self.chance.choice(rules).id, self.now()))

    def write(self) -> None:
        self.window.write()

    def write_all(self) -> None:
        for _ in range(2):
            for window in self.windows:
                window.write()

    def fail(self) -> None:
        """The disk is full, before the writing or after it: then all of it is done and nobody knows."""
        window, put, before = self.window, self.catalogue.put_steps, self.chance.random() < 0.5

        def full(steps: object) -> None:
            if not before:
                put(window.decisions.pending)
            raise CatalogueUnusable(self.catalogue.file, "full")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.catalogue, "put_steps", full)
            with pytest.raises(CatalogueUnusable):
                window.write()
        if not before:
            window.write()

    def restart(self) -> None:
        at = self.chance.randrange(2)
        self.windows[at].write()
        self.windows[at] = Window(self)

    def crash(self) -> None:
        """What was not written is lost with the window, and nothing else."""
        self.windows[self.chance.randrange(2)] = Window(self)

    def rename(self) -> None:
        """Beside the program, which notices."""
        self.write_all()
        subject = self.chance.choice(self.subjects)
        for window in self.windows:
            window.decisions.leave([subject.path])
        self.move(subject)
        for window in self.windows:
            window.look()

    def move(self, subject: Subject) -> None:
        inside = self.folder / self.chance.choice(("", "in"))
        inside.mkdir(exist_ok=True)
        subject.path = subject.path.rename(inside / f"{self.chance.randrange(10**9)}.jpg")

    def edit(self) -> None:
        self.write_all()
        self.change(self.chance.choice(self.subjects))
        for window in self.windows:
            window.look()

    def change(self, subject: Subject) -> None:
        subject.content = self.content()
        subject.path.write_text(subject.content)

    def away(self) -> None:
        """All is closed, files change, and all is opened again."""
        self.write_all()
        for subject in self.chance.sample(self.subjects, 2):
            self.chance.choice((self.move, self.change))(subject)
        self.windows = [Window(self), Window(self)]

    def rescore(self) -> None:
        self.catalogue.put_scores(
            [(subject.content, Score("m", 1.0, self.chance.random())) for subject in self.subjects]
        )


@pytest.fixture(autouse=True)
def _no_power_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without waiting for the disk itself at each step, which takes most of the time and changes nothing here."""
    writing = Database.writing
    monkeypatch.setattr(Database, "writing", lambda self, **_: writing(self))


def tell(folder: Path, seeds: range, length: int) -> None:
    """Stories one after the other in one catalogue, each in a folder of its own."""
    with Catalogue.open(folder / "catalogue.db") as catalogue:
        for seed in seeds:
            inside = folder / f"story {seed}"
            inside.mkdir()
            try:
                Story(catalogue, inside, seed).tell(length)
            except AssertionError as error:
                error.add_note(f"in the story of seed {seed}")
                raise


@pytest.mark.parametrize("part", range(3))
def test_state_is_the_replay_of_what_was_written_and_nothing_is_lost(tmp_path, part):
    tell(tmp_path, range(part * 1000, part * 1000 + 100), 20)


@pytest.mark.benchmark
@pytest.mark.timeout(3600)
def test_ten_thousand_stories(tmp_path):
    tell(tmp_path, range(10_000, 20_000), 20)
