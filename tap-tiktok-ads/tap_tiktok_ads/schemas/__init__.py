"""Columns as data: their names, kinds and meaning; how a value is read is in `records`."""
