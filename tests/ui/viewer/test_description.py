"""What a screen reader says of a photo."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from reviewer.photo import Failure, Group, Photo
from reviewer.ui.viewer.description import described

PHOTOS = tuple(Photo(Path(f"/folder/{at}.jpg"), 1, 1) for at in range(3))


def session(failures=(), groups=None, places=()):
    return SimpleNamespace(
        photos=PHOTOS,
        index=PHOTOS.index,
        failures=dict(failures),
        group_of=lambda photo: groups or Group((photo,)),
        place=lambda photo, metric: dict(places).get((photo, metric)),
    )


def test_a_photo_alone_has_its_place():
    assert described(PHOTOS[1], session(), None) == "Photo 2 of 3"


def test_what_is_known_of_it_follows():
    known = session(groups=Group(PHOTOS, "burst"), places=[((PHOTOS[2], "technical"), (1, 3))])
    assert described(PHOTOS[2], known, "technical") == "Photo 3 of 3. 3rd of 3 in a burst. Technical: 1st of 3"
    assert described(PHOTOS[2], known, None) == "Photo 3 of 3. 3rd of 3 in a burst"


def test_one_that_cannot_be_shown_says_why():
    known = session(failures=[(PHOTOS[0], Failure("technical", "empty"))])
    assert described(PHOTOS[0], known, "technical").startswith("Photo 1 of 3. This photo is empty (0 bytes)")
