"""The panel beside the photo: facts in their places, the opinion as an opinion, nothing from outside that acts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QToolButton

from reviewer.photo import Failure, Group, Metadata, Photo, Reason, Record, Score
from reviewer.ui.info_panel import InfoPanel, Opinion
from reviewer.ui.score_histogram import ScoreHistogram
from reviewer.ui.screen.picture import Picture

PHOTO = Photo(Path("/folder/IMG_4711.JPG"), 12_400_000, 1, Path("/folder/IMG_4711.CR3"))
ABOUT = Metadata(
    6000, 4000, "JPEG", 1.0, "2025-09-01 18:03:22", "Canon", "Canon EOS R5", "1", "RF24-70mm F2.8", 1 / 250, 2.8, 400, 50.0
)  # fmt: skip
SCORE = Score("technical", 0.713, 0.713, reasons=(Reason("highlights_clipped", share=0.08), Reason("sharp")))


@pytest.fixture
def panel(qtbot):
    made = InfoPanel({"technical": "Technical", "brisque": "BRISQUE"}.__getitem__)
    qtbot.addWidget(made)
    made.show()
    return made


def said(panel):
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel) and label.text()]


def test_what_the_camera_wrote_is_there(panel):
    panel.show_photo(PHOTO, Record("id", ABOUT), Group((PHOTO,)))
    panel.show_opinion(None)
    assert said(panel) == [
        "IMG_4711.JPG",
        "2025-09-01 18:03:22",
        "1/250 s  f/2.8  ISO 400  50 mm",
        "Canon EOS R5",
        "RF24-70mm F2.8",
        "6000 × 4000   24.0 MP   12.4 MB",
        "with IMG_4711.CR3",
    ]


def test_a_camera_that_said_nothing_is_said_so(panel):
    panel.show_photo(PHOTO, Record("id", Metadata(60, 40)), None)
    assert "The camera wrote nothing" in said(panel)


@pytest.mark.parametrize(
    ("origin", "profile", "line"),
    [
        ("image", "", "sRGB assumed"),
        ("image", "Display P3", "Display P3"),
        ("preview", "", "Preview 1620 × 1080"),
        ("developed", "", "Developed 1620 × 1080"),
        ("preview", "Adobe RGB (1998)", "Preview 1620 × 1080   Adobe RGB (1998)"),
    ],
)
def test_what_the_pixels_on_screen_are_is_said(panel, origin, profile, line):
    panel.show_picture(
        Picture(PHOTO, QImage(8, 8, QImage.Format.Format_RGB32), (1620, 1080), origin=origin, profile=profile)
    )
    assert line in said(panel)
    panel.show_picture(None)
    assert line not in said(panel)


def test_a_name_that_is_too_long_is_whole_in_its_tip_and_for_screen_readers(panel):
    long = Photo(Path(f"/folder/{'very ' * 20}long.jpg"), 1, 1)
    panel.show_photo(long, None, None)
    label = next(found for found in panel.findChildren(QLabel) if found.text().startswith("very"))
    assert label.text().endswith("…")
    assert long.path.name in label.toolTip()
    assert label.accessibleName() == long.path.name


def test_a_place_in_a_burst(panel):
    others = [Photo(Path(f"/folder/{at}.jpg"), 1, 1) for at in range(4)]
    panel.show_photo(PHOTO, None, Group((*others[:2], PHOTO, *others[2:]), "burst"))
    assert "3rd of 5 in a burst" in said(panel)


def test_the_opinion_is_called_one_and_gives_place_value_and_reasons(panel):
    panel.show_opinion(Opinion("technical", SCORE, (12, 668)), [0.2, 0.713])
    words = said(panel)
    assert "The machine's opinion" in words
    assert "12th of 668" in words
    assert "0.71" in words
    assert words[-2:] == ["Highlights clipped in 8 % of the frame", "Sharp"]


def test_a_raw_number_of_another_scale_stands_beside_the_value(panel):
    panel.show_opinion(Opinion("brisque", Score("brisque", 38.25, 0.61), (1, 2)), [])
    assert "0.61   raw 38.25" in said(panel)


@pytest.mark.parametrize(
    ("score", "words"),
    [(None, "Not scored yet"), (Failure("technical", "empty"), "This photo is empty (0 bytes)")],
)
def test_no_score_has_words_too(panel, score, words):
    panel.show_opinion(Opinion("technical", score, None), [])
    assert any(line.startswith(words) for line in said(panel))


def test_a_kind_that_a_score_is_blind_to_is_told_before_the_reasons(panel):
    score = Score("technical", 0.1, 0.1, reasons=(Reason("darker_than_neighbours", stops=1.3),), flags=("night", "fog"))
    panel.show_opinion(Opinion("technical", score, (300, 668), 0.52), [])
    assert said(panel)[-2:] == [
        "Night, fog: this score knows little of such photos",
        "1.3 stops darker than the shots around it",
    ]
    panel.show_opinion(Opinion("technical", score, (300, 668), 0.52, among_kind=True), [])
    assert said(panel)[-2] == "Night, fog: its place is among its kind"


def test_the_mark_stands_where_the_score_counts_and_the_number_stays(panel):
    score = Score("technical", 0.1, 0.1, flags=("night",))
    panel.show_opinion(Opinion("technical", score, (300, 668), 0.52), [0.1, 0.9])
    assert panel.findChild(ScoreHistogram)._mark == 0.52
    assert "0.10" in said(panel)


@pytest.mark.parametrize(("kind", "words"), [("near_black", "Can’t tell: nearly black"), ("odd", "Can’t tell: unlike")])
def test_what_it_cannot_tell_is_said(panel, kind, words):
    panel.show_opinion(Opinion("technical", Failure("technical", "cant_tell", kind)), [])
    assert any(line.startswith(words) for line in said(panel))


def test_scores_that_are_not_wanted_leave_nothing_behind(panel):
    panel.show_photo(PHOTO, None, None)
    panel.show_opinion(Opinion("technical", SCORE, (1, 1)), [0.7])
    panel.show_opinion(None)
    assert said(panel) == ["IMG_4711.JPG", "12.4 MB", "with IMG_4711.CR3"]


def test_lines_keep_their_places_from_photo_to_photo(panel):
    def places():
        return [(label.y(), label.height()) for label in panel.findChildren(QLabel)][:8]

    panel.show_photo(PHOTO, Record("id", ABOUT), None)
    before = places()
    panel.show_photo(Photo(Path("/folder/x.png"), 1, 1), None, None)
    assert places() == before


def test_text_from_a_file_is_neither_markup_nor_command(panel):
    wicked = Photo(Path("/folder/<img src=x onerror=y>\n.jpg"), 1, 1)
    lens = Metadata(1, 1, make="<b>Maker</b>", lens="\x1b[31m\u202elens")
    panel.show_photo(wicked, Record("id", lens), None)
    words = said(panel)
    assert words[0] == "<img src=x onerror=y>\\n.jpg"
    assert "\\x1b[31m\\u202elens" in words
    assert not any("<img" in label.toolTip() for label in panel.findChildren(QLabel))
    outside = [label for label in panel.findChildren(QLabel) if label.text() in words[:3]]
    assert {label.textFormat() for label in outside} == {Qt.TextFormat.PlainText}


def test_another_metric_can_be_chosen(panel, qtbot):
    panel.set_metrics(["technical", "brisque"])
    menu = panel.findChild(QToolButton).menu()
    with qtbot.waitSignal(panel.metric_requested) as asked:
        next(action for action in menu.actions() if action.text() == "BRISQUE").trigger()
    assert asked.args == ["brisque"]
