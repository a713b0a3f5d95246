"""JPEG's own: files that end early, decoding at a half, a quarter or an eighth, and what progressive pictures cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simplejpeg
from PIL.JpegImagePlugin import JpegImageFile

from reviewer.errors import TooLarge

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from reviewer.decode.finishing import Box
    from reviewer.decode.pixels import Size

_END = b"\xff\xd9"
_SCAN = b"\xff\xda"
_COEFFICIENT = 2  # bytes
_MOST_PASSES = 5_000_000_000  # pixels times scans: some 5 s; 24 megapixels have 10 scans, so 0.24 of these


class JpegImage(JpegImageFile):
    """A JPEG that ends when its file does: without that, a progressive one waits for its end and shows nothing.

    Attributes:
        cut_short: The file ended before the picture did.
    """

    cut_short = False

    def load_read(self, read_bytes: int) -> bytes:
        """More of the file for libjpeg, and the end marker after its end."""
        data = self.fp.read(read_bytes) if self.fp else b""
        if data or self.cut_short:
            return data
        self.cut_short = True
        return _END


def reduce(image: JpegImageFile, size: Size) -> Box | None:
    """Have libjpeg decode fewer pixels, still at least ``size``; the part of its result that is picture."""
    drafted = image.draft(None, size)
    return drafted[1] if drafted else None


def decoded_at_once(image: JpegImageFile) -> NDArray[np.uint8] | None:
    """All pixels, straight into an array: the same that Pillow gives, which copies row by row and takes twice as long.

    None where it has to be Pillow: ink, grey, and files that are damaged in any way.
    """
    if image.mode != "RGB" or not image.fp:
        return None
    image.fp.seek(0)
    try:
        array: NDArray[np.uint8] = simplejpeg.decode_jpeg(image.fp.read(), "RGB")
    except ValueError:
        return None
    return array


def check_progressive(image: JpegImageFile, path: Path, full: Size, limit: int) -> None:
    """Refuse a progressive picture whose coefficients, all kept at full size, or whose many scans are a bomb.

    Args:
        image: The picture.
        path: For the error.
        full: Width and height.
        limit: Bytes that the coefficients may take.

    Raises:
        TooLarge: It is one.
    """
    if not image.info.get("progressive") or not image.fp:
        return
    areas = [across * down for _, across, down, _ in image.layer]
    if full[0] * full[1] * sum(areas) / max(*areas, 1) * _COEFFICIENT > limit:
        raise TooLarge(path, f"{full[0]} x {full[1]}, progressive")
    image.fp.seek(0)
    scans = image.fp.read().count(_SCAN)
    if full[0] * full[1] * scans > _MOST_PASSES:
        raise TooLarge(path, f"{scans} scans")
