"""The second executable: a Singer tap for the log of outcomes."""
