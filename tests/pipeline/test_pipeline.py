"""Photos become records, thumbnails and scores: nearest first, once each, whatever dies on the way."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest
from PIL import Image

from reviewer import paths, pipeline, scan, wire
from reviewer.catalogue import Catalogue, Thumbnails
from reviewer.errors import CatalogueUnusable, DecoderCrashed, WeightsMissing, WorkerFailed
from reviewer.link import Answer, Link
from reviewer.photo import Failure, Photo, Record, Score, Turn
from reviewer.pipeline import Attention, Progress, survey
from reviewer.pipeline.verdicts import Verdicts
from reviewer.scoring.table import METRICS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def photo(folder: Path, name: str, level: int = 128) -> Photo:
    noise = np.random.default_rng(level).normal(level, 5, (120, 160, 3)).clip(0, 255).astype(np.uint8)
    Image.fromarray(noise).save(folder / name, "PNG")
    return found(folder / name)


def found(path: Path) -> Photo:
    seen = path.stat()
    return Photo(path, seen.st_size, seen.st_mtime_ns)


def some(folder: Path, count: int) -> list[Photo]:
    return [photo(folder, f"{number:03}.png", 40 + number) for number in range(count)]


def steps(
    photos: Sequence[Photo], metrics: Sequence[str] = (), *, python: str, focus: Photo | None = None
) -> list[Progress]:
    return list(pipeline.run(photos, metrics, attention=lambda: Attention(focus), device="cpu", python=python))


def surveyed(progress: Sequence[Progress]) -> list[tuple[Photo, Record | Failure]]:
    return [item for step in progress for item in step.surveyed]


def scored(progress: Sequence[Progress], metric: str) -> dict[Photo, Score | Failure]:
    items = [item for step in progress for item in step.scored if item[1].metric == metric]
    assert len(dict(items)) == len(items), "told twice"
    return dict(items)


def decoded() -> Counter[str]:
    """How often each file was decoded, by name."""
    log = paths.log_folder().parent / "decoded"
    return (
        Counter(line.split()[0] for line in log.read_text(errors="surrogateescape").splitlines())
        if log.exists()
        else Counter()
    )


def rows() -> list[tuple[str, str]]:
    with sqlite3.connect(paths.data_folder() / "catalogue.db") as connection:
        return connection.execute("SELECT content, metric FROM score JOIN scorer ON scorer.id = scorer").fetchall()


def test_everything_is_learnt_kept_and_told_once(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 7)
    progress = steps(photos, ["nima", "musiq"], python=python())

    records = dict(surveyed(progress))
    assert set(records) == set(photos)
    assert len(surveyed(progress)) == len(photos)
    assert set(scored(progress, "technical")) == set(photos)
    for metric in ("nima", "musiq"):
        results = scored(progress, metric)
        assert [results[one].raw for one in photos] == pytest.approx([40 + n for n in range(7)], abs=1)
    assert {one for step in progress for one, _ in step.thumbnails} == set(photos)
    assert not [step.notice for step in progress if step.notice]

    with Catalogue.open() as catalogue, Thumbnails.open() as thumbnails:
        assert catalogue.records(photos) == records
        kept = catalogue.scores([record.content_id for record in records.values()])
        assert all(set(each) == {"technical", "nima", "musiq"} for each in kept.values())
        assert set(thumbnails.get_many(photos)) == set(photos)
    assert len(rows()) == 21


def test_what_is_known_is_told_without_a_worker(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 5)
    before = steps(photos, python=python())
    again = steps(photos, python="/nowhere/python")
    assert dict(surveyed(again)) == dict(surveyed(before))
    assert scored(again, "technical") == scored(before, "technical")
    assert not [step.notice for step in again if step.notice]
    assert (again[-1].done, again[-1].total) == (5, 5)


def test_only_what_is_new_or_changed_is_done_again(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 4)
    steps(photos, ["nima"], python=python())
    changed = photo(folder, "001.png", 200)
    now = [photos[0], changed, *photos[2:], photo(folder, "new.png", 220)]
    before = decoded()
    progress = steps(now, ["nima"], python=python())
    assert set(decoded() - before) == {"001.png", "new.png"}
    assert scored(progress, "nima")[changed].raw == pytest.approx(200, abs=1)
    assert len(scored(progress, "nima")) == 5


def test_copies_and_moved_files_are_scored_once(folder: Path, python: Callable[..., str]) -> None:
    one = photo(folder, "a.png", 90)
    shutil.copy(one.path, folder / "b.png")
    both = [one, found(folder / "b.png")]
    progress = steps(both, ["nima"], python=python())
    assert set(scored(progress, "nima")) == set(both)
    assert progress[-1].done == progress[-1].total == 2
    assert len(rows()) == 2
    moved = found(one.path.rename(folder / "moved.png"))
    before = decoded()
    progress = steps([moved], ["nima"], python=python())
    assert scored(progress, "nima")[moved].raw == pytest.approx(90, abs=1)
    assert decoded() == before, "neither looked at nor scored again"
    assert dict(surveyed(progress))[moved] == dict(surveyed(steps([moved], python="/nowhere/python")))[moved]


def test_renamed_photos_need_no_worker(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 5)
    before = steps(photos, ["nima"], python=python())
    (folder / "2020").mkdir()
    moved = [found(one.path.rename(folder / "2020" / one.path.name)) for one in photos]
    shutil.copy(moved[0].path, folder / "copy.png")
    now = [*moved, found(folder / "copy.png")]
    progress = steps(now, python="/nowhere/python")
    assert not [step.notice for step in progress if step.notice]
    earlier, records = dict(surveyed(before)), dict(surveyed(progress))
    assert [records[one] for one in now] == [earlier[one] for one in [*photos, photos[0]]]
    assert len(surveyed(progress)) == len(scored(progress, "technical")) == 6
    assert (progress[-1].done, progress[-1].total) == (6, 6)
    with Catalogue.open() as catalogue:
        assert catalogue.records(now) == records


def test_renamed_photos_stay_turned(folder: Path, python: Callable[..., str]) -> None:
    one, other = some(folder, 2)
    contents = {photo: record.content_id for photo, record in surveyed(steps([one, other], ["nima"], python=python()))}
    with Catalogue.open() as catalogue:
        catalogue.put_turn(one.path, contents[one], Turn(3))
    moved = [found(photo.path.rename(folder / f"moved {photo.path.name}")) for photo in (one, other)]
    told = [item for step in steps(moved, python="/nowhere/python") for item in step.turned]
    assert told == [(moved[0], Turn(3))]
    without_its_model = steps([found(moved[1].path.rename(folder / "again.png"))], ["nima"], python="/nowhere/python")
    assert len(scored(without_its_model, "nima")) == 1


def test_renamed_photos_are_not_read_while_the_screen_waits(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 3)
    steps(photos, python=python())
    now = [found(one.path.rename(folder / f"other {one.path.name}")) for one in photos]
    with Link("score", python="/nowhere/python") as link:
        link.suspend()
        run = pipeline.run(now, (), device="cpu", link=link)
        waiting = [next(run) for _ in range(4)]
        assert not surveyed(waiting)
        link.resume()
        assert len(surveyed(list(run))) == 3


def test_a_moved_photo_without_todays_score_gets_it(folder: Path, python: Callable[..., str]) -> None:
    one = photo(folder, "a.png")
    steps([one], python=python())
    with sqlite3.connect(paths.data_folder() / "catalogue.db") as connection:
        connection.execute("UPDATE scorer SET preprocessing = preprocessing - 1 WHERE metric = 'technical'")
    connection.close()
    moved = found(one.path.rename(folder / "b.png"))
    told = [item for step in steps([moved], python=python()) for item in step.scored]
    today = METRICS["technical"].preprocessing
    assert [(each, result.preprocessing) for each, result in told] == [(moved, today - 1), (moved, today)]


def test_new_photos_of_a_known_size_are_soon_left_to_the_worker(
    folder: Path, python: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those that cannot be read, which the worker marks."""
    photos = some(folder, 4)
    steps(photos[:1], python=python())
    (folder / "gone.png").write_bytes(photos[0].path.read_bytes())
    gone = found(folder / "gone.png")
    gone.path.unlink()
    monkeypatch.setattr(Catalogue, "sizes", lambda _: {one.size for one in photos})
    monkeypatch.setattr(survey, "_STRANGERS", 0)
    read = []

    def content_id(path: Path) -> str:
        read.append(path)
        return scan.content_id(path)

    monkeypatch.setattr(survey, "scan", SimpleNamespace(content_id=content_id))
    progress = steps([*photos, gone], python=python())
    assert read == [photos[1].path]
    results = dict(surveyed(progress))
    assert all(isinstance(results[one], Record) for one in photos)
    assert isinstance(results[gone], Failure)
    read.clear()
    later = steps([gone], python=python())
    assert read == [gone.path]
    assert [result.code for _, result in surveyed(later) if isinstance(result, Failure)] == ["gone"]


