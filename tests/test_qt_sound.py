"""PySide6 6.12.0 aborts the interpreter after some 600 emitted signals; the releases allowed here must not."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("PySide6.QtCore", reason="the window needs PySide6-Essentials", exc_type=ImportError)

EMITS = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Source(QObject):
    told = Signal(bool, object)

application = QCoreApplication([])
source, heard = Source(), []
source.told.connect(lambda flag, thing: heard.append(flag))
for number in range(5000):
    source.told.emit(number % 2 == 0, number)
print(len(heard))
"""


def test_five_thousand_signals_arrive():
    done = subprocess.run([sys.executable, "-c", EMITS], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "5000"), done.stderr
