"""The review under way: a session, fed by the folder on the disk and by scoring, and how long each photo is seen."""
