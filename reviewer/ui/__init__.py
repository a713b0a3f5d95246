"""The window, and the only rooms that know Qt.

The GUI thread keeps the session, the models and the painting; it never decodes, scores, hashes or waits. Work that the
core offers as a generator runs in ``jobs``. Pixels for the screen come from ``pictures`` (the photo looked at and its
neighbours, at exactly the size they are painted) and ``thumbnails`` (the strip); both answer at once with what they
have and say by signal when there is more. ``viewer`` shows one photo and is used by loupe and slideshow alike; what
that takes of a RAW or of a photo too large for memory ``sight`` knows. All pixels are in the colours of the screen that
the photo is on, which ``monitor`` finds out.

Units are split by the data they own. A unit is given what it needs and emits what it made; none is given the window.
Decisions (which photo next, how long, where a photo lies in the viewport) are functions of values, mostly in the core;
timers and painters ask them.
"""
