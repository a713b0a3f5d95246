"""What the page says of a metric, in a person's words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reviewer import words
from reviewer.errors import MissingPart, WeightsMissing, WeightsRefused
from reviewer.weights import FILES
from reviewer.weights.fetching import Unavailable, address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reviewer.scoring.table import Metric
    from reviewer.ui.models.supply import Standing
    from reviewer.weights import Imported, Transfer

_QUICK, _MIDDLING, _SLOW = 0.7, 2.0, 8.0  # times NIMA's cost, up to which a metric is called so


def agreement(metric: Metric) -> str:
    """How far it agrees with people, and on which photos: "Agrees with people 0.80 on everyday photos (KonIQ-10k)"."""
    if not metric.agreement:
        return words.text("models_agreement_unknown")
    parts = [
        words.text("models_agreement_on").format(number=f"{number:.2f}", photos=words.photos_of(name))
        for name, number in metric.agreement
    ]
    return words.text("models_agreement").format(on=", ".join(parts))


def training(metric: Metric) -> str:
    """What it learned from; empty where that was nothing, or is not known."""
    known = metric.trained_on
    return words.text("models_trained").format(photos=words.photos_of(known)) if known else ""


def source(metric: Metric) -> str:
    """Where it has to come from, if it cannot be fetched from here; else empty."""
    return words.text("models_hub").format(hub=metric.hub) if metric.hub else ""


def demands(metric: Metric) -> str:
    """What it takes: time, memory, disk, terms."""
    parts = [
        speed(metric.cost),
        words.text("models_memory").format(size=words.size(metric.memory)),
        words.text("models_download").format(size=words.size(size_of(metric.files))) if metric.files else "",
        words.licence(metric.licence),
        "" if metric.tested else words.text("models_untested"),
    ]
    return " · ".join(part for part in parts if part)


def speed(cost: float) -> str:
    """How long it takes a photo, in words; of the slow ones how often NIMA's time."""
    for bound, code in ((_QUICK, "models_very_quick"), (_MIDDLING, "models_quick"), (_SLOW, "models_slow")):
        if cost <= bound:
            return words.text(code).format(times=round(cost))
    return words.text("models_very_slow").format(times=f"{round(cost):,}")


def state(standing: Standing | None) -> str:
    """How things stand, in a word or two."""
    if standing is None:
        return words.text("models_looking")
    if standing.problem is None:
        return words.text("models_ready")
    if isinstance(standing.problem, WeightsMissing):
        return words.text("models_missing")
    if isinstance(standing.problem, MissingPart):
        return words.text("models_part_missing").format(part=words.safe(standing.problem.part))
    return words.text("models_refused" if isinstance(standing.problem, WeightsRefused) else "models_cannot_run")


def trouble(standing: Standing | None) -> str:
    """What is to be done, where installing the weights is not the answer; else empty."""
    problem = standing.problem if standing else None
    return "" if problem is None or isinstance(problem, WeightsMissing) else words.problem(problem)


def common_trouble(standings: Iterable[Standing]) -> str:
    """What is to be done, where most metrics want the same: it is said once, above them all; else empty."""
    troubles = [trouble(standing) for standing in standings]
    most, times = Counter(troubles).most_common(1)[0] if troubles else ("", 0)
    return most if times > len(troubles) / 2 else ""


def question(files: Sequence[str], size: int) -> str:
    """What is asked before files are fetched: how many bytes, from where, and on which terms."""
    rows = [FILES[name] for name in files]
    hosts = dict.fromkeys(_host(row.address) for row in rows)
    licences = dict.fromkeys(row.licence for row in rows)
    return words.text("models_ask").format(size=words.size(size), host=" + ".join(hosts), licence=", ".join(licences))


def _host(offered: str) -> str:
    try:
        return urlsplit(address(offered)).hostname or ""
    except Unavailable:  # a mirror that is none; trying to fetch from there says so
        return urlsplit(offered).hostname or ""


def moving(transfer: Transfer) -> str:
    """How far a download is: "84.0 MB of 218.0 MB, 2 min left"."""
    text = words.text("models_moving").format(done=words.size(transfer.done), total=words.size(transfer.total))
    if transfer.left is None:
        return text
    return f"{text}, {words.text('left').format(duration=words.duration(round(transfer.left)))}"


def copying(transfer: Transfer) -> str:
    """How far an import is: of one file, or in which folder it searches for some."""
    name = words.safe(transfer.name)
    return f"{name}: {moving(transfer)}" if transfer.total else words.text("models_searching").format(file=name)


def imported(outcome: Imported) -> str:
    """What came of an import."""
    parts = [
        words.text("models_imported").format(files=", ".join(map(words.safe, outcome.taken))) if outcome.taken else "",
        *(words.problem(error) for error in outcome.refused),
        *(words.text("models_unknown").format(file=words.name(path)) for path in outcome.unknown),
        *(words.text("models_empty").format(file=words.name(path)) for path in outcome.empty),
    ]
    return " ".join(part for part in parts if part)


def size_of(files: Iterable[str]) -> int:
    """Bytes of weights files."""
    return sum(FILES[name].size for name in files)
