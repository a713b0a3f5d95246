"""What can be done and which key does it: the table of actions, the keys in force, the sheets and the editor."""
