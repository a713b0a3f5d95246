"""What CLIP sees of a photo, computed once for all the metrics that ask for it at the same size.

``models`` loads CLIP once for all metrics that stand on it. Here its picture half remembers the photos of the present
call: the second metric that shows it the same picture gets what the first one had computed. It is the pictures that
are compared, so that no metric has to know of another, and a batch that was halved is merely computed again.

Of the attention pooling at the end only the place that is used is computed: the mean, which looks at all the others.
pyiqa computes them all and throws them away. With the last layer's features at hand, pooling once more, with positions,
would give a photo's embedding.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch
from torch.nn import functional


@dataclass(slots=True)
class _Seen:
    """Pictures, and what was computed of them: the last layer's features, and by positions or not what they pool to."""

    pictures: torch.Tensor
    features: torch.Tensor | None = None
    pooled: dict[bool, torch.Tensor] = field(default_factory=dict)


class ClipTrunk:
    """The picture half of one of pyiqa's CLIP models, in the place of its ``encode_image``."""

    def __init__(self, clip: Any, *, shared: bool) -> None:  # noqa: ANN401 -- pyiqa is untyped
        """Take its place.

        Args:
            clip: The model.
            shared: Whether several metrics look at the same pictures, so that remembering pays.
        """
        self._visual = clip.visual
        self._convolutional = hasattr(clip.visual, "attnpool")
        self._shared = shared
        self._seen: list[_Seen] = []
        clip.encode_image = self.encode_image

    def forget(self) -> None:
        """Let go of the photos; to be called when all metrics have seen them."""
        self._seen.clear()

    def encode_image(self, pictures: torch.Tensor, pos_embedding: bool) -> torch.Tensor:  # noqa: FBT001 -- pyiqa's call
        """What CLIP makes of pictures (N, 3, H, W): (N, width of the embedding).

        Args:
            pictures: Normalised as CLIP wants them.
            pos_embedding: Whether attention is told where in the picture each feature lies.
        """
        seen = self._find(pictures)
        if pos_embedding not in seen.pooled:
            seen.pooled[pos_embedding] = self._encode(seen, positions=pos_embedding)
        return seen.pooled[pos_embedding]

    def _find(self, pictures: torch.Tensor) -> _Seen:
        for seen in self._seen:
            if seen.pictures.shape == pictures.shape and torch.equal(seen.pictures, pictures):
                return seen
        fresh = _Seen(pictures)
        if self._shared:
            self._seen.append(fresh)
        return fresh

    def _encode(self, seen: _Seen, *, positions: bool) -> torch.Tensor:
        pictures = seen.pictures.to(next(self._visual.parameters()).dtype)
        if not self._convolutional:
            encoded: torch.Tensor = self._visual(pictures, pos_embedding=positions)
            return encoded
        if seen.features is None:
            seen.features = self._visual.forward_features(pictures)[-1]
        return _pool(self._visual.attnpool, seen.features, positions=positions)


def _pool(layer: Any, features: torch.Tensor, *, positions: bool) -> torch.Tensor:  # noqa: ANN401
    """Attention pooling for the first place alone: (N, C, H, W) to (N, width of the embedding)."""
    places = features.flatten(2).permute(0, 2, 1)  # N, places, C
    places = torch.cat([places.mean(1, keepdim=True), places], 1)
    if positions:
        grid = layer.positional_embedding[None, None]
        places = places + functional.interpolate(grid, places.shape[1:], mode="bicubic")[0].to(places.dtype)
    query, key, value = layer.q_proj(places[:, :1]), layer.k_proj(places), layer.v_proj(places)
    heads = (split.unflatten(2, (layer.num_heads, -1)).transpose(1, 2) for split in (query, key, value))
    attended = functional.scaled_dot_product_attention(*heads)
    pooled: torch.Tensor = layer.c_proj(attended.transpose(1, 2).flatten(2))[:, 0]
    return pooled
