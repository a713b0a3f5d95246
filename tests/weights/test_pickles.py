"""Weights files seen through without loading them: plain tensors pass, and nothing else does."""

from __future__ import annotations

import io
import json
import os
import pickle
import shutil
import struct
import subprocess
import sys
import tarfile
import warnings
import zipfile
from collections import Counter, OrderedDict
from importlib.util import find_spec
from pathlib import Path

import pytest

from reviewer.weights import forms, pickles
from reviewer.weights.tracing import trace

HEAD, STOP = b"\x80\x02", b"."
STORAGE = (
    b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x02tQ"  # two floats, key 0
)
TENSOR = (
    b"ctorch._utils\n_rebuild_tensor_v2\n(" + STORAGE + b"K\x00K\x02\x85K\x01\x85\x89ccollections\nOrderedDict\n)RtR"
)
PLAIN = HEAD + TENSOR + STOP
MAGIC = pickle.dumps(0x1950A86A20F9469CFC6C, 2)


def short(text: str) -> bytes:
    return b"X" + struct.pack("<I", len(text)) + text.encode()


def torch_zip(content: bytes, *more: tuple[str, bytes], root: str = "model", compressed: bool = False) -> bytes:
    """What ``torch.save`` writes."""
    made = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(made, "w", kind) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that is there twice
        archive.writestr(f"{root}/data.pkl", content)
        archive.writestr(f"{root}/data/0", struct.pack("<ff", 1.0, 2.0))
        archive.writestr(f"{root}/version", "3\n")
        for name, inside in more:
            archive.writestr(name, inside)
    return made.getvalue()


def legacy(content: bytes, numbers: bytes = struct.pack("<qff", 2, 1.0, 2.0)) -> bytes:
    """What ``torch.save`` wrote before 1.6."""
    return MAGIC + pickle.dumps(1001, 2) + pickle.dumps({}, 2) + content + pickle.dumps(["0"], 2) + numbers


@pytest.fixture
def file(tmp_path):
    def write(content: bytes) -> Path:
        path = tmp_path / "weights.pth"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("wrap", [torch_zip, legacy])
def test_plain_tensors_are_harmless(file, wrap):
    path = file(wrap(PLAIN))
    assert pickles.refusal(path) == ""


def test_a_state_with_versions_of_its_layers_is_harmless(file):
    # As a network's dictionary is written: an OrderedDict, filled, then given an attribute.
    named = b"ccollections\nOrderedDict\n)Rq\x00(" + short("weight") + TENSOR + b"u}" + short("_metadata") + b"}sb"
    assert pickles.refusal(file(torch_zip(HEAD + named + STOP))) == ""


class Act:
    """Unpickled, it calls something."""

    def __init__(self, *call: object) -> None:
        self.call = call

    def __reduce__(self):
        return self.call[0], self.call[1:]


ACTS = {
    "system": (Act(os.system, "true"), {"posix.system"} if os.name == "posix" else {"nt.system"}),
    "eval": (Act(eval, "1"), {"builtins.eval"}),
    "exec": (Act(exec, "1"), {"builtins.exec"}),
    "getattr": (Act(getattr, "", "join"), {"builtins.getattr"}),
    "rmtree": (Act(shutil.rmtree, "x"), {"shutil.rmtree"}),
    "pathlib": (Act(Path, "x"), {"pathlib.Path"} if sys.version_info < (3, 13) else {"pathlib._local.Path"}),
    "counter": (Counter("aab"), {"collections.Counter"}),
    "inside": (OrderedDict(a=[{"b": Act(os.system, "true")}]), {"collections.OrderedDict", f"{os.name}.system"}),
}


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("case", ACTS)
def test_what_acts_is_seen_in_every_protocol(file, case, protocol):
    what, names = ACTS[case]
    content = pickle.dumps(what, protocol)
    if protocol < 3:
        names = {name.replace("builtins.", "__builtin__.") for name in names}
    assert names <= trace(io.BytesIO(content)).names
    for wrapped in (torch_zip(content), legacy(content)):
        assert pickles.refusal(file(wrapped)) == "code"


def stacked(*steps: bytes) -> bytes:
    return b"\x80\x04" + b"".join(steps) + STOP


