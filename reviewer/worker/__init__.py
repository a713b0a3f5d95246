"""The other process, ``python -m reviewer.worker --role score|screen``: it decodes and scores, and may crash.

A thread reads requests from the pipe on stdin. First looks (``survey``) and decodes ahead of a model go to a pool of
threads, one per core; everything else, models above all, is done by the main thread in the order in which it was asked.
Replies carry the request's ``id`` and come when they are ready.

    op       asks for                     reply
    survey   path                         record, result (of the built-in metric); the thumbnail as blob
    metrics  (nothing)                    available: name -> weights, preprocessing; missing: name -> error
    load     metric, device               ahead: how many photos to keep under way
    score    metric, device, path         result
    drop     (nothing)                    (nothing): models are gone, and their memory with them
    decode   path, fit, cover             shape, full_size, damaged, origin; as blob pixels, then their profile if any
    develop  path, fit, stops             likewise, of a RAW's full development
    region   path, rect, fit, develop     likewise, of a part of a picture, which is kept whole for the next part

The world's faults are replies too (``error``). A fault of ours, or memory running out while several photos are under
way, ends the process: the other end finds out which photo it was by asking for each ``alone``. The end of stdin ends
the process at once, whatever it is doing: nobody is left to tell.
"""
