"""The statistics of the folder: how the scores lie, how far they agree, what is lowest and what is best.

``window`` follows the review. When scores have come in it has ``tally`` count them in a job, from a copy of the
session's table, and hands the result to its pages: ``histograms`` (a chart a metric), ``agreement`` (``matrix`` and
``scatter``, whose points ``cloud`` keeps) and ``ends`` (``cut`` on the scale, a ``row`` of what falls under it, one of
the best). What is dimmed or looked at a second time is decided by the session's own standings, not here: this window
only sets the settings.
"""
