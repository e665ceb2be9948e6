"""The settings of the tap, declared as JSON Schema, as those of the target are."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from target_tiktok_events.config.declarations import SETTINGS as OF_TARGET

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS: Final[Mapping[str, dict[str, Any]]] = MappingProxyType(
    {
        "ledger_url": {
            **OF_TARGET["ledger_url"],
            "description": "The ledger_url of target-tiktok-events: its log of outcomes lies "
            "beside the ledger.",
        },
        "start_date": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "Date or instant, UTC without an offset; rows recorded before it are "
            "not read. All by default.",
        },
        "event_source_ids": {
            "type": ["array", "null"],
            "items": {"type": "string", "minLength": 1},
            "description": "Event sources whose rows are read; all by default.",
        },
    }
)
