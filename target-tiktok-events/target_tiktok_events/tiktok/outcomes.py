"""What became of one event that was sent; outcomes[i] belongs to events[i]."""

from __future__ import annotations

from enum import Enum

import msgspec


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
