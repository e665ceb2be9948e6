"""The second executable: a Singer tap for the log of outcomes. Reads it, and nothing else here."""
