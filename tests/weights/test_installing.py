"""A weights file fetched from a server that behaves, or does not: it is in place whole, or not at all, with a reason."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import time
from dataclasses import replace

import pytest

from reviewer import paths, weights, words
from reviewer.errors import WeightsRefused, WeightsUnavailable
from reviewer.weights import admission, fetching, installing
from reviewer.weights.files import FILES, WeightsFile

NAME = "a_metric-model.pth"


@pytest.fixture(autouse=True)
def offered(server, user, monkeypatch):
    """The file of this module is the one on the server."""
    offer_file(monkeypatch, f"{server.url}/{NAME}")


def offer_file(monkeypatch, address: str, **changes: object) -> None:
    row = WeightsFile(NAME, 300_000, exact=False, sha256="", address=address, licence="MIT")
    monkeypatch.setitem(FILES, NAME, replace(row, **changes))


def run(steps):
    """To the end: the progress on the way, and the result."""
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


def here() -> list[str]:
    """Everything in our own folder of weights."""
    return sorted(path.name for path in paths.weights_folder().rglob("*"))


def refuses(error: type = WeightsUnavailable) -> str:
    """Install, in vain: the reason, which there are words for."""
    with pytest.raises(error) as raised:
        run(weights.install(NAME))
    sentence = words.problem(raised.value)
    assert NAME in sentence
    assert "{" not in sentence
    assert not (paths.weights_folder() / NAME).exists()
    return raised.value.detail


def test_a_file_comes_whole_with_progress(server):
    seen, place = run(weights.install(NAME))
    assert place == paths.weights_folder() / NAME == weights.find([NAME])[NAME]
    assert place.read_bytes() == server.content
    assert here() == [NAME]
    assert seen[0].done == 0
    assert (seen[-1].done, seen[-1].total, seen[-1].left) == (len(server.content), len(server.content), 0)
    assert weights.expected(NAME) == hashlib.sha256(server.content).hexdigest()
    state = weights.state(NAME)
    assert (state.kind, state.ours, state.verified, state.size) == ("installed", True, "recorded", len(server.content))


def test_nothing_is_asked_for_before_the_first_step(server):
    weights.install(NAME)
    assert server.asked == []


@pytest.mark.parametrize("ranges", [True, False])
def test_an_interrupted_download_goes_on_from_where_it_was_or_begins_anew(server, ranges):
    server.breaks_after = 100_000
    assert refuses() == "interrupted"
    (left,) = here()
    assert (paths.weights_folder() / left).read_bytes() == server.content[:100_000]
    assert weights.state(NAME).kept == 100_000
    assert weights.missing([NAME]) == (NAME,)
    server.breaks_after, server.ranges = None, ranges
    _, place = run(weights.install(NAME))
    assert place.read_bytes() == server.content
    assert here() == [NAME]
    assert server.asked[-1][1] == "bytes=100000-"


def test_a_file_that_has_changed_on_the_server_meanwhile_begins_anew(server, plain):
    server.breaks_after = 100_000
    assert refuses() == "interrupted"
    server.breaks_after, server.content, server.etag = None, plain(seed=2), '"two"'
    _, place = run(weights.install(NAME))
    assert place.read_bytes() == server.content
    assert here() == [NAME]


def test_what_is_kept_and_longer_than_the_file_is_dropped(server, plain):
    server.breaks_after = 100_000
    assert refuses() == "interrupted"
    server.breaks_after, server.content = None, plain(50_000)
    _, place = run(weights.install(NAME))
    assert place.read_bytes() == server.content
    assert here() == [NAME]


def test_nothing_is_kept_of_a_file_whose_state_the_server_does_not_name(server):
    server.breaks_after, server.etag = 100_000, ""
    assert refuses() == "interrupted"
    assert here() == []


def test_a_server_that_does_not_say_how_much_it_sends(server):
    server.length = False
    _, place = run(weights.install(NAME))
    assert place.read_bytes() == server.content


def test_stopping_keeps_what_has_come_and_nothing_else(server):
    server.stalls_after = 100_000
    steps = weights.install(NAME)
    begun = time.monotonic()
    while next(steps).done < 100_000:
        assert time.monotonic() - begun < 10
    for _ in range(3):
        next(steps)  # a server that is silent does not keep anybody from stopping
    steps.close()
    assert time.monotonic() - begun < 10
    (left,) = here()
    assert (paths.weights_folder() / left).read_bytes() == server.content[:100_000]
    server.stalls_after = None
    _, place = run(weights.install(NAME))
    assert place.read_bytes() == server.content


def test_a_silent_server_is_given_up(server, monkeypatch):
    monkeypatch.setattr(fetching, "_SILENCE", 0.3)
    server.stalls_after = 1000
    assert refuses() == "interrupted"


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, "gone"), (410, "gone"), (401, "refused"), (403, "refused"), (407, "proxy"), (429, "busy"), (503, "busy")],
)
def test_a_server_that_refuses(server, status, reason):
    server.status = status
    assert refuses() == reason
    assert here() == []


def test_no_connection(server, monkeypatch):
    server.server_close()
    assert refuses() == "offline"
    offer_file(monkeypatch, f"http://nowhere.invalid/{NAME}")
    assert refuses() == "offline"
    assert here() == []


def test_a_certificate_that_nobody_vouches_for(server, monkeypatch):
    import ssl
    from urllib.error import URLError

    def urlopen(*_arguments, **_options):
        raise URLError(ssl.SSLCertVerificationError("self-signed certificate"))

    monkeypatch.setattr("urllib.request.OpenerDirector.open", urlopen)
    assert refuses() == "certificate"


def test_nobody_offers_it(monkeypatch):
    offer_file(monkeypatch, "")
    assert refuses() == "nowhere"


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/octet-stream"])
def test_a_web_page_is_not_taken_for_weights(server, kind):
    server.content, server.kind = b"<!DOCTYPE html><title>Please log in</title>", kind
    assert refuses(WeightsRefused) == "page"
    assert here() == []


def test_a_git_lfs_pointer_and_an_empty_file_are_not_taken_for_weights(server):
    server.content = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n"
    assert refuses(WeightsRefused) == "pointer"
    assert here() == []


def test_what_could_run_a_program_is_not_kept(server):
    server.content = b"\x80\x02cposix\nsystem\nU\x04trueq\x00\x85Rq\x01."
    assert refuses(WeightsRefused) == "code"
    assert here() == []


def test_the_makers_hash_is_compared(server, monkeypatch):
    offer_file(monkeypatch, f"{server.url}/{NAME}", sha256="0" * 64)
    assert refuses(WeightsRefused) == "hash"
    assert here() == []
    offer_file(monkeypatch, f"{server.url}/{NAME}", sha256=hashlib.sha256(server.content).hexdigest())
    run(weights.install(NAME))
    assert weights.state(NAME).verified == "published"


def test_a_hash_in_the_name_is_compared(server, monkeypatch):
    for tail, fits in (("00000000", False), (hashlib.sha256(server.content).hexdigest()[:8], True)):
        name = f"a_metric-{tail}.pth"
        row = WeightsFile(name, 300_000, exact=False, sha256="", address=f"{server.url}/{name}", licence="MIT")
        monkeypatch.setitem(FILES, name, row)
        if fits:
            run(weights.install(name))
        else:
            with pytest.raises(WeightsRefused) as raised:
                run(weights.install(name))
            assert raised.value.detail == "hash"
            assert here() == []


def test_the_makers_size_is_compared_before_the_file_comes(server, monkeypatch):
    offer_file(monkeypatch, f"{server.url}/{NAME}", exact=True, size=5)
    server.stalls_after = 10
    assert refuses(WeightsRefused) == "size"
    assert here() == []


def test_a_size_that_cannot_be_the_files_is_said_before_it_comes(server):
    server.length, server.told = False, {"Content-Length": "9" * 13}
    assert refuses(WeightsRefused) == "size"
    assert here() == []


@pytest.mark.parametrize("length", ["9" * 400, "9" * 5000, "-5", "\xb2"])
def test_a_size_that_is_no_number_is_as_good_as_none(server, length):
    server.length, server.told = False, {"Content-Length": length}
    _, place = run(weights.install(NAME))
    assert place.read_bytes() == server.content


@pytest.mark.parametrize("part", ["bytes 5-9/3", "bytes 5-300000/300000", "bytes */5", "bytes 0-1/" + "9" * 5000])
def test_a_part_that_nobody_asked_for(server, part):
    server.told = {"Content-Range": part}
    assert refuses() == "interrupted"
    assert here() == []


@pytest.mark.parametrize(
    "where", ["/resolve/again", "file:///etc/passwd", "ftp://127.0.0.1/x", "data:,x", "http://[::1"]
)
def test_a_server_that_points_nowhere(server, monkeypatch, where):
    offer_file(monkeypatch, f"{server.url}/resolve/{NAME}")
    server.redirect = where
    assert refuses() in {"refused", "interrupted"}
    assert here() == []


def test_hugging_face_s_mirror_is_asked_where_the_environment_names_one(server, monkeypatch):
    offer_file(monkeypatch, f"https://huggingface.co/resolve/{NAME}")
    monkeypatch.setenv("HF_ENDPOINT", server.url + "/")
    _, place = run(weights.install(NAME))
    assert place.read_bytes() == server.content
    assert server.asked == [(f"/resolve/{NAME}", "")]
    monkeypatch.setenv("HF_ENDPOINT", "mirror.example")
    place.unlink()
    assert refuses() == "address"
    assert fetching.address("https://openaipublic.azureedge.net/clip/models/0/RN50.pt").startswith("https://openaipub")


def test_the_hash_that_hugging_face_names_on_the_way_is_compared(server, monkeypatch):
    offer_file(monkeypatch, f"{server.url}/resolve/{NAME}")
    server.redirect = f"{server.url}/elsewhere"
    server.linked = "0" * 64
    assert refuses(WeightsRefused) == "hash"
    server.linked = hashlib.sha256(server.content).hexdigest()
    run(weights.install(NAME))
    assert here() == [NAME]


def test_a_redirect_from_a_safe_connection_to_an_open_one_is_not_followed():
    import urllib.request
    from email.message import Message

    redirects = fetching._Redirects()
    safe, headers = urllib.request.Request("https://host.example/a"), Message()
    with pytest.raises(fetching.Unavailable):
        redirects.redirect_request(safe, None, 302, "Found", headers, "http://host.example/a")
    assert redirects.redirect_request(safe, None, 302, "Found", headers, "https://other.example/a") is not None


def test_a_proxy_of_the_environment_is_used(server, monkeypatch):
    offer_file(monkeypatch, f"http://models.example/{NAME}")
    monkeypatch.setenv("http_proxy", server.url)
    _, place = run(weights.install(NAME))
    assert place.read_bytes() == server.content
    assert server.asked[0][0] == f"http://models.example/{NAME}"
    place.unlink()
    offer_file(monkeypatch, f"https://models.example/{NAME}")
    monkeypatch.setenv("https_proxy", server.url)  # which knows no CONNECT
    assert refuses() == "proxy"


def test_a_disk_that_is_too_full_is_said_before_anything_comes(server, monkeypatch):
    usage = shutil.disk_usage(paths.weights_folder().anchor)
    monkeypatch.setattr(admission, "disk_usage", lambda _folder: usage._replace(free=1000))
    assert refuses() == "full"
    assert server.asked == []
    assert here() == []


def test_a_disk_that_becomes_full_meanwhile_gets_its_room_back(server, monkeypatch):
    class Full(installing.FileIO):
        def write(self, piece):
            if self.tell() > 50_000:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(piece[:20_000])

    monkeypatch.setattr(installing, "FileIO", Full)
    assert refuses() == "full"
    assert here() == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits and fork are not to be had here")
def test_a_file_size_limit_ends_in_words_too(server):
    import resource

    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        try:
            run(weights.install(NAME))
        except WeightsUnavailable as error:
            os._exit(7 if error.detail == "full" and here() == [] else 8)
        os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_a_folder_that_cannot_be_written(server):
    paths.weights_folder().parent.mkdir(parents=True, exist_ok=True)
    paths.weights_folder().write_text("not a folder")
    assert refuses() == "unwritable"
    assert paths.weights_folder().read_text() == "not a folder"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_to_write(server):
    paths.weights_folder().mkdir(parents=True)
    paths.weights_folder().chmod(0o500)
    assert refuses() == "unwritable"
    paths.weights_folder().chmod(0o700)
    assert here() == []


@pytest.mark.parametrize("etag", ['"one"', ""])
def test_two_at_once_do_not_disturb_each_other(server, etag):
    server.stalls_after, server.etag = 100_000, etag
    first = weights.install(NAME)
    while next(first).done < 100_000:
        pass
    assert refuses() == "under_way"
    server.going_on.set()
    _, place = run(first)
    assert place.read_bytes() == server.content
    assert here() == [NAME]


def test_a_new_installation_replaces_a_file_that_has_changed(server, plain):
    run(weights.install(NAME))
    place = paths.weights_folder() / NAME
    place.write_bytes(plain(seed=3))
    assert weights.state(NAME).reason == "changed"
    with pytest.raises(WeightsRefused):
        weights.fingerprint([NAME])
    server.content = plain(seed=4)
    run(weights.install(NAME))
    assert weights.fingerprint([NAME]) == hashlib.sha256(server.content).hexdigest()[:16]


def test_a_failed_installation_leaves_the_file_that_was_there(server):
    run(weights.install(NAME))
    before = (paths.weights_folder() / NAME).read_bytes()
    server.content = b"<html>no</html>"
    with pytest.raises(WeightsRefused):
        run(weights.install(NAME))
    assert (paths.weights_folder() / NAME).read_bytes() == before
    assert here() == [NAME]
    assert weights.state(NAME).kind == "installed"