def test_work_begins_at_the_photo_on_screen_and_follows_it(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 60)
    calls = 0

    def focus() -> Photo:
        nonlocal calls
        calls += 1
        return photos[30] if calls <= 20 else photos[0]

    told = surveyed(list(pipeline.run(photos, [], attention=lambda: Attention(focus()), python=python())))
    order = [photos.index(one) for one, _ in told]
    assert sorted(order) == list(range(60))
    spread = 4  # answers may overtake each other a little
    assert set(order[: 20 - spread]) <= set(range(20, 41)), "the photo on screen and its neighbours"
    assert abs(order.index(30)) <= spread
    assert abs(order.index(0) - 20) <= spread, "then the new photo on screen"
    assert set(range(10)) <= set(order[20 - spread : 30 + spread]), "and its neighbours"


def test_a_photo_that_crashes_the_worker_is_marked_and_the_rest_goes_on(
    folder: Path, python: Callable[..., str]
) -> None:
    photos = [*some(folder, 5), photo(folder, "crash.png"), photo(folder, "last.png", 222)]
    (folder / "text.png").write_text("no picture at all, whatever its name")
    photos.append(found(folder / "text.png"))
    progress = steps(photos, ["nima"], python=python())
    results = dict(surveyed(progress))
    assert len(surveyed(progress)) == len(photos)
    failures = {one.path.name: result for one, result in results.items() if isinstance(result, Failure)}
    assert {name: failure.code for name, failure in failures.items()} == {
        "crash.png": "crashed",
        "text.png": "not_an_image",
    }
    assert len(scored(progress, "nima")) == 6
    assert (progress[-1].done, progress[-1].total) == (6, 6)

    again = steps(photos, python="/nowhere/python")
    assert {one.path.name for one, result in surveyed(again) if isinstance(result, Failure)} == set(failures)


