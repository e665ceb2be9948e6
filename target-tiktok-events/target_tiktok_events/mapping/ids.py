"""The id of an event, and what its record is called in reports: its key, without personal data."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.events import Unmappable, has_email
from target_tiktok_events.mapping.values import comparable, is_blank, text_of
from target_tiktok_events.personal.clear_text import is_phone, may_be_personal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from target_tiktok_events.mapping.fields import FieldFinder
    from target_tiktok_events.mapping.orders import Order

_ID_FIELDS = ("event_id", "order_id", "lead_id")
_LONGEST_ID = 512
"""An id longer than this is a mistake, and too long for the index of a ledger."""

_PERSONAL_NAME = re.compile(
    r"mail|phone|mobile|name|address|street|birth|passport|ssn|tel(?:ephone)?(?:$|_)|^ip$|_ip$"
    r"|customer|client|user|person|contact|visitor",
    re.IGNORECASE,
)
_LONGEST_KEY = 200
DIGEST_DIGITS = 16
"""Hexadecimal digits of a SHA-256 that name a record whose key is personal."""


class EventIds:
    """Reads the ids of events: a function of the record, so that TikTok knows a repeated one."""

    def __init__(self, fields: FieldFinder[Order]) -> None:
        columns = ", ".join(filter(None, map(fields.columns, _ID_FIELDS)))
        self._no_id = f"no id: {columns} are empty"

    def id_of(self, order: Order) -> str:
        """The event id of an order, else its order id, else its lead id.

        Raises:
            Unmappable: stage `map`; there is no id, or one that can't be sent in clear.
        """
        for name in _ID_FIELDS:
            value = getattr(order, name)
            if value is None or is_blank(value):
                continue
            text = text_of(value)
            if text is None or len(text) > _LONGEST_ID or not _is_sendable(text):
                problem = "is no id: text or a whole number, no email address or phone number"
                raise Unmappable("map", problem, name)
            return text
        raise Unmappable("map", self._no_id)

    def known_id_of(self, order: Order) -> str | None:
        """The same, or None where there is no usable one."""
        try:
            return self.id_of(order)
        except Unmappable:
            return None


def _is_sendable(text: str) -> bool:
    """Whether an id can be sent in clear: it has a UTF-8 form, and is no address or number."""
    if text.isascii():
        if text[0] == "+" and is_phone(text):
            return False
        return "@" not in text or not has_email(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return not has_email(text)


def _digests(record: Mapping[str, Any], key_properties: Sequence[str]) -> list[str]:
    """What names a record by its first key property that is filled, and does not show it."""
    for name in key_properties:
        text = comparable(record.get(name))
        if text:
            digest = sha256(text.encode("utf-8", "replace")).hexdigest()
            return [f"{name}=sha256:{digest[:DIGEST_DIGITS]}"]
    return []


class RecordKeys:
    """Builds record keys such as `order_id=1001` out of the key properties of a stream."""

    def __init__(self, personal_columns: frozenset[str]) -> None:
        self._personal = personal_columns
        self._safe: dict[tuple[str, ...], tuple[str, ...]] = {}

    def key_of(
        self, record: Mapping[str, Any], key_properties: Sequence[str], event_id: str | None
    ) -> str:
        """The key of a record; `event_id=…` when its key properties are personal or empty.

        Where there is no such id either, the first 16 digits of a key property's SHA-256, by which
        who has the record finds it (`contact=sha256:3f…`); "" for a record without any key.
        Always text that has a UTF-8 form, 200 characters at most.
        """
        names = self._safe_names(tuple(key_properties))
        parts = []
        for name in names:
            text = comparable(record.get(name))
            if text and not may_be_personal(text):
                parts.append(f"{name}={text}")
        if not parts and event_id and not may_be_personal(event_id):
            parts = [f"event_id={event_id}"]
        if not parts:
            parts = _digests(record, key_properties)
        key = ",".join(parts)[:_LONGEST_KEY]
        return key if key.isascii() else key.encode("utf-8", "replace").decode()

    def _safe_names(self, key_properties: tuple[str, ...]) -> tuple[str, ...]:
        names = self._safe.get(key_properties)
        if names is None:
            names = tuple(name for name in key_properties if not self._is_personal(name))
            self._safe[key_properties] = names
        return names

    def _is_personal(self, name: str) -> bool:
        return name in self._personal or _PERSONAL_NAME.search(name) is not None
