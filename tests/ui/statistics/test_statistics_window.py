"""The window of the statistics as it is used: what it shows of a folder, and what a click in it does."""

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QTabWidget

from reviewer.photo import Score
from reviewer.report import Statistics
from reviewer.ui import theme
from reviewer.ui.keys.actions import GRID, LOUPE, keys_of

WAIT = 15_000  # ms
COUNT = 20


@pytest.fixture
def app(make, idle, qtbot, tmp_path):
    """A folder of twenty photos, IMG_00 the first; the window open on it."""
    shoot = tmp_path / "twenty"
    shoot.mkdir()
    for at in range(COUNT):
        Image.new("RGB", (60, 40), (10 * at, 90, 120)).save(shoot / f"IMG_{at:02}.jpg")
    app = make()
    app.window.keep("metrics", ("technical",))
    app.review.open(shoot)
    qtbot.waitUntil(lambda: app.review.folder.complete and len(app.review.session.photos) == COUNT, timeout=WAIT)
    return app


def learn(app, metric, values):
    """Scores of the photos in their order; None for none."""
    for photo, number in zip(sorted(app.review.session.photos, key=lambda one: one.path), values, strict=False):
        if number is not None:
            app.review.tell(app.review.session.learn(photo, Score(metric, 10 * number, number)))


def rising(start=0.0, step=0.04):
    return [start + step * at for at in range(COUNT)]


def opened(app, qtbot):
    app.window._handlers["statistics"]()
    window = app._statistics
    qtbot.waitUntil(lambda: window._job is None and window.isActiveWindow(), timeout=WAIT)
    return window


def page(window, title):
    tabs = window.findChild(QTabWidget)
    at = next(at for at in range(tabs.count()) if tabs.tabText(at) == title)
    tabs.setCurrentIndex(at)
    return tabs.widget(at)


def counted(window, qtbot):
    qtbot.waitUntil(lambda: window._job is None, timeout=WAIT)
    window._again.setInterval(10)
    window._again.start()
    qtbot.waitUntil(lambda: window._job is None and not window._again.isActive(), timeout=WAIT)


def names(photos):
    return [photo.path.stem for photo in photos]


def current(app):
    return app.review.session.current.path.stem


