"""``photo-reviewer score --html``: what was scored, turned and cached becomes a page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from reviewer.catalogue import Catalogue
from reviewer.cli import main
from reviewer.photo import Turn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shoot"
    made.mkdir()
    for name in ("a.jpg", "b.tif", "c.png"):
        Image.effect_noise((90, 60), 50).convert("RGB").save(made / name)
    (made / "d.jpg").write_bytes(b"no picture")
    return made


def data(page: str, name: str) -> list:
    return json.loads(re.search(f'id="{name}">(.*?)</script>', page, re.DOTALL)[1])


def test_score_writes_a_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Catalogue.open() as catalogue:
        catalogue.put_turn(folder / "c.png", "", Turn(3))
    page = folder / "report.html"
    for _ in ("scored", "from the catalogue"):
        assert main(["score", str(folder), "--metric", "technical", "--html", str(page)]) == 1
        assert "technical" in capsys.readouterr().out
        text = page.read_text(encoding="utf-8")
        lines = data(text, "photos")
        assert [line[1:4] for line in lines] == [
            ["a.jpg", "original", 0],
            ["b.tif", "inline", 0],
            ["c.png", "original", 3],
            ["d.jpg", "", 0],
        ]
        assert [isinstance(line[8][0], list) for line in lines] == [True, True, True, False]
        assert re.findall(r'id="picture(\d+)"', text) == ["1"]
        assert "not a picture" in data(text, "about")["sentences"][lines[3][9]]
        page.unlink()


def test_the_page_can_be_standard_output_and_is_alone_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(folder / "a.jpg"), "--metric", "technical", "--html", "-"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("<!DOCTYPE html>")
    assert out.endswith("</html>\n")
    assert data(out, "photos")[0][1] == (folder / "a.jpg").as_uri()


def test_a_page_that_cannot_be_is_refused_before_the_work(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(folder), "--html", str(folder / "absent" / "r.html")]) == 2
    assert main(["score", str(folder), "--html", "-", "--csv", "-"]) == 2
    assert "--html can be standard output" in capsys.readouterr().err


def test_no_photo_is_written_over_and_no_file_twice(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = folder / "a.jpg"
    before = photo.read_bytes()
    (folder / "link.html").symlink_to(photo)
    for kind in ("--html", "--csv", "--json"):
        for target in (photo, folder / "link.html"):
            assert main(["score", str(folder), kind, str(target)]) == 2
            assert f"{target} is a photo" in capsys.readouterr().err
    assert main(["score", str(folder), "--html", f"{folder}/r", "--csv", f"{folder}/../{folder.name}/r"]) == 2
    assert "is named twice" in capsys.readouterr().err
    assert photo.read_bytes() == before
    assert not (folder / "r").exists()


def test_a_name_that_no_disk_takes_ends_in_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(folder / "a.jpg"), "--metric", "technical", "--html", str(folder / ("r" * 300))]) != 0
    assert "cannot be written" in capsys.readouterr().err
