"""Colour profiles for colour spaces that files only name: small matrix profiles, written out.

Layout: ICC.1:2010 (version 4.3), sections 7.2 (header), 7.3 (tag table), 10 (tag types).
"""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_D50 = (0.9642, 1.0, 0.8249)  # the profile connection space's white, ICC.1 section 7.2.16
_D65 = (0.3127, 0.3290)

# Chromaticities of red, green and blue. ITU-T H.273 table 2 names the first two 12 and 9.
_DISPLAY_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
_BT_2020 = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
_ADOBE_RGB = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))  # Adobe RGB (1998) colour image encoding, section 4.3.1

_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])

# Parametric curve type 3: (g, a, b, c, d), IEC 61966-2-1. Type 0: the exponent alone.
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_ADOBE_GAMMA = (563 / 256,)


@cache
def display_p3() -> bytes:
    """Display P3: the primaries of DCI-P3, D65, sRGB's curve; what telephones write."""
    return _profile("Display P3", _DISPLAY_P3, _SRGB_CURVE)


@cache
def bt_2020() -> bytes:
    """BT.2020's primaries with sRGB's curve."""
    return _profile("BT.2020", _BT_2020, _SRGB_CURVE)


@cache
def adobe_rgb() -> bytes:
    """Adobe RGB (1998)."""
    return _profile("Compatible with Adobe RGB (1998)", _ADOBE_RGB, _ADOBE_GAMMA)


def _profile(name: str, primaries: tuple[tuple[float, float], ...], curve: tuple[float, ...]) -> bytes:
    columns = _adapted(primaries).T
    shared = _curve(curve)
    tags = {
        b"desc": _text(name),
        b"cprt": _text("No copyright"),
        b"wtpt": _xyz(_D50),
        b"rXYZ": _xyz(columns[0]),
        b"gXYZ": _xyz(columns[1]),
        b"bXYZ": _xyz(columns[2]),
        b"rTRC": shared,
        b"gTRC": shared,
        b"bTRC": shared,
    }
    return _assembled(tags)


def _adapted(primaries: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    """The matrix from linear RGB to XYZ under D50: primaries scaled to add up to white, then Bradford's adaptation.

    B. Lindbloom, "RGB/XYZ matrices" and "Chromatic adaptation".
    """
    columns = np.array([_tristimulus(*xy) for xy in primaries]).T
    white = _tristimulus(*_D65)
    cones = (_BRADFORD @ np.array(_D50)) / (_BRADFORD @ white)
    matrix: NDArray[np.float64] = columns * np.linalg.solve(columns, white)
    adaptation: NDArray[np.float64] = np.linalg.inv(_BRADFORD) @ np.diag(cones) @ _BRADFORD
    return adaptation @ matrix


def _tristimulus(x: float, y: float) -> NDArray[np.float64]:
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _assembled(tags: dict[bytes, bytes]) -> bytes:
    offset = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for signature, data in tags.items():
        table += struct.pack(">4sII", signature, offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = offset + len(body)
    header = struct.pack(">I4xI4s4s4s12x4s28x", size, 0x04300000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    return (header + _numbers(*_D50)).ljust(128, b"\0") + table + body


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return struct.pack(">4s4xII2s2sII", b"mluc", 1, 12, b"en", b"US", len(encoded), 28) + encoded


def _xyz(values: tuple[float, float, float] | NDArray[np.float64]) -> bytes:
    return b"XYZ \0\0\0\0" + _numbers(*values)


def _curve(parameters: tuple[float, ...]) -> bytes:
    kind = 3 if len(parameters) > 1 else 0
    return struct.pack(">4s4xH2x", b"para", kind) + _numbers(*parameters)


def _numbers(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)
