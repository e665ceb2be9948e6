"""The SCHEMA of the benchmark's orders: every column with its type, as a database tap writes it."""

from __future__ import annotations

from typing import Any, Final

_TEXT: Final = {"type": ["string", "null"]}
_NUMBER: Final = {"type": ["number", "null"]}
_WHOLE: Final = {"type": ["integer", "null"]}

_ITEM: Final[dict[str, Any]] = {
    "type": ["object", "null"],
    "properties": {
        **dict.fromkeys(("product_id", "name", "category", "brand"), _TEXT),
        "price": _NUMBER,
        "quantity": _WHOLE,
    },
}
_TEXTS: Final = (
    *("event_id", "currency", "email", "phone", "external_id", "ttclid", "ttp", "ip"),
    *("user_agent", "landing_page_url", "referrer", "locale", "first_name", "last_name"),
    *("city", "state", "zip", "country", "country_code", "content_type", "shop_id"),
)

SCHEMA: Final[dict[str, Any]] = {
    "schema": {
        "type": "object",
        "properties": {
            "order_id": {"type": "string"},
            "created_at": {"type": "string", "format": "date-time"},
            "total": _NUMBER,
            **dict.fromkeys(_TEXTS, _TEXT),
            "line_items": {"type": ["array", "null"], "items": _ITEM},
            "limited_data_use": {"type": ["boolean", "null"]},
        },
        "required": ["order_id", "created_at"],
    },
    "key_properties": ["order_id"],
    "bookmark_properties": ["created_at"],
}
"""What a SCHEMA message holds besides its type and stream."""
