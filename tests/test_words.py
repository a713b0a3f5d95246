"""Sentences: every code has one, and nothing that a file name or a camera says can act on a screen."""

from __future__ import annotations

import ast
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer import comparing, errors, words
from reviewer.errors import ReviewerError
from reviewer.photo import Failure, Metadata, Reason
from reviewer.settings import TABLE
from reviewer.words import problems, tables


def kinds(base: type[ReviewerError] = ReviewerError) -> list[type[ReviewerError]]:
    """Every kind of error there is, in errors.py or below it."""
    return [base] + [kind for child in base.__subclasses__() for kind in kinds(child)]


def example(kind: type[ReviewerError]) -> ReviewerError:
    """One error of a kind, as the program raises it."""
    if kind is errors.MissingPart:
        return errors.MissingPart("libEGL", "apt install libegl1")
    if kind is errors.WeightsMissing:
        return errors.WeightsMissing("nima", ("nima.pth", "base.pth"), Path("/home/a/weights"))
    if kind is errors.ImpossibleBudget:
        return errors.ImpossibleBudget(1080, 1900)
    if kind is errors.NoRoom:
        return errors.NoRoom("qalign", 16 << 30, 4 << 30)
    return kind(Path("/card/IMG_1.JPG"), "damaged" if kind is errors.CatalogueUnusable else "some detail")


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_sentence_of_its_own(kind: type[ReviewerError]) -> None:
    assert kind.code in problems.PROBLEMS
    sentence = words.problem(example(kind))
    assert sentence[0].isupper()
    assert "{" not in sentence
    assert sentence.count("  ") == 0


@pytest.mark.parametrize("kind", kinds(errors.UnreadablePhoto), ids=lambda kind: kind.__name__)
def test_an_unreadable_photo_is_named_and_its_kept_failure_says_the_same(
    kind: type[ReviewerError],
) -> None:
    told = words.problem(kind(Path("/card/IMG_1.JPG"), "some detail"))
    assert told.startswith("IMG_1.JPG ")
    kept = words.failure(Failure("", kind.code, "some detail"))
    assert kept == told.replace("IMG_1.JPG", "This photo")
    assert words.problem(kind()).startswith("This photo ")


def test_a_sentence_says_what_to_do() -> None:
    assert "apt install libegl1" in words.problem(errors.MissingPart("libEGL", "apt install libegl1"))
    missing = words.problem(example(errors.WeightsMissing))
    assert all(part in missing for part in ("nima", "nima.pth", "base.pth", "/home/a/weights"))
    assert "No weights for NIMA " in words.problem(example(errors.WeightsMissing), str.upper)
    assert ": QALIGN takes 17.2 GB" in words.problem(example(errors.NoRoom), str.upper)
    lost = errors.WorkerFailed(Path("/opt/python"), "No such file or directory")
    assert "/opt/python: No such file or directory" in words.problem(lost)
    assert words.problem(errors.ImpossibleBudget(1080, 1900)) == (
        "Too short for all of them: that takes 18 min at the least. In this time 1,900 stops can be shown."
    )
    assert "single photo" in words.problem(errors.ImpossibleBudget(1080, 0))


@pytest.mark.parametrize("detail", ["newer", "unwritable", "network", "damaged"])
def test_every_fault_of_the_catalogue_has_its_own_sentence(detail: str) -> None:
    sentence = words.problem(errors.CatalogueUnusable(Path("/x/catalogue.db"), detail))
    assert sentence == problems.CATALOGUE[detail]
    assert len(set(problems.CATALOGUE.values())) == len(problems.CATALOGUE)


def test_decisions_that_wait_say_why_and_that_nothing_is_lost() -> None:
    said = [
        words.problem(errors.DecisionsWaiting(Path("/x/c.db"), detail)) for detail in ("full", "unwritable", "busy")
    ]
    assert len(set(said)) == 3
    assert all("Nothing of it is lost" in sentence for sentence in said)
    assert "Free some space" in said[0]


def test_a_code_kept_by_another_version_is_told_as_unknown() -> None:
    assert words.failure(Failure("nima", "from_the_future", "x\ny")) == "This photo could not be used. x\\ny"


