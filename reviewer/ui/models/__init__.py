"""The page of models: every metric with what it is worth and what it takes, to be used, installed and removed.

``stock`` knows which can be computed here and has their weights fetched, imported and removed, whether the page is open
or not; ``supply`` is that work, for the background. ``description`` has the words; ``row`` is one metric on the page,
``window`` the page.
"""
