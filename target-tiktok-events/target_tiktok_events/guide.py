"""Refers a line of the log to the page that says what it means, what was done and what to do."""

from __future__ import annotations

from typing import Final

GUIDE: Final = "docs/errors.md"


def with_guide(line: str, anchor: str) -> str:
    """A line of the log that ends with its entry in the error guide."""
    return f"{line} [{GUIDE}#{anchor}]"
