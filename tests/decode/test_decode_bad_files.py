"""Nine hundred files that must not hurt: each opens, or is refused with a typed error, in bounded time and memory.

They run in a process of their own, which says which file it is at before it starts, so that a crash or a hang names one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 5
MEGABYTES = 1000

SCRIPT = """
import json, sys, time, warnings
from pathlib import Path
from reviewer.decode import Pixels, decode, develop, embedded_thumbnail, family, focus_area, read_metadata, to_srgb, whole
from reviewer.errors import UnreadablePhoto

try:
    import resource
    peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "linux" else 1024**2)
except ImportError:
    peak = lambda: 0

def full(path):
    return to_srgb(decode(path))

def fitted(path):
    return decode(path, (1024, 1024))

def part(path):
    return whole(path).part((0, 0, 500, 400))

def developed(path):
    return develop(path, (1024, 1024))

for line in sys.stdin:
    path = Path(json.loads(line))
    print(json.dumps({"at": str(path)}), flush=True)
    said, seconds = {}, 0
    for step in (family, read_metadata, embedded_thumbnail, focus_area, fitted, full, part, developed):
        start = time.process_time()  # of the processor, so that a busy machine does not count
        try:
            said[step.__name__] = "damaged" if getattr(step(path), "damaged", False) else "ok"
        except UnreadablePhoto as fault:
            said[step.__name__] = fault.code
        except BaseException as fault:
            said[step.__name__] = "uncaught " + repr(fault)
        seconds = max(seconds, time.process_time() - start)
    print(json.dumps({"said": said, "seconds": seconds, "megabytes": peak()}), flush=True)
"""


def test_bad_files_do_not_hurt(shared: Path) -> None:
    if not (shared / "bad").is_dir():
        pytest.skip("the bad files are not beside the checkout (../shared/bad)")
    paths = sorted(path for path in (shared / "bad").rglob("*") if path.is_file())
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT],
        input="".join(json.dumps(str(path)) + "\n" for path in paths),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    places, results = lines[::2], lines[1::2]
    assert run.returncode == 0, (places[-1], run.stderr[-2000:])
    assert len(results) == len(paths)
    for place, result in zip(places, results, strict=True):
        assert not [step for step, said in result["said"].items() if said.startswith("uncaught")], (place, result)
        assert result["seconds"] < SECONDS, (place, result)
        assert result["megabytes"] < MEGABYTES, (place, result)
    codes = Counter(result["said"]["full"] for result in results)
    assert codes["ok"] > 200
    assert codes["damaged"] > 20
    assert set(codes) <= {"ok", "damaged", "broken", "not_an_image", "empty", "too_large", "no_preview"}
