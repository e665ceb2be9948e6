"""Commands for the person at the terminal: would a run work, how did runs end; no orders."""
