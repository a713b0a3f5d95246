"""The weights files of one metric, handed to pyiqa by whatever name or address it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

import torch

from reviewer import paths
from reviewer.errors import WeightsMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from reviewer.scoring.engine.untrained import Untrained


class LocalFiles:
    """The weights files of one metric, as far as they are here.

    Attributes:
        last: The file that pyiqa asked for last; what fails then is most likely its fault.
        lacking: Files that pyiqa asked for and that the metric ought to do without.
    """

    def __init__(self, metric: str, files: Mapping[str, Path]) -> None:
        self._metric = metric
        # Some names hold a plus sign, which pyiqa keeps as %2B from the address.
        self._files = {unquote(name): path for name, path in files.items()}
        self.last: Path | None = None
        self.lacking: list[str] = []

    def __contains__(self, name: str) -> bool:
        return unquote(name) in self._files

    def path(self, name: str) -> Path:
        """Where a file is.

        Raises:
            WeightsMissing: It is not among the metric's files.
        """
        if name not in self:
            raise self.missing(name)
        self.last = self._files[unquote(name)]
        return self.last

    def missing(self, *names: str) -> WeightsMissing:
        """The error that says which files are not here."""
        return WeightsMissing(self._metric, tuple(unquote(name) for name in names), paths.weights_folder())

    def address(self, url: str, *_arguments: object, **_options: object) -> str:
        """Stands in for ``load_file_from_url``, with its names."""
        return str(self.path(_name(url)))

    def content(self, url: str, *_arguments: object, **_options: object) -> object:
        """Stands in for ``torch.hub.load_state_dict_from_url``."""
        return torch.load(self.path(_name(url)), map_location="cpu", weights_only=True)

    def network(self, load: Callable[..., Any], untrained: Untrained) -> Callable[..., Any]:
        """``load_pretrained_network``, which leaves a network random for which there is no file here.

        Such a network is a part of another that overwrites it; or else ``untrained`` tells.
        """

        def load_pretrained_network(
            network: torch.nn.Module, place: str, *arguments: object, **options: object
        ) -> None:
            if _name(place) in self:
                load(network, place, *arguments, **options)
            else:
                self.lacking.append(_name(place))
                untrained.add(network)

        return load_pretrained_network

    def refuse(self, url: str, *_arguments: object, **_options: object) -> None:
        """Stands in for what would only fetch, or run code that it fetched."""
        raise self.missing(_name(url))


def _name(address: str) -> str:
    return urlparse(address).path.rpartition("/")[2]
