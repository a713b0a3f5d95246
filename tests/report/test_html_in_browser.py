"""The page in a true browser, opened from the disk: what is seen, sorted, found, and what never runs."""

from __future__ import annotations

import io
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from reviewer import report
from reviewer.decode import decode, encode_jpeg
from reviewer.photo import Failure, Metadata, Photo, Reason, Record, Score
from reviewer.report import pictures

HOSTILE = [
    b"<img src=x onerror=alert(1)>.jpg",
    b"'\"><script>alert(2)<%2Fscript>.jpg",
    b"#a?b=%41&c.jpg",
    b"byte \xff.jpg",
    b"new\nline.jpg",
    "\u202egpj.\u05d0\u05d1.jpg".encode(),
    b" space  .jpg",
    b"javascript:alert(3).jpg",
    b"a\\b.jpg",
]
FORMATS = {"png": "PNG", "webp": "WEBP", "avif": "AVIF", "gif": "GIF", "bmp": "BMP", "tif": "TIFF", "jp2": "JPEG2000"}
MANY = 10_000
QUICK = 2.0  # seconds
TRIES = 3  # other programs may be at work
RED, BLUE = (230, 20, 20), (20, 20, 230)
JUDGES = [report.Judge("technical", "Technical", "focus"), report.Judge("nima", "NIMA <b>", "beauty")]


def picture() -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (300, 200), RED)
    image.paste(BLUE, (150, 0, 300, 200))
    return image


def save(file: Path, **options: object) -> Photo:
    with file.open("wb") as stream:
        picture().save(stream, Image.registered_extensions()[file.suffix], **options)
    return Photo(file, file.stat().st_size, file.stat().st_mtime_ns)


