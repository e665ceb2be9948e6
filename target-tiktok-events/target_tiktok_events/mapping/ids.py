"""What a record is called in reports: its key, without personal data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.values import comparable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PERSONAL_NAME = re.compile(
    r"mail|phone|mobile|name|address|street|birth|passport|ssn|tel(?:ephone)?(?:$|_)|^ip$|_ip$"
    r"|customer|client|user|person|contact|visitor",
    re.IGNORECASE,
)
_LONGEST = 200


class RecordKeys:
    """Builds record keys such as `order_id=1001` out of the key properties of a stream."""

    def __init__(self, personal_columns: frozenset[str]) -> None:
        self._personal = personal_columns
        self._safe: dict[tuple[str, ...], tuple[str, ...]] = {}

    def key_of(
        self, record: Mapping[str, Any], key_properties: Sequence[str], event_id: str | None
    ) -> str:
        """The key of a record; `event_id=…` when its key properties are personal or empty.

        "" when there is no event id either. Always text that has a UTF-8 form, 200 characters
        at most.
        """
        names = self._safe_names(tuple(key_properties))
        parts = []
        for name in names:
            text = comparable(record.get(name))
            if text and "@" not in text:
                parts.append(f"{name}={text}")
        if not parts and event_id and "@" not in event_id:
            parts = [f"event_id={event_id}"]
        key = ",".join(parts)[:_LONGEST]
        return key if key.isascii() else key.encode("utf-8", "replace").decode()

    def _safe_names(self, key_properties: tuple[str, ...]) -> tuple[str, ...]:
        names = self._safe.get(key_properties)
        if names is None:
            names = tuple(name for name in key_properties if not self._is_personal(name))
            self._safe[key_properties] = names
        return names

    def _is_personal(self, name: str) -> bool:
        return name in self._personal or _PERSONAL_NAME.search(name) is not None