HOSTILE = {
    "names from the memo": (
        stacked(short("posix"), b"\x940", short("system"), b"\x940", b"h\x00h\x01\x93", short("true"), b"\x85R"),
        {"posix.system"},
    ),
    "names from a memo written over": (
        stacked(short("torch"), b"q\x00", short("posix"), b"q\x00", b"00h\x00", short("system"), b"\x93)R"),
        {"posix.system"},
    ),
    "a name that is made": (
        stacked(b"ccollections\nOrderedDict\n)R", short("system"), b"\x93)R"),
        {"?", "collections.OrderedDict"},
    ),
    "a name of numbers": (stacked(b"K\x01K\x02\x93)R"), {"?"}),
    "a name copied": (stacked(short("posix"), b"2\x93)R"), {"posix.posix"}),
    "INST": (b"(S'true'\nios\nsystem\n.", {"os.system"}),
    "OBJ": (b"(cos\nsystem\nS'true'\no.", {"os.system"}),
    "NEWOBJ": (HEAD + b"cos\nsystem\n)\x81.", {"os.system"}),
    "NEWOBJ_EX": (stacked(b"cos\nsystem\n)}\x92"), {"os.system"}),
    "an extension": (HEAD + b"\x82\x01)R.", {"?"}),
    "a call of what a call gave": (HEAD + b"ccollections\nOrderedDict\n)R)R.", {"collections.OrderedDict"}),
    "an attribute of a function": (
        HEAD + b"ctorch._utils\n_rebuild_tensor_v2\n}" + short("__name__") + b"K\x01sb.",
        {"torch._utils._rebuild_tensor_v2"},
    ),
    "an attribute of a module": (HEAD + b"ctorch\nserialization.os.system\n)R.", {"torch.serialization.os.system"}),
    "a name with a space": (HEAD + b"ccollections OrderedDict\nsystem\n)R.", {"collections.OrderedDict system"}),
    "a name asked for and not called": (HEAD + b"cos\nsystem\n.", {"os.system"}),
    "a call by another name's number": (HEAD + b"ctorch\nfloat32\n)R.", {"torch.float32"}),
    "a reference that is no storage": (HEAD + short("anything") + b"Q.", set()),
    "a reference in text": (b"\x80\x02Panything\n.", set()),
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("wrap", [torch_zip, legacy])
def test_tricks_are_seen_through(file, case, wrap):
    content, names = HOSTILE[case]
    assert pickles.refusal(file(wrap(content))) == "code"
    assert trace(io.BytesIO(content)).names == names


def test_a_pickle_behind_the_stop_of_another_is_not_what_is_loaded(file):
    bomb = pickle.dumps(Act(os.system, "true"), 2)
    assert pickles.refusal(file(torch_zip(PLAIN, ("model/extra.pkl", bomb)))) == "code"
    for at in range(3):
        parts = [MAGIC, pickle.dumps(1001, 2), pickle.dumps({}, 2)]
        parts[at] = bomb
        path = file(b"".join(parts) + PLAIN + pickle.dumps(["0"], 2) + struct.pack("<qff", 2, 1, 2))
        assert pickles.refusal(path) == "code"


@pytest.mark.parametrize(
    "content",
    [
        torch_zip(PLAIN, ("model/data.pkl", pickle.dumps(Act(os.system, "true"), 2))),  # twice the same name
        torch_zip(PLAIN, ("other/data.pkl", PLAIN)),
        torch_zip(PLAIN, ("model/inside.zip", torch_zip(PLAIN))),
        torch_zip(PLAIN, ("model/data/../../x", b"")),
        torch_zip(PLAIN, compressed=True),
        torch_zip(PLAIN, ("model/code/__torch__.py", b"import os"), ("model/constants.pkl", PLAIN)),
    ],
    ids=["twice", "two roots", "zip in zip", "up", "compressed", "program"],
)
def test_archives_that_torch_would_not_write(file, content):
    assert pickles.refusal(file(content)) == "code"


def test_a_pickle_with_a_zip_behind_it_is_neither(file):
    assert pickles.refusal(file(legacy(PLAIN) + torch_zip(PLAIN))) == "unknown"


def test_a_pickle_that_is_a_tape_archive_too_is_neither(file):
    # Torch wrote those before 0.1. The archive's first field is a name, and may be the beginning of a pickle.
    begun = MAGIC + pickle.dumps(1001, 2) + HEAD + b"}X" + struct.pack("<I", 512)
    header = bytearray(tarfile.TarInfo("name").tobuf())
    header[: len(begun)] = begun
    header[148:156] = b" " * 8  # where the sum of all bytes will stand
    header[148:156] = b"%06o\0 " % sum(header)
    content = bytes(header).ljust(10240, b"\0")
    assert forms.form(file(content)) == "unknown"
    assert forms.form(file(content.replace(b"0000644", b"0000645"))) == "legacy"


def table_elsewhere(*, wide: bool) -> bytes:
    """An archive with two tables: the harmless one stands before the end, the other where the end says."""
    bomb, plain = torch_zip(pickle.dumps(Act(os.system, "true"), 2) + b"x" * 500), torch_zip(PLAIN)
    _, _, _, _, _, size, start, _ = struct.unpack("<4s4H2IH", plain[-22:])
    *_, hidden, _ = struct.unpack("<4s4H2IH", bomb[-22:])
    front = bomb[: hidden + size]
    shift = len(front) - (len(front) + start - hidden)  # so far are members from where Python's reader looks for them
    table = bytearray(plain[start:-22])
    at = 0
    while at < size:
        lengths = struct.unpack("<3H", table[at + 28 : at + 34])
        (offset,) = struct.unpack("<I", table[at + 42 : at + 46])
        table[at + 42 : at + 46] = struct.pack("<I", offset + shift)
        at += 46 + sum(lengths)
    whole = front + plain[:start] + table
    if wide:
        end = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 3, 3, size, hidden)
        whole += end + struct.pack("<4sIQI", b"PK\x06\x07", 0, len(whole), 1)
    return whole + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 3, 3, size, hidden, 0)


