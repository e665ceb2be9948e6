"""Personal data, normalised and hashed, pure; which column it came from is not known here."""
