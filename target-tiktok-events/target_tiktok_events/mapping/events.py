"""What a record ends as: an encoded event, a refusal, or left out; and what was left out of it.

The wire form of an event is TikTok's `data[]` item (Events API 2.0, `POST event/track/`).
"""

from __future__ import annotations

import re
from collections import Counter
from enum import IntFlag
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from target_tiktok_events.mapping.values import Number

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_EMAIL = re.compile(r"[^\s@\"'<>]@[^\s@\"'<>]")


class MatchKey(IntFlag):
    """The identifiers TikTok can match a person by, as a set; used for the coverage report."""

    EMAIL = 1
    PHONE = 2
    EXTERNAL_ID = 4
    TTCLID = 8
    TTP = 16
    IP_AND_USER_AGENT = 32


_NO_KEY = MatchKey(0)


class Event(msgspec.Struct, frozen=True):
    """One event, ready to send.

    `payload` is the UTF-8 JSON of one `data[]` item: hashed personal data only, so that a
    batch is built by joining payloads and its size in bytes is known without encoding twice.
    `record_key` names the input record in reports, for example `order_id=1001`; it never
    holds personal data. `source` is the number of its event source among those of the run; 0 is
    that of the settings. `value` and `currency` are those in the payload, None where it has none.
    """

    stream: str
    record_key: str
    event: str
    event_id: str
    event_time: int
    payload: bytes
    match_keys: MatchKey
    source: int = 0
    value: Number | None = None
    currency: str | None = None


class Refused(msgspec.Struct, frozen=True):
    """A record that can't become an event; it ends as a dead letter.

    `stage` is `map`, `age` or `value`. `reason` names the field and the cause, never a value
    that could be personal data. `payload` is the hashed event as far as it was built, or None.
    `source` is as in `Event`, and so is what follows it, as far as it is known.
    """

    stream: str
    record_key: str
    stage: str
    reason: str
    payload: bytes | None = None
    source: int = 0
    event: str | None = None
    event_id: str | None = None
    event_time: int | None = None
    match_keys: MatchKey = _NO_KEY
    value: Number | None = None
    currency: str | None = None


class LeftOut(msgspec.Struct, frozen=True):
    """A record that a named rule leaves out: `consent`, or a `skip` rule of event_mappings.

    `event_id` and `event_time` are those that its event would have, None where they can't be read
    and for streams that hold no orders. `source` is as in `Event`.
    """

    stream: str
    rule: str
    event_id: str | None = None
    event_time: int | None = None
    source: int = 0


class Unmappable(Exception):
    """A step of the mapping finds that a record can't become an event; the mapper catches it.

    `stage` is that of `Refused`. `problem` is the whole reason, or with `field` what is wrong with
    the value of this field: the mapper knows the column and puts its name before it.
    """

    def __init__(self, stage: str, problem: str, field: str | None = None) -> None:
        super().__init__(problem)
        self.stage = stage
        self.problem = problem
        self.field = field


class ValueCounts(Counter[str]):
    """How often a value was left out of an event or changed, by reason; keys hold no values.

    Most reasons are a key of the event and a word: `phone_unusable`, `email_placeholder`,
    `email_already_hashed`. The others stand alone: `value_missing`, `match_key_missing`,
    `line_item_without_id`, `url_parameter_removed`, `url_path_segment_replaced`,
    `clear_text_with_email`, `unreadable_characters`.
    """

    def note(self, reason: str) -> None:
        """Count one value under a reason that stands alone."""
        self[reason] += 1

    def unusable(self, key: str) -> None:
        """Count a value that can't be read as what its key stands for."""
        self[f"{key}_unusable"] += 1


def encode(event: dict[str, Any], counts: ValueCounts) -> bytes:
    """The UTF-8 JSON of one event; decimals become JSON numbers with the same digits.

    Clear text that holds an email address is left out (`clear_text_with_email`): a gift note in
    a product name must not leave the shop. Halves of surrogate pairs, which have no UTF-8 form,
    become U+FFFD (`unreadable_characters`).
    """
    try:
        payload = _ENCODER.encode(event)
    except UnicodeEncodeError:
        counts.note("unreadable_characters")
        event = _readable(event)
        payload = _ENCODER.encode(event)
    return payload if b"@" not in payload else _ENCODER.encode(_without_emails(event, counts))


def has_email(text: str) -> bool:
    """Whether clear text holds something that may be an email address."""
    return _EMAIL.search(text) is not None


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {key: _readable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_readable(each) for each in value]
    return value


def _without_emails(value: Any, counts: ValueCounts) -> Any:
    if isinstance(value, dict):
        kept = {}
        for key, each in value.items():
            if isinstance(each, str) and has_email(each):
                counts.note("clear_text_with_email")
            else:
                kept[key] = _without_emails(each, counts)
        return kept
    if isinstance(value, list):
        return [
            _without_emails(each, counts)
            for each in value
            if not (isinstance(each, str) and has_email(each))
        ]
    return value
