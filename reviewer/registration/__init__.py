"""Two frames of one scene, laid one over the other: where each point went, and what differs.

``register`` finds the map from one frame to the other (``matching``): a guess by the spectra at a small size
(``coarse``), then blocks at three sizes, each with its own shift by phase correlation (``correlation``), and the map
that most of them agree on (``fine``). It reads little of large frames. The map (``transform``) is a similarity, or a
projective map where the camera was turned aside and blocks say so clearly. ``warped`` shows a part of the other frame
in the first one's place (``resampling``); ``difference`` tells what differs once light and noise are allowed for
(``differing``). Frames that do not show the same have no map: None.

Points are in full-size pixels from the upper left corner; the middle of the first pixel is (0.5, 0.5).
"""

from __future__ import annotations

from reviewer.registration.differing import Region, difference
from reviewer.registration.fine import Fit
from reviewer.registration.matching import register
from reviewer.registration.resampling import warped
from reviewer.registration.transform import IDENTITY, Transform

__all__ = ["IDENTITY", "Fit", "Region", "Transform", "difference", "register", "warped"]
