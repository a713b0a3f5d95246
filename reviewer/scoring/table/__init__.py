"""Which metrics there are, as rows of one table: what each judges, what it is fed, and what its numbers mean.

``metric`` says what a row holds, ``maps`` how a metric's own number (``raw``) becomes a value between 0 and 1, higher
is better; the rows stand in files by family. The names, directions and files are those of pyiqa 0.1.16; all of its
metrics that judge a single photo without a reference are here.

A network is fed photos at about the size it learned from: full frames of 12 megapixels are fifty times that, which is
slower and less right. The aspect is kept and the whole frame is shown, unless a network itself stretches or crops: its
row says so. ``preprocessing`` names how the pixels are prepared; a change to it makes old scores void.

How well the metrics agree with people is taken from the tables in pyiqa's repository (``tests/NR_benchmark_results``,
``IAA_benchmark_results`` and ``Face_benchmark_results.csv``, Spearman's correlation, two digits). They were measured
by pyiqa, KonIQ-10k at 512 x 384 unless a row says otherwise, and are higher on the set that a metric was trained on.

Memory and cost were measured with random weights at the rows' sizes: cost for a 3:2 photo, memory for the squarest
where the long edge decides, with all that is loaded at the start. Those of the large models, the faces and FGResQ are
reckoned.
"""

from __future__ import annotations

from reviewer.scoring.table.aesthetic import AESTHETIC
from reviewer.scoring.table.arniqa import ARNIQA
from reviewer.scoring.table.clip import CLIP
from reviewer.scoring.table.convolutional import CONVOLUTIONAL
from reviewer.scoring.table.faces import FACES
from reviewer.scoring.table.language import LANGUAGE
from reviewer.scoring.table.metric import Metric
from reviewer.scoring.table.statistics import BUILT_IN, STATISTICS
from reviewer.scoring.table.transformers import TRANSFORMERS

__all__ = ["BUILT_IN", "METRICS", "TIERS", "Metric"]

TIERS = ("default", "offered", "more")
"""In the order in which they are shown."""

_FAMILIES = (STATISTICS, CLIP, TRANSFORMERS, AESTHETIC, CONVOLUTIONAL, ARNIQA, FACES, LANGUAGE)

METRICS: dict[str, Metric] = {
    row.name: row
    for row in sorted((row for family in _FAMILIES for row in family), key=lambda row: TIERS.index(row.tier))
}
"""All metrics by name, in the order in which they are shown: by tier, then by family."""
