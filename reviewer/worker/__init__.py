"""The other process, ``python -m reviewer.worker --role score|screen``: it decodes and scores, and may crash.

A thread reads requests from the pipe on stdin. First looks (``survey``) and decodes ahead of a model go to a pool of
threads, one per core; everything else, models above all, is done by the main thread in the order in which it was asked.
Replies carry the request's ``id`` and come when they are ready. A turn is ``metrics`` that run together, ``device``,
``memory`` (bytes that the worker may hold) and ``card`` (bytes of a graphics card's memory; null for half of what is
free there): one decode of a photo feeds all its metrics, and photos that are ready are judged several at a time.

    op       asks for                     reply
    survey   path                         record, result (of the built-in metric); the thumbnail as blob
    metrics  (nothing)                    available: name -> weights, preprocessing; missing: name -> error
    load     the turn                     metrics, device; refused: name -> error; ahead: how many photos to keep under
                                          way; total: bytes past which to end the worker, or null
    score    the turn, only, path         results (of the metrics that are in ``only``); peak: bytes ever held
    drop     (nothing)                    (nothing): metrics are gone, and their memory with them
    device   (nothing)                    device: where metrics run
    decode   path, fit, cover             shape, full_size, damaged, origin; as blob pixels, then their profile if any
    develop  path, fit, stops             likewise, of a RAW's full development
    region   path, rect, fit, develop     likewise, of a part of a picture, which is kept whole for the next part

The world's faults are replies too (``error``). A fault of ours, or memory running out while several photos are under
way, ends the process: the other end finds out which photo it was by asking for each ``alone``. The end of stdin ends
the process at once, whatever it is doing: nobody is left to tell.
"""
