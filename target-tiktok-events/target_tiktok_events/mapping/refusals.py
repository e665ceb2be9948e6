"""How the parts of the mapping refuse a record."""

from __future__ import annotations


class Refusal(Exception):
    """A record can't become an event; caught by the mapper, which makes it a dead letter.

    `stage` is `map`, `age` or `value`; `reason` names the column, never a value.
    """

    def __init__(self, stage: str, reason: str) -> None:
        super().__init__(reason)
        self.stage = stage
        self.reason = reason
