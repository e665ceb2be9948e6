"""What leaves the shop: one event, encoded, with what delivery needs to know of it.

The wire form of an event is TikTok's `data[]` item (Events API 2.0, `POST event/track/`).
"""

from __future__ import annotations

from enum import IntFlag

import msgspec


class MatchKey(IntFlag):
    """The identifiers TikTok can match a person by, as a set; used for the coverage report."""

    EMAIL = 1
    PHONE = 2
    EXTERNAL_ID = 4
    TTCLID = 8
    TTP = 16
    IP_AND_USER_AGENT = 32


class Event(msgspec.Struct, frozen=True):
    """One event, ready to send.

    `payload` is the UTF-8 JSON of one `data[]` item: hashed personal data only, so that a
    batch is built by joining payloads and its size in bytes is known without encoding twice.
    `record_key` names the input record in reports, for example `order_id=1001`; it never
    holds personal data.
    """

    stream: str
    record_key: str
    event: str
    event_id: str
    event_time: int
    payload: bytes
    match_keys: MatchKey


class Refused(msgspec.Struct, frozen=True):
    """A record that can't become an event; it ends as a dead letter.

    `stage` is `map`, `age` or `value`. `reason` names the field and the cause, never a value
    that could be personal data. `payload` is the hashed event as far as it was built, or None.
    """

    stream: str
    record_key: str
    stage: str
    reason: str
    payload: bytes | None = None


class LeftOut(msgspec.Struct, frozen=True):
    """A record that a named rule leaves out: `consent`, or a `skip` rule of event_mappings."""

    stream: str
    rule: str