def exif(orientation: int) -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = orientation
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose own name has to be escaped in addresses and in the page."""
    made = tmp_path_factory.mktemp("cards") / "a #shoot & 100% <i>"
    made.mkdir()
    return made


@pytest.fixture(scope="module")
def shoot(folder: Path) -> report.Findings:
    """Hostile names, every format, turned photos; scores fall from 0.95 by their order here."""
    photos = [save(folder / os.fsdecode(name)) for name in HOSTILE]
    photos += [save(folder / f"format.{ending}") for ending in FORMATS]
    turned = [save(folder / f"turned{quarters}.jpg") for quarters in range(4)]
    upright = [save(folder / "exif6.jpg", exif=exif(6)), save(folder / "exif6.png", exif=exif(6))]
    photos += [*turned, *upright]
    records = {
        photo: Record("", Metadata(300, 200, FORMATS.get(photo.path.suffix[1:], "JPEG"), taken=float(-at)))
        for at, photo in enumerate(photos)
    }
    for photo in upright:
        records[photo] = replace(records[photo], metadata=replace(records[photo].metadata, orientation=6))
    scores = {
        photo: {
            "technical": Score("technical", 1, 0.95 - at / 50, reasons=(Reason("soft"),)),
            "nima": Score("nima", 5, at / 50),
        }
        for at, photo in enumerate(photos)
    }
    scores[photos[3]]["nima"] = Failure("nima", "metric_failed", "</script><img src=x onerror=alert(9)>")
    broken = Photo(folder / "broken.jpg", 0, 0)
    lost = Photo(folder / "lost.jpg", 1, 1)
    records[lost] = records[photos[0]]
    turns = dict(zip(turned, range(4), strict=True))
    unreadable = {broken: Failure("", "broken")}
    return report.Findings([broken, *photos, lost], JUDGES, records, scores, unreadable, turns)


@pytest.fixture(scope="module")
def page(folder: Path, shoot: report.Findings) -> Path:
    file = folder / "report.html"

    def small(photos: list[Photo]) -> dict[Photo, bytes]:
        return {photo: encode_jpeg(decode(photo.path, (160, 160))) for photo in photos}

    *_, (done, total) = report.write_html(str(file), shoot, small)
    assert done == total > len(shoot.photos)
    return file


NAMES = "[...document.querySelectorAll('.card .name')].map((line) => line.textContent)"
LOADED = "[...document.images].every((image) => image.complete && image.naturalWidth > 0)"


def choose(browser, control: str, value: object, event: str = "change") -> None:
    browser.run(
        f"{{ const it = document.getElementById({control!r}); it.value = {value!r};"
        f" it.dispatchEvent(new Event({event!r}, {{ bubbles: true }})); }}"
    )


def test_everything_is_shown_and_nothing_runs_or_is_fetched(browser, page: Path, tmp_path: Path) -> None:
    browser.open(page, height=4000)
    browser.wait("document.querySelectorAll('.picture.empty').length === 2")  # the damaged one and the one that is gone
    browser.wait(LOADED)
    (gone,) = [said for said in browser.said() if "lost.jpg" in said]
    assert "ERR_FILE_NOT_FOUND" in gone
    assert browser.said() == [gone]
    assert browser.run("document.querySelectorAll('.card').length") == len(HOSTILE) + len(FORMATS) + 8
    assert browser.run("document.querySelectorAll('.card script, .name *, header i').length") == 0
    assert browser.run("document.querySelector('h1').textContent") == "a #shoot & 100% <i>"
    damaged = "[...document.querySelectorAll('.card')].find((card) => card.textContent.includes('broken.jpg'))"
    assert "damaged" in browser.run(f"{damaged}.textContent")
    assert browser.run(f"{damaged}.querySelector('a')") is None
    assert browser.run("document.querySelector('.why.trouble').textContent").endswith("<img src=x onerror=alert(9)>")
    browser.screenshot(tmp_path / "page.png")
    look = Image.open(tmp_path / "page.png").convert("RGB")
    expected = {"format.tif": (RED, RED), "turned0.jpg": (RED, RED), "turned1.jpg": (RED, BLUE)}
    expected |= {"turned2.jpg": (BLUE, BLUE), "turned3.jpg": (BLUE, RED)}
    expected |= {"exif6.jpg": (RED, BLUE), "exif6.png": (RED, BLUE)}
    for name, corners in expected.items():
        assert seen(browser, look, name) == corners, name


def seen(browser, look: Image.Image, name: str) -> tuple[tuple[int, int, int], ...]:
    """Red or blue: above the middle to the left, below the middle to the left."""
    box = browser.run(
        "(() => { const card = [...document.querySelectorAll('.card')].find((one) => one.querySelector('.name')"
        f".textContent === {name!r}); const at = card.querySelector('.picture').getBoundingClientRect();"
        " return [at.x + at.width / 2, at.y + at.height / 2]; })()"
    )
    found = []
    for below in (-30, 30):
        red, _, blue = look.getpixel((round(box[0] - 30), round(box[1] + below)))
        found.append(RED if red > blue else BLUE)
    return tuple(found)


def test_photos_come_in_the_order_asked_for(browser, page: Path, shoot: report.Findings) -> None:
    browser.open(page, height=4000)
    by_score = browser.run(NAMES)
    unscored = sorted(by_score[-2:])
    assert unscored == ["broken.jpg", "lost.jpg"]
    assert browser.run("document.querySelector('.place').textContent") == "1st of 22"
    browser.run("document.getElementById('way').click()")
    assert browser.run(NAMES)[:-2] == by_score[-3::-1]
    assert sorted(browser.run(NAMES)[-2:]) == unscored
    choose(browser, "sort", "1")
    by_nima = browser.run(NAMES)
    assert by_nima[0] == by_score[-3]
    assert browser.run("document.querySelector('.value').textContent") == "NIMA <b> 0.42"
    choose(browser, "sort", "name")
    assert browser.run(NAMES) == sorted(browser.run(NAMES), key=browser.run(NAMES).index)
    assert browser.run(NAMES).index("format.avif") < browser.run(NAMES).index("turned0.jpg")
    choose(browser, "sort", "time")
    by_time = [name for name in browser.run(NAMES) if name.startswith("turned")]
    assert by_time == ["turned3.jpg", "turned2.jpg", "turned1.jpg", "turned0.jpg"]
    assert browser.said() == [] or all("lost.jpg" in said for said in browser.said())


def test_photos_are_found_by_range_name_and_failure(browser, page: Path) -> None:
    browser.open(page, height=4000)
    everything = len(browser.run(NAMES))
    choose(browser, "filter", "0")
    assert len(browser.run(NAMES)) == everything
    counts = browser.run("[...document.querySelectorAll('#histogram rect')].map((bar) => +bar.getAttribute('height'))")
    assert len(counts) == 36
    assert max(counts) == 100
    choose(browser, "least", 0.7, "input")
    high = browser.run("[...document.querySelectorAll('.value')].map((line) => +line.textContent.split(' ')[1])")
    assert high == sorted((value for value in high if value >= 0.7), reverse=True)
    assert len(high) == 13
    choose(browser, "most", 0.6, "input")
    assert browser.run("document.getElementById('least').value") == "0.6"
    assert browser.run("document.getElementById('ends').textContent") == "0.60 – 0.60"
    choose(browser, "search", "no such photo", "input")
    assert browser.run("document.getElementById('none').checkVisibility()")
    assert browser.run("document.getElementById('shown').textContent") == f"0 of {everything} photos"
    choose(browser, "filter", "")
    choose(browser, "search", "TURNED", "input")
    assert sorted(browser.run(NAMES)) == [f"turned{n}.jpg" for n in range(4)]
    choose(browser, "search", "", "input")
    choose(browser, "filter", "failures")
    assert sorted(browser.run(NAMES)) == ["broken.jpg", "byte \\xff.jpg"]


def test_the_keyboard_goes_everywhere(browser, page: Path) -> None:
    browser.open(page)
    columns = browser.run("getComputedStyle(document.getElementById('list')).gridTemplateColumns.split(' ').length")
    focused = "document.activeElement.closest('.card')?.querySelector('.name').textContent"
    names = browser.run(NAMES)
    browser.run("document.querySelector('.picture').focus()")
    browser.key("ArrowRight")
    assert browser.run(focused) == names[1]
    browser.key("ArrowDown")
    assert browser.run(focused) == names[1 + columns]
    for _ in range(3):
        browser.key("ArrowDown")
    browser.key("ArrowUp")
    assert browser.run("document.activeElement.getBoundingClientRect().top > 0") is True
    assert browser.run("document.activeElement.getBoundingClientRect().bottom < innerHeight") is True
    browser.key("/", "/")
    assert browser.run("document.activeElement.id") == "search"
    assert browser.run("document.getElementById('search').value") == ""


@pytest.mark.parametrize(("width", "columns"), [(1366, 4), (420, 1)])
def test_it_fits_the_window(browser, page: Path, width: int, columns: int) -> None:
    for scheme, dark in (("dark", True), ("light", False)):
        browser.open(page, width=width, scheme=scheme)
        grid = "getComputedStyle(document.getElementById('list')).gridTemplateColumns.split(' ').length"
        assert browser.run(grid) == columns
        assert browser.run("document.documentElement.scrollWidth <= innerWidth")
        tall = "[...document.querySelectorAll('.card')].map((card) => card.getBoundingClientRect().height)"
        assert len(set(browser.run(tall))) == 1
        red = browser.run("+getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]")
        assert (red < 128) == dark


def test_it_prints_what_is_chosen(browser, page: Path) -> None:
    browser.open(page)
    choose(browser, "search", "turned", "input")
    paper = browser.send("Page.printToPDF", printBackground=False)["data"]
    assert len(paper) > 1000
    assert sorted(browser.run(NAMES)) == [f"turned{n}.jpg" for n in range(4)]


def test_ten_thousand_photos_open_at_once_and_only_those_in_sight_are_there(browser, folder: Path) -> None:
    chance = random.Random(4)
    path = folder / "turned0.jpg"
    photos = [Photo(path, 1, at) for at in range(MANY)]
    about = Metadata(300, 200, "JPEG", taken=1.0, taken_text="2025-09-01 18:03:22", make="Canon", model="EOS R5")
    scores = {
        photo: {name: Score(name, 1.0, chance.random(), reasons=(Reason("soft"),)) for name in ("technical", "nima")}
        for photo in photos
    }
    found = report.Findings(photos, JUDGES, dict.fromkeys(photos, Record("", about)), scores)
    file = folder / "many.html"
    list(report.write_html(str(file), found, lambda _: {}))
    assert any(browser.open(file) < QUICK for _ in range(TRIES))
    most = 0
    for part in (0.25, 0.5, 0.75, 1.0):
        browser.run(f"scrollTo(0, {part} * document.documentElement.scrollHeight)")
        browser.wait(
            "[...document.querySelectorAll('.card')].some((card) => { const at = card.getBoundingClientRect();"
            " return at.bottom > 0 && at.top < innerHeight; })"
        )
        most = max(most, browser.run("document.querySelectorAll('.card').length"))
    assert most < 60
    assert browser.run("document.querySelector('.card:last-child .place').textContent") == "10,000th of 10,000"
    choose(browser, "filter", "1")
    choose(browser, "least", 0.99, "input")
    assert 50 < int(browser.run("document.getElementById('shown').textContent").split()[0]) < 200
    assert browser.said() == []
    page_bytes = file.stat().st_size
    assert page_bytes < 3_000 * 1024, page_bytes


def test_small_pictures_in_the_page_do_not_keep_it_waiting(browser, folder: Path) -> None:
    """Ten thousand RAW files: as many small pictures as fit, each as large as it may be."""
    stream = io.BytesIO()
    Image.effect_noise((100, 70), 40).convert("RGB").save(stream, "JPEG", quality=70)
    jpeg = stream.getvalue().ljust(pictures.ROOM // MANY, b"\0")
    photos = [Photo(folder / f"{at}.dng", 1, 1) for at in range(MANY)]
    scores = {photo: {"technical": Score("technical", 1, at / MANY)} for at, photo in enumerate(photos)}
    file = folder / "raw.html"
    found = report.Findings(photos, JUDGES, dict.fromkeys(photos, Record("", Metadata(300, 200, "DNG"))), scores)
    for _ in report.write_html(str(file), found, lambda wanted: dict.fromkeys(wanted, jpeg)):
        pass
    assert file.stat().st_size > pictures.ROOM
    assert any(browser.open(file) < QUICK for _ in range(TRIES))
    browser.wait(f"document.images.length > 10 && {LOADED}")
    assert browser.run("document.querySelector('.name').textContent") == f"{MANY - 1}.dng"
    assert browser.said() == []
