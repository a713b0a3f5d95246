"""Pixels become scores between 0 and 1, higher is better; they order attention and decide nothing.

``table`` lists the metrics, ``scorer`` says what a scorer does. ``technical`` is built in and needs numpy alone;
``engine`` runs pyiqa's metrics and is the only place that imports torch, when its first scorer is made.
"""
