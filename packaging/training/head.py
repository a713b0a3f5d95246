"""The small networks that turn inputs into a rating, trained on ratings and on the order of spoilt photos at once.

A photo at rising levels of a fault must fall from level to level (a hinge loss on neighbours); blurred all over it must
fall far, blurred behind its subject it must stay where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from tqdm import tqdm

from descriptions import SOFT, SUBJECT
from spoiling import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from descriptions import Spoilt

    Matrix = NDArray[np.float32]
    Numbers = NDArray[np.intp]

WIDTHS = (160, 48)
_ROUNDS, _BATCH, _OF_SPOILT = 50, 256, 48
_RATE, _DECAY = 2e-3, 0.02
_DROPPED = (0.1, 0.35, 0.2)  # of the inputs and of either layer
_MIXED, _MIXING = 0.5, 0.4  # share of batches that are mixed (Zhang et al., "mixup", ICLR 2018), and how evenly
_STEP, _FALL = 0.12, 1.2  # standard deviations of MOS: from level to level at least, and blurred all over
_ORDER, _KEPT, _FALLS = 3.0, 1.0, 0.5  # weights of the three losses on spoilt photos among themselves


@dataclass(frozen=True)
class Lessons:
    """All that can be learned from.

    Attributes:
        inputs: (n, d) of photos as they are.
        mos: (n,) their ratings.
        spoilt: (m, d) of spoilt ones.
        ways: What the rows of ``spoilt`` are.
        order: Weight of the losses on spoilt photos against the loss on ratings; 0 leaves them out.
    """

    inputs: Matrix
    mos: Matrix
    spoilt: Matrix
    ways: Sequence[Spoilt]
    order: float

    def series(self, among: Numbers) -> Numbers:
        """(k, 1 + 5): photo, and the rows of one fault's levels."""
        rows: dict[tuple[int, str], list[int]] = {}
        for row, way in enumerate(self.ways):
            if way.level:
                rows.setdefault((way.photo, way.fault), []).append(row)
        wanted = set(among.tolist())
        return np.array([[photo, *levels] for (photo, _), levels in rows.items() if photo in wanted], np.intp)

    def subjects(self, among: Numbers) -> Numbers:
        """(k, 3): photo, the row with its background blurred, the row blurred all over."""
        rows = {(way.photo, way.fault): row for row, way in enumerate(self.ways) if not way.level}
        wanted = set(among.tolist())
        photos = [photo for photo, fault in rows if fault == SUBJECT and photo in wanted]
        return np.array([[photo, rows[photo, SUBJECT], rows[photo, SOFT]] for photo in photos], np.intp).reshape(-1, 3)


def network(inputs: int) -> nn.Sequential:
    """One small network, untrained."""
    first, second = WIDTHS
    return nn.Sequential(
        nn.Dropout(_DROPPED[0]),
        nn.Linear(inputs, first),
        nn.SiLU(),
        nn.Dropout(_DROPPED[1]),
        nn.Linear(first, second),
        nn.SiLU(),
        nn.Dropout(_DROPPED[2]),
        nn.Linear(second, 1),
    )


def train(lessons: Lessons, among: Numbers, seed: int, what: str = "") -> nn.Sequential:
    """Train one network on some of the photos."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    net = network(lessons.inputs.shape[1])
    steps = _ROUNDS * max(1, len(among) // _BATCH)
    optimiser = torch.optim.AdamW(net.parameters(), _RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2 * _RATE, total_steps=steps, pct_start=0.1)
    inputs, spoilt = torch.from_numpy(lessons.inputs), torch.from_numpy(lessons.spoilt)
    wanted = torch.from_numpy(standard(lessons.mos))
    series, subjects = lessons.series(among), lessons.subjects(among)
    for _ in tqdm(range(steps), desc=what, leave=False):
        rows = random.choice(among, _BATCH)
        loss = _rating_loss(net, inputs[rows], wanted[rows], random)
        if lessons.order:
            chosen = series[random.choice(len(series), _OF_SPOILT)]
            loss = loss + lessons.order * _ORDER * _order_loss(net, inputs, spoilt, chosen)
            chosen = subjects[random.choice(len(subjects), _OF_SPOILT)]
            loss = loss + lessons.order * _subject_loss(net, inputs, spoilt, chosen)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return net.eval()


def standard(mos: Matrix) -> Matrix:
    """Ratings with mean 0 and deviation 1."""
    return (mos - mos.mean()) / mos.std()


def _rating_loss(
    net: nn.Module, inputs: torch.Tensor, wanted: torch.Tensor, random: np.random.Generator
) -> torch.Tensor:
    if random.random() < _MIXED:
        share, other = float(random.beta(_MIXING, _MIXING)), torch.randperm(len(inputs))
        inputs = share * inputs + (1 - share) * inputs[other]
        wanted = share * wanted + (1 - share) * wanted[other]
    return functional.smooth_l1_loss(net(inputs)[:, 0], wanted, beta=0.5)


def _order_loss(net: nn.Module, inputs: torch.Tensor, spoilt: torch.Tensor, series: Numbers) -> torch.Tensor:
    rows = torch.cat([inputs[series[:, 0]], spoilt[series[:, 1:].T.ravel()]])
    levels = net(rows).view(1 + LEVELS, -1)
    return torch.relu(_STEP - (levels[:-1] - levels[1:])).mean()


def _subject_loss(net: nn.Module, inputs: torch.Tensor, spoilt: torch.Tensor, subjects: Numbers) -> torch.Tensor:
    rows = torch.cat([inputs[subjects[:, 0]], spoilt[subjects[:, 1]], spoilt[subjects[:, 2]]])
    sharp, behind, soft = net(rows).view(3, -1)
    return _KEPT * (sharp - behind).abs().mean() + _FALLS * torch.relu(_FALL + soft - sharp).mean()


def rate(nets: Sequence[nn.Module], inputs: Matrix, mos: Matrix) -> Matrix:
    """The mean of the networks' ratings, on the scale of ``mos``."""
    with torch.no_grad():
        rows = torch.from_numpy(inputs)
        told = torch.stack([net(rows)[:, 0] for net in nets]).mean(dim=0).numpy()
    return told * mos.std() + mos.mean()
