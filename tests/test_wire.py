"""Frames survive any content and refuse any garbage; values come back as they were sent."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer import errors, wire
from reviewer.photo import Failure, Metadata, Reason, Record, Score

NAMES = ["plain.jpg", "new\nline.jpg", "=cmd().jpg", "<img onerror>.png", "#%?.jpg", "\u05d0\u202e.jpg", "x" * 255]


def carried(message: dict, *blobs: bytes) -> tuple[dict, bytes]:
    stream = io.BytesIO()
    wire.send(stream, message, *blobs)
    stream.seek(0)
    frame = wire.receive(stream)
    assert frame is not None
    assert stream.read() == b""
    return frame[0], bytes(frame[1])


def through_json(value: dict) -> dict:
    return carried(value)[0]


def test_a_frame_carries_its_message_and_its_blobs() -> None:
    assert carried({"a": [1, 2.5, None, "ü"]}, b"one", bytearray(b"two"), memoryview(b"3")) == (
        {"a": [1, 2.5, None, "ü"]},
        b"onetwo3",
    )


def test_frames_follow_each_other_and_the_end_is_told() -> None:
    stream = io.BytesIO()
    for number in range(3):
        wire.send(stream, {"n": number}, b"x" * number)
    stream.seek(0)
    assert [wire.receive(stream) for _ in range(4)] == [
        ({"n": 0}, b""),
        ({"n": 1}, b"x"),
        ({"n": 2}, b"xx"),
        None,
    ]


@given(st.binary(min_size=1, max_size=200))
def test_garbage_is_refused_with_a_typed_error(garbage: bytes) -> None:
    with pytest.raises(wire.Garbled):
        wire.receive(io.BytesIO(garbage))


@pytest.mark.parametrize("cut", [1, 5, 11, 12, 15, 22, 25])
def test_a_frame_that_ends_early_is_refused(cut: int) -> None:
    stream = io.BytesIO()
    wire.send(stream, {"number": 1}, b"blob")
    with pytest.raises(wire.Garbled, match="ends within"):
        wire.receive(io.BytesIO(stream.getvalue()[:cut]))


@pytest.mark.parametrize("lengths", [(wire.MESSAGE_LIMIT + 1, 0), (2, wire.BLOB_LIMIT + 1), (2**32 - 1, 2**32 - 1)])
def test_a_frame_over_the_limits_is_refused_before_its_memory_is_taken(lengths: tuple[int, int]) -> None:
    with pytest.raises(wire.Garbled, match="not a frame"):
        wire.receive(io.BytesIO(struct.pack(">4sII", b"PhRv", *lengths) + b"{}"))


@pytest.mark.parametrize("text", [b"[1]", b"{", b"\xff\xfe"])
def test_a_frame_without_a_message_is_refused(text: bytes) -> None:
    with pytest.raises(wire.Garbled):
        wire.receive(io.BytesIO(struct.pack(">4sII", b"PhRv", len(text), 0) + text))


def test_what_is_over_the_limit_is_not_sent() -> None:
    stream = io.BytesIO()
    with pytest.raises(ValueError, match="over the limit"):
        wire.send(stream, {"text": "x" * wire.MESSAGE_LIMIT})
    assert stream.getvalue() == b""


@pytest.mark.parametrize("name", NAMES)
def test_paths_come_back_whatever_their_names(name: str) -> None:
    path = Path("/photos") / name
    assert wire.path_from_wire(through_json({"path": wire.path_to_wire(path)})["path"]) == path


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
@given(st.binary(min_size=1, max_size=40).filter(lambda name: b"\0" not in name))
def test_paths_of_any_bytes_come_back(name: bytes) -> None:
    path = Path(os.fsdecode(b"/photos/" + name))
    assert os.fsencode(wire.path_from_wire(through_json({"path": wire.path_to_wire(path)})["path"])) == os.fsencode(
        path
    )


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
def test_a_path_is_the_same_for_an_interpreter_in_another_locale(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("caf\u00e9 ".encode() + b"\xff")
    path.touch()
    script = "import sys, json; from reviewer import wire; print(wire.path_from_wire(json.load(sys.stdin)).exists())"
    home = str(Path(wire.__file__).parent.parent)
    for options in ({"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, {"PYTHONUTF8": "1"}):
        done = subprocess.run(
            [sys.executable, "-c", script],
            input=json.dumps(wire.path_to_wire(path)).encode(),
            env={"PYTHONPATH": home, **options},
            capture_output=True,
            check=True,
        )
        assert done.stdout == b"True\n"


def test_records_come_back() -> None:
    full = Metadata(
        6000, 4000, "JPEG", 1.5, "2025-09-01 18:03:22", "Canon", "R5", "42", "50mm", 0.01, 1.8, 100, 50.0, -0.3, 2, 6
    )
    measured = (("detail", 9.25), ("blown", 0.0))
    for record in (Record("ab", full, 2**64 - 1, True, measured), Record("cd", Metadata(1, 1))):
        assert wire.record_from_wire(through_json(wire.record_to_wire(record))) == record


def test_results_come_back() -> None:
    reasons = (Reason("soft", sharpness=0.1, tiles=3.0), Reason("dark"))
    score = Score("technical", -0.25, 0.5, "hash", 3, reasons, ("night", "grain"))
    for result in (score, Score("nima", 5.0, 0.4), Failure("nima", "crashed", "SIGSEGV", "hash", 2)):
        assert wire.result_from_wire(through_json(wire.result_to_wire(result))) == result


def _examples() -> list[errors.ReviewerError]:
    path = Path(os.fsdecode(b"/a/\xff.jpg"))
    return [
        errors.BrokenImage(path, "detail"),
        errors.DecoderCrashed(None, "SIGSEGV"),
        errors.MissingPart("torch", "pip install torch"),
        errors.WeightsMissing("nima", ("a.pth", "b.pth"), path),
        errors.NoRoom("musiq", 3 << 30, 2 << 30),
        errors.WeightsRefused(path, "hash"),
        errors.MetricFailed(path, "nan"),
        errors.WorkerFailed(None, "why"),
    ]


@pytest.mark.parametrize("error", _examples(), ids=lambda error: error.code)
def test_errors_come_back_in_their_own_type(error: errors.ReviewerError) -> None:
    back = wire.error_from_wire(through_json(wire.error_to_wire(error)))
    assert type(back) is type(error)
    assert vars(back) == vars(error)


def test_an_unknown_error_is_still_an_error() -> None:
    back = wire.error_from_wire({"code": "from_the_future", "detail": "x"})
    assert type(back) is errors.ReviewerError
    assert back.detail == "x"
