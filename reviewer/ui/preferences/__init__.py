"""The preferences: a dialog made from the table of settings.

``window`` puts a page for each group beside a list of them; ``row`` is one setting with its words, its control and the
way back to what it was; ``controls`` has one control for each type of value. A change takes effect and is kept at once.
"""