def test_a_photo_that_crashes_a_model_is_marked_for_this_metric(folder: Path, python: Callable[..., str]) -> None:
    photos = [*some(folder, 5), photo(folder, "dark.png", 20)]
    progress = steps(photos, ["brisque", "nima"], python=python())
    results = scored(progress, "brisque")
    assert {one.path.name for one, result in results.items() if isinstance(result, Failure)} == {"dark.png"}
    failure = results[photos[-1]]
    assert (failure.code, failure.weights) == ("crashed", "abc")
    assert all(isinstance(result, Score) for result in scored(progress, "nima").values())
    assert len(rows()) == 18


def test_a_model_that_crashes_on_everything_blames_no_photo(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 5)
    progress = steps(photos, ["nima", "musiq"], python=python(deadly="nima"))
    (notice,) = [step.notice for step in progress if step.notice]
    assert isinstance(notice, WorkerFailed)
    assert notice.detail == "nima: SIGABRT"
    assert not scored(progress, "nima")
    assert len(scored(progress, "musiq")) == 5
    assert Counter(metric for _, metric in rows()) == {"technical": 5, "musiq": 5}


def test_a_worker_killed_in_mid_run_loses_nothing_and_stores_nothing_twice(
    folder: Path, python: Callable[..., str]
) -> None:
    photos = some(folder, 20)
    progress = []
    killed = set()
    with Link("score", python=python(seconds=0.03)) as link:
        for step in pipeline.run(photos, ["nima"], device="cpu", link=link):
            progress.append(step)
            half = step.done >= (1 if step.stage == "survey" else 6)
            if half and step.stage not in killed and link.pid:
                killed.add(step.stage)
                os.kill(link.pid, signal.SIGKILL)
        assert link.pid, "a link that was given is left running"
    assert killed == {"survey", "score"}
    assert len(surveyed(progress)) == 20
    assert all(isinstance(result, Score) for result in scored(progress, "nima").values())
    assert len(scored(progress, "nima")) == 20
    assert len(rows()) == 40


