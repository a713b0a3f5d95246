"""JPEG's own: files that end early, decoding at a half, a quarter or an eighth, and what progressive pictures cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL.JpegImagePlugin import JpegImageFile

from reviewer.decode.finishing import PIXEL_LIMIT
from reviewer.errors import TooLarge

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer.decode.pixels import Size

Box = tuple[float, float, float, float]

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


def check_progressive(image: JpegImageFile, path: Path, full: Size) -> None:
    """Refuse a progressive picture whose coefficients, all kept at full size, or whose many scans are a bomb.

    Raises:
        TooLarge: It is one.
    """
    if not image.info.get("progressive") or not image.fp:
        return
    areas = [across * down for _, across, down, _ in image.layer]
    if full[0] * full[1] * sum(areas) / max(*areas, 1) * _COEFFICIENT > PIXEL_LIMIT:
        raise TooLarge(path, f"{full[0]} x {full[1]}, progressive")
    image.fp.seek(0)
    scans = image.fp.read().count(_SCAN)
    if full[0] * full[1] * scans > _MOST_PASSES:
        raise TooLarge(path, f"{scans} scans")
