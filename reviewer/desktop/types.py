"""Which types of files are photos, by the names that desktops give them, and those that desktops do not know yet."""

from __future__ import annotations

_RAW = (
    *("adobe-dng", "canon-cr2", "canon-cr3", "canon-crw", "fuji-raf", "kodak-dcr", "kodak-kdc", "minolta-mrw"),
    *("nikon-nef", "nikon-nrw", "olympus-orf", "panasonic-rw", "panasonic-rw2", "pentax-pef", "sigma-x3f"),
    *("sony-arw", "sony-sr2", "sony-srf"),
)

_UNKNOWN_RAW = {
    "hasselblad-3fr": ("Hasselblad", "3fr"),
    "hasselblad-fff": ("Hasselblad", "fff"),
    "epson-erf": ("Epson", "erf"),
    "leaf-mos": ("Leaf", "mos"),
    "leica-rwl": ("Leica", "rwl"),
    "mamiya-mef": ("Mamiya", "mef"),
    "phaseone-iiq": ("Phase One", "iiq"),
    "samsung-srw": ("Samsung", "srw"),
}
"""RAW files for which shared-mime-info 2.4 has no type: maker and ending."""

PHOTOS = (
    *("image/jpeg", "image/png", "image/webp", "image/heif", "image/avif", "image/tiff", "image/gif", "image/bmp"),
    *("image/jp2", "image/jpx", "image/x-jp2-codestream"),
    *(f"image/x-{name}" for name in (*_RAW, *_UNKNOWN_RAW)),
)
"""The types of the photos that the program opens."""

_TYPE = """\
  <mime-type type="image/x-{name}">
    <comment>{maker} raw image</comment>
    <sub-class-of type="image/x-dcraw"/>
    <generic-icon name="image-x-generic"/>
    <glob pattern="*.{ending}"/>
  </mime-type>
"""


def xml() -> str:
    """What the system does not know: the other RAW files, and one more ending of JPEG's."""
    unknown = (_TYPE.format(name=name, maker=maker, ending=ending) for name, (maker, ending) in _UNKNOWN_RAW.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">\n'
        f"{''.join(unknown)}"
        '  <mime-type type="image/jpeg">\n    <glob pattern="*.jfif"/>\n  </mime-type>\n'
        "</mime-info>\n"
    )
