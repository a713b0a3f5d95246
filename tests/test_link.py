"""A worker that crashes, hangs, floods, lies or is killed costs at most the photo that did it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest
from PIL import Image

from reviewer import decode, link, paths, wire
from reviewer.errors import (
    BrokenImage,
    DecoderCrashed,
    DecoderKilled,
    DecodeStalled,
    DecodeTimeout,
    TooLarge,
    WorkerFailed,
)
from reviewer.link import Link, process
from reviewer.link.process import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in interpreter is a shell script")

MISBEHAVE = """
import ctypes, os, sys, time
from reviewer import decode
honest = decode.decode
def decode_(path, fit=None, *, cover=False):
    name = path.name
    if name.startswith("crash"):
        ctypes.string_at(0)  # a fault of this very thread, which cannot get away with an answer first
    if name.startswith("hang"):
        time.sleep(60)
    if name.startswith("spin"):
        while True: pass
    if name.startswith("slow"):
        time.sleep(1.2)
    if name.startswith("kill"):
        os.kill(os.getpid(), 9)
    if name.startswith("flood"):
        flood = [bytearray(b"x") * (8 << 20) for _ in range(200)]
    if name.startswith("bomb"):
        bytearray(1200 << 20)
    if name.startswith("fault"):
        raise KeyError("a fault of ours")
    if name.startswith("noise"):
        print("Loading pretrained model", flush=True)
        os.write(1, b"noise from C")
        os.system("echo noise from a child")
    return honest(path, fit, cover=cover)
