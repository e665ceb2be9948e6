"""A claim on events that are about to be sent, and what its times mean for older ones."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from target_tiktok_events.mapping.events import Event

Key = tuple[str, str]
"""(event, event id): with the event source id, what TikTok recognises an event by."""

_RECOGNISED: Final = timedelta(hours=47)
"""TikTok recognises a repetition for 48 hours; the request may still wait and be repeated."""


class ClaimTimes(msgspec.Struct, frozen=True):
    """The instants that decide about a claim, in UTC.

    A delivery or a note from before `cutoff` no longer counts. An event that was noted from
    `oldest` on may be sent again without being counted twice.
    """

    now: datetime
    cutoff: datetime
    oldest: datetime

    @classmethod
    def at(cls, now: datetime, window: timedelta, *, even_uncertain: bool) -> ClaimTimes:
        """Those of a claim that is made now; `even_uncertain` takes every older note for known."""
        cutoff = now - window
        return cls(now, cutoff, cutoff if even_uncertain else max(cutoff, now - _RECOGNISED))

    def is_uncertain(self, noted_at: datetime, claimed_until: datetime) -> bool:
        """Whether nobody sends an event now, nor knows whether it was delivered back then."""
        return self.cutoff <= _utc(noted_at) < self.oldest and _utc(claimed_until) < self.now


class Claim(msgspec.Struct, frozen=True):
    """Which of the asked keys are ours to send, were sent before, or are being sent elsewhere.

    `uncertain` are those that were about to be sent longer ago than TikTok recognises them, and
    never confirmed.
    """

    claim_id: str
    times: ClaimTimes
    ours: set[Key] = msgspec.field(default_factory=set)
    found: set[Key] = msgspec.field(default_factory=set)
    busy: set[Key] = msgspec.field(default_factory=set)
    uncertain: set[Key] = msgspec.field(default_factory=set)


def key_of(event: Event) -> Key:
    """The ledger's key of an event. PostgreSQL has no NUL in text, so it is written out."""
    return event.event, event.event_id.replace("\0", "\\0")


def _utc(instant: datetime) -> datetime:
    """SQLite's instants come back without their zone."""
    return instant if instant.tzinfo else instant.replace(tzinfo=timezone.utc)
