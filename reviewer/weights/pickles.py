"""A look at a weights file before anything loads it, without torch: what its pickles would do.

Loading a pickle runs it, and it can run anything. Files of plain tensors need a few names and steps only; a file that
holds anything else is not harmless, whatever the rest of it is. Nothing is unpickled here.
"""

from __future__ import annotations

import mmap
import struct
from io import SEEK_END, BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from reviewer.weights import forms
from reviewer.weights.tracing import Storage, Trace, Unclear, trace

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC = 0x1950A86A20F9469CFC6C
"""The first pickle of a file that torch wrote before 1.6; then its version, the machine, the content, the keys."""

_LARGEST = 64 << 20  # bytes of one pickle in a zip; those of the largest models have 1 MB

_END, _END_64 = 22, 56 + 20
"""Bytes of a zip's end without a comment, and of what stands before it where sizes take 64 bits."""

_ELSEWHERE = 0xFFFFFFFF
"""What the end says of the table where the 64 bits say it."""

_ITEM = {
    **dict.fromkeys(("Byte", "Char", "Bool", "QInt8", "QUInt8", "Untyped"), 1),
    **dict.fromkeys(("Half", "Short", "BFloat16"), 2),
    **dict.fromkeys(("Float", "Int", "QInt32"), 4),
    **dict.fromkeys(("Double", "Long", "ComplexFloat"), 8),
    "ComplexDouble": 16,
}
"""Bytes of one number in each of torch's storages."""

_STORAGES = {f"torch.{kind}Storage": size for kind, size in _ITEM.items()} | {"torch.storage.UntypedStorage": 1}

_CALLED = frozenset(
    (
        "collections.OrderedDict",
        *("torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2"),
        *("torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state"),
        *("torch.Size", "torch.device"),
    )
)
"""What tensors and their containers are made by."""

_DTYPES = frozenset(
    f"torch.{name}"
    for name in (
        *("float16", "float32", "float64", "bfloat16", "complex64", "complex128"),
        *("uint8", "int8", "int16", "int32", "int64", "bool"),
    )
)

_NAMED = _CALLED | _DTYPES | _STORAGES.keys()

_BESIDE = frozenset(("version", "byteorder", ".format_version", ".storage_alignment", ".data/serialization_id"))
"""Members of torch's zip beside ``data.pkl`` and the numbers, ``data/0`` and so on."""

CODE, DAMAGED = "code", "damaged"


def refusal(path: Path) -> str:
    """Why this file must not be loaded, or nothing.

    Returns:
        ``code`` (it could run something), ``damaged``, or one of ``forms``' kinds that are no weights: ``empty``,
        ``truncated``, ``page``, ``pointer``, ``unknown``. Torch's programs are ``code``. Empty for plain tensors in
        torch's formats, safetensors and MATLAB's files, whose readers run nothing.

    Raises:
        OSError: It cannot be read.
    """
    kind = forms.form(path)
    if kind in {forms.SAFETENSORS, forms.MATLAB, forms.HDF5}:
        return ""
    if kind not in {forms.TORCH, forms.LEGACY}:
        return CODE if kind == forms.SCRIPT else kind
    try:
        return _zip_refusal(path) if kind == forms.TORCH else _legacy_refusal(path)
    except (Unclear, *_BROKEN):
        return DAMAGED


_BROKEN = (BadZipFile, NotImplementedError, RuntimeError, EOFError, struct.error, UnicodeError)
"""What ``zipfile`` raises for archives that are damaged, encrypted or compressed in ways it does not know."""


def _acts(found: Trace) -> bool:
    return bool(found.odd or found.names - _NAMED or found.calls - _CALLED)


def _size(storage: Storage) -> int:
    return _STORAGES.get(storage.kind, 0) * storage.count


def _zip_refusal(path: Path) -> str:
    with ZipFile(path) as archive:
        members = archive.infolist()
        root = members[0].filename.partition("/")[0] + "/"
        sizes = {member.filename: member.file_size for member in members}
        # Readers differ in which of two members of one name they take, and a compressed one may be any size inside.
        if len(sizes) < len(members) or not all(_belongs(member, root) for member in members):
            return CODE
        if not _ends_plainly(path, archive.start_dir):
            return CODE
        content = _member_trace(archive, archive.getinfo(f"{root}data.pkl"))
    if _acts(content):
        return CODE
    whole = all(sizes.get(f"{root}data/{storage.key}", -1) >= _size(storage) for storage in content.storages)
    return "" if whole else forms.TRUNCATED


def _ends_plainly(path: Path, table: int) -> bool:
    """Whether an archive's end says that its table of members is where it was found.

    Python's reader takes the table that stands before the end, torch's the one that the end names.
    """
    with path.open("rb") as stream:
        stream.seek(-min(_END + _END_64, path.stat().st_size), SEEK_END)
        at, tail = stream.tell(), stream.read()
    signature, named = struct.unpack("<4s12xI2x", tail[-_END:])
    wanted: list[tuple[object, object]] = [(signature, b"PK\x05\x06")]
    if tail[-_END - 20 : -_END - 16] == b"PK\x06\x07":
        record, named_64, place = struct.unpack("<4s44xQ8xQ4x", tail[:-_END])
        wanted += [(record, b"PK\x06\x06"), (place, at), (named_64, table)]
        named = table if named == _ELSEWHERE else named
    return all(found == right for found, right in [*wanted, (named, table)])


def _belongs(member: ZipInfo, root: str) -> bool:
    """Whether a member is one that torch writes."""
    if not member.filename.startswith(root) or member.compress_type != ZIP_STORED:
        return False
    name = member.filename.removeprefix(root)
    return name == "data.pkl" or name in _BESIDE or (name.startswith("data/") and name[5:].isdecimal())


def _member_trace(archive: ZipFile, member: ZipInfo) -> Trace:
    if member.file_size > _LARGEST or not 0 <= member.header_offset < archive.start_dir:
        raise Unclear("too large, or nowhere")
    with archive.open(member) as stream:
        return trace(BytesIO(stream.read(_LARGEST)))


def _legacy_refusal(path: Path) -> str:
    traces, numbers = _legacy_traces(path)
    if any(_acts(found) for found in traces):
        return CODE
    if traces[0].result != _MAGIC:
        return forms.UNKNOWN
    # Before each storage stands its length.
    wanted = sum(8 + _size(storage) for storage in traces[3].storages)
    return "" if numbers >= wanted else forms.TRUNCATED


def _legacy_traces(path: Path) -> tuple[list[Trace], int]:
    """The pickles at the beginning, and how many bytes stand behind them."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        traces = [trace(content)]
        while traces[0].result == _MAGIC and len(traces) < 5:  # noqa: PLR2004 -- the five named at _MAGIC
            traces.append(trace(content))
        return traces, len(content) - content.tell()