def test_a_killed_program_computes_only_the_rest(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 16)
    script = (
        "import sys; from pathlib import Path; from reviewer import pipeline; from reviewer.photo import Photo\n"
        f"photos = [Photo(Path(p), Path(p).stat().st_size, Path(p).stat().st_mtime_ns) for p in {[str(one.path) for one in photos]!r}]\n"
        f"for step in pipeline.run(photos, ['nima'], device='cpu', python={python(seconds=0.1)!r}):\n"
        "    print(step.stage, step.done, flush=True)\n"
    )
    home = str(Path(pipeline.__file__).parent.parent.parent)
    program = subprocess.Popen(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": home}, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout
    with program.stdout:
        for line in program.stdout:
            stage, done = line.split()
            if stage == "score" and int(done) >= 6:
                program.kill()
                break
    program.wait()
    kept = len(rows()) - 16
    assert 6 <= kept < 16
    before = decoded()
    progress = steps(photos, ["nima"], python=python())
    assert sum((decoded() - before).values()) == 16 - kept
    assert len(scored(progress, "nima")) == 16
    assert len(rows()) == 32


def test_missing_weights_are_one_notice_and_the_rest_goes_on(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 3)
    began = time.monotonic()
    notices = []
    names = []
    for step in pipeline.run(photos, ["clipiqa", "nima"], device="cpu", python=python()):
        if step.notice:
            notices.append(step.notice)
            assert time.monotonic() - began < 3
            assert not names, "before the work, not after it"
        names += [result.metric for _, result in step.scored]
    (notice,) = notices
    assert isinstance(notice, WeightsMissing)
    assert (notice.metric, notice.files) == ("clipiqa", ("RN50.pt",))
    assert Counter(names) == {"technical": 3, "nima": 3}


def test_a_worker_that_cannot_start_is_a_notice_and_what_is_known_is_told(
    folder: Path, python: Callable[..., str]
) -> None:
    photos = some(folder, 3)
    steps(photos[:2], ["nima"], python=python())
    progress = steps(photos, ["nima"], python="/nowhere/python")
    assert {one for one, _ in surveyed(progress)} == set(photos[:2])
    assert len(scored(progress, "nima")) == 2
    assert all(isinstance(step.notice, WorkerFailed) for step in progress if step.notice)
    assert any(step.notice for step in progress)


def test_stopping_is_quick_and_ends_the_worker(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 30)
    run = pipeline.run(photos, ["nima"], device="cpu", python=python(seconds=5))
    for step in run:
        if step.stage == "score":
            break
    assert next(run).stage == "score"
    (worker,) = psutil.Process().children()
    began = time.monotonic()
    run.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 1.5
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE
    assert len(rows()) == 30


def test_a_pause_costs_nothing(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 12)
    progress = []
    for step in pipeline.run(photos, ["nima"], device="cpu", python=python(seconds=0.05)):
        progress.append(step)
        if step.stage == "score" and step.done and not any(one.stage == "pause" for one in progress):
            progress.append(Progress("pause", 0, 0))
            time.sleep(1.5)
    assert len(scored(progress, "nima")) == 12
    rates = [step.rate for step in progress if step.stage == "score" and step.rate]
    assert rates
    assert min(rates) > 5


def test_progress_counts_up_to_the_end(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 15)
    progress = steps(photos, ["nima"], python=python(seconds=0.06))
    for stage in ("survey", "score"):
        counts = [step.done for step in progress if step.stage == stage]
        assert counts == sorted(counts)
        assert counts[-1] == 15
    last = [step for step in progress if step.stage == "score"]
    assert last[-1].seconds_left == 0
    assert 3 < last[-1].rate < 17
    assert any(0 < (step.seconds_left or 0) < 5 for step in last)


def test_results_of_other_weights_are_told_and_computed_anew(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 2)
    old = {}
    for _one, record in surveyed(steps(photos, python=python())):
        assert isinstance(record, Record)
        old[record.content_id] = Score("nima", 3.0, 0.3, "other", 1)
    with Catalogue.open() as catalogue:
        catalogue.put_scores(old.items())
    told = [
        (one, result)
        for step in pipeline.run(photos, ["nima"], device="cpu", python=python())
        for one, result in step.scored
        if result.metric == "nima"
    ]
    assert [result.weights for _, result in told] == ["other", "other", "abc", "abc"]


def test_a_new_built_in_metric_is_computed_for_old_records(folder: Path, python: Callable[..., str]) -> None:
    photos = some(folder, 2)
    steps(photos, python=python())
    with sqlite3.connect(paths.data_folder() / "catalogue.db") as connection:
        connection.execute("UPDATE scorer SET preprocessing = preprocessing - 1 WHERE metric = 'technical'")
    connection.close()
    told = dict(one for step in steps(photos, python=python()) for one in step.scored)  # the last of each photo
    assert {result.preprocessing for result in told.values()} == {METRICS["technical"].preprocessing}


def test_unknown_metrics_and_no_photos_are_passed_over(folder: Path, python: Callable[..., str]) -> None:
    assert not surveyed(steps([], ["nima"], python="/nowhere/python"))
    assert len(scored(steps(some(folder, 1), ["no_such_metric", "technical"], python=python()), "technical")) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
def test_any_file_name_goes_all_the_way(folder: Path, python: Callable[..., str]) -> None:
    names = [b"\xff.png", b"new\nline.png", b"=cmd().png", b"<img onerror>.png", b"#%?.png", b"a" * 251 + b".png"]
    photos = []
    for number, name in enumerate(names):
        path = photo(folder, "plain", 60 + number).path.rename(folder / os.fsdecode(name))
        photos.append(found(path))
    progress = steps(photos, ["nima"], python=python())
    assert set(scored(progress, "nima")) == set(photos)
    assert dict(surveyed(steps(photos, python="/nowhere/python"))) == dict(surveyed(progress))


def test_a_catalogue_that_cannot_be_kept_is_a_notice(folder: Path, python: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    photos = some(folder, 2)
    progress = list(
        pipeline.run(
            photos,
            [],
            python=python(),
            catalogue_file=tmp_path / "file" / "catalogue.db",
            thumbnail_file=tmp_path / "file" / "thumbnails.db",
        )
    )
    assert progress[0].notice is not None
    assert progress[0].notice.code == "catalogue"
    assert len(surveyed(progress)) == 2


def test_a_disk_that_fills_up_costs_the_memory_and_not_the_work(
    folder: Path, python: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = some(folder, 6)

    def full(*_: object) -> None:
        raise CatalogueUnusable(None, "full")

    monkeypatch.setattr(Catalogue, "put_scores", full)
    progress = steps(photos, ["brisque"], python=python())
    assert set(scored(progress, "technical")) == set(scored(progress, "brisque")) == set(photos)
    assert [one.notice.detail for one in progress if one.notice] == ["full"]


def test_what_a_model_judged_before_it_fails_for_good_is_kept() -> None:
    """The good answers of the very batch in which the third crash in a row comes."""
    good = Score("nima", 5.0, 0.5, "abc", 1)
    answers = [
        Answer({"number": 0, "only": ("nima",)}, {"results": [wire.result_to_wire(good)]}),
        *(Answer({"number": at, "only": ("nima",)}, error=DecoderCrashed(None, "SIGABRT")) for at in (1, 2, 3)),
    ]
    verdicts, fault = Verdicts({"nima": ("abc", 1)}).of(answers)
    assert verdicts == [(0, (good,))]
    assert fault is answers[-1].error


def test_good_results_before_a_models_end_are_told(folder: Path, python: Callable[..., str]) -> None:
    photos = [*some(folder, 1), *(photo(folder, f"dark{number}.png", 10 + number) for number in range(3))]
    progress = steps(photos, ["brisque", "nima"], python=python())
    assert set(scored(progress, "brisque")) == set(photos[:1])
    assert [step.notice.code for step in progress if step.notice] == ["worker"]
    assert len(scored(progress, "nima")) == 4
