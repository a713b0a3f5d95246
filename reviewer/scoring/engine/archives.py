"""Programs in torch's own format (TorchScript), read for their numbers alone: nothing in them gets to run.

Such a file is a zip archive: ``data.pkl`` describes a tree of objects, ``data/`` holds their numbers, ``code/`` the
program. To load it the usual way is to trust the program. Here the tree is read by an unpickler that knows tensors and
nothing else, and the code only for its lists of what each object calls its parameters and buffers.
"""

from __future__ import annotations

import collections
import io
import pickle
import re
import zipfile
from typing import TYPE_CHECKING, Any

import torch
from torch._utils import _rebuild_tensor_v2

from reviewer.errors import WeightsRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_DTYPES = {
    "DoubleStorage": torch.float64,
    "FloatStorage": torch.float32,
    "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ShortStorage": torch.int16,
    "CharStorage": torch.int8,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
}
"""What a pickle calls the kinds of numbers."""


class _Part:
    """Stands for an object of the program: its attributes and the name of its class."""

    kind = ""


class Numbers:
    """What pyiqa asks of a program that it wants only the numbers of."""

    def __init__(self, tensors: dict[str, torch.Tensor]) -> None:
        self._tensors = tensors

    def eval(self) -> Numbers:
        """Itself: there is nothing to switch."""
        return self

    def state_dict(self) -> dict[str, torch.Tensor]:
        """The numbers by name."""
        return dict(self._tensors)


def read(path: Path) -> dict[str, torch.Tensor]:
    """Parameters and buffers of a program by their names, as its ``state_dict`` would give them.

    Raises:
        WeightsRefused: It is damaged, or holds more than a tree of tensors.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return dict(_Reader(archive).tensors())
    except (pickle.UnpicklingError, zipfile.BadZipFile, RuntimeError, EOFError, OSError) as error:
        raise WeightsRefused(path, str(error).partition("\n")[0]) from error
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise WeightsRefused(path, "not a program of tensors") from error


def load(path: Path) -> torch.nn.Module | Numbers:
    """A program's numbers in place of the program.

    Two tensors of which one is a single number are a linear regression (ARNIQA's are ridge regressions), and that can
    be computed without the program.
    """
    tensors = read(path)
    by_size = sorted(tensors.values(), key=torch.Tensor.numel)
    if [tensor.numel() for tensor in by_size[:1]] == [1] and len(by_size) == len(("intercept", "slopes")):
        return _linear(*by_size)
    return Numbers(tensors)


def _linear(intercept: torch.Tensor, slopes: torch.Tensor) -> torch.nn.Linear:
    linear = torch.nn.Linear(slopes.numel(), 1)
    linear.weight.data = slopes.reshape(1, -1).to(torch.float32)
    linear.bias.data = intercept.reshape(1).to(torch.float32)
    return linear


class _Reader:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        (data,) = (name for name in archive.namelist() if name.count("/") == 1 and name.endswith("/data.pkl"))
        self._root = data.removesuffix("data.pkl")

    def tensors(self) -> Iterator[tuple[str, torch.Tensor]]:
        pickled = io.BytesIO(self._archive.read(f"{self._root}data.pkl"))
        yield from self._under(_Unpickler(pickled, self).load(), "")

    def _under(self, part: _Part, prefix: str) -> Iterator[tuple[str, torch.Tensor]]:
        own = self._own(part.kind)
        for name, value in vars(part).items():
            if isinstance(value, _Part):
                yield from self._under(value, f"{prefix}{name}.")
            elif isinstance(value, torch.Tensor) and name in own:
                yield prefix + name, value

    def _own(self, kind: str) -> set[str]:
        """Names of a class's parameters and buffers, by its source; other tensors are its own business."""
        place, _, name = kind.rpartition(".")
        source = self._archive.read(f"{self._root}code/{place.replace('.', '/')}.py").decode()
        body = re.search(rf"^class {re.escape(name)}\(Module\):\n((?:  .*\n|\n)*)", source, re.MULTILINE)
        lists = re.findall(r"^  __(?:parameters|buffers)__ = \[(.*)\]$", body[1] if body else "", re.MULTILINE)
        return {found for line in lists for found in re.findall(r'"([^"]+)"', line)}

    def numbers(self, dtype: torch.dtype, key: str, count: int) -> torch.UntypedStorage:
        """The numbers of one tensor, or of several that overlap."""
        record = self._archive.getinfo(f"{self._root}data/{key}")
        # Torch stores without compressing: what claims to unpack to more than the file holds is no weights file.
        if record.compress_type != zipfile.ZIP_STORED or record.file_size < count * dtype.itemsize:
            raise ValueError(key)
        numbers = bytearray(self._archive.read(record))
        return torch.frombuffer(numbers, dtype=torch.uint8).untyped_storage()


class _Unpickler(pickle.Unpickler):
    """Knows tensors, lists of numbers and the program's own classes, as hollow parts; anything else is an error."""

    def __init__(self, stream: io.BytesIO, reader: _Reader) -> None:
        super().__init__(stream)
        self._reader = reader

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 -- whatever a pickle may name
        if module.startswith("__torch__"):
            return type(name, (_Part,), {"kind": f"{module}.{name}"})
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild_tensor_v2
        if module == "torch" and (dtype := _DTYPES.get(name)):
            return dtype
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if module == "torch.jit._pickle":  # tags a value with its type, which is of no interest
            return lambda value, *_tags: value
        raise pickle.UnpicklingError(f"{module}.{name}")

    def persistent_load(self, saved: Any) -> object:  # noqa: ANN401 -- a tuple of any
        _, dtype, key, _, count = saved
        numbers = self._reader.numbers(dtype, key, count)
        return torch.storage.TypedStorage(wrap_storage=numbers, dtype=dtype, _internal=True)  # type: ignore[no-untyped-call]
