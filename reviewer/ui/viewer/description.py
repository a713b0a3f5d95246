"""What a screen reader says of a photo besides its name: its place, why it is not shown, its group, its score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer import words
from reviewer.scoring.table import METRICS

if TYPE_CHECKING:
    from reviewer.photo import Photo
    from reviewer.session import Session


def described(photo: Photo, session: Session, metric: str | None) -> str:
    """One sentence each.

    Args:
        photo: One of the session's.
        session: What is known of it.
        metric: Whose score is told; None for none.
    """
    row = session.index(photo) or 0
    told = [words.text("told_place").format(row=row + 1, total=len(session.photos))]
    if (failure := session.failures.get(photo)) is not None:
        told.append(words.failure(failure).removesuffix("."))
    group = session.group_of(photo)
    if len(group.photos) > 1:
        told.append(words.place_in_group(group.photos.index(photo) + 1, len(group.photos), group.kind))
    if metric is not None and (place := session.place(photo, metric)) is not None:
        title = METRICS[metric].title if metric in METRICS else metric
        told.append(f"{title}: {words.place(*place)}")
    return ". ".join(told)
