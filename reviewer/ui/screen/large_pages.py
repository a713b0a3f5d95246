"""Memory for a large image, in large pages where the system has them.

An image of 24 megapixels has 24,000 ordinary pages, and the system's handing them out one by one takes a third of the
time in which a JPEG of that size is decoded into them. NumPy asks the same for its own arrays.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any

import numpy as np
from PySide6.QtGui import QImage

_PAGE = 4096
_LARGE = 8 << 20  # bytes: from here on it pays
_ADVICE = 14  # MADV_HUGEPAGE, madvise(2)


def empty_image(width: int, height: int) -> QImage:
    """An image of 32 bits a pixel of which nothing is set yet. For any thread; null without memory."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    if sys.platform == "linux" and image.sizeInBytes() >= _LARGE:
        first = np.frombuffer(image.bits(), np.uint8).ctypes.data
        start, end = -(-first // _PAGE) * _PAGE, (first + image.sizeInBytes()) // _PAGE * _PAGE
        _advise()(start, end - start, _ADVICE)  # a wish: refused, it costs time and nothing else
    return image


@cache
def _advise() -> Any:  # noqa: ANN401 -- a library's function
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    return advise
