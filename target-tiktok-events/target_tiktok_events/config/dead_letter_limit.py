"""How many records may become dead letters: a number, or a share of those that were to be sent."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import msgspec

from target_tiktok_events.errors import SettingError

SHARE_COUNTS_FROM: Final = 20
"""Fewer records say nothing about a share: one bad order of two is no mistake in the settings."""

_NUMBER: Final = re.compile(r"\d{1,18}", re.ASCII)
_SHARE: Final = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*%", re.ASCII)


class DeadLetterLimit(msgspec.Struct, frozen=True):
    """The setting `max_dead_letters`: `count` records, or `percent` of the records that count.

    Records that count are those sent, sent before and dead; what a rule leaves out does not.
    `text` is how the setting is written.
    """

    text: str
    count: int | None = None
    percent: Decimal | None = None

    def is_exceeded(self, dead: int, counted: int) -> bool:
        """Whether so many dead letters among so many records that count are too many."""
        return self.is_decidable(counted) and self.is_exceeded_so_far(dead, counted)

    def is_exceeded_so_far(self, dead: int, counted: int) -> bool:
        """Whether they would be too many if the other records ended alike, however few they are."""
        if self.percent is None:
            return self.count is not None and dead > self.count
        return dead * 100 > self.percent * counted

    def is_decidable(self, counted: int) -> bool:
        """Whether so many records are enough to judge by."""
        return self.percent is None or counted >= SHARE_COUNTS_FROM


def read_limit(text: str) -> DeadLetterLimit:
    """The limit that a text such as `100`, `50%` or `12.5 %` stands for.

    Raises:
        SettingError: it is neither a whole number nor a share up to 100 %.
    """
    if _NUMBER.fullmatch(text):
        return DeadLetterLimit(text, count=int(text))
    share = _SHARE.fullmatch(text)
    if share is None or Decimal(share[1]) > 100:  # noqa: PLR2004 - per cent
        message = "max_dead_letters must be a whole number, at least 0, or a share such as 50%"
        raise SettingError(message)
    return DeadLetterLimit(text, percent=Decimal(share[1]))
