"""What can be computed here is known, and models come and go in the background, one after the other."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from reviewer.errors import FileUnwritable, MissingPart, WeightsMissing, WeightsRefused, WeightsUnavailable
from reviewer.scoring.engine import parts
from reviewer.scoring.table import METRICS
from reviewer.ui.background.jobs import Jobs
from reviewer.ui.models.stock import Stock
from reviewer.weights import FILES, Imported

WAIT = 10_000  # ms
NIMA = METRICS["nima"].files
PLUS = METRICS["clipiqa+"].files  # two files, one of them other metrics' too


def looked(stock, qtbot):
    stock.look()
    qtbot.waitUntil(lambda: stock._looking is None and bool(stock.standings), timeout=WAIT)


def at_rest(stock, qtbot):
    qtbot.waitUntil(lambda: not stock.coming and not stock.importing and stock._looking is None, timeout=WAIT)


def test_what_needs_no_weights_is_ready_and_the_rest_is_missing(stock, qtbot):
    assert stock.ready is None
    assert stock.in_force == tuple(name for name, metric in METRICS.items() if metric.tier == "default")
    looked(stock, qtbot)
    assert {"technical", "piqe", "entropy"} <= stock.ready
    assert stock.in_force == ("technical", "piqe")
    standing = stock.standings["nima"]
    assert isinstance(standing.problem, WeightsMissing)
    assert (standing.lacking, standing.size, standing.held) == (NIMA, FILES[NIMA[0]].size, 0)
    assert stock.standings["qalign"].problem.files == (METRICS["qalign"].hub,)
    assert stock.standings["qalign"].lacking == ()


def test_a_file_that_is_refused_is_told_and_can_be_fetched_anew(stock, depot, qtbot):
    depot.refused.add(NIMA[0])
    looked(stock, qtbot)
    assert isinstance(stock.standings["nima"].problem, WeightsRefused)
    assert stock.standings["nima"].lacking == NIMA
    assert stock.standings["nima"].held == FILES[NIMA[0]].size


def test_a_package_that_is_missing_comes_before_weights_that_are(stock, depot, qtbot, monkeypatch):
    def require(metric):
        raise MissingPart("torch", "pip install torch")

    monkeypatch.setattr(parts, "require", require)
    looked(stock, qtbot)
    assert stock.ready == {"technical"}
    assert isinstance(stock.standings["nima"].problem, MissingPart)
    assert stock.standings["nima"].lacking == NIMA


def test_another_interpreter_is_asked_what_it_has(stock, depot, settings, qtbot):
    depot.there.update(NIMA)
    settings.put("worker_python", "/no/such/python")
    qtbot.waitUntil(lambda: stock._looking is None and bool(stock.standings), timeout=WAIT)
    assert stock.standings["nima"].problem.code == "worker"
    assert stock.ready == {"technical"}
    settings.put("worker_python", sys.executable)
    qtbot.waitUntil(lambda: stock._looking is None, timeout=WAIT)
    told = stock.standings["piqe"].problem
    assert told is None or isinstance(told, MissingPart)  # as this interpreter is


def test_a_model_of_several_files_comes_as_one_and_is_told_once_it_can_be_computed(stock, depot, qtbot):
    looked(stock, qtbot)
    heard, arrived = [], []
    stock.progressed.connect(lambda name, transfer: heard.append((name, transfer.done, transfer.total)))
    stock.arrived.connect(arrived.append)
    depot.more = threading.Semaphore(5)
    stock.install("clipiqa+")
    whole = sum(FILES[name].size for name in PLUS)
    qtbot.waitUntil(lambda: bool(heard), timeout=WAIT)
    assert stock.coming == ("clipiqa+",)
    depot.more.release(1000)
    at_rest(stock, qtbot)
    assert depot.fetched == list(PLUS)
    assert {name for name, *_ in heard} == {"clipiqa+"}
    assert {total for *_, total in heard} == {whole}
    done = [done for _, done, _ in heard]
    assert done == sorted(done)
    assert done[-1] == whole
    assert arrived == [frozenset({"clipiqa+", "clipiqa", "maclip"})]
    assert stock.transfer is None


def test_what_is_fetched_is_in_use_once_it_is_there_and_not_before(stock, depot, settings, qtbot):
    looked(stock, qtbot)
    depot.more = threading.Semaphore(0)
    heard, arrived = [], []
    settings.listen(heard.append)
    stock.arrived.connect(arrived.append)
    stock.install("musiq")
    qtbot.waitUntil(lambda: stock.transfer is not None, timeout=WAIT)
    assert heard == []
    depot.more.release(1000)
    at_rest(stock, qtbot)
    assert settings.words("metrics") == ("technical", "piqe", "musiq")
    assert heard == ["metrics"]  # which has it scored by, once
    assert arrived == []


def test_one_of_the_usual_metrics_needs_no_choice(stock, depot, settings, qtbot):
    looked(stock, qtbot)
    arrived = []
    stock.arrived.connect(arrived.append)
    stock.install("nima")
    at_rest(stock, qtbot)
    assert settings.words("metrics") == ()
    assert stock.in_force == ("technical", "piqe", "nima")
    assert arrived == [frozenset({"nima"})]


def test_what_did_not_come_is_not_in_use(stock, depot, settings, qtbot):
    looked(stock, qtbot)
    depot.error = WeightsUnavailable(Path("musiq.pth"), "offline")
    stock.install("musiq")
    at_rest(stock, qtbot)
    assert settings.words("metrics") == ()


def test_models_come_one_after_the_other_and_a_file_they_share_comes_once(stock, depot, qtbot):
    looked(stock, qtbot)
    depot.more = threading.Semaphore(0)
    stock.install("clipiqa")
    stock.install("clipiqa+")
    stock.install("clipiqa")
    assert stock.coming == ("clipiqa", "clipiqa+")
    depot.more.release(1000)
    at_rest(stock, qtbot)
    assert depot.fetched == ["RN50.pt", next(name for name in PLUS if name != "RN50.pt")]


def test_what_comes_and_what_waits_can_be_stopped(stock, depot, qtbot):
    looked(stock, qtbot)
    depot.more = threading.Semaphore(0)
    stock.install("nima")
    stock.install("musiq")
    stock.stop("musiq")
    assert stock.coming == ("nima",)
    qtbot.waitUntil(lambda: stock.transfer is not None, timeout=WAIT)
    stock.stop("nima")
    at_rest(stock, qtbot)
    assert depot.stopped == list(NIMA)
    assert depot.fetched == list(NIMA)
    assert "nima" not in stock.ready


def test_what_fails_is_told_and_the_next_goes_on(stock, depot, qtbot):
    looked(stock, qtbot)
    failed = []
    stock.failed.connect(lambda name, error: failed.append((name, error)))
    depot.error = WeightsUnavailable(Path(NIMA[0]), "offline")
    stock.install("nima")
    stock.install("musiq")
    at_rest(stock, qtbot)
    assert [(name, error.detail) for name, error in failed] == [("nima", "offline"), ("musiq", "offline")]
    assert depot.there == set()


def test_weights_are_taken_away(stock, depot, qtbot):
    depot.there.update(NIMA)
    looked(stock, qtbot)
    assert stock.standings["nima"].held == FILES[NIMA[0]].size
    stock.remove("nima")
    qtbot.waitUntil(lambda: "nima" not in stock.ready, timeout=WAIT)
    assert depot.there == set()


def test_weights_that_cannot_be_taken_away_are_told(stock, depot, qtbot):
    depot.there.update(NIMA)
    looked(stock, qtbot)
    depot.error = FileUnwritable(Path("/w/nima"), "Read-only file system")
    with qtbot.waitSignal(stock.failed, timeout=WAIT) as told:
        stock.remove("nima")
    assert told.args == ["nima", depot.error]


def test_files_are_imported_and_what_came_of_it_is_told(stock, depot, qtbot):
    looked(stock, qtbot)
    depot.outcome = Imported(NIMA, (), (), ())
    with qtbot.waitSignal(stock.imported, timeout=WAIT) as told:
        stock.import_files([Path("/stick")])
        assert stock.importing
        stock.import_files([Path("/another")])
    assert told.args == [depot.outcome]
    assert depot.sources == [Path("/stick")]
    at_rest(stock, qtbot)
    assert "nima" in stock.ready


def test_an_import_is_stopped_and_one_that_fails_is_told(stock, depot, qtbot):
    depot.more = threading.Semaphore(0)
    stock.import_files([Path("/stick")])
    stock.stop_import()
    at_rest(stock, qtbot)
    depot.more.release(1)
    depot.error = WeightsUnavailable(Path("RN50.pt"), "full")
    with qtbot.waitSignal(stock.failed, timeout=WAIT) as told:
        stock.import_files([Path("/stick")])
    assert told.args == ["", depot.error]
    assert not stock.importing
    at_rest(stock, qtbot)


def test_at_the_end_of_the_program_nothing_more_begins(stock, depot, qtbot):
    depot.more = threading.Semaphore(0)
    stock.install("nima")
    stock.install("musiq")
    qtbot.waitUntil(lambda: stock.transfer is not None, timeout=WAIT)
    stock.close()
    assert stock._jobs.shutdown()
    assert depot.fetched == list(NIMA)


def test_true_weights_are_imported_from_where_they_lie_and_removed_again(qapp, qtbot, settings, shared, monkeypatch):
    monkeypatch.setattr(parts, "require", lambda _metric: None)
    jobs = Jobs()
    stock = Stock(jobs, settings)
    try:
        stock.import_files([shared / "weights"])
        at_rest(stock, qtbot)
        assert "brisque" in stock.ready
        assert stock.standings["brisque"].held > 0
        stock.remove("brisque")
        qtbot.waitUntil(lambda: "brisque" not in stock.ready, timeout=WAIT)
        assert (shared / "weights" / "brisque" / "brisque_svm_weights.pth").is_file()
    finally:
        stock.close()
        assert jobs.shutdown()
