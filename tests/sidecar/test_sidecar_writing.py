"""Writing: our properties say what they are to say, and of all the rest not a byte is another."""

from __future__ import annotations

import errno
import os
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
import sidecar_shapes
from hypothesis import given, settings
from hypothesis import strategies as st
from sidecar_shapes import SHAPES

from reviewer import paths, sidecar
from reviewer.errors import FileUnwritable, FolderGone, SidecarRefused
from reviewer.photo import Marks
from reviewer.sidecar import PROFILES, Exchange, files
from reviewer.sidecar.encoding import to_utf8
from reviewer.sidecar.meaning import marks as meaning_of
from reviewer.sidecar.properties import COLOURS, KNOWN, PREFIXES, RDF
from reviewer.sidecar.reader import parse
from reviewer.sidecar.splicing import say

FULL = Marks("reject", 2, "purple", ("harbour", "new & old", "Places|Denmark", '"<b/w>'))
EXACT = [name for name, profile in PROFILES.items() if not profile.rejects_by_rating]

words_ = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)
keyword = st.one_of(
    words_, st.lists(st.sampled_from(["a", "b", "c d", "é", "e/f"]), min_size=1, max_size=3).map("|".join)
)
marks = st.builds(
    Marks,
    st.sampled_from(["", "pick", "reject"]),
    st.integers(0, 5),
    st.sampled_from(["", *COLOURS]),
    st.lists(keyword.map(str.strip).filter(bool), unique=True, max_size=5).map(tuple),
)


def rest(data: bytes) -> bytes:
    """The bytes of a sidecar without our properties and without the namespaces that these are declared with."""
    text = to_utf8(data)[0]
    for start, end in sorted((found.span for found in parse(text).properties), reverse=True):
        text = text[:start] + text[end:]
    for uri in PREFIXES:
        text = re.sub(rb"\s{1,20}xmlns:\w+=[\"']" + re.escape(uri).encode() + rb"[\"']", b"", text)
    return re.sub(rb"></(\w+:)?Description>", b"/>", text)


def meaning(data: bytes) -> object:
    """A sidecar as another parser sees it, without our properties: what must not change, whatever bytes spell it."""
    root = ET.fromstring(to_utf8(data)[0].replace(b"ISO-8859-1", b"UTF-8"))
    top = root if root.tag == f"{{{RDF}}}RDF" else root.find(f"{{{RDF}}}RDF")
    ours = {f"{{{uri}}}{local}" for uri, local in KNOWN}
    said = []
    for place in () if top is None else top:
        said += [(key, text) for key, text in place.attrib.items() if key not in ours and "about" not in key]
        said += [ET.tostring(child).strip() for child in place if child.tag not in ours]
    return root.tag, sorted(map(repr, said))


def write(file: Path, wanted: Marks, profile: str, last: Exchange | None = None) -> sidecar.Written:
    """Write over whatever the file says, as if it had been settled that ours holds."""
    theirs = sidecar.read(file, last).marks
    return sidecar.write(file, wanted, profile, Exchange(theirs, theirs))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_takes_our_marks_and_keeps_the_rest_byte_for_byte(tmp_path: Path, name: str, profile: str) -> None:
    file, shape = tmp_path / "IMG_1.xmp", SHAPES[name]
    file.write_bytes(shape.text)
    written = write(file, FULL, profile)
    stars = 0 if PROFILES[profile].rejects_by_rating else 2
    said = sidecar.read(file).marks
    assert (said.flag, said.stars, said.colour, set(said.keywords)) == ("reject", stars, "purple", set(FULL.keywords))
    assert written.exchange.ours == FULL or set(written.exchange.ours.keywords) == set(FULL.keywords)
    assert meaning(file.read_bytes()) == meaning(shape.text)
    if name != "no_description":  # which gets one
        assert rest(file.read_bytes()) == rest(shape.text)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", SHAPES)
def test_saying_what_is_said_already_leaves_the_file_as_it_is(tmp_path: Path, name: str, profile: str) -> None:
    file, shape = tmp_path / "IMG_1.xmp", SHAPES[name]
    file.write_bytes(shape.text)
    said = sidecar.read(file).marks
    before = sidecar.stamp(file)
    assert write(file, said, profile).stamp == before == sidecar.stamp(file)
    assert file.read_bytes() == shape.text


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SHAPES)), st.lists(st.tuples(st.sampled_from(EXACT), marks), min_size=1, max_size=4))
def test_any_marks_written_one_after_the_other_are_read_again(name: str, steps: list[tuple[str, Marks]]) -> None:
    text, _ = to_utf8(SHAPES[name].text)
    for profile, wanted in steps:
        said = parse(text := say(parse(text), wanted, PROFILES[profile]).data)
        assert replace(meaning_of(said), keywords=()) == replace(wanted, keywords=())
        assert set(meaning_of(said).keywords) == set(wanted.keywords)
    assert meaning(text) == meaning(SHAPES[name].text)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(sorted(PROFILES)), st.lists(marks, min_size=1, max_size=4))
