"""The colour profile of a screen as the window system itself tells it: X11, macOS, Windows. Each answers at once."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from typing import Any

LARGEST = 16 << 20
"""Bytes: the largest profiles of screens, with tables, take 2 MB."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Which screen is asked about.

    Attributes:
        platform: Qt's name of the window system.
        number: The screen's number among Qt's.
        centre: A point on it, in the system's coordinates.
        window: The system's number of a window on it.
    """

    platform: str
    number: int
    centre: tuple[int, int]
    window: int


def read(where: Whereabouts) -> bytes | None:
    """The ICC profile, or None where the system has none to tell."""
    try:
        if where.platform == "xcb":
            return _of_x11(where.number)
        if where.platform == "cocoa":
            return _of_macos(where.centre)
        if where.platform == "windows":
            return _of_windows(where.window)
    except (OSError, AttributeError):  # a library or a function that this system does not have
        return None
    return None


def _of_x11(number: int) -> bytes | None:
    """ICC Profiles in X Specification 0.4: a property of the root window, numbered from the second screen on."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    if not display:
        return None
    try:
        name = f"_ICC_PROFILE_{number}" if number else "_ICC_PROFILE"
        atom = ctypes.c_ulong(x11.XInternAtom(display, name.encode(), 1))
        return _property(x11, display, ctypes.c_ulong(x11.XDefaultRootWindow(display)), atom) if atom else None
    finally:
        x11.XCloseDisplay(display)


def _property(x11: Any, display: ctypes.c_void_p, window: ctypes.c_ulong, atom: ctypes.c_ulong) -> bytes | None:  # noqa: ANN401 -- a library
    kind, depth, items, left = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong()
    data = ctypes.c_void_p()
    arguments = [ctypes.c_long(0), ctypes.c_long(LARGEST // 4), 0, ctypes.c_ulong(0)]  # AnyPropertyType
    results = [ctypes.byref(result) for result in (kind, depth, items, left, data)]
    if x11.XGetWindowProperty(display, window, atom, *arguments, *results) != 0 or not data:
        return None
    try:
        return ctypes.string_at(data, items.value) if depth.value == 8 and not left.value else None  # noqa: PLR2004 -- bits
    finally:
        x11.XFree(data)


class _Point(ctypes.Structure):
    _fields_ = (("x", ctypes.c_double), ("y", ctypes.c_double))


def _of_macos(centre: tuple[int, int]) -> bytes | None:
    graphics = ctypes.CDLL("/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics")
    foundation = ctypes.CDLL("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation")
    display, found = ctypes.c_uint32(), ctypes.c_uint32()
    graphics.CGGetDisplaysWithPoint.argtypes = [_Point, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_void_p]
    graphics.CGGetDisplaysWithPoint(_Point(*centre), 1, ctypes.byref(display), ctypes.byref(found))
    if not found.value:
        return None
    for make in (graphics.CGDisplayCopyColorSpace, graphics.CGColorSpaceCopyICCData, foundation.CFDataGetBytePtr):
        make.restype = ctypes.c_void_p
    foundation.CFDataGetLength.restype = ctypes.c_long
    space = ctypes.c_void_p(graphics.CGDisplayCopyColorSpace(display))
    data = ctypes.c_void_p(graphics.CGColorSpaceCopyICCData(space)) if space else ctypes.c_void_p()
    try:
        if not data:
            return None
        return ctypes.string_at(foundation.CFDataGetBytePtr(data), foundation.CFDataGetLength(data))
    finally:
        for each in (data, space):
            if each:
                foundation.CFRelease(each)


def _of_windows(window: int) -> bytes | None:
    """https://learn.microsoft.com/windows/win32/api/wingdi/nf-wingdi-geticmprofilew."""
    if sys.platform != "win32":
        return None
    user, gdi = ctypes.WinDLL("user32"), ctypes.WinDLL("gdi32")
    user.GetDC.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(window)
    context = ctypes.c_void_p(user.GetDC(handle))
    try:
        length = ctypes.c_uint32(0)
        gdi.GetICMProfileW(context, ctypes.byref(length), None)
        name = ctypes.create_unicode_buffer(length.value or 1)
        if not gdi.GetICMProfileW(context, ctypes.byref(length), name):
            return None
    finally:
        user.ReleaseDC(handle, context)
    with open(name.value, "rb") as file:  # noqa: PTH123 -- an absolute path, whatever it is
        return file.read(LARGEST)
