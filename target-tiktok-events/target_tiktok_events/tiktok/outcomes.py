"""What became of events that were sent; outcomes[i] belongs to events[i]."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from target_tiktok_events.errors import TargetError


class Ending(Enum):
    """How an event ended."""

    SENT = "sent"
    DUPLICATE = "duplicate"
    FOUND = "already sent"
    REJECTED = "rejected"


class Outcome(msgspec.Struct, frozen=True):
    """The ending of one event.

    `request_id` is TikTok's, of the answer that decided. `code` and `reason` say why an event
    was rejected; `reason` holds no personal data.
    """

    ending: Ending
    request_id: str = ""
    code: int | None = None
    reason: str = ""


FOUND: Final = Outcome(Ending.FOUND)
"""The outcome of an event that needs no request: the ledger knows its delivery."""
UNCERTAIN: Final = Outcome(
    Ending.REJECTED,
    reason=(
        "an earlier run ended while it sent this event, and TikTok no longer recognises a "
        "repetition: look it up in Events Manager; if it is missing there, --replay sends it"
    ),
)
"""The outcome of an event of which nobody knows whether it was delivered, too late to repeat."""


class BatchResult(msgspec.Struct, frozen=True):
    """What became of a batch.

    `outcomes[i]` belongs to `events[i]`; it is None if the outcome is not known because
    `failure` ended the work before. `in_doubt` are the positions of those that TikTok may have
    all the same: their request was cut off, say.
    """

    outcomes: list[Outcome | None]
    failure: TargetError | None = None
    in_doubt: frozenset[int] = frozenset()