def test_a_new_sidecar_follows_what_is_decided_and_never_sees_news_in_it(
    tmp_path_factory: pytest.TempPathFactory, profile: str, steps: list[Marks]
) -> None:
    file = tmp_path_factory.getbasetemp() / "new.xmp"
    file.unlink(missing_ok=True)
    last = Exchange()
    for wanted in steps:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", lambda _: None)  # the disk's time is not what is tried here
            written = sidecar.write(file, wanted, profile, last)
        last = written.exchange
        assert written.found.outside == written.found.conflicts == ()
        assert last.ours == wanted or last == Exchange()
        if written.stamp:
            found = sidecar.changes(last, last.ours, sidecar.read(file, last).marks)
            assert found.outside == found.ours == found.conflicts == ()


def test_a_new_sidecar_is_a_clean_small_packet(tmp_path: Path) -> None:
    written = sidecar.write(tmp_path / "IMG_1.xmp", Marks("pick", 3), "lightroom")
    assert (tmp_path / "IMG_1.xmp").read_text() == (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Photo Reviewer">\n'
        ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        "  <rdf:Description\n"
        '   rdf:about=""\n'
        '   xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/"\n'
        '   xmlns:xmp="http://ns.adobe.com/xap/1.0/"\n'
        '   xmpDM:good="True"\n'
        '   xmpDM:pick="1"\n'
        '   xmp:Rating="3"/>\n'
        " </rdf:RDF>\n"
        "</x:xmpmeta>\n"
    )
    assert written.stamp == sidecar.stamp(tmp_path / "IMG_1.xmp")


def test_marks_that_say_nothing_begin_no_sidecar(tmp_path: Path) -> None:
    assert sidecar.write(tmp_path / "IMG_1.xmp", Marks(), "digikam").stamp is None
    assert [*tmp_path.iterdir()] == []


def texts(file: Path) -> dict[str, str | None]:
    packet = parse(file.read_bytes())
    return {found.name[1]: found.text for found in packet.properties if not found.items}


def test_each_profile_says_what_its_program_reads(tmp_path: Path) -> None:
    said = {}
    for profile in PROFILES:
        sidecar.write(tmp_path / f"{profile}.xmp", Marks("reject", 3, "red", ("a|b",)), profile)
        said[profile] = texts(tmp_path / f"{profile}.xmp")
    assert said["lightroom"] == {"good": "False", "pick": "-1", "LabelColor": "red", "Label": "Red", "Rating": "3"}
    assert said["bridge"] == {"LabelColor": "red", "Label": "Red", "Rating": "-1"}
    assert said["darktable"] == {"Rating": "-1"}
    assert said["digikam"] == {"PickLabel": "1", "Label": "Red", "ColorLabel": "1", "Rating": "3"}
    assert parse((tmp_path / "darktable.xmp").read_bytes()).items(("http://darktable.sf.net/", "colorlabels")) == ["0"]
    assert parse((tmp_path / "digikam.xmp").read_bytes()).items(("http://www.digikam.org/ns/1.0/", "TagsList")) == [
        "a/b"
    ]


