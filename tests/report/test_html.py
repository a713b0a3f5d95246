"""The page: self-contained, exact about places and addresses, deaf to whatever is in a name."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import random
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import pytest
from PIL import Image

from reviewer import __version__, report
from reviewer.errors import FileUnwritable
from reviewer.photo import Failure, Metadata, Photo, Reason, Record, Score
from reviewer.report import pictures
from reviewer.report.links import link

FOLDER = Path("/card/shoot")
NAMES = {
    "plain": b"IMG_1.jpg",
    "not UTF-8": b"byte \xff\xfe.jpg",
    "newline": b"new\nline\r.jpg",
    "quotes": b"quote ' \" `.jpg",
    "markup": b"<img src=x onerror=alert(1)>.jpg",
    "script": b"</script><script>alert(1)</script>.jpg",
    "comment": b"<!--<script>.jpg",
    "template": b"$data $style ${script} {shown}.jpg",
    "address": b"#a?b=c&d%20e%.jpg",
    "scheme": b"javascript:alert(1).jpg",
    "right to left": "\u202egpj.\u05d0\u05d1 \u2028\u2029.jpg".encode(),
    "space": b"  two  spaces .jpg",
    "backslash": b"a\\b.jpg",
    "255 bytes": b"x" * 251 + b".jpg",
}


def photo(name: bytes | str, folder: Path = FOLDER) -> Photo:
    return Photo(folder / os.fsdecode(name), 1, 1)


def record(format_: str = "JPEG", orientation: int = 1, **more: object) -> Record:
    return Record("", Metadata(600, 400, format=format_, orientation=orientation, **more))


def findings(photos: list[Photo], **more: object) -> report.Findings:
    judges = [report.Judge("technical", "Technical", "focus"), report.Judge("nima", "NIMA", "beauty")]
    defaults = {"judges": judges, "records": {one: record() for one in photos}, "scores": {}}
    return report.Findings(photos, **{**defaults, **more})


def written(place: Path, found: report.Findings, thumbnails: dict[Photo, bytes] | None = None) -> str:
    for _ in report.write_html(str(place), found, lambda photos: thumbnails or {}):
        pass
    return place.read_text(encoding="utf-8")


class Parts(HTMLParser):
    """What a browser makes of a page: elements with their attributes, and the text in each script and style."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.inside = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        self.texts.append("")
        self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(about, text) for (name, about), text in zip(self.tags, self.texts, strict=True) if name == tag]

    def data(self, name: str) -> object:
        return next(json.loads(text) for about, text in self.all("script") if about.get("id") == name)


def test_the_page_carries_everything_in_itself_and_lets_nothing_else_run(tmp_path: Path) -> None:
    page = written(tmp_path / "report.html", findings([photo("a.jpg")]))
    parts = Parts(page)
    assert not {"link", "iframe", "object", "embed", "base"} & {tag for tag, _ in parts.tags}
    assert not any("src" in about or "style" in about for _, about in parts.tags)
    assert not any(name.startswith("on") for _, about in parts.tags for name in about)
    assert set(re.findall(r"\b(?:https?|wss?|ftp):\S+", page)) <= {'http://www.w3.org/2000/svg",'}  # a name, no address
    policy = next(about["content"] for about, _ in parts.all("meta") if "http-equiv" in about)
    assert policy is not None
    ((_, style),) = parts.all("style")
    ((_, script),) = [(about, text) for about, text in parts.all("script") if not about]
    for kind, text in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "img-src 'self' file: data:;" in policy
    assert "unsafe" not in policy
    assert f"Photo Reviewer {__version__}" in page


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_stays_a_name(tmp_path: Path, name: bytes) -> None:
    shot = photo(name, FOLDER / os.fsdecode(name).removesuffix(".jpg")[:200])
    plain = Parts(written(tmp_path / "plain.html", findings([photo("a.jpg")])))
    hostile = record(make=os.fsdecode(name), model="</script>", taken_text="\u2028</script>")
    page = written(tmp_path / "hostile.html", findings([shot], records={shot: hostile}))
    parts = Parts(page)
    assert [tag for tag, _ in parts.tags] == [tag for tag, _ in plain.tags]
    assert "\u2028" not in page
    assert "\u202e" not in page
    (line,) = parts.data("photos")
    assert line[0].endswith(".jpg")
    assert "\n" not in line[0]
    assert line[1].isascii()
    assert urlsplit(line[1]).scheme == "file"
    assert unquote_to_bytes(urlsplit(line[1]).path) == os.fsencode(shot.path)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
