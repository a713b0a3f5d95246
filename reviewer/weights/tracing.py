"""A pickle followed step by step without doing what it says: which names it asks for, which it calls, what it holds.

A pickle is a small program. The stack and the memo of the machine that would run it are kept here as well, with values
that nothing can be done with, so that a name put together on the stack or fetched from the memo is seen as it is.
"""

from __future__ import annotations

import pickletools
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from mmap import mmap

_MOST_STEPS = 3_000_000
"""Opcodes of one pickle; the largest models' files have some ten thousand, and these take two seconds."""

_PLAIN = frozenset(
    (
        *("PROTO", "FRAME", "STOP", "MARK", "NONE", "NEWTRUE", "NEWFALSE", "BININT", "BININT1", "BININT2", "LONG1"),
        *("BINFLOAT", "BINUNICODE", "SHORT_BINUNICODE", "BINSTRING", "SHORT_BINSTRING", "EMPTY_TUPLE", "TUPLE"),
        *("TUPLE1", "TUPLE2", "TUPLE3", "EMPTY_LIST", "APPEND", "APPENDS", "EMPTY_DICT", "SETITEM", "SETITEMS"),
        *("GLOBAL", "STACK_GLOBAL", "REDUCE", "BUILD", "BINPERSID", "BINGET", "LONG_BINGET", "BINPUT", "LONG_BINPUT"),
        "MEMOIZE",
    )
)
"""Opcodes that tensors in containers are written with."""

_BUILT_UPON = "collections.OrderedDict"
"""What may be given attributes: a network's dictionary keeps the versions of its layers so."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something that the pickle asks for by name, as ``torch.FloatStorage``."""

    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """What came of calling a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Storage:
    """Numbers that stand outside the pickle: their type's name, their key and how many they are."""

    kind: str
    key: str
    count: int


@dataclass(slots=True)
class Trace:
    """What a pickle would do.

    Attributes:
        names: What it asks for, as ``os.system``; ``?`` for a name that cannot be told.
        calls: Those of them that it calls.
        storages: Numbers outside the pickle that it refers to.
        odd: Steps that files of plain tensors have no need of.
        result: What it gives, where that is a number or a text.
    """

    names: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    storages: set[Storage] = field(default_factory=set)
    odd: set[str] = field(default_factory=set)
    result: object = None


class Unclear(Exception):
    """It is no pickle, or breaks off, or does what no machine would take."""


_MARK = object()
_SOMETHING = object()


def trace(stream: IO[bytes] | mmap) -> Trace:
    """Follow the pickle that begins where the stream stands; the stream is left behind it.

    Raises:
        Unclear: It cannot be followed.
    """
    follower = _Follower()
    try:
        for step, (opcode, argument, _position) in enumerate(pickletools.genops(stream)):  # type: ignore[arg-type]
            if step > _MOST_STEPS:
                raise Unclear("too long")
            follower.follow(opcode, argument)
    except (ValueError, LookupError, TypeError, UnicodeError, OverflowError, MemoryError) as error:
        raise Unclear(str(error)) from error
    return follower.trace


