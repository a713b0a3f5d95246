"""A file asked for over HTTP, from the beginning or from where an earlier try broke off.

With the standard library alone: it takes proxies from the environment, checks certificates, and is there in a window
without torch. What it says against a connection becomes a code of ``WeightsUnavailable``.
"""

from __future__ import annotations

import os
import re
import selectors
import ssl
import time
import urllib.request
from contextlib import closing, contextmanager
from http.client import HTTPException, HTTPResponse, InvalidURL
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from reviewer import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message
    from typing import IO

HUGGING_FACE = "https://huggingface.co"
ENDPOINT = "HF_ENDPOINT"
"""The variable by which Hugging Face's own programs are sent to a mirror."""

_CONNECTING = 20.0  # seconds until a server has to answer
_SILENCE = 30.0  # seconds without a byte after which a connection counts as broken
_POLL = 0.2  # seconds without a byte after which whoever waits is told, so that it can stop
_PIECE = 1 << 18  # bytes; more than a TLS record, so that none is left waiting where the system cannot see it

_PART, _WRONG_PLACE, _SERVERS_FAULT = 206, 416, 500
_STATUS = {
    **dict.fromkeys((404, 410), "gone"),
    407: "proxy",
    **dict.fromkeys((408, 425, 429), "busy"),
}
"""What a server's refusals mean; its own faults are busy as well, the rest is refused."""


class Unavailable(Exception):
    """It cannot be had.

    Attributes:
        code: As ``WeightsUnavailable``'s detail.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CannotResume(Exception):
    """The server has nothing from there on."""


class Answer:
    """What a server sends.

    Attributes:
        start: The first byte sent: as asked for, or 0.
        total: Bytes of the whole file, or None if the server does not say.
        version: What changes when the file on the server does; empty if the server does not say.
        sha256: What the server says the file's hash is, or nothing.
        page: Whether this is a web page.
    """

    def __init__(self, response: HTTPResponse, told: str) -> None:
        headers = response.headers
        self.start, self.total = _extent(response)
        tag = headers.get("ETag", "")
        self.version = headers.get("Last-Modified", "") if not tag or tag.startswith("W/") else tag
        self.sha256 = told
        self.page = headers.get_content_type() == "text/html"
        self._response = response

    def pieces(self) -> Iterator[bytes]:
        """The bytes from ``start`` on as they come; an empty piece now and then while none do.

        Raises:
            Unavailable: The connection broke off.
        """
        missing = self.total - self.start if self.total is not None else None
        if missing == 0:
            return
        with selectors.DefaultSelector() as selector:
            selector.register(self._response.fileno(), selectors.EVENT_READ)
            piece = self._read()
            while piece:
                missing = missing - len(piece) if missing is not None else None
                yield piece
                if missing == 0:
                    return
                if missing is not None:  # else the bytes come wrapped, and may be waiting where the system cannot see
                    yield from _silence(selector)
                piece = self._read()
        if missing:
            raise Unavailable("interrupted")

    def _read(self) -> bytes:
        try:
            return self._response.read1(_PIECE)
        except (OSError, HTTPException) as error:
            raise Unavailable("interrupted") from error


def address(offered: str) -> str:
    """Where to fetch what is offered at an address: Hugging Face's mirror if the environment names one.

    Other hosts, OpenAI's among them, have no such variable.

    Raises:
        Unavailable: What the environment names is no address.
    """
    mirror = os.environ.get(ENDPOINT, "").strip().rstrip("/")
    if not mirror or not offered.startswith(HUGGING_FACE + "/"):
        return offered
    if not re.match(r"https?://[^/\s]+", mirror):
        raise Unavailable("address")
    return mirror + offered.removeprefix(HUGGING_FACE)


@contextmanager
def ask(url: str, start: int = 0) -> Iterator[Answer]:
    """Ask for a file from a byte on.

    Raises:
        Unavailable: It cannot be had.
        CannotResume: It can, but not from there on.
    """
    headers = {"User-Agent": f"photo-reviewer/{__version__}", **({"Range": f"bytes={start}-"} if start else {})}
    redirects = _Redirects()
    try:
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 -- the table's, or a checked mirror's
        response = urllib.request.build_opener(redirects).open(request, timeout=_CONNECTING)
    except HTTPError as error:
        error.close()
        if start and error.code == _WRONG_PLACE:
            raise CannotResume from error
        raise Unavailable(_STATUS.get(error.code, "busy" if error.code >= _SERVERS_FAULT else "refused")) from error
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise Unavailable(_reason(error)) from error
    with closing(response):
        yield Answer(response, redirects.sha256)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows where a server points, never from a safe connection to an open one, and notes the hash it names."""

    def __init__(self) -> None:
        self.sha256 = ""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        """As the standard library calls it."""
        # Hugging Face names the file's own hash on the way to where the bytes are.
        told = headers.get("X-Linked-Etag", "").strip('"')
        if re.fullmatch("[0-9a-f]{64}", told):
            self.sha256 = told
        if urlsplit(newurl).scheme not in {"https", urlsplit(req.full_url).scheme}:
            raise Unavailable("refused")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "certificate"
    if isinstance(cause, InvalidURL | UnicodeError):
        return "address"
    if "Tunnel connection failed" in str(cause) or (isinstance(cause, ValueError) and "proxy" in str(cause)):
        return "proxy"
    return "offline" if isinstance(cause, OSError | str) else "interrupted"


def _extent(response: HTTPResponse) -> tuple[int, int | None]:
    """The first byte sent and the size of the whole.

    Raises:
        CannotResume: It is a part, of which it is not said which.
    """
    part = re.fullmatch(r"bytes (\d{1,15})-\d{1,15}/(\d{1,15})", response.headers.get("Content-Range", ""))
    if part:
        return int(part[1]), int(part[2])
    if response.status == _PART:
        raise CannotResume
    length = response.headers.get("Content-Length", "")
    return 0, int(length) if re.fullmatch(r"\d{1,15}", length) else None


def _silence(selector: selectors.BaseSelector) -> Iterator[bytes]:
    """Wait for the next bytes, with an empty piece now and then.

    Raises:
        Unavailable: None came for too long.
    """
    since = time.monotonic()
    while not selector.select(_POLL):
        if time.monotonic() - since > _SILENCE:
            raise Unavailable("interrupted")
        yield b""
