"""What a pressed key may be called: by itself, by what it typed, or by its place on the keyboard.

Keyboards differ. On a French one the digits need Shift and the row gives ``& é " '`` without; on a German one ``[`` and
``]`` need AltGr, and with Ctrl they cannot be typed at all. So a key that means nothing by its name and by the
character it typed is taken for the digit or bracket that has its place on an American keyboard.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QKeyEvent

_SHIFT = Qt.KeyboardModifier.ShiftModifier.value
_CONTROL = Qt.KeyboardModifier.ControlModifier.value
_ALT = Qt.KeyboardModifier.AltModifier.value
_META = Qt.KeyboardModifier.MetaModifier.value
_CHORD = _CONTROL | _ALT | _META
_REAL = _SHIFT | _CHORD  # the keypad and the group switch are no modifiers that anyone presses on purpose

_PLACES = "1234567890[]"
_EVDEV = dict(zip((*range(10, 20), 34, 35), _PLACES, strict=True))  # X11's and Wayland's key codes, xkeyboard-config
_WINDOWS = dict(zip((*range(0x02, 0x0C), 0x1A, 0x1B), _PLACES, strict=True))  # scan codes, set 1
_MAC = dict(
    zip((0x12, 0x13, 0x14, 0x15, 0x17, 0x16, 0x1A, 0x1C, 0x19, 0x1D, 0x21, 0x1E), _PLACES, strict=True)
)  # kVK_ANSI_1 and so on, HIToolbox/Events.h


def spelled(combined: int) -> str:
    """A key with its modifiers, as Qt writes it portably; empty for none."""
    return QKeySequence(combined).toString(QKeySequence.SequenceFormat.PortableText)


def canonical(key: str) -> str:
    """The one spelling of a key that somebody wrote down; empty if it is none, or several."""
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    return sequence.toString(QKeySequence.SequenceFormat.PortableText) if sequence.count() == 1 else ""


def spellings(event: QKeyEvent, platform: str = sys.platform) -> Iterator[str]:
    """The names under which a key may stand in a table of keys, the likeliest first."""
    held = event.modifiers().value
    yield spelled(event.key() | held)
    yield spelled(event.key() | held & _REAL)
    if typed := _typed(event, platform):
        yield typed
    if held & _SHIFT and _sign(event):  # Shift went into the making of the sign
        yield spelled(event.key() | held & _CHORD)


def by_place(event: QKeyEvent, platform: str = sys.platform) -> str:
    """The digit or bracket at this key's place, with the modifiers held; empty for any other place."""
    names = {"win32": _WINDOWS, "darwin": _MAC}.get(platform, _EVDEV)
    name = names.get(place(event, platform), "")
    return spelled(ord(name) | event.modifiers().value & _REAL) if name else ""


def place(event: QKeyEvent, platform: str = sys.platform) -> int:
    """Which key of the keyboard it is, whatever is held with it; 0 if the system does not say."""
    return event.nativeVirtualKey() if platform == "darwin" else event.nativeScanCode()


def pressed(event: QKeyEvent, platform: str = sys.platform) -> str:
    """The name to write down for a key that a user chose; empty for a lone modifier or a key without a name."""
    held = event.modifiers().value & _REAL
    if event.key() in _LONE or event.key() in _DEAD:
        return ""
    typed = _typed(event, platform)
    if typed and not typed.isalpha() and held != 0:
        return canonical(typed)
    return canonical(spelled(event.key() | held))


_LONE = {
    0,
    Qt.Key.Key_unknown.value,
    Qt.Key.Key_Shift.value,
    Qt.Key.Key_Control.value,
    Qt.Key.Key_Alt.value,
    Qt.Key.Key_AltGr.value,
    Qt.Key.Key_Meta.value,
    Qt.Key.Key_CapsLock.value,
    Qt.Key.Key_NumLock.value,
    Qt.Key.Key_Super_L.value,
    Qt.Key.Key_Super_R.value,
}


_DEAD = range(Qt.Key.Key_Dead_Grave.value, Qt.Key.Key_Dead_Longsolidusoverlay.value + 1)  # Qt has no names for them


def _character(event: QKeyEvent) -> str:
    code = event.key()
    return chr(code) if 0x20 < code <= sys.maxunicode else ""  # noqa: PLR2004 - Qt's keys without a character lie above


def _sign(event: QKeyEvent) -> bool:
    character = _character(event)
    return bool(character) and not character.isalpha()


def _typed(event: QKeyEvent, platform: str) -> str:
    """The one character it typed; nothing where a modifier says that no character was meant."""
    text, chord = event.text(), event.modifiers().value & _CHORD
    third_level = chord == _ALT if platform == "darwin" else chord == _CONTROL | _ALT  # AltGr is Ctrl+Alt on Windows
    if len(text) != 1 or not text.isprintable() or text.isspace():
        return ""
    return text if not chord or third_level else ""
