"""kill -9 in a loop of writes: every sidecar is whole afterwards, as it was or as it was to be."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sidecar_shapes import LIGHTROOM

from reviewer import sidecar
from reviewer.photo import Marks

ROOT = Path(sidecar.__file__).resolve().parent.parent.parent
KILLS, FILES = 6, 6

LOOP = """
import sys
from itertools import count
from pathlib import Path
from reviewer import sidecar
from reviewer.photo import Marks

files = sorted(Path(sys.argv[1]).glob("IMG_*.xmp"))
print("ready", flush=True)
for n in count(1):
    for file in files:
        theirs = sidecar.read(file).marks
        wanted = Marks(("pick", "reject")[n % 2], n % 6, ("red", "blue")[n % 2], (f"k{n % 6}",))
        sidecar.write(file, wanted, "lightroom", sidecar.Exchange(theirs, theirs))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_kill_9_in_a_loop_of_writes_leaves_whole_files(tmp_path: Path) -> None:
    files = [tmp_path / f"IMG_{n}.xmp" for n in range(FILES)]
    for file in files:
        file.write_bytes(LIGHTROOM.text)
    possible = {
        Marks(("pick", "reject")[n % 2], n % 6, ("red", "blue")[n % 2], (f"k{n % 6}",)) for n in range(6)
    } | {LIGHTROOM.says}  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    changed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(tmp_path)], env=environment, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(random.uniform(0.01, 0.15))
        process.kill()
        process.wait(30)
        process.stdout.close()
        for file in files:
            assert sidecar.read(file).marks in possible
            assert b'crss:Name="Before the trip"' in file.read_bytes()
            assert file.read_bytes().endswith(b"</x:xmpmeta>\n")
        changed += any(sidecar.read(file).marks != LIGHTROOM.says for file in files)
        assert {file.name for file in tmp_path.iterdir() if not file.name.startswith(".")} == {
            one.name for one in files
        }
    assert changed