class _Follower:
    """The machine's stack and memo, with values that cannot act."""

    def __init__(self) -> None:
        self.trace = Trace()
        self._stack: list[object] = []
        self._memo: dict[object, object] = {}
        self._special: dict[str, Callable[[object], None]] = {
            **dict.fromkeys(("PUT", "BINPUT", "LONG_BINPUT"), self._put),
            **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), self._get),
            "MEMOIZE": lambda _: self._put(len(self._memo)),
            "MARK": lambda _: self._stack.append(_MARK),
            "POP": lambda _: self._drop(),
            "DUP": lambda _: self._stack.append(self._stack[-1]),
            "EMPTY_TUPLE": lambda _: self._stack.append(()),
            "TUPLE": lambda _: self._stack.append(tuple(self._slice())),
            "TUPLE1": lambda _: self._stack.append(tuple(self._take(1))),
            "TUPLE2": lambda _: self._stack.append(tuple(self._take(2))),
            "TUPLE3": lambda _: self._stack.append(tuple(self._take(3))),
            "GLOBAL": lambda argument: self._stack.append(self._named(str(argument).replace(" ", ".", 1))),
            "STACK_GLOBAL": lambda _: self._stack.append(self._from_stack(*self._take(2))),
            "INST": self._inst,
            "OBJ": lambda _: self._call(self._slice()[0]),
            **dict.fromkeys(("EXT1", "EXT2", "EXT4"), lambda _: self._stack.append(self._named("?"))),
            "REDUCE": lambda _: self._call(self._take(2)[0]),
            "NEWOBJ": lambda _: self._call(self._take(2)[0]),
            "NEWOBJ_EX": lambda _: self._call(self._take(3)[0]),
            "BUILD": lambda _: self._build(),
            "BINPERSID": lambda _: self._refer(),
            **dict.fromkeys(("APPENDS", "SETITEMS", "ADDITEMS"), lambda _: self._fill(self._slice())),
            "APPEND": lambda _: self._fill(self._take(1)),
            "SETITEM": lambda _: self._fill(self._take(2)),
            "STOP": self._stop,
        }

    def follow(self, opcode: pickletools.OpcodeInfo, argument: object) -> None:
        """Take one step; LookupError, ValueError or TypeError where no machine could."""
        if opcode.name not in _PLAIN:
            self.trace.odd.add(opcode.name)
        if opcode.name in self._special:
            self._special[opcode.name](argument)
            return
        for kind in reversed(opcode.stack_before):
            if kind is pickletools.stackslice:
                self._slice()
            elif kind is not pickletools.markobject:
                self._take(1)
        self._stack.extend(_SOMETHING if argument is None else argument for _ in opcode.stack_after)

    def _take(self, count: int) -> list[object]:
        taken = self._stack[-count:]
        if len(taken) < count or any(value is _MARK for value in taken):
            raise ValueError("the stack is too short")
        del self._stack[-count:]
        return taken

    def _drop(self) -> None:
        self._stack.pop()

    def _slice(self) -> list[object]:
        """Everything above the last mark, which goes as well."""
        mark = len(self._stack) - 1
        while self._stack[mark] is not _MARK:
            mark -= 1
            if mark < 0:
                raise ValueError("no mark")
        above = self._stack[mark + 1 :]
        del self._stack[mark:]
        return above

    def _put(self, key: object) -> None:
        if self._stack[-1] is _MARK:
            raise ValueError("a mark cannot be kept")
        self._memo[key] = self._stack[-1]

    def _get(self, key: object) -> None:
        self._stack.append(self._memo[key])

    def _named(self, name: str) -> Named:
        self.trace.names.add(name)
        return Named(name)

    def _from_stack(self, module: object, name: object) -> Named:
        told = isinstance(module, str) and isinstance(name, str)
        return self._named(f"{module}.{name}" if told else "?")

    def _inst(self, argument: object) -> None:
        self._slice()
        self._call(self._named(str(argument).replace(" ", ".", 1)))

    def _call(self, called: object) -> None:
        name = called.name if isinstance(called, Named) else "?"
        self.trace.calls.add(name)
        self._stack.append(Made(name))

    def _fill(self, _items: list[object]) -> None:
        """The container, under what is put into it, stays what it is."""
        if self._stack[-1] is _MARK:
            raise ValueError("a mark holds nothing")

    def _build(self) -> None:
        self._take(1)
        if self._stack[-1] != Made(_BUILT_UPON):
            self.trace.odd.add("BUILD")

    def _refer(self) -> None:
        match self._take(1)[0]:
            case ("storage", Named(kind), str(key), str(), int(count), *_) if count >= 0:
                self.trace.storages.add(Storage(kind, key, count))
            case _:
                self.trace.odd.add("BINPERSID")
        self._stack.append(_SOMETHING)

    def _stop(self, _argument: object) -> None:
        (self.trace.result,) = self._take(1)
