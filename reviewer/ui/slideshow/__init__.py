"""The slideshow: a paced walk through the folder, full screen.

``showing`` begins it for a review, tells it when the folder is away, and brings one back. ``tour`` puts one pass after
another on: ``passes`` says which part of everything that is (all, what was not reached, what was never seen, for which
``earlier`` asks the catalogue), ``programme`` for how long and what that is worth, by asking ``pacing``, and ``player``
gives the pure ``playback`` its clock; ``wishes`` has it follow what is asked for and keeps that. ``window`` shows the
photo and turns keys into moves; ``hands`` does so with the mouse. At its foot ``bar`` keeps ``scrubber`` in step, which
paints what ``timeline`` lays out. ``pace_panel``, ``summary`` and ``notice`` lie over the photo when they are called
for; ``awake`` keeps the screen from blanking.

The foot lies below the photo's room, never over it, and is always there: so every photo has the same box and the same
centre, whatever comes and goes.
"""
