"""Files that other programs and spreadsheets read: exact, safe, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import threading
from pathlib import Path

import pytest

from reviewer import report
from reviewer.errors import FileUnwritable
from reviewer.photo import Failure, Score
from reviewer.report import files
from reviewer.report.rows import SCORE_COLUMNS

NAMES = {
    "plain": b"/card/IMG_1.JPG",
    "not UTF-8": b"/card/byte \xff.jpg",
    "newline": b"/card/new\nline.jpg",
    "quotes": b"/card/quote ' \" ;,.jpg",
    "markup": b"<img onerror=1>#%?.jpg",
    "right to left": "\u202egpj.\u05d0\u05d1".encode(),
    "255 bytes": b"x" * 255,
    "formula": b"=cmd()|' /C calc'!A0.jpg",
    "plus": b"+1.jpg",
    "minus": b"-1.jpg",
    "at": b"@SUM(1).jpg",
    "tab": b"\t=1.jpg",
    "return": b"\r=1.jpg",
    "line feed": b"\n=1.jpg",
    "apostrophe": b"'=1.jpg",
}


@pytest.fixture(params=NAMES.values(), ids=NAMES.keys())
def name(request: pytest.FixtureRequest) -> bytes:
    return request.param


def rows(name: bytes = b"/card/a.jpg") -> list[report.Row]:
    path = Path(os.fsdecode(name))
    return report.score_rows(
        [(path, Score("brisque", -3.25, 0.1 + 0.2)), (path, Failure("nima", "metric_failed", "=1+1"))]
    )


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8", "surrogateescape"), newline="")))


def test_no_photo_is_written_over(tmp_path: Path) -> None:
    photo = tmp_path / "a.JPG"
    report.write_csv(str(photo), rows())  # of that name, and none yet
    before = photo.read_bytes()
    with pytest.raises(FileUnwritable):
        report.write_json(str(photo), rows())
    assert photo.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="links need permission there")
def test_links_that_lead_in_a_circle_are_written_over(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    report.write_json(str(tmp_path / "loop"), rows())
    assert json.loads((tmp_path / "loop").read_bytes())


def test_json_is_what_the_manual_says(tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    report.write_json(str(file), rows())
    assert json.loads(file.read_bytes()) == [
        {"path": "/card/a.jpg", "metric": "brisque", "raw": -3.25, "score": 0.1 + 0.2, "error": None}
        | {"reasons": [], "flags": []},
        {"path": "/card/a.jpg", "metric": "nima", "raw": None, "score": None, "error": "metric_failed: =1+1"}
        | {"reasons": [], "flags": []},
    ]
    report.write_json(str(file), [])
    assert json.loads(file.read_bytes()) == []


def test_every_name_comes_back_from_json(tmp_path: Path, name: bytes) -> None:
    file = tmp_path / "out.json"
    report.write_json(str(file), rows(name))
    assert file.read_bytes().isascii()
    assert os.fsencode(json.loads(file.read_bytes())[0]["path"]) == name


def test_every_name_comes_back_from_csv_and_none_is_a_formula(tmp_path: Path, name: bytes) -> None:
    file = tmp_path / "out.csv"
    report.write_csv(str(file), rows(name))
    first, second = read_csv(file.read_bytes())
    cell = os.fsencode(first["path"])
    assert not cell.startswith((b"=", b"+", b"-", b"@", b"\t", b"\r", b"\n"))
    assert cell.removeprefix(b"'") == name
    assert second["path"] == first["path"]


def test_csv_keeps_numbers_numbers_and_guards_details(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    report.write_csv(str(file), rows())
    assert read_csv(file.read_bytes()) == [
        {"path": "/card/a.jpg", "metric": "brisque", "raw": "-3.25", "score": repr(0.1 + 0.2), "error": ""},
        {"path": "/card/a.jpg", "metric": "nima", "raw": "", "score": "", "error": "metric_failed: =1+1"},
    ]
    report.write_csv(str(file), [{**rows()[0], "error": "-1"}])
    assert read_csv(file.read_bytes())[0]["error"] == "'-1"
    report.write_csv(str(file), [])
    assert file.read_bytes() == b"path,metric,raw,score,error\r\n"


def test_half_a_character_does_not_stop_a_csv(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    report.write_csv(str(file), [{**rows()[0], "error": "a\ud800b\udcff"}])
    assert read_csv(file.read_bytes())[0]["error"] == "a\ufffdb\udcff"


def test_what_is_no_number_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        report.write_json(str(tmp_path / "out.json"), [{**rows()[0], "raw": float("nan")}])
    assert list(tmp_path.iterdir()) == []


def test_a_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    report.write_json("-", rows())
    assert len(json.loads(capfdbinary.readouterr().out)) == 2
    report.write_csv("-", rows(b"/card/\xff.jpg"))
    assert capfdbinary.readouterr().out.startswith(b"path,metric,raw,score,error\r\n/card/\xff.jpg,brisque,")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "out.json"
    file.write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(FileUnwritable) as caught:
        report.write_json(str(file), rows())
    assert (caught.value.path, caught.value.detail) == (file, "No space left on device")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("place", ["absent/out.json", "a file/out.json", ""])
def test_a_place_where_no_file_can_be(tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(FileUnwritable) as caught:
        report.write_json(str(tmp_path / place), rows())
    assert caught.value.detail


def test_the_file_has_the_mode_of_any_new_file_and_a_link_stays_a_link(tmp_path: Path) -> None:
    link, file, other = tmp_path / "link.json", tmp_path / "out.json", tmp_path / "other"
    link.symlink_to(file)
    other.touch()
    report.write_json(str(link), rows())
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)
    assert json.loads(file.read_bytes())


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()), daemon=True)
    reader.start()
    report.write_json(str(pipe), rows())
    reader.join(timeout=10)
    assert len(json.loads(received[0])) == 2
    assert pipe.is_fifo()


def test_the_longest_name_a_disk_takes(tmp_path: Path) -> None:
    file = tmp_path / ("x" * 250 + ".json")
    report.write_json(str(file), rows())
    assert json.loads(file.read_bytes())


def test_the_readme_names_the_columns_and_says_of_each_what_the_package_says() -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| column | |\n|---|---|\n")[2].partition("\n\n")[0]
    rows_ = dict(re.findall(r"^\| (\w+) \| (.+) \|$", table, re.MULTILINE))
    assert tuple(rows_) == SCORE_COLUMNS
    told = " ".join((report.__doc__ or "").replace("``", "`").split()).replace("null (CSV: empty)", "empty")
    for column, meaning in rows_.items():
        assert f"{column} {meaning}" in told
