"""The grid: many photos at once, in rows over the whole window.

``stacks`` says which photos have a cell: all of them, but for the frames of a closed stack, which share one.
``geometry`` says where a cell lies, by arithmetic alone, so that 100,000 cells cost what 20 do. ``cell`` paints one,
``sharp`` has pictures for cells that thumbnails are too small for. ``view`` puts all this together with the photos of
the strip, scrolls and takes clicks. Which key moves where is the window's table of actions.
"""