def test_taking_the_flag_away_leaves_a_zero_for_lightroom(tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.xmp"
    first = sidecar.write(file, Marks("pick", 1), "lightroom")
    sidecar.write(file, Marks("", 1), "lightroom", first.exchange)
    assert texts(file) == {"pick": "0", "Rating": "1"}


def test_every_property_that_is_there_is_kept_true_in_every_profile(tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.xmp"
    file.write_bytes(sidecar_shapes.DIGIKAM.text)
    write(file, Marks("reject", 5, "red"), "lightroom")
    assert texts(file) == {
        "PickLabel": "1", "ColorLabel": "1", "Rating": "5", "good": "False", "pick": "-1", "LabelColor": "red", "Label": "Red",
    }  # fmt: skip
    assert b'acdsee:rating="2"' in file.read_bytes()


def test_a_label_of_the_users_own_stays_until_there_is_a_colour(tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.xmp"
    file.write_bytes(sidecar_shapes.BRIDGE.text.replace(b"Approved", b"To print"))
    write(file, Marks("pick", 1), "lightroom")
    assert texts(file)["Label"] == "To print"
    write(file, Marks("pick", 1, "blue"), "lightroom")
    assert texts(file)["Label"] == "Blue"


def test_only_our_keywords_come_and_go(tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.xmp"
    file.write_bytes(sidecar_shapes.LIGHTROOM.text)
    write(file, Marks("pick", 4, "green", ("harbour", "Places|Norway|Oslo", "boat")), "lightroom")
    assert file.read_bytes() == sidecar_shapes.LIGHTROOM.text.replace(
        b"<rdf:li>Places</rdf:li>\n", b"<rdf:li>Places</rdf:li>\n     <rdf:li>boat</rdf:li>\n"
    ).replace(
        b"<rdf:li>Places|Norway|Oslo</rdf:li>\n", b"<rdf:li>Places|Norway|Oslo</rdf:li>\n     <rdf:li>boat</rdf:li>\n"
    )
    write(file, Marks("pick", 4, "green", ("harbour", "Places|Norway|Oslo")), "lightroom")
    assert file.read_bytes() == sidecar_shapes.LIGHTROOM.text


def test_characters_that_xml_cannot_hold_are_left_out_and_no_news(tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.xmp"
    written = sidecar.write(file, Marks(keywords=("a\0b", "\x01", "\udcff", "c\rd")), "lightroom")
    assert sidecar.read(file).marks.keywords == ("ab", "c\rd")
    assert sidecar.changes(written.exchange, written.exchange.ours, sidecar.read(file).marks).outside == ()


def test_what_others_wrote_in_between_is_merged_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "IMG_1.xmp"
    last = sidecar.write(file, Marks("pick", 1, "red"), "lightroom").exchange
    say, others = files.say, [file.read_bytes().replace(b'"1"/', b'"5"/').replace(b'Rating="1"', b'Rating="5"')]

    def meanwhile(*arguments: object) -> object:
        if others:
            file.write_bytes(others.pop())
        return say(*arguments)

    monkeypatch.setattr(files, "say", meanwhile)
    written = sidecar.write(file, Marks("pick", 1, "blue"), "lightroom", last)
    assert written.found.outside == ("stars",)
    assert sidecar.read(file).marks == written.exchange.ours == Marks("pick", 5, "blue")


def test_one_that_others_keep_writing_is_left_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "IMG_1.xmp"
    file.write_bytes(sidecar_shapes.BARE.text)
    say = files.say

    def meanwhile(*arguments: object) -> object:
        file.write_bytes(file.read_bytes() + b" ")
        return say(*arguments)

    monkeypatch.setattr(files, "say", meanwhile)
    with pytest.raises(SidecarRefused, match="busy"):
        sidecar.write(file, Marks("pick"), "lightroom")
    assert file.read_bytes().strip() == sidecar_shapes.BARE.text


def test_what_would_change_anything_else_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "IMG_1.xmp"
    file.write_bytes(sidecar_shapes.BRIDGE.text)
    monkeypatch.setattr("reviewer.sidecar.splicing._Splice.grant", lambda *_: sidecar_shapes.BARE.text)
    with pytest.raises(SidecarRefused, match="unsafe"):
        write(file, Marks("pick"), "lightroom")
    assert file.read_bytes() == sidecar_shapes.BRIDGE.text


def test_one_that_was_deleted_is_begun_anew_and_nothing_is_learnt_from_it(tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.xmp"
    last = sidecar.write(file, FULL, "lightroom").exchange
    file.unlink()
    written = sidecar.write(file, FULL, "lightroom", last)
    assert written.found.outside == ()
    assert set(sidecar.read(file).marks.keywords) == set(FULL.keywords)


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_does_not_take_it_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    file = tmp_path / "IMG_1.xmp"
    file.write_bytes(sidecar_shapes.BARE.text)

    def fail(_: int) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(FileUnwritable):
        sidecar.write(file, Marks("pick"), "lightroom")
    assert file.read_bytes() == sidecar_shapes.BARE.text
    assert [*tmp_path.iterdir()] == [file]


def test_no_folder_is_made_where_a_card_was(tmp_path: Path) -> None:
    with pytest.raises(FolderGone):
        sidecar.write(tmp_path / "card" / "IMG_1.xmp", Marks("pick"), "lightroom")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_permissions_and_links_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "kept.xmp", tmp_path / "IMG_1.xmp"
    file.write_bytes(sidecar_shapes.BARE.text)
    file.chmod(0o640)
    link.symlink_to(file)
    sidecar.write(link, Marks("pick"), "lightroom")
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert sidecar.read(file).marks.flag == "pick"


def test_a_new_one_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "any").write_bytes(b"")
    sidecar.write(tmp_path / "IMG_1.xmp", Marks("pick"), "lightroom")
    assert (tmp_path / "IMG_1.xmp").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_all_goes_through_the_one_atomic_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(paths, "write_whole", lambda file, *_, **__: seen.append(file))
    sidecar.write(tmp_path / "IMG_1.xmp", Marks("pick"), "lightroom")
    assert seen == [tmp_path / "IMG_1.xmp"]
