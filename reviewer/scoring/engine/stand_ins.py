"""What would be fetched is taken from this machine instead, or is said to be missing.

pyiqa's own loading code stays in use. Only the functions that would ask a server are replaced while a metric is built,
in whatever module refers to them; each gets the name of the file from the address it was given.
"""

from __future__ import annotations

import importlib
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import torch

from reviewer import weights
from reviewer.scoring.engine import archives, hugging_face
from reviewer.scoring.engine.clips import Clips
from reviewer.weights import forms
from reviewer.weights.files import FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reviewer.scoring.engine.local_files import LocalFiles
    from reviewer.scoring.engine.untrained import Untrained

_LIBRARIES = frozenset({"pyiqa", "facexlib", "clip", "timm", "torch", "torchvision"})
"""Packages whose modules may refer to a function that fetches."""


@contextmanager
def standing_in(files: LocalFiles, untrained: Untrained, shared: dict[str, object]) -> Iterator[None]:
    """While this lasts nothing is fetched, no program is run, and nothing is left in pyiqa's caches."""
    with ExitStack() as until_then:
        for original, stand_in in [*_functions(files, untrained), *Clips(files, untrained, shared).stand_ins()]:
            _replace(original, stand_in)
            until_then.callback(_replace, stand_in, original)
        for owner, name, stand_in in _attributes(untrained, until_then.enter_context(TemporaryDirectory())):
            until_then.callback(setattr, owner, name, vars(owner)[name])  # which is not what getattr makes of it
            setattr(owner, name, stand_in)
        yield


def _functions(files: LocalFiles, untrained: Untrained) -> Iterator[tuple[Any, Any]]:
    tools = importlib.import_module("pyiqa.archs.arch_util")
    yield tools.load_file_from_url, files.address
    yield tools.load_pretrained_network, files.network(tools.load_pretrained_network, untrained)
    if faces := sys.modules.get("facexlib.utils.misc"):
        yield faces.load_file_from_url, files.address
        # A network that tells skin from hair, for pasting a mended face back: nothing here does.
        yield sys.modules["facexlib.parsing"].init_parsing_model, _nothing
    yield torch.hub.load_state_dict_from_url, files.content
    yield torch.hub.download_url_to_file, files.refuse
    yield torch.hub.load, files.refuse
    yield torch.jit.load, _program(torch.jit.load)
    if builder := sys.modules.get("timm.models._builder"):
        yield builder.load_pretrained, untrained.unfilled


def _attributes(untrained: Untrained, folder: str) -> Iterator[tuple[Any, str, Any]]:
    """Owner, attribute and what it shall be for a while."""
    yield torch.nn.Module, "load_state_dict", untrained.loading(torch.nn.Module.load_state_dict)
    yield importlib.import_module("torchvision.models._api").WeightsEnum, "get_state_dict", untrained.nothing
    if liqe := sys.modules.get("pyiqa.archs.liqe_arch"):
        # It keeps its encoded prompts there under one name, whatever weights they came from.
        yield liqe, "DEFAULT_CACHE_DIR", folder
    if fgresq := sys.modules.get("pyiqa.archs.fgresq_arch"):
        yield fgresq.FGResQ, "_load_clip_vision_model", staticmethod(hugging_face.vision_model(untrained))
    if language := sys.modules.get("transformers.modeling_utils"):
        yield language.PreTrainedModel, "from_pretrained", hugging_face.from_cache(language.PreTrainedModel)


def _program(run: Callable[..., Any]) -> Callable[..., Any]:
    """``torch.jit.load`` for the file whose maker publishes its hash; the numbers alone of any other program."""

    def load(file: Any, *_arguments: object, **_options: object) -> object:  # noqa: ANN401 -- a path or an open file
        path = Path(getattr(file, "name", file))
        if forms.form(path) != forms.SCRIPT:
            raise RuntimeError("plain tensors")  # pyiqa then loads them as such
        published = FILES[path.name].sha256 if path.name in FILES else ""
        if published and weights.sha256(path) == published:
            return run(str(path), map_location="cpu")
        return archives.load(path)

    return load


def _replace(function: object, stand_in: object) -> None:
    """Put a function in another's place wherever a library's module refers to it."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in _LIBRARIES:
            for attribute in [known for known, value in vars(module).items() if value is function]:
                setattr(module, attribute, stand_in)


def _nothing(*_arguments: object, **_options: object) -> None:
    """Stands in for the making of what nobody uses."""