decode.decode = decode_
"""


@pytest.fixture
def python(tmp_path: Path) -> Callable[[str], str]:
    """Makes an interpreter that runs some lines before it runs the worker; or these lines alone."""

    def make(before: str, *, alone: bool = False) -> str:
        script, starter = tmp_path / "script.py", tmp_path / "python"
        run = "import sys; sys.argv = ['worker', *sys.argv[-2:]]; from reviewer.worker.__main__ import main; main()"
        script.write_text(before if alone else f"{before}\n{run}\n")
        starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
        starter.chmod(0o755)
        return str(starter)

    return make


@pytest.fixture
def screen(python: Callable[[str], str]) -> Iterator[Link]:
    with Link("screen", python=python(MISBEHAVE)) as one:
        yield one


@pytest.fixture
def scoring(python: Callable[[str], str]) -> Iterator[Link]:
    with Link("score", python=python(MISBEHAVE)) as one:
        yield one


def picture(folder: Path, name: str, *, seed: int = 0, size: tuple[int, int] = (64, 48)) -> Path:
    path = folder / name
    noise = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)
    Image.fromarray(noise).save(path, "PNG")
    return path


def surveys(*photos: Path) -> list[dict[str, str]]:
    return [{"op": "survey", "path": wire.path_to_wire(path)} for path in photos]


def answers(one: Link, *photos: Path, limits: Limits = link.SURVEY) -> dict[str, list[link.Answer]]:
    found: dict[str, list[link.Answer]] = {path.name: [] for path in photos}
    for answer in one.stream(surveys(*photos), ahead=4, limits=limits):
        if answer:
            found[wire.path_from_wire(answer.request["path"]).name].append(answer)
    return found


def gone_within(seconds: float, pid: int) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_nothing_is_started_before_it_is_asked() -> None:
    with Link("screen") as one:
        assert one.pid is None


def test_a_picture_from_the_worker_is_the_picture(tmp_path: Path) -> None:
    path = picture(tmp_path, "a.png", size=(300, 200))
    with Link("screen") as one:
        for fit, cover in ((None, False), ((90, 90), False), ((90, 90), True)):
            far, near = one.decode(path, fit, cover=cover), decode.decode(path, fit, cover=cover)
            assert np.array_equal(far.array, near.array)
            assert (far.full_size, far.damaged, far.origin) == (near.full_size, near.damaged, near.origin)
        pid = one.pid
    assert pid
    assert gone_within(1, pid)


def test_what_the_worker_finds_wrong_arrives_in_its_own_type(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\nand nothing more")
    with Link("screen") as one, pytest.raises(BrokenImage) as caught:
        one.decode(path)
    assert caught.value.path == path


@pytest.mark.parametrize(
    "name",
    [b"\xff\xfe.png", b"new\nline.png", b"=cmd().png", "\u05d0\u202e.png".encode(), b"a" * 250 + b".png"],
)
def test_any_file_name_reaches_the_worker(tmp_path: Path, name: bytes) -> None:
    path = picture(tmp_path, "plain").rename(tmp_path / os.fsdecode(name))
    with Link("screen") as one:
        assert one.decode(path).full_size == (64, 48)


def test_noise_on_stdout_does_no_harm(screen: Link, tmp_path: Path) -> None:
    assert screen.decode(picture(tmp_path, "noise.png")).full_size == (64, 48)
    log = (paths.log_folder() / "worker.log").read_text()
    assert "Loading pretrained model" in log
    assert "noise from C" in log
    assert "noise from a child" in log


def test_a_crash_names_its_photo_and_the_next_question_is_answered(screen: Link, tmp_path: Path) -> None:
    path = picture(tmp_path, "crash.png")
    with pytest.raises(DecoderCrashed) as caught:
        screen.decode(path)
    assert (caught.value.path, caught.value.detail) == (path, "SIGSEGV")
    assert screen.decode(picture(tmp_path, "fine.png")).full_size == (64, 48)


def test_a_worker_that_others_kill_is_told_from_a_crash(screen: Link, tmp_path: Path) -> None:
    path = picture(tmp_path, "kill.png")
    with pytest.raises(DecoderKilled) as caught:
        screen.decode(path)
    assert (caught.value.path, caught.value.detail) == (path, "SIGKILL")


def test_a_fault_of_ours_is_told_by_its_last_words(screen: Link, tmp_path: Path) -> None:
    with pytest.raises(DecoderCrashed, match="a fault of ours"):
        screen.decode(picture(tmp_path, "fault.png"))


def test_a_picture_that_takes_too_long_is_given_up(python: Callable[[str], str], tmp_path: Path) -> None:
    path = picture(tmp_path, "hang.png")
    with Link("screen", python=python(MISBEHAVE), limits=Limits(seconds=0.5)) as one:
        one.decode(picture(tmp_path, "fine.png"))
        began = time.monotonic()
        with pytest.raises(DecodeStalled) as caught:
            one.decode(path)
        assert caught.value.path == path
        assert 0.4 < time.monotonic() - began < 2


def test_a_slow_decoder_is_told_from_a_slow_drive(python: Callable[[str], str], tmp_path: Path) -> None:
    """Where only the time until the answer is limited."""
    with Link("screen", python=python(MISBEHAVE), limits=Limits(seconds=1)) as one:
        one.decode(picture(tmp_path, "fine.png"))
        with pytest.raises(DecodeTimeout) as caught:
            one.decode(picture(tmp_path, "spin.png"))
    assert type(caught.value) is DecodeTimeout


def test_computing_counts_and_waiting_does_not(scoring: Link, tmp_path: Path) -> None:
    limits = Limits(seconds=20, computing=0.6)
    found = answers(scoring, picture(tmp_path, "slow.png"), picture(tmp_path, "spin.png"), limits=limits)
    assert [type(answer.error) for answer in found["spin.png"]] == [DecodeTimeout]
    assert [answer.error for answer in found["slow.png"]] == [None]


def test_a_relative_home_is_one_folder_for_both_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(paths.HOME, "portable")
    (tmp_path / "portable" / "weights").mkdir(parents=True)
    (tmp_path / "portable" / "weights" / "brisque_svm_weights.pth").write_bytes(b"weights")
    with Link("score") as one:
        reply, _ = one.ask({"op": "metrics", "names": ["brisque"]})
    assert "weights_missing" not in {error["code"] for error in reply["missing"].values()}


def test_limits_grow_with_the_photos_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "CORES", 4)
    limits = Limits(seconds=30, computing=5, growth=1 << 30)
    assert limits.for_photos(1) == limits
    assert limits.for_photos(6) == Limits(30, 5 * 4, (1 << 30) + 5 * process.TOGETHER_BYTES)
    assert Limits(30).for_photos(6) == Limits(30)


def test_a_flood_of_memory_is_stopped(scoring: Link, tmp_path: Path) -> None:
    """The allocations are small and touched: only the watch from outside sees them in time."""
    limits = Limits(seconds=20, growth=200 << 20)
    found = answers(scoring, picture(tmp_path, "flood.png"), picture(tmp_path, "fine.png"), limits=limits)
    (answer,) = found["flood.png"]
    assert isinstance(answer.error, DecoderCrashed)
    assert answer.error.detail == "memory"
    assert [answer.error for answer in found["fine.png"]] == [None]


@pytest.mark.skipif(sys.platform != "linux", reason="the bound inside the worker is Linux's")
def test_a_bomb_gets_an_error_of_its_own_and_the_worker_lives(screen: Link, tmp_path: Path) -> None:
    screen.decode(picture(tmp_path, "fine.png"))
    pid = screen.pid
    with pytest.raises(TooLarge, match="memory"):
        screen.decode(picture(tmp_path, "bomb.png"))
    assert screen.pid == pid


def test_every_question_of_a_stream_has_one_answer_whoever_crashes(scoring: Link, tmp_path: Path) -> None:
    names = ["a.png", "crash1.png", "b.png", "hang.png", "bomb.png", "c.png", "d.png", "crash2.png"]
    photos = [picture(tmp_path, name, seed=number) for number, name in enumerate(names)]
    found = answers(scoring, *photos, limits=Limits(seconds=1, growth=1 << 30))
    assert {name: len(each) for name, each in found.items()} == dict.fromkeys(names, 1)
    errors = {name: type(each[0].error) for name, each in found.items() if each[0].error}
    bomb = {"bomb.png": TooLarge} if sys.platform == "linux" else {}
    assert errors == {"crash1.png": DecoderCrashed, "crash2.png": DecoderCrashed, "hang.png": DecodeStalled, **bomb}
    assert all(answer.error is None or answer.error.path for (answer,) in found.values())
    assert wire.record_from_wire(found["c.png"][0].reply["record"]).metadata.width == 64


def test_a_killed_worker_loses_nothing_and_blames_nobody(tmp_path: Path) -> None:
    photos = [picture(tmp_path, f"{number}.png", seed=number) for number in range(24)]
    found = []
    with Link("score") as one:
        for answer in one.stream(surveys(*photos), ahead=3, limits=link.SURVEY):
            if answer:
                found.append(answer)
                if len(found) in (1, 9) and one.pid:
                    os.kill(one.pid, signal.SIGKILL)
    assert [answer.error for answer in found] == [None] * len(photos)
    assert sorted(answer.request["path"] for answer in found) == sorted(wire.path_to_wire(path) for path in photos)


def test_a_stream_takes_questions_only_when_there_is_room(tmp_path: Path) -> None:
    path = picture(tmp_path, "a.png")
    taken = []

    def questions() -> Iterator[dict[str, str]]:
        for number in range(10):
            taken.append(number)
            yield surveys(path)[0]

    with Link("score") as one:
        got = 0
        for answer in one.stream(questions(), ahead=2, limits=link.SURVEY):
            got += answer is not None
            assert len(taken) <= got + 2
    assert got == 10


def test_a_stream_lets_its_caller_breathe_and_may_be_left(scoring: Link, tmp_path: Path) -> None:
    stream = scoring.stream(surveys(picture(tmp_path, "slow.png")), ahead=1, limits=link.SURVEY)
    assert next(stream) is None
    stream.close()  # type: ignore[attr-defined]
    reply, _ = scoring.ask(surveys(picture(tmp_path, "fine.png", size=(32, 32)))[0])
    assert wire.record_from_wire(reply["record"]).metadata.width == 32


def test_waiting_to_ask_on_costs_no_time_of_the_limit(scoring: Link, tmp_path: Path) -> None:
    photos = [picture(tmp_path, f"{number}.png", seed=number) for number in range(6)]
    stream = scoring.stream(surveys(*photos), ahead=2, limits=Limits(seconds=0.8))
    first = next(answer for answer in stream if answer)
    time.sleep(1.2)
    rest = [answer for answer in stream if answer]
    assert [answer.error for answer in (first, *rest)] == [None] * 6


def test_closing_a_busy_worker_is_quick_and_ends_the_question(scoring: Link, tmp_path: Path) -> None:
    scoring.ask(surveys(picture(tmp_path, "fine.png"))[0])
    pid = scoring.pid
    assert pid
    caught: list[Exception] = []

    def ask() -> None:
        try:
            scoring.ask(surveys(picture(tmp_path, "spin.png"))[0])
        except WorkerFailed as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.5)
    began = time.monotonic()
    scoring.close()
    assert time.monotonic() - began < 1.5
    thread.join(2)
    assert [str(error.detail) for error in caught] == ["closed"]  # type: ignore[attr-defined]
    assert gone_within(0.5, pid)
    assert not [one.name for one in threading.enumerate() if one.name.startswith("worker")]


def test_a_question_to_a_worker_that_another_thread_has_just_ended_says_so() -> None:
    ended = process.Process("screen", "")
    ended.end()
    with pytest.raises(WorkerFailed, match="closed"):
        ended.send({"op": "decode", "id": 1})


def test_closing_while_it_starts_leaves_nothing_behind(python: Callable[..., str], tmp_path: Path) -> None:
    path = picture(tmp_path, "a.png")
    caught: list[Exception] = []
    one = Link("score", python=python("import time; time.sleep(0.7)"))

    def ask() -> None:
        try:
            one.ask(surveys(path)[0])
        except WorkerFailed as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.4)
    one.close()
    thread.join(10)
    assert len(caught) == 1
    assert not psutil.Process().children()


def test_another_version_is_refused(python: Callable[..., str]) -> None:
    speak = f"from reviewer import wire; import sys; wire.send(sys.stdout.buffer, {{'version': {wire.VERSION + 1}}}); sys.stdin.read()"
    with Link("screen", python=python(speak, alone=True)) as one, pytest.raises(WorkerFailed, match="speaks version"):
        one.ask({"op": "metrics", "names": []})


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("raise SystemExit('no torch for you')", "no torch for you"),
        ("print('this is no frame of ours, whatever it is')", "not a frame"),
        ("import os; os.kill(os.getpid(), 6)", "SIGABRT"),
        ("", "exit 0"),
    ],
)
def test_a_worker_that_cannot_start_says_why(python: Callable[..., str], script: str, words: str) -> None:
    with Link("screen", python=python(script, alone=True)) as one, pytest.raises(WorkerFailed, match=words):
        one.ask({"op": "metrics", "names": []})
    assert not psutil.Process().children()


def test_an_interpreter_that_is_not_there_is_told() -> None:
    with Link("screen", python="/nowhere/python") as one, pytest.raises(WorkerFailed) as caught:
        one.ask({"op": "metrics", "names": []})
    assert caught.value.path == Path("/nowhere/python")
    with pytest.raises(DecoderCrashed):
        Link("screen", python="/nowhere/python").decode(Path("/a.png"))


def test_garbage_in_place_of_a_reply_is_a_crash(python: Callable[..., str]) -> None:
    speak = (
        f"from reviewer import wire; import sys; wire.send(sys.stdout.buffer, {{'version': {wire.VERSION}}});"
        "wire.receive(sys.stdin.buffer); sys.stdout.write('x' * 100); sys.stdout.flush(); sys.stdin.read()"
    )
    with Link("screen", python=python(speak, alone=True)) as one, pytest.raises(DecoderCrashed, match="not a frame"):
        one.ask({"op": "metrics", "names": []})


def test_the_worker_dies_with_its_parent(python: Callable[[str], str], tmp_path: Path) -> None:
    busy = picture(tmp_path, "spin.png")
    parent_script = (
        "from reviewer.link import Link, SURVEY; from pathlib import Path; import sys\n"
        f"one = Link('score', python={python(MISBEHAVE)!r})\n"
        f"stream = one.stream([{{'op': 'survey', 'path': {str(busy)!r}}}], ahead=1, limits=SURVEY)\n"
        "next(stream); print(one.pid, flush=True)\n"
        "for _ in stream: pass\n"
    )
    home = str(Path(link.__file__).parent.parent.parent)
    parent = subprocess.Popen(
        [sys.executable, "-c", parent_script], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": home}
    )
    try:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert psutil.Process(pid).is_running()
        parent.kill()
        assert gone_within(5, pid)
    finally:
        parent.kill()
        parent.communicate()


def test_it_works_with_no_environment_in_a_folder_with_a_trap(tmp_path: Path) -> None:
    for trap in ("json.py", "struct.py", "reviewer.py", "numpy.py"):
        (tmp_path / trap).write_text("raise SystemExit('the trap was imported')")
    path = picture(tmp_path, "plain").rename(tmp_path / os.fsdecode(b"\xff.png"))
    script = (
        "import os; from pathlib import Path; from reviewer.link import Link\n"
        f"with Link('screen') as one: print(one.decode(Path(os.fsdecode({os.fsencode(path)!r}))).full_size)"
    )
    home = str(Path(link.__file__).parent.parent.parent)
    for environment in ({}, {"LC_ALL": "C", "HOME": "/nowhere"}):
        done = subprocess.run(
            [sys.executable, "-P", "-c", script],
            cwd=tmp_path,
            env={"PYTHONPATH": home, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == "(64, 48)\n", done.stderr


def test_the_log_is_begun_anew_when_it_is_long(tmp_path: Path) -> None:
    log = paths.log_folder() / "worker.log"
    log.parent.mkdir(parents=True)
    log.write_bytes(b"x" * (2 << 20))
    with Link("screen") as one:
        one.decode(picture(tmp_path, "a.png"))
    assert log.stat().st_size < 1 << 20
    assert log.with_suffix(".old.log").exists()


def test_a_worker_that_complains_without_end_does_not_fill_the_disk(
    python: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviewer.link.process._LONGEST_LOG_BYTES", 1 << 16)
    complain = "from reviewer import scan; import os\nold = scan.content_id\nscan.content_id = lambda path: os.write(2, b'x' * 30000) and old(path)"
    path = picture(tmp_path, "a.png")
    with Link("score", python=python(complain)) as one:
        for _ in range(12):
            one.ask(surveys(path)[0])
    assert 0 < (paths.log_folder() / "worker.log").stat().st_size < 1 << 17


def test_it_works_without_a_place_for_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PHOTO_REVIEWER_HOME", str(tmp_path / "file"))
    with Link("screen") as one:
        assert one.decode(picture(tmp_path, "a.png")).full_size == (64, 48)


@pytest.mark.parametrize("role", ["score", "screen"])
def test_only_scoring_gives_way_to_others(tmp_path: Path, role: link.Role) -> None:
    with Link(role) as one:
        one.ask(surveys(picture(tmp_path, "a.png"))[0])
        nice = psutil.Process(one.pid).nice() - psutil.Process().nice()
    assert nice == (10 if role == "score" else 0)


def test_the_window_s_side_never_loads_models() -> None:
    script = "import sys, reviewer.pipeline, reviewer.link, reviewer.session; print([m for m in ('torch', 'pyiqa', 'cv2', 'PySide6') if m in sys.modules])"
    home = str(Path(link.__file__).parent.parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": home}, capture_output=True, check=True
    )
    assert done.stdout == b"[]\n"