def reasons_in(source: str) -> list[tuple[str, dict[str, float]]]:
    """Every code that ``Reason(...)`` is called with in a source file, with the names of its numbers."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    made = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Reason"]
    return [
        (code.value, {keyword.arg: 0.5 for keyword in call.keywords if keyword.arg})
        for call in made
        for code in (ast.walk(call.args[0]) if call.args else ())
        if isinstance(code, ast.Constant) and isinstance(code.value, str)
    ]


def test_every_reason_the_scorers_may_give_has_words() -> None:
    scoring = Path(words.__file__).parent.parent / "scoring"
    given = [found for file in scoring.rglob("*.py") for found in reasons_in(file.read_text("utf-8"))]
    assert {"soft", "sharp"} <= {code for code, _ in given}
    for code, numbers in given:
        assert words.reason(Reason(code, **numbers))[0].isupper()


def test_reasons_say_their_numbers() -> None:
    assert words.reason(Reason("highlights_clipped", share=0.084)) == "Highlights clipped in 8 % of the frame"
    assert words.reason(Reason("soft")) == "Soft even at its sharpest"
    with pytest.raises(KeyError):
        words.reason(Reason("no_such_reason"))


@pytest.mark.parametrize("code", comparing._REPLACED)
def test_every_reason_beside_neighbours_has_words(code: str) -> None:
    told = words.reason(Reason(code, stops=1.3, times=2.0, count=3, total=5))
    assert told[0].isupper() or told.startswith("1.3 stops")


@pytest.mark.parametrize(
    ("stops", "said"), [(1.04, "1 stop"), (0.96, "1 stop"), (0.7, "0.7 stops"), (1.34, "1.3 stops"), (2.0, "2 stops")]
)
def test_stops_are_counted_as_people_do(stops: float, said: str) -> None:
    told = words.reason(Reason("darker_than_neighbours", stops=stops))
    assert told == f"{said} darker than the shots around it"


def test_flags_are_listed_and_what_has_no_word_is_passed_over() -> None:
    assert words.flags(("black_and_white", "high_key", "new")) == (
        "Black and white, high key: this score knows little of such photos"
    )
    assert words.flags(("fog",), among_kind=True) == "Fog: its place is among its kind"
    assert words.flags(()) == words.flags(("new",)) == ""


@pytest.mark.parametrize("code", ["score", "group", "audit", "unscored"])
def test_every_why_of_the_pace_has_words(code: str) -> None:
    assert words.why(code)[0].isupper()


@pytest.mark.parametrize(
    ("rank", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"),
     (101, "101st"), (111, "111th"), (112, "112th"), (1013, "1,013th"), (1023, "1,023rd")],
)  # fmt: skip
def test_a_place_reads_as_people_say_it(rank: int, said: str) -> None:
    assert words.place(rank, 6680) == f"{said} of 6,680"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (-1, "0 s"), (0.34, "0.3 s"), (1, "1 s"), (1.5, "1.5 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.4, "59 s"),
     (59.6, "1 min"), (260, "4 min 20 s"), (3599.4, "59 min 59 s"), (3599.6, "1 h"), (7500, "2 h 5 min"),
     (7199, "2 h"), (360000, "100 h")],
)  # fmt: skip
def test_durations(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


@given(st.floats(0, 1e9))
def test_a_duration_is_never_empty_and_never_says_sixty(seconds: float) -> None:
    said = words.duration(seconds)
    assert said
    assert not re.search(r"\b60 (s|min)", said)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1 / 8000, "1/8000 s"), (1 / 250, "1/250 s"), (0.0040012, "1/250 s"), (0.25, "1/4 s"), (1 / 3, "0.3 s"),
     (0.5, "0.5 s"), (1.0, "1 s"), (2.5, "2.5 s"), (30.0, "30 s")],
)  # fmt: skip
def test_shutter_times(seconds: float, said: str) -> None:
    assert words.shutter(seconds) == said


def test_counts() -> None:
    assert words.count(0, "photo") == "0 photos"
    assert words.count(1, "photo") == "1 photo"
    assert words.count(10_000, "photo") == "10,000 photos"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0 %"), (0.0002, "under 0.1 %"), (0.004, "0.4 %"), (0.00996, "1 %"), (0.084, "8 %"), (1, "100 %")],
)
def test_percent(share: float, said: str) -> None:
    assert words.percent(share) == said


def test_exposure_says_only_what_the_camera_said() -> None:
    full = Metadata(1, 1, exposure=1 / 250, aperture=2.8, iso=400, focal_length=50, bias=2 / 3)
    assert words.exposure(full) == "1/250 s, f/2.8, ISO 400, 50 mm, +0.7 EV"
    assert words.exposure(Metadata(1, 1, aperture=8.0, bias=0.0)) == "f/8"
    assert words.exposure(Metadata(1, 1)) == ""


@pytest.mark.parametrize(
    ("make", "model", "said"),
    [("Canon", "Canon EOS R5", "Canon EOS R5"), ("NIKON CORPORATION", "NIKON D850", "NIKON D850"),
     ("SONY", "ILCE-7M3", "SONY ILCE-7M3"), ("OLYMPUS CORPORATION", "E-M1MarkII", "OLYMPUS E-M1MarkII"),
     ("EASTMAN KODAK COMPANY", "KODAK CX7530", "KODAK CX7530"), ("Canon", "CanonScan", "Canon CanonScan"), (None, "X100", "X100"), ("Leica", None, "Leica"), (None, None, ""),
     ("Evil\x1b[31m", "\u202eX", "Evil\\x1b[31m \\u202eX")],
)  # fmt: skip
def test_camera(make: str | None, model: str | None, said: str) -> None:
    assert words.camera(Metadata(1, 1, make=make, model=model)) == said


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("IMG_1.JPG", "IMG_1.JPG"), ("a\nb.jpg", "a\\nb.jpg"), ("\udcff.jpg", "\\xff.jpg"), ("\u202egpj.exe", "\\u202egpj.exe"),
     ("\x1b[2J", "\\x1b[2J"), ("עברית.jpg", "עברית.jpg"), ("👩\u200d👧.jpg", "👩\u200d👧.jpg"), ("<img onerror>", "<img onerror>")],
)  # fmt: skip
def test_names_are_safe_to_display(raw: str, shown: str) -> None:
    assert words.name(Path("/card") / raw) == shown


@given(st.text())
def test_safe_text_can_be_written_and_does_nothing(text: str) -> None:
    shown = words.safe(text)
    shown.encode("utf-8")
    acting = {"Cc", "Cs", "Zl", "Zp"}
    assert not acting & {unicodedata.category(char) for char in shown}
    assert not {unicodedata.bidirectional(char) for char in shown} & {"RLO", "LRO", "RLE", "LRE", "RLI", "LRI", "FSI"}
    assert words.safe(shown) == shown


def test_no_sentence_names_a_key_that_the_user_may_have_changed():
    told = [*tables.TEXTS.values(), *problems.PROBLEMS.values()]
    told += [text for row in TABLE.values() for text in (row.text, row.more, row.none)]
    named = re.compile(r"\b(Ctrl|Shift|Alt)\+|\bF\d|\b[A-Z]( shows|:| hides)|\b[Pp]ress [A-Z]\b")
    assert [text for text in told if named.search(text)] == []
