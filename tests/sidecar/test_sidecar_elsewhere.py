"""What exiftool and exiv2, which most programs read XMP with or like, make of our sidecars, and we of theirs."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from sidecar_shapes import SHAPES

from reviewer import sidecar
from reviewer.photo import Marks
from reviewer.sidecar import PROFILES, Exchange

needs_exiftool = pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
needs_exiv2 = pytest.mark.skipif(not shutil.which("exiv2"), reason="exiv2 is not installed")

OURS = Marks("reject", 2, "purple", ("harbour", "new & old", "Places|Denmark"))


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def merged(folder: Path) -> list[Path]:
    """Ours in every profile, new and merged into every shape that has what other programs ask of XMP."""
    made = []
    for profile in PROFILES:
        made.append(folder / f"new-{profile}.xmp")
        sidecar.write(made[-1], OURS, profile)
        for name in ("lightroom", "bridge", "darktable", "digikam", "capture_one", "photo_mechanic", "taken_prefix"):
            made.append(folder / f"{name}-{profile}.xmp")
            made[-1].write_bytes(SHAPES[name].text)
            theirs = sidecar.read(made[-1]).marks
            sidecar.write(made[-1], OURS, profile, Exchange(theirs, theirs))
    return made


@needs_exiftool
def test_exiftool_reads_our_values_as_meant(tmp_path: Path) -> None:
    files = merged(tmp_path)
    told = json.loads(run("exiftool", "-j", "-XMP:all", *map(str, files)))
    assert len(told) == len(files)
    for file, said in zip(files, told, strict=True):
        profile = PROFILES[file.stem.partition("-")[2]]
        assert "Warning" not in said
        assert said["Rating"] == (-1 if profile.rejects_by_rating else 2), file
        assert {"harbour", "new & old", "Denmark"} <= set(said["Subject"])
        assert set(said["HierarchicalSubject"]) == {*OURS.keywords}
        assert said.get("Label", "Purple") == "Purple"
        assert said.get("LabelColor", "purple") == "purple"
        assert str(said.get("Good", False)) == "False"
        assert int(said.get("ColorLabel", 6)) == 6
        assert int(said.get("PickLabel", 1)) == 1
    assert "LabelColor" in told[0] or "Label" in told[0]


@needs_exiv2
def test_exiv2_reads_our_values_as_meant(tmp_path: Path) -> None:
    for file in merged(tmp_path):
        told = run("exiv2", "-PXkt", str(file))
        said = dict(line.split(maxsplit=1) for line in told.splitlines() if " " in line.strip())
        profile = PROFILES[file.stem.partition("-")[2]]
        assert said["Xmp.xmp.Rating"] == ("-1" if profile.rejects_by_rating else "2"), file
        assert {"harbour", "new & old", "Denmark"} <= set(said["Xmp.dc.subject"].split(", "))
        assert set(said["Xmp.lr.hierarchicalSubject"].split(", ")) == {*OURS.keywords}
        assert said.get("Xmp.xmp.Label", "Purple") == "Purple"
        assert said.get("Xmp.digiKam.PickLabel", "1") == "1"


@needs_exiftool
def test_what_exiftool_writes_is_read_as_meant_and_merged_with(tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.xmp"
    run(
        "exiftool", "-q", "-XMP-xmp:Rating=4", "-XMP-xmp:Label=Blue", "-XMP-dc:Subject=pier", "-XMP-dc:Subject=b & c",
        "-XMP-xmpDM:Good=true", "-XMP-dc:Title=kept", "-XMP-lr:HierarchicalSubject=Places|Oslo", str(file),
    )  # fmt: skip
    theirs = sidecar.read(file).marks
    assert theirs == Marks("pick", 4, "blue", ("pier", "b & c", "Places|Oslo"))
    sidecar.write(file, OURS, "lightroom", Exchange(theirs, theirs))
    said = json.loads(run("exiftool", "-j", "-XMP:all", str(file)))[0]
    assert (said["Title"], said["Rating"], said["Label"], said["Good"]) == ("kept", 2, "Purple", False)


@needs_exiv2
def test_what_exiv2_writes_is_read_as_meant(tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.xmp"
    sidecar.write(file, Marks("pick", 1), "digikam")
    run(
        "exiv2", "-M", "set Xmp.xmp.Rating 5", "-M", "set Xmp.digiKam.PickLabel XmpText 1", "-M",
        "set Xmp.dc.subject XmpBag pier", str(file),
    )  # fmt: skip
    assert sidecar.read(file).marks == Marks("reject", 5, "", ("pier",))
