"""CLIP models for the metrics that stand on one: from the file that is here, each file once.

Three packages load them (pyiqa's own code, a copy of it for A-FINE, OpenAI's), and each is let do it, with a path. A
metric whose own file holds a whole CLIP gets an untrained one to put it into, and needs no other file.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

from reviewer import weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import nn

    from reviewer.scoring.engine.local_files import LocalFiles
    from reviewer.scoring.engine.untrained import Untrained

_PACKAGES = (
    ("pyiqa.archs.clip_model", "CLIP", False),
    ("pyiqa.archs.afineclip_model", "AFINECLIP", True),
    ("clip.clip", "", True),
)
"""Modules that load CLIP; the class there that can be built untrained; whether a transform comes with the model."""

_TEXT = (77, 49408, 512, 8, 12)
_ARCHITECTURES: dict[str, tuple[Any, ...]] = {
    "RN50": (1024, 224, (3, 4, 6, 3), 64, None, *_TEXT),
    "ViT-B/32": (512, 224, 12, 768, 32, *_TEXT),
}
"""Of those that pyiqa overwrites: width of the embedding, picture, layers, width, patch, and the text tower."""


class Clips:
    """Loads CLIP models for one metric; ``shared`` holds those that other metrics loaded, by their file's hash."""

    def __init__(self, files: LocalFiles, untrained: Untrained, shared: dict[str, object]) -> None:
        self._files = files
        self._untrained = untrained
        self._shared = shared

    def stand_ins(self) -> Iterator[tuple[Any, Any]]:
        """What loads CLIP in the modules that have been imported, and what shall do it instead."""
        for place, kind, paired in _PACKAGES:
            if module := sys.modules.get(place):
                yield module.load, self._loading(module, kind, paired=paired)

    def _loading(self, module: Any, kind: str, *, paired: bool) -> Callable[..., Any]:  # noqa: ANN401 -- untyped packages
        original = module.load

        def load(name: str, *_device: object, **_options: object) -> object:
            file = urlparse(module._MODELS[name]).path.rpartition("/")[2]
            if kind and name in _ARCHITECTURES and file not in self._files:
                self._files.lacking.append(file)
                model = getattr(module, kind)(*_ARCHITECTURES[name]).eval()
                self._untrained.add(model)
                return (model, None) if paired else model
            return original(str(self._files.path(file)), "cpu") if paired else self._once(file, original)

        return load

    def _once(self, file: str, load: Callable[[str, str], Any]) -> nn.Module:
        path = self._files.path(file)
        key = weights.sha256(path)
        known: Any = self._shared.get(key)
        if known is None or not hasattr(known, "transformer"):
            fresh = load(str(path), "cpu")
            if known is not None:  # its text tower was let go; what sees is the same
                fresh.visual = known.visual
            self._shared[key] = known = fresh
        model: nn.Module = known
        return model
