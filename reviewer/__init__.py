"""Photo Reviewer: a shoot is reviewed as a search for keepers.

Quality models agree with people only somewhat, so a score here orders attention and never decides. A folder becomes
photos (``scan``), a photo becomes upright pixels (``decode``), pixels become scores between 0 and 1 (``scoring``), and
what is known is kept (``catalogue``). Photos that belong together become one stop (``grouping``), stops are put in an
order (``ordering``), let through or not (``filtering``) and given seconds by the theory of optimal search (``pacing``).
A ``session`` is a review under way, with what was decided in it; ``ui`` shows it, and is the only place that knows Qt.
Everything heavy happens in another process (``worker``), which ``pipeline`` feeds, so that no key press ever waits.

Imports go one way only, from the window down to the nouns in ``photo``:

    __main__ > cli > app > ui > session | pipeline | worker
      > scoring | catalogue | grouping | ordering | comparing | filtering | pacing | playback | report | fileops | demo
      > link > scan | decode | weights | bins | opening | desktop
      > settings | words | wire | handover > paths | remedies | machine > photo | errors

Neighbours between bars do not import each other. The build fails when an import runs up this arrow.
"""

__version__ = "0.1.0"
