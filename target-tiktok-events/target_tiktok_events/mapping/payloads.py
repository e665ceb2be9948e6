"""Event -> the JSON that is sent: exact decimals, no half characters, no stray email address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections import Counter

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_EMAIL = re.compile(r"[^\s@\"'<>]@[^\s@\"'<>]")


def encode(event: dict[str, Any], counts: Counter[str]) -> bytes:
    """The UTF-8 JSON of one event; decimals become JSON numbers with the same digits.

    Clear text that holds an email address is left out (`clear_text_with_email`): a gift note in
    a product name must not leave the shop. Halves of surrogate pairs, which have no UTF-8 form,
    become U+FFFD (`unreadable_characters`).
    """
    try:
        payload = _ENCODER.encode(event)
    except UnicodeEncodeError:
        counts["unreadable_characters"] += 1
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


def _without_emails(value: Any, counts: Counter[str]) -> Any:
    if isinstance(value, dict):
        kept = {}
        for key, each in value.items():
            if isinstance(each, str) and has_email(each):
                counts["clear_text_with_email"] += 1
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
