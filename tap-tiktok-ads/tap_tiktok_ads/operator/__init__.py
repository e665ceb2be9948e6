"""Commands for the person at the terminal: what may be read, and whether it can be; no records."""