@pytest.mark.parametrize("wide", [False, True])
def test_an_archive_whose_end_names_another_table_than_the_one_before_it(file, wide):
    with zipfile.ZipFile(file(table_elsewhere(wide=wide))) as archive:
        assert archive.read("model/data.pkl") == PLAIN  # what a look by Python's reader finds
    assert pickles.refusal(file(table_elsewhere(wide=wide))) == "code"
    assert pickles.refusal(file(torch_zip(PLAIN)[:-2] + b"\x01\x00x")) == "code"  # a comment behind the end


def moved(whole: bytes, offset: int) -> bytes:
    """An archive whose table says that its first member begins at some other byte."""
    at = whole.index(b"PK\x01\x02") + 42
    return whole[:at] + struct.pack("<I", offset) + whole[at + 4 :]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "pointer"),
        (b"\n <!DOCTYPE HTML><title>404</title>", "page"),
        (b"<html lang=en>", "page"),
        (b"404: Not Found", "unknown"),
        (b"\x00" * 1000, "unknown"),
        (pickle.dumps({"a": 1}, 2), "unknown"),  # a pickle, but none of torch's
        (torch_zip(PLAIN)[:-20], "truncated"),
        (torch_zip(PLAIN)[:60], "truncated"),
        (legacy(PLAIN)[:-3], "truncated"),
        (legacy(PLAIN)[: len(MAGIC) + 9], "damaged"),
        (torch_zip(PLAIN[:-4]), "damaged"),
        (moved(torch_zip(PLAIN), 0xFFFFFFFE), "damaged"),  # a member that begins behind the end
        (torch_zip(b"\x80\x02R."), "damaged"),  # calls what is not there
        (torch_zip(b"\x80\x02h\x05."), "damaged"),  # a memo that is empty
        (torch_zip(b"\x80\x02K\x01t."), "damaged"),  # a tuple of what is not marked
        (torch_zip(b"\x80\x02(."), "damaged"),
        (torch_zip(b"\x80\x02\x8e" + struct.pack("<Q", 1 << 62) + b"."), "damaged"),  # more bytes than there are
        (torch_zip(PLAIN.replace(b"K\x02tQ", b"K\xfftQ")), "truncated"),  # more numbers than there are
        (torch_zip(PLAIN.replace(b"\x000X\x03", b"\x001X\x03")), "truncated"),  # numbers that are not there
        (b"MATLAB 5.0 MAT-file".ljust(126) + b"IM" + struct.pack("<II", 15, 100) + b"x" * 20, "truncated"),
        (b"MATLAB 5.0 MAT-file".ljust(126) + b"IM" + bytes(800), "truncated"),  # room that was never filled
    ],
)
def test_what_is_no_weights_file_is_called_by_what_it_is(file, content, reason):
    assert pickles.refusal(file(content)) == reason


