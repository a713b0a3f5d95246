"""Reading as meant: what each program's sidecars say, which property counts, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sidecar_shapes
from sidecar_shapes import SHAPES

from reviewer import sidecar, words
from reviewer.errors import FileGone, SidecarRefused
from reviewer.photo import Marks
from reviewer.sidecar import Exchange

NAMESPACES = (
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:d="http://ns.adobe.com/xmp/1.0/DynamicMedia/" '
    'xmlns:p="http://ns.adobe.com/photoshop/1.0/" xmlns:k="http://www.digikam.org/ns/1.0/" '
    'xmlns:t="http://darktable.sf.net/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:lr="http://ns.adobe.com/lightroom/1.0/"'
)


def packet(attributes: str = "", children: str = "") -> bytes:
    return (
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" {NAMESPACES} '
        f"{attributes}>{children}</rdf:Description></rdf:RDF>"
    ).encode()


def listed(tag: str, *entries: str) -> str:
    return f"<{tag}><rdf:Bag>{''.join(f'<rdf:li>{entry}</rdf:li>' for entry in entries)}</rdf:Bag></{tag}>"


def read(folder: Path, data: bytes, last: Exchange | None = None) -> Marks:
    file = folder / "IMG_1.xmp"
    file.write_bytes(data)
    return sidecar.read(file, last).marks


@pytest.mark.parametrize("name", SHAPES)
def test_every_programs_sidecar_says_what_it_means(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, SHAPES[name].text) == SHAPES[name].says


@pytest.mark.parametrize(
    ("attributes", "flag"),
    [
        ('d:good="true" d:pick="-1" xmp:Rating="-1" k:PickLabel="1"', "pick"),
        ('d:good="False" d:pick="1"', "reject"),
        ('d:pick="1" xmp:Rating="-1"', "pick"),
        ('d:pick="-1" k:PickLabel="3"', "reject"),
        ('d:pick="0" xmp:Rating="-1"', "reject"),
        ('xmp:Rating="-1" k:PickLabel="3"', "reject"),
        ('k:PickLabel="1"', "reject"),
        ('k:PickLabel="2"', ""),
        ('k:PickLabel="3"', "pick"),
        ('d:good="perhaps" d:pick=""', ""),
    ],
)
def test_the_flag_is_the_first_property_that_has_one(tmp_path: Path, attributes: str, flag: str) -> None:
    assert read(tmp_path, packet(attributes)).flag == flag


@pytest.mark.parametrize(
    ("attributes", "colour"),
    [
        ('p:LabelColor="red" xmp:Label="Blau" k:ColorLabel="4"', "red"),
        ('xmp:Label="Blau" k:ColorLabel="4"', "green"),
        ('xmp:Label="PURPLE" k:ColorLabel="4"', "purple"),
        ('xmp:Label="To Do"', "purple"),
        ('k:ColorLabel="2"', ""),
        ('p:LabelColor="#112233"', ""),
    ],
)
def test_the_colour_is_the_first_property_that_names_one(tmp_path: Path, attributes: str, colour: str) -> None:
    assert read(tmp_path, packet(attributes)).colour == colour


@pytest.mark.parametrize(
    ("text", "stars"), [("3", 3), (" 4 ", 4), ("2.0", 2), ("9", 5), ("-1", 0), ("nan", 0), ("", 0), ("many", 0)]
)
def test_stars_are_a_number_up_to_five(tmp_path: Path, text: str, stars: int) -> None:
    assert read(tmp_path, packet(f'xmp:Rating="{text}"')).stars == stars
    assert read(tmp_path, packet(children=f"<xmp:Rating>{text}</xmp:Rating>")).stars == stars


def test_keywords_are_the_flat_ones_and_the_paths_without_the_steps_of_these(tmp_path: Path) -> None:
    children = listed("dc:subject", "pier", "Oslo", "Norway") + listed("lr:hierarchicalSubject", "Norway|Oslo", "pier")
    tags = listed("k:TagsList", "Norway/Oslo", "Boats/Ferry")
    assert read(tmp_path, packet(children=children + tags)).keywords == ("pier", "Norway|Oslo", "Boats|Ferry")


def test_one_keyword_without_a_list_is_one(tmp_path: Path) -> None:
    assert read(tmp_path, packet('dc:subject="pier"')).keywords == ("pier",)


def test_what_says_something_else_than_we_wrote_is_the_news(tmp_path: Path) -> None:
    last = Exchange(Marks("pick", 3, "red"), Marks("pick", 3, "red"), written=True)
    by_digikam = packet('d:good="True" d:pick="1" k:PickLabel="1" xmp:Label="Red" k:ColorLabel="0" xmp:Rating="3"')
    assert read(tmp_path, by_digikam, last) == Marks("reject", 3, "")
    by_darktable = packet('xmp:Label="Red" xmp:Rating="-1"', listed("t:colorlabels", "3"))
    assert read(tmp_path, by_darktable, last) == Marks("reject", 3, "blue")
    assert read(tmp_path, packet('d:good="True" k:PickLabel="1"')).flag == "pick"


REFUSED = {
    "empty": (b"", "malformed"),
    "cut off": (sidecar_shapes.LIGHTROOM.text[:-9], "malformed"),
    "two roots": (sidecar_shapes.BARE.text * 2, "malformed"),
    "no namespace": (b"<rdf:RDF/>", "malformed"),
    "other bytes": (b"<?xml version='1.0'?><a>\xff\xfe\x00</a>", "malformed"),
    "zeros": (bytes(4096), "malformed"),
    "other xml": (b"<svg/>", "not_xmp"),
    "too deep": (b"<a><b>" + sidecar_shapes.BARE.text + b"</b></a>", "not_xmp"),
    "odd encoding": (b"<?xml version='1.0' encoding='zlib'?><a/>", "encoding"),
    "half a character": (b"\xff\xfe<\0a\0/\0>", "malformed"),
    "bomb": (
        b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
            f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(12)
        ) + b"]><x>&m;</x>",
        "entities",
    ),
    "outside": (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "entities"),
    "large": (sidecar_shapes.LIGHTROOM.text + b" " * (20 << 20), "too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_sound_sidecar_is_refused_in_words_and_left_alone(tmp_path: Path, name: str) -> None:
    data, reason = REFUSED[name]
    file = tmp_path / "IMG_1.xmp"
    file.write_bytes(data)
    before = file.stat()
    for attempt in (lambda: sidecar.read(file), lambda: sidecar.write(file, Marks("pick"), "lightroom")):
        with pytest.raises(SidecarRefused) as caught:
            attempt()
        assert caught.value.detail == reason
        assert words.problem(caught.value).startswith("The sidecar IMG_1.xmp was left as it is: ")
    assert file.read_bytes() == data
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert [*tmp_path.iterdir()] == [file]


def test_a_folder_and_a_pipe_are_no_sidecars(tmp_path: Path) -> None:
    (tmp_path / "IMG_1.xmp").mkdir()
    with pytest.raises(SidecarRefused):
        sidecar.read(tmp_path / "IMG_1.xmp")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "IMG_2.xmp")
        with pytest.raises(SidecarRefused):
            sidecar.write(tmp_path / "IMG_2.xmp", Marks("pick"), "lightroom")


def test_one_that_may_not_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "IMG_1.xmp"
    file.write_bytes(sidecar_shapes.BARE.text)
    monkeypatch.setattr(Path, "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "denied")))
    with pytest.raises(SidecarRefused, match="unreadable"):
        sidecar.read(file)


def test_one_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(FileGone):
        sidecar.read(tmp_path / "IMG_1.xmp")
    assert sidecar.stamp(tmp_path / "IMG_1.xmp") is None
