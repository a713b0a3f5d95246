"""A browser without a screen, driven by its own debugging protocol over two pipes."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from select import select
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE = 60.0  # seconds for one answer, on a machine with much else to do
FLAGS = (
    *("--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-sync"),
    "--no-sandbox",  # root has none; and what is opened is only our own page
    "--disable-dev-shm-usage",  # 64 MB in containers
)
# The browser reads commands from 3 and writes answers to 4: put there after all else is open.
LAUNCH = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execvp(sys.argv[3], sys.argv[3:])"
)


# The frame after the one that has cards begins when these are painted.
WITNESS = """
let there = false;
requestAnimationFrame(function look() {
  if (there) window.shownAt = performance.now();
  else there = document.querySelector(".card") !== null;
  if (!window.shownAt) requestAnimationFrame(look);
});
"""


class Browser:
    """One tab."""

    def __init__(self, program: str, profile: Path) -> None:
        commands, answers = os.pipe(), os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (commands[0], answers[1])]
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                LAUNCH,
                *map(str, ends),
                program,
                *FLAGS,
                f"--user-data-dir={profile}",
                "about:blank",
            ],
            pass_fds=ends,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (*ends, commands[0], answers[1]):
            os.close(end)
        self._commands, self._answers = commands[1], answers[0]
        self._rest = b""
        self._count = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        self.send("Page.addScriptToEvaluateOnNewDocument", source=WITNESS)

    def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """One command, and what came back."""
        self._count += 1
        command = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        rest = json.dumps(command).encode() + b"\0"
        while rest:
            rest = rest[os.write(self._commands, rest) :]
        while True:
            message = self._receive()
            if message.get("id") == self._count:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)

    def _receive(self) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            if not select([self._answers], [], [], max(0.0, until - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            block = os.read(self._answers, 1 << 20)
            if not block:
                raise EOFError("the browser has ended")
            self._rest += block
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def open(self, page: Path, *, width: int = 1366, height: int = 768, scheme: str = "dark") -> float:
        """Open a page from the disk. Seconds until its cards are on screen, by the browser's clock."""
        self.events.clear()
        self.look(width=width, height=height, scheme=scheme)
        self.send("Page.navigate", url=page.as_uri())
        self.wait("document.readyState === 'complete' && window.shownAt > 0")
        return self.run("window.shownAt") / 1000

    def look(self, *, width: int = 1366, height: int = 768, scheme: str = "dark") -> None:
        """Size of the window and the system's theme."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Until an expression in the page is true."""
        until = time.monotonic() + PATIENCE
        while not self.run(condition):
            if time.monotonic() > until:
                raise TimeoutError(condition)
            time.sleep(0.01)

    def key(self, name: str, text: str = "") -> None:
        """Press and release one key."""
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=name, text=text if kind == "keyDown" else "")

    def screenshot(self, file: Path) -> None:
        """What is in sight."""
        file.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))

    def said(self) -> list[str]:
        """What the page complained of, and every request that left the disk."""
        complaints = []
        for event in self.events:
            about = event.get("params", {})
            match event.get("method"):
                case "Runtime.exceptionThrown":
                    complaints.append(str(about["exceptionDetails"]))
                case "Runtime.consoleAPICalled":
                    complaints.append(str(about["args"]))
                case "Log.entryAdded":
                    complaints.append(str(about["entry"]))
                case "Page.javascriptDialogOpening":
                    complaints.append(str(about))
                case "Network.requestWillBeSent" if not about["request"]["url"].startswith(("file:", "data:")):
                    complaints.append(about["request"]["url"])
        return complaints

    def close(self) -> None:
        """End it."""
        self._session = None
        try:
            self.send("Browser.close")
        except (EOFError, BrokenPipeError):
            pass
        finally:
            os.close(self._commands)
            os.close(self._answers)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser, if one is installed."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium or Chrome is installed here (apt install chromium)")
    started = Browser(program, tmp_path_factory.mktemp("profile"))
    yield started
    started.close()