@pytest.mark.parametrize(
    ("page", "relative"),
    [
        ("/card/shoot/report.html", True),
        ("/card/report.html", True),
        ("/card/shoot/reports/new/a#b.html", True),
        ("/card/other shoot/report.html", True),
        ("/home/me/report.html", False),
        ("/report.html", True),
        (None, False),
    ],
)
def test_an_address_leads_from_the_page_to_the_photo(name: bytes, page: str | None, relative: bool) -> None:
    target = FOLDER / os.fsdecode(name)
    address = link(target, Path(page) if page else None)
    assert address.isascii()
    assert not set(address) & set("#?\"'<>` \n\\")
    assert address.startswith("file:///") != relative
    from_page = urljoin(Path(page or "/elsewhere/report.html").as_uri(), address)
    assert urlsplit(from_page).netloc == ""
    assert unquote_to_bytes(urlsplit(from_page).path) == os.fsencode(target)
    assert not urlsplit(from_page).query + urlsplit(from_page).fragment


def test_an_address_is_relative_to_where_the_page_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jpg").touch()
    found = findings([photo("a.jpg", tmp_path)])
    monkeypatch.chdir(tmp_path)
    assert [line[1] for line in Parts(written(Path("report.html"), found)).data("photos")] == ["a.jpg"]


def test_each_line_says_what_is_known(tmp_path: Path) -> None:
    first, second, third, fourth = photos = [photo(f"IMG_{n}.jpg") for n in (2, 10, 11, 12)]
    scores = {
        first: {"technical": Score("technical", 0.71234567, 0.71234567, reasons=(Reason("soft"),))},
        second: {
            "technical": Score(
                "technical", 0.5, 0.5, reasons=(Reason("highlights_clipped", share=0.084), Reason("soft"))
            ),
            "nima": Failure("nima", "metric_failed", "<b>"),
        },
        fourth: {"technical": Score("technical", 0.5, 0.5), "nima": Score("nima", 5.4321, 0.25)},
    }
    shot = record(make="Canon", model="Canon EOS R5", taken=5.5, taken_text="2025-09-01 18:03:22")
    found = findings(
        photos[::-1],
        records={first: shot, second: record(), fourth: record()},
        scores=scores,
        unreadable={third: Failure("", "broken")},
        turns={second: 3},
    )
    parts = Parts(written(tmp_path / "report.html", found))
    about = parts.data("about")
    lines = parts.data("photos")
    said = about["sentences"]
    assert [line[0] for line in lines] == ["IMG_2.jpg", "IMG_10.jpg", "IMG_11.jpg", "IMG_12.jpg"]
    assert lines[0][2:8] == ["original", 0, "/card/shoot/IMG_2.jpg", "2025-09-01 18:03:22", 5.5, "Canon EOS R5"]
    assert lines[0][8] == [[0.7123, "0.7123", "1st of 3", [said.index("Soft even at its sharpest")], 0.7123], None]
    assert [cell[2] for line in (lines[1], lines[3]) for cell in line[8] if isinstance(cell, list)] == [
        "2nd of 3",
        "2nd of 3",
        "1st of 1",
    ]
    assert [said[at] for at in lines[1][8][0][3]] == [
        "Highlights clipped in 8 % of the frame",
        "Soft even at its sharpest",
    ]
    assert said[lines[1][8][1]] == "This photo got no score. <b>"
    assert (lines[1][3], lines[1][9]) == (3, -1)
    assert (lines[2][2], lines[2][8]) == ("", [None, None])
    assert said[lines[2][9]].startswith("This photo is damaged")
    assert [judge["title"] for judge in about["judges"]] == ["Technical", "NIMA"]
    assert sum(about["judges"][0]["counts"]) == 3


def test_a_flagged_photo_has_its_kind_told_and_stands_where_its_score_counts_for(tmp_path: Path) -> None:
    photos = [photo(f"{n}.jpg") for n in range(3)]
    scores = {
        one: {"technical": Score("technical", value, value)} for one, value in zip(photos, (0.9, 0.5, 0.1), strict=True)
    }
    night = Score("technical", 0.1, 0.1, reasons=(Reason("dark"),), flags=("night", "grain"))
    scores[photos[2]] = {"technical": night}
    found = findings(photos, scores=scores, counted={"technical": {photos[2]: 0.6}})
    parts = Parts(written(tmp_path / "report.html", found))
    said, (cell, _) = parts.data("about")["sentences"], parts.data("photos")[2][8]
    assert [cell[0], cell[2], cell[4]] == [0.1, "2nd of 3", 0.6]
    assert [said[at] for at in cell[3]] == ["Night, grain: this score knows little of such photos", "Very dark"]
    assert parts.data("about")["judges"][0]["low"] > 0.1  # the histogram shows what scores count for