def test_flipped_bytes_are_noticed(file):
    whole = torch_zip(PLAIN)
    at = whole.index(b"FloatStorage")
    assert pickles.refusal(file(whole[:at] + b"\xff\xff" + whole[at + 2 :])) == "damaged"
    assert pickles.refusal(file(torch_zip(PLAIN[:-4]))) == "damaged"


def test_formats_that_run_nothing(file):
    table = json.dumps({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
    tensors = struct.pack("<Q", len(table)) + table + bytes(8)
    assert (forms.form(file(tensors)), pickles.refusal(file(tensors))) == ("safetensors", "")
    assert pickles.refusal(file(tensors[:-1])) == "truncated"
    assert pickles.refusal(file(struct.pack("<Q", 1 << 60) + b"{}")) == "unknown"
    matlab = b"MATLAB 5.0 MAT-file".ljust(126) + b"IM" + struct.pack("<II", 15, 20) + b"x" * 20
    assert (forms.form(file(matlab)), pickles.refusal(file(matlab))) == ("matlab", "")
    hdf5 = b"\x89HDF\r\n\x1a\n" + bytes(100)
    assert (forms.form(file(hdf5)), pickles.refusal(file(hdf5))) == ("hdf5", "")


def test_a_pickle_without_end_does_not_take_for_ever(file, monkeypatch):
    from reviewer.weights import tracing

    monkeypatch.setattr(tracing, "_MOST_STEPS", 1000)
    assert pickles.refusal(file(torch_zip(HEAD + b"N0" * 5000 + b"N."))) == "damaged"


def test_the_real_files_at_hand_are_harmless(shared):
    if not (shared / "weights").is_dir():
        pytest.skip("no real weights beside the checkout (../shared/weights)")
    found = {
        path.name: pickles.refusal(path) for path in (shared / "weights").rglob("*") if path.suffix in {".pth", ".mat"}
    }
    assert set(found.values()) == {""}
    assert len(found) == 3


TORCH_TRIAL = """
import json, sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
import torch
from reviewer.weights import forms, pickles
folder = Path(sys.argv[1])
state = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4)).state_dict()
harmless = {
    "state": state,
    "params": {"params": state, "epoch": 3, "rate": 1e-3, "none": None, "yes": True, "size": torch.Size([1, 2])},
    "parameter": torch.nn.Parameter(torch.ones(3)),
    "tuple": (torch.ones(3), torch.ones(2, dtype=torch.half), [torch.ones(1, dtype=torch.bool)]),
    "brain": torch.ones(3, dtype=torch.bfloat16),
    "kinds": {"dtype": torch.float32, "device": torch.device("cpu")},
    "views": (torch.ones(9)[2:5], torch.ones(3, 4).t()),
    "many": {f"layer{n}": torch.ones(3) for n in range(400)},
}
said = {}
for name, content in harmless.items():
    for new in (True, False):
        path = folder / f"{name}{new}.pth"
        torch.save(content, path, _use_new_zipfile_serialization=new)
        torch.load(path, weights_only=True)
        said[path.name] = pickles.refusal(path)
torch.save(torch.nn.Linear(2, 2), folder / "module")
torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), folder / "program")
print(json.dumps([said, [(forms.form(folder / n), pickles.refusal(folder / n)) for n in ("module", "program")]]))
"""


@pytest.mark.slow
@pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")
def test_what_torch_itself_saves(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", TORCH_TRIAL, tmp_path], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr
    said, others = json.loads(run.stdout)
    assert len(said) == 16
    assert set(said.values()) == {""}, said
    assert others == [["torch", "code"], ["script", "code"]]
