"""Networks built without the weights that pyiqa would fetch for them first, because its own overwrite them all.

That they do is not taken on trust: a parameter that nothing was loaded into is kept in mind, and one that is still
there when a metric is complete means that its file held only a part of the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


class Untrained:
    """Parameters that are still random."""

    def __init__(self) -> None:
        # By identity; the parameters are kept, so that no other can come by the same.
        self._random: dict[int, nn.Parameter] = {}

    def add(self, network: nn.Module) -> None:
        """A network was built without weights."""
        self._random.update((id(parameter), parameter) for parameter in network.parameters())

    def nothing(self, *_arguments: object, **_options: object) -> Nothing:
        """Stands in for torchvision's fetching of weights."""
        return Nothing()

    def unfilled(self, network: nn.Module, *_arguments: object, **_options: object) -> None:
        """Stands in for timm's loading of weights into a network."""
        self.add(network)

    def loading(self, load: Callable[..., Any]) -> Callable[..., Any]:
        """``Module.load_state_dict``, kept in mind."""

        def load_state_dict(
            network: nn.Module,
            state: Mapping[str, Any] | Nothing,
            strict: bool = True,  # noqa: FBT001, FBT002 -- torch's own signature
            **options: object,
        ) -> object:
            if isinstance(state, Nothing):
                self.add(network)
                return None
            answer = load(network, state, strict, **options)
            for name, parameter in network.named_parameters(remove_duplicate=False):
                if name in state:
                    self._random.pop(id(parameter), None)
                elif not strict:
                    self._random[id(parameter)] = parameter
            return answer

        return load_state_dict

    def remain_in(self, network: nn.Module) -> bool:
        """Whether a metric would compute with random numbers."""
        return any(id(parameter) in self._random for part in parts(network) for parameter in part.parameters())


class Nothing:
    """Weights that torchvision was to fetch and that will be overwritten."""


def parts(network: nn.Module) -> Iterator[nn.Module]:
    """A network and those that pyiqa hides from it in lists, to keep them out of its own files."""
    yield network
    held: Iterable[object] = (item for value in vars(network).values() if isinstance(value, list) for item in value)
    yield from (item for item in held if isinstance(item, nn.Module))
