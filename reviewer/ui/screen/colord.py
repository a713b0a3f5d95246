"""The colour profile of a screen as colord tells it: the colour manager of Linux desktops, over the system's D-Bus.

Asked without waiting, and in steps that are each bounded: PySide holds the interpreter in a call that blocks.
https://www.freedesktop.org/software/colord/gtk-doc/ref-dbus.html
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusObjectPath, QDBusPendingCallWatcher, QDBusVariant

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE = "org.freedesktop.ColorManager"

_LONGEST = 2000  # ms for an answer; the manager is started by the first question


class Colord(QObject):
    """Asks for the profile of one screen at a time.

    Signals:
        answered(Path | None): Where the profile's file is; None where there is none, no manager or no bus.
    """

    answered = Signal(object)

    def __init__(self, bus: QDBusConnection | None = None, parent: QObject | None = None) -> None:
        """``bus`` is the one to ask on; None for the system's."""
        super().__init__(parent)
        self._bus = bus
        self._question = 0

    def ask(self, output: str) -> None:
        """Ask for the default profile of a display.

        Args:
            output: Name of the output that it is plugged into, as XRandR and Wayland give it: ``eDP-1``.
        """
        self._question += 1
        if self._bus is None:
            self._bus = QDBusConnection.systemBus()
        if not self._bus.isConnected():
            self.answered.emit(None)
            return
        self._call(
            "/org/freedesktop/ColorManager", SERVICE, "FindDeviceByProperty", ["XRANDR_name", output], self._found
        )

    def _found(self, device: object) -> None:
        path = _path(device)
        if path:
            self._call(path, f"{SERVICE}.Device", "GetProfileForQualifiers", [["*"]], self._chosen)

    def _chosen(self, profile: object) -> None:
        path = _path(profile)
        if path:
            getting = [f"{SERVICE}.Profile", "Filename"]
            self._call(path, "org.freedesktop.DBus.Properties", "Get", getting, self._named)

    def _named(self, file: object) -> None:
        name = file.variant() if isinstance(file, QDBusVariant) else ""
        self.answered.emit(Path(name) if isinstance(name, str) and name else None)

    def _call(
        self, path: str, interface: str, method: str, arguments: list[Any], then: Callable[[object], None]
    ) -> None:
        assert self._bus is not None  # noqa: S101 -- for the type checker; ``ask`` has set it
        message = QDBusMessage.createMethodCall(SERVICE, path, interface, method)
        message.setArguments(arguments)
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(message, _LONGEST), self)
        question = self._question

        def finish() -> None:
            reply = watcher.reply()
            watcher.deleteLater()
            if question != self._question:
                return  # another screen is asked about by now
            if reply.type() != QDBusMessage.MessageType.ReplyMessage or not reply.arguments():
                self.answered.emit(None)
            else:
                then(reply.arguments()[0])

        watcher.finished.connect(finish)


def _path(argument: object) -> str:
    return argument.path() if isinstance(argument, QDBusObjectPath) else ""
