"""A server of weights files on this machine, and files to offer."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


def plain(size: int = 300_000, seed: int = 1) -> bytes:
    """A whole file of the safetensors format, of about so many bytes."""
    numbers = hashlib.shake_256(bytes([seed])).digest(size)
    table = json.dumps({"a": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}}).encode()
    return len(table).to_bytes(8, "little") + table + numbers


@pytest.fixture(name="plain")
def plain_fixture():
    """Makes whole files: see there."""
    return plain


class Server(ThreadingHTTPServer):
    """Offers one file, in the ways that servers do."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = plain()
        self.etag = '"one"'
        self.status = 200
        self.kind = "application/octet-stream"
        self.ranges = True
        self.length = True
        self.told: dict[str, str] = {}
        self.breaks_after: int | None = None
        self.stalls_after: int | None = None
        self.linked = ""
        self.gone: set[str] = set()
        self.redirect = ""
        self.asked: list[tuple[str, str]] = []
        self.going_on = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        offer = self.server
        wanted = self.headers.get("Range", "")
        offer.asked.append((self.path, wanted))
        if offer.redirect and self.path.startswith("/resolve"):
            self.send_response(302)
            self.send_header("Location", offer.redirect)
            if offer.linked:
                self.send_header("X-Linked-Etag", f'"{offer.linked}"')
            self.end_headers()
            return
        if offer.status != 200 or self.path.rpartition("/")[2] in offer.gone:
            self.send_error(offer.status if offer.status != 200 else 404)
            return
        start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1]) if wanted and offer.ranges else 0
        if start >= len(offer.content):
            self.send_error(416)
            return
        self.send_response(206 if start or "Content-Range" in offer.told else 200)
        self.send_header("Content-Type", offer.kind)
        if offer.etag:
            self.send_header("ETag", offer.etag)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(offer.content) - 1}/{len(offer.content)}")
        for name, value in offer.told.items():
            self.send_header(name, value)
        if offer.length:
            self.send_header("Content-Length", str(len(offer.content) - start))
        self.end_headers()
        self._send(offer.content[start:])

    def _send(self, content: bytes) -> None:
        offer = self.server
        stop = offer.breaks_after if offer.breaks_after is not None else offer.stalls_after
        self.wfile.write(content[:stop])
        if offer.stalls_after is not None:
            self.wfile.flush()
            offer.going_on.wait(20)
            self.wfile.write(content[stop:])


@pytest.fixture
def no_proxy(monkeypatch):
    """Nothing of this machine's network settings."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("HF_ENDPOINT", raising=False)


@pytest.fixture
def server(no_proxy):
    """One that behaves, until it is told not to."""
    offer = Server()
    thread = threading.Thread(target=offer.serve_forever, kwargs={"poll_interval": 0.002})
    thread.start()
    yield offer
    offer.going_on.set()
    offer.shutdown()
    offer.server_close()
    thread.join()


@pytest.fixture
def user(tmp_path, monkeypatch):
    """A user without anything, so that this machine's own caches are not seen."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for name in ("TORCH_HOME", "XDG_CACHE_HOME", "HF_HOME", "HF_HUB_CACHE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path
