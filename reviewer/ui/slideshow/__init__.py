"""The slideshow: a paced walk through the folder, full screen.

``showing`` begins it for a review and brings one back. ``programme`` says what is shown and for how long, by asking
``pacing``; ``player`` gives the pure ``playback`` its clock; ``window`` shows the photo and turns keys into moves. At
its foot ``bar`` keeps ``scrubber`` in step, which paints what ``timeline`` lays out. ``pace_panel`` and ``summary``
lie over the photo when they are called for; ``awake`` keeps the screen from blanking.
"""
