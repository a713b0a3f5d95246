"""What lasts while its key is pressed: it ends with that key, whatever Shift does, or when the window is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer.ui.keys import layouts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QKeyEvent


class HeldKeys:
    """Begins and ends what others do while a key is down."""

    def __init__(self) -> None:
        self._holders: dict[str, Callable[[bool], object]] = {}
        self._down: dict[int, str] = {}

    def carry(self, holders: Mapping[str, Callable[[bool], object]]) -> None:
        """Have these actions carried out: each is called with True, and with False when it is over."""
        self._holders.update(holders)

    def press(self, action: str, event: QKeyEvent) -> bool:
        """A key of this action went down.

        Returns:
            Whether it is one of those carried here; a key that repeats itself begins nothing anew.
        """
        if action not in self._holders:
            return False
        if not event.isAutoRepeat() and action not in self._down.values():
            self._down[_key(event)] = action
            self._holders[action](True)
        return True

    def release(self, event: QKeyEvent) -> bool:
        """A key came up.

        Returns:
            Whether something lasted while it was down.
        """
        if event.isAutoRepeat() or _key(event) not in self._down:
            return _key(event) in self._down
        self._holders[self._down.pop(_key(event))](False)
        return True

    def let_go(self) -> None:
        """The keys go to another window, and so will their coming up."""
        down, self._down = self._down, {}
        for action in down.values():
            self._holders[action](False)


def _key(event: QKeyEvent) -> int:
    return layouts.place(event) or event.key()