def test_the_key_opens_it_and_again_brings_the_same(app, qtbot):
    assert keys_of(LOUPE)["Ctrl+I"] == keys_of(GRID)["Ctrl+I"] == "statistics"
    qtbot.keyClick(app.window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    window = app._statistics
    assert window.isVisible()
    app.window._handlers["statistics"]()
    assert app._statistics is window
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert app._statistics is None


# Nothing, or little, to show


def test_without_scores_it_says_so_and_shows_them_when_they_come(app, qtbot):
    window = opened(app, qtbot)
    assert window._room.currentIndex() == 0
    assert window._words.text().startswith("No scores yet")
    window._again.setInterval(10)
    learn(app, "technical", rising())
    qtbot.waitUntil(lambda: window._room.currentIndex() == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: window._job is None and not window._again.isActive(), timeout=WAIT)
    assert "technical" in window._histograms._cards


def test_without_a_folder_it_says_so(app, qtbot):
    learn(app, "technical", rising())
    window = opened(app, qtbot)
    assert window._room.currentIndex() == 1
    app.review.close()
    qtbot.waitUntil(lambda: window._job is None, timeout=WAIT)
    assert window._room.currentIndex() == 0
    assert window._words.text() == "No photos are open."


def test_another_folder_is_followed(app, qtbot, folder):
    learn(app, "technical", rising())
    window = opened(app, qtbot)
    app.review.open(folder)
    assert window._room.currentIndex() == 0
    qtbot.waitUntil(lambda: app.review.folder.complete and len(app.review.session.photos) == 6, timeout=WAIT)
    learn(app, "technical", [0.1, 0.2, 0.3])
    counted(window, qtbot)
    assert window._histograms._tally.judged["technical"].statistics.count == 3


def test_one_photo_and_equal_scores_have_words(app, qtbot):
    learn(app, "technical", [0.5])
    learn(app, "piqe", [0.25] * COUNT)
    window = opened(app, qtbot)
    cards = window._histograms._cards
    assert cards["technical"]._figures.text() == "every score is 0.50"
    assert cards["technical"]._count.text() == "1 photo"
    app.window.keep("pace_metric", "piqe")
    ends = page(window, "Lowest and best")
    assert ends._under_words.text() == "All scores are equal, so none is lowest and none best."
    assert not ends._look.isEnabled()
    assert not ends._best._photos
    matrix = page(window, "Agreement")._matrix
    index = matrix.model().index(0, 1)
    assert matrix.model().data(index) == "–"
    assert "cannot be told from 1 photo" in matrix.model().data(index, Qt.ItemDataRole.ToolTipRole)


def test_a_chosen_score_that_is_missing_has_words(app, qtbot):
    learn(app, "piqe", rising())
    window = opened(app, qtbot)
    ends = page(window, "Lowest and best")
    assert ends._metric.currentData() == "technical"
    assert ends._under_words.text() == "No scores by Technical yet."
    assert not ends._look.isEnabled()
    assert page(window, "Agreement")._room.currentIndex() == 0
    ends._metric.setCurrentIndex(ends._metric.findData("piqe"))
    ends._metric.activated.emit(ends._metric.currentIndex())
    assert app.window._settings.text("pace_metric") == "piqe"
    assert ends._under_words.text() == "Drag the line to the right to dim what is left of it."


def test_of_one_photo_none_is_lowest_and_it_is_the_best(app, qtbot):
    learn(app, "technical", [0.5])
    app.window.keep("dimmed_percent", 20)
    ends = page(opened(app, qtbot), "Lowest and best")
    assert ends._under_words.text() == "No photo falls under it."
    assert names(ends._best._photos) == ["IMG_00"]
    assert ends._look.isEnabled()


# Histograms


def test_figures_and_the_mark_of_the_photo_one_is_at(app, qtbot):
    learn(app, "technical", rising())
    window = opened(app, qtbot)
    card = window._histograms._cards["technical"]
    assert window._histograms._tally.judged["technical"].statistics == Statistics(
        20, 0.0, pytest.approx(0.38), pytest.approx(0.38), pytest.approx(0.76)
    )
    assert card._figures.accessibleName() == "min 0.00   mean 0.38   median 0.38   max 0.76"
    assert card._mark.text() == "This photo: 0.00, 20th of 20"
    app.review.tell(app.review.session.go(19))
    assert card._mark.text() == "This photo: 0.76, 1st of 20"
    assert card._chart._mark == pytest.approx(0.76)


def test_scores_that_come_in_are_counted_now_and_then(app, qtbot):
    learn(app, "technical", rising())
    window = opened(app, qtbot)
    window._again.setInterval(60_000)
    learn(app, "piqe", rising(0.1))
    assert window._again.isActive()
    assert window._job is None
    counted(window, qtbot)
    assert list(window._histograms._cards) == ["technical", "piqe"]


# Agreement


def test_a_click_on_a_pair_shows_it(app, qtbot):
    learn(app, "technical", rising())
    learn(app, "piqe", rising(0.9, -0.04))
    learn(app, "nima", [at % 5 / 5 for at in range(COUNT)])
    window = opened(app, qtbot)
    agreement = page(window, "Agreement")
    matrix, scatter = agreement._matrix, agreement._scatter
    assert matrix._pairs.metrics == ["technical", "piqe", "nima"]
    assert matrix.model().data(matrix.model().index(0, 1)) == "−1.00"
    tip = matrix.model().data(matrix.model().index(0, 1), Qt.ItemDataRole.ToolTipRole)
    assert tip == "Technical and PIQE: Spearman −1.00, Pearson −1.00, over 20 photos"
    place = matrix.visualRect(matrix.model().index(2, 1)).center()
    qtbot.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert scatter._titles == ("PIQE", "NIMA")
    assert (agreement._up.currentData(), agreement._across.currentData()) == ("nima", "piqe")


def test_a_new_count_leaves_the_numbers_on_screen_until_it_is_done(app, qtbot):
    learn(app, "technical", rising())
    learn(app, "piqe", rising(0.9, -0.04))
    window = opened(app, qtbot)
    matrix = page(window, "Agreement")._matrix
    index = matrix.model().index(0, 1)
    seen = set()
    matrix.model().dataChanged.connect(lambda *_: seen.add(matrix.model().data(index)))
    learn(app, "technical", [0.99])
    counted(window, qtbot)
    assert seen == {"−1.00", "−0.71"}


def test_two_scores_of_different_photos_have_words(app, qtbot):
    learn(app, "technical", [*rising()[:10]])
    learn(app, "piqe", [*[None] * 10, *rising()[:10]])
    scatter = page(opened(app, qtbot), "Agreement")._scatter
    assert not len(scatter._rows)
    ink = theme.colour("quiet")
    image = scatter.grab().toImage()
    middle = image.rect().center()
    row = [image.pixelColor(middle.x() + x, middle.y() + y) for x in range(-80, 80) for y in range(-6, 7)]
    assert max(colour.lightness() for colour in row) > ink.lightness() // 2


def hover(scatter, at):
    place = scatter._place(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        scatter.mapToGlobal(place),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(scatter, event)


def test_a_dot_shows_its_photo_and_a_click_goes_there(app, qtbot):
    learn(app, "technical", rising())
    learn(app, "piqe", [None, None, *rising(0.9, -0.04)[2:]])
    window = opened(app, qtbot)
    scatter = page(window, "Agreement")._scatter
    assert len(scatter._rows) == 18
    hover(scatter, 5)
    assert scatter.accessibleDescription() == "IMG_07.jpg"
    qtbot.waitUntil(lambda: app.screen.thumbnails.image(scatter._photo(5)) is not None, timeout=WAIT)
    qtbot.mouseClick(scatter, Qt.MouseButton.LeftButton, pos=scatter._place(5).toPoint())
    assert current(app) == "IMG_07"
    assert scatter._dot_of(app.review.session.current) == 5


def test_keys_go_from_dot_to_dot(app, qtbot):
    learn(app, "technical", rising())
    learn(app, "piqe", rising(0.9, -0.04))
    app.review.tell(app.review.session.go(3))
    window = opened(app, qtbot)
    scatter = page(window, "Agreement")._scatter
    assert scatter._titles[0] == "Technical"
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(scatter, key)
    assert current(app) == "IMG_04"
    learn(app, "technical", [*[None] * 4, 0.17])
    learn(app, "technical", [*[None] * 10, 0.18])
    counted(window, qtbot)  # after the fourth, the tenth comes next now
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(scatter, key)
    assert current(app) == "IMG_10"


def test_dots_stand_where_the_scores_are(app, qtbot):
    learn(app, "technical", rising())
    learn(app, "piqe", rising(0.9, -0.04))
    window = opened(app, qtbot)
    scatter = page(window, "Agreement")._scatter
    low, high = scatter._place(0), scatter._place(COUNT - 1)
    assert low.x() < high.x()
    assert low.y() < high.y()  # the first is lowest by the one and best by the other, and up is better
    image = scatter.grab().toImage()
    ratio = image.devicePixelRatio()
    dot = image.pixelColor((scatter._place(7) * ratio).toPoint())
    assert dot != theme.colour("field")


# Lowest and best


def test_what_falls_under_the_cut_is_shown_and_dimmed(app, qtbot):
    learn(app, "technical", rising())
    window = opened(app, qtbot)
    ends = page(window, "Lowest and best")
    strip = app.window._loupe.knowledge
    assert not any(strip.dimmed(photo) for photo in app.review.session.photos)
    ends._percent.setValue(15)
    assert app.window._settings.number("dimmed_percent") == 15
    assert names(ends._under._photos) == ["IMG_00", "IMG_01", "IMG_02"]
    assert ends._under_words.accessibleName() == "3 of 20 photos, below 0.12 (raw 1.2)"
    assert names(photo for photo in app.review.session.photos if strip.dimmed(photo)) == ["IMG_00", "IMG_01", "IMG_02"]
    app.window._switch("show_scores")
    assert not any(strip.dimmed(photo) for photo in app.review.session.photos)
    assert "hidden" in ends._hidden.text()


def test_the_line_is_dragged_on_the_scale_and_kept_when_let_go(app, qtbot):
    learn(app, "technical", rising())
    window = opened(app, qtbot)
    ends = page(window, "Lowest and best")
    cut, settings = ends._cut, app.window._settings
    x = round(cut._left(0.32, 2)) + 1
    qtbot.mousePress(cut, Qt.MouseButton.LeftButton, pos=cut.rect().topLeft())
    QApplication.sendEvent(
        cut,
        QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(x, 20),
            cut.mapToGlobal(QPointF(x, 20)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        ),
    )
    assert settings.number("dimmed_percent") == 45  # nine of twenty photos are below 0.33
    assert not settings.file.exists() or "dimmed" not in settings.file.read_text()
    qtbot.mouseRelease(cut, Qt.MouseButton.LeftButton)
    assert '"dimmed_percent": 45' in settings.file.read_text()
    assert len(ends._under._photos) == 9
    qtbot.keyClick(cut, Qt.Key.Key_Left)
    assert settings.number("dimmed_percent") == 44
    qtbot.mousePress(cut, Qt.MouseButton.LeftButton, pos=cut.rect().topRight())
    qtbot.mouseRelease(cut, Qt.MouseButton.LeftButton)
    assert settings.number("dimmed_percent") == 50  # no more than half


def test_while_the_line_is_held_its_scale_stays(app, qtbot):
    learn(app, "technical", [None, *rising(0.4, 0.01)[1:]])
    window = opened(app, qtbot)
    ends = page(window, "Lowest and best")
    cut = ends._cut
    qtbot.mousePress(cut, Qt.MouseButton.LeftButton, pos=cut.rect().center())
    before, percent = cut._bins, app.window._settings.number("dimmed_percent")
    learn(app, "technical", [0.0])
    counted(window, qtbot)
    assert cut._bins == before
    qtbot.mouseRelease(cut, Qt.MouseButton.LeftButton)
    assert cut._bins.low == 0.0
    assert app.window._settings.number("dimmed_percent") == percent


def test_the_line_is_let_go_when_its_page_is_left(app, qtbot):
    learn(app, "technical", rising())
    window = opened(app, qtbot)
    cut = page(window, "Lowest and best")._cut
    qtbot.mousePress(cut, Qt.MouseButton.LeftButton, pos=cut.rect().center())
    page(window, "Histograms")
    assert not cut.held
    assert "dimmed" in app.window._settings.file.read_text()


def test_the_axis_tells_the_scores_of_the_lines(app, qtbot):
    learn(app, "technical", rising())
    app.window.keep("dimmed_percent", 30)
    cut = page(opened(app, qtbot), "Lowest and best")._cut
    with_lines = cut.grab().toImage()
    cut.set_lines(None, None)
    without = cut.grab().toImage()
    row = range(cut._chart + theme.GRID // 2, cut.height())
    changed = {x for x in range(cut.width()) for y in row if with_lines.pixel(x, y) != without.pixel(x, y)}
    for score in (0.24, 0.72):
        assert any(abs(x - cut._left(score, 2)) < 15 for x in changed)


def test_a_row_that_is_looked_through_stays_when_more_fall_into_it(app, qtbot):
    learn(app, "technical", [None, None, *rising()[2:]])
    app.window.keep("dimmed_percent", 50)
    app.review.tell(app.review.session.go(3))
    window = opened(app, qtbot)
    window.resize(600, 600)
    row = page(window, "Lowest and best")._under
    row._scroll(300)
    first = row.rows_in_sight()[2]
    photo, left = row._own.photo_at(first), row._rect(first).left()
    learn(app, "technical", [0.0, 0.01])
    counted(window, qtbot)
    assert row._rect(row._own.row_of(photo)).left() == left


def test_a_click_or_a_key_in_a_row_goes_to_the_photo(app, qtbot):
    learn(app, "technical", rising())
    app.window.keep("second_look_percent", 20)
    app.review.tell(app.review.session.go(5))
    window = opened(app, qtbot)
    ends = page(window, "Lowest and best")
    best = ends._best
    assert names(best._photos) == ["IMG_19", "IMG_18", "IMG_17", "IMG_16"]
    assert ends._best_words.accessibleName() == "4 of 20 photos, from 0.64 (raw 6.4) up"
    qtbot.mouseClick(best.viewport(), Qt.MouseButton.LeftButton, pos=best._rect(2).center())
    assert current(app) == "IMG_17"
    qtbot.keyClick(best, Qt.Key.Key_Left)
    assert current(app) == "IMG_18"
    qtbot.waitUntil(lambda: all(app.screen.thumbnails.image(photo) for photo in best._photos), timeout=WAIT)


def test_its_pictures_are_wanted_beside_those_of_the_window_and_no_more_once_it_is_closed(app, qtbot):
    learn(app, "technical", rising())
    window = opened(app, qtbot)
    page(window, "Lowest and best")
    thumbnails = app.screen.thumbnails
    assert set(thumbnails._beside) == set(window._ends._best._photos)
    page(window, "Histograms")
    assert not thumbnails._beside
    page(window, "Lowest and best")
    window.close()
    assert not thumbnails._beside


def test_closing_the_program_closes_it(app, qtbot):
    learn(app, "technical", rising())
    window = opened(app, qtbot)
    app.window.close()
    assert not window.isVisible()
    assert app._statistics is None