def test_a_metric_that_said_nothing_is_told_of_once(tmp_path: Path) -> None:
    judges = [report.Judge("technical", "Technical", "focus"), report.Judge("nima", "NIMA", "beauty", "No weights.")]
    scores = {photo("a.jpg"): {"technical": Score("technical", 0.5, 0.5)}}
    about = Parts(written(tmp_path / "r.html", findings([photo("a.jpg")], judges=judges, scores=scores))).data("about")
    assert [judge["title"] for judge in about["judges"]] == ["Technical"]
    assert about["absent"] == ["NIMA: No weights."]


@pytest.mark.parametrize(
    ("name", "about", "manner"),
    [
        *((f"a.{format_.lower()}", record(format_), "original") for format_ in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF")),
        *((f"a.{format_.lower()}", record(format_), "inline") for format_ in ("TIFF", "DNG", "CR2")),
        ("a.heic", record("HEIF"), "inline"),
        ("a.jp2", record("JPEG2000"), "inline"),
        ("a.jpg", record("TIFF"), "inline"),
        ("a.jpg", record(orientation=6), "original"),
        ("a.png", record("PNG", orientation=6), "inline"),
        ("a.webp", record("WEBP", orientation=3), "inline"),
        ("a.jpg", None, ""),
        ("a.html", record(), ""),
    ],
)  # fmt: skip
def test_browsers_get_what_they_can_show(name: str, about: Record | None, manner: str) -> None:
    assert pictures.manner(photo(name), about, readable=True) == manner
    assert pictures.manner(photo(name), about, readable=False) == ""


def test_a_file_that_a_browser_would_run_has_no_address(tmp_path: Path) -> None:
    (line,) = Parts(written(tmp_path / "r.html", findings([photo("a.html")]))).data("photos")
    assert line[1] is None


def noise(size: tuple[int, int]) -> bytes:
    stream = io.BytesIO()
    Image.frombytes("RGB", size, random.Random(1).randbytes(3 * size[0] * size[1])).save(stream, "JPEG", quality=85)
    return stream.getvalue()


def test_small_pictures_are_put_into_the_page_and_are_smaller_where_there_are_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jpeg = noise((320, 200))
    photos = [photo(f"{n}.tif") for n in range(3)]
    found = findings(photos, records={one: record("TIFF") for one in photos})
    small = {photos[0]: jpeg, photos[2]: jpeg}

    def blocks() -> dict[str | None, bytes]:
        parts = Parts(written(tmp_path / "r.html", found, small)).all("script")
        return {about["id"]: base64.b64decode(text) for about, text in parts if about.get("type") == "text/plain"}

    assert blocks() == {"picture0": jpeg, "picture2": jpeg}
    monkeypatch.setattr(report.html, "ROOM", 3 * len(jpeg) - 3)
    shrunk = blocks()
    assert all(len(block) < len(jpeg) / 3 for block in shrunk.values())
    assert Image.open(io.BytesIO(shrunk["picture2"])).size == (160, 100)


def test_a_small_picture_that_is_damaged_is_left_out() -> None:
    assert pictures.embedded(b"no picture", room=3) == ""
    stream = io.BytesIO()
    Image.effect_noise((320, 320), 50).save(stream, "JPEG")
    assert pictures.embedded(stream.getvalue()[:2000], room=3) == ""


def test_stopping_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    place.write_text("old")
    steps = report.write_html(str(place), findings([photo(f"{n}.jpg") for n in range(150)]), lambda _: {})
    assert next(steps) == (100, 150)
    steps.close()
    assert place.read_text() == "old"
    assert list(tmp_path.iterdir()) == [place]


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritable) as caught:
        written(tmp_path / "absent" / "report.html", findings([photo("a.jpg")]))
    assert caught.value.detail
    assert not list(tmp_path.iterdir())


def test_a_dash_is_standard_output_and_addresses_are_absolute(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert list(report.write_html("-", findings([photo("a.jpg")]), lambda _: {})) == [(1, 1)]
    (line,) = Parts(capfdbinary.readouterr().out.decode()).data("photos")
    assert line[1] == "file:///card/shoot/a.jpg"


def test_a_report_of_nothing_is_a_page(tmp_path: Path) -> None:
    parts = Parts(written(tmp_path / "r.html", findings([])))
    assert parts.data("photos") == []


def test_rows_of_findings_leave_out_what_is_not_known() -> None:
    photos = [photo(f"{n}.jpg") for n in range(3)]
    scores = {photos[0]: {"nima": Score("nima", 5.0, 0.4)}}
    rows = findings(photos, scores=scores, unreadable={photos[2]: Failure("", "broken")}).rows()
    assert [(row["path"], row["metric"], row["score"], row["error"]) for row in rows] == [
        (str(photos[0].path), "nima", 0.4, None),
        (str(photos[2].path), "technical", None, "broken"),
        (str(photos[2].path), "nima", None, "broken"),
    ]
