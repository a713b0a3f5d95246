"""Photos copied, moved, rejected and brought back, with all that belongs to them, and nothing lost on the way.

``units`` says which files are one photo. ``planning`` looks at the disk and makes a ``Plan``: what will go where, under
which names, what is there already, what has to stay and why, and whether there is room; until then nothing is touched.
``run`` writes the plan into a ``Journal`` and then carries one unit after the other (``carrying``; ``binning`` for the
trash). ``interrupted`` finds what a crash left half done, ``resume`` goes on with it, ``abandon`` ends it, ``undo``
puts everything back. All of these are generators of ``Progress``, to be stopped between any two.

The promises, in this order: no byte is removed that is not read back, equal and on the disk somewhere else; nothing is
written over; a unit goes whole or stays whole; what cannot go is named, and the rest goes.

The caller derives the set from the decisions as they stand, at the moment of applying. ``last_copies`` tells which
rejects nothing else stands for. ``for_lightroom`` and ``write_lines`` give the names to other programs.
"""

from reviewer.fileops.journal import Journal, interrupted, journals
from reviewer.fileops.last_copies import LastCopies, last_copies
from reviewer.fileops.lists import for_lightroom, lines, write_lines
from reviewer.fileops.parcels import REJECTS, Item, Order, Parcel, Plan
from reviewer.fileops.progress import Progress
from reviewer.fileops.running import abandon, resume, run, undo
from reviewer.fileops.survey import plan, planning
from reviewer.fileops.units import Unit, units

__all__ = [
    "REJECTS",
    "Item",
    "Journal",
    "LastCopies",
    "Order",
    "Parcel",
    "Plan",
    "Progress",
    "Unit",
    "abandon",
    "for_lightroom",
    "interrupted",
    "journals",
    "last_copies",
    "lines",
    "plan",
    "planning",
    "resume",
    "run",
    "undo",
    "units",
    "write_lines",
]
