"""The window, and the only rooms that know Qt.

The GUI thread keeps the session, the models and the painting; it never decodes, scores, hashes or waits. Work that the
core offers as a generator runs in ``background``. Pixels come from ``screen``: the photo looked at and its neighbours
at exactly the size they are painted, and the small pictures of the strip; it answers at once with what it has and says
by signal when there is more, all in the colours of the monitor. ``viewer`` shows one photo, in the loupe, on a second
display and in the ``slideshow`` alike; ``strip`` and ``grid`` show many. ``reviewing`` is the review under way, which
rooms ask to move and hear from. What can be done, and by which key, is in ``keys``; what it does to a file, in
``files``.

Units are split by the data they own. A unit is given what it needs and emits what it made; none is given the window.
Decisions (which photo next, how long, where a photo lies in the viewport) are functions of values, mostly in the core;
timers and painters ask them. Which package may use which is a contract in ``pyproject.toml``.
"""
