"""Decisions in the window: keys give marks, marks are shown at once, and a thread of its own writes them down.

``decided`` holds what is decided and follows the open folder, ``writer`` is its way to the disk, ``keys`` is what the
keys do, ``stamp`` the short word on the photo.
"""
