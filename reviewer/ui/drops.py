"""What is dropped on a window by another program: the first of it that lies on a disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QWidget


class Drops(QObject):
    """Takes what is dropped on windows.

    Signals:
        invited(bool): Something that can be dropped is held over a window; or is no more.
        dropped(Path): It was.
    """

    invited = Signal(bool)
    dropped = Signal(object)

    def watch(self, window: QWidget) -> None:
        """Take what is dropped on this one too."""
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow a drag."""
        if event.type() == QEvent.Type.DragEnter:
            return self._invite(cast("QDragEnterEvent", event))
        if event.type() == QEvent.Type.DragLeave:
            self.invited.emit(False)
            return True
        if event.type() == QEvent.Type.Drop:
            self._take(cast("QDropEvent", event))
            return True
        return super().eventFilter(watched, event)

    def _invite(self, event: QDragEnterEvent) -> bool:
        ours = event.source() is not None
        if ours or not any(url.isLocalFile() for url in event.mimeData().urls()):
            return False
        event.acceptProposedAction()
        self.invited.emit(True)
        return True

    def _take(self, event: QDropEvent) -> None:
        self.invited.emit(False)
        first = next(url for url in event.mimeData().urls() if url.isLocalFile())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(Path(first.toLocalFile()))
