"""What a changed setting sets going at once, wherever it was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer.settings import Settings
    from reviewer.ui.loupe import Loupe
    from reviewer.ui.reviewing.review import Review

_SHOWN = ("show_info", "show_scores", "pace_metric")
_COMPUTED = ("device", "memory_megabytes", "worker_python")
_JUDGED = ("pace_metric", "second_look_percent")


def take_effect(settings: Settings, review: Review, loupe: Loupe) -> None:
    """Have the review and its room follow the settings from now on."""

    def follow(name: str) -> None:
        if name in _JUDGED:
            review.feed.judge_by(settings)
        if name in _SHOWN:
            loupe.show_parts()
        elif name == "metrics" or (name in _COMPUTED and not review.feed.resting):
            review.score_anew()
        elif name == "recursive" and (folder := review.folder.folder) is not None:
            review.open(folder)

    settings.listen(follow)
