"""The benchmark's orders as a table of a warehouse: one column per fact, most of them unmapped."""

from __future__ import annotations

from typing import Any, Final

_TEXT: Final = {"type": ["string", "null"]}
_NUMBER: Final = {"type": ["number", "null"]}
_FLAG: Final = {"type": ["boolean", "null"]}

_SAME: Final = (
    *("order_id", "created_at", "total", "currency", "email", "phone", "ip", "user_agent"),
    *("landing_page_url", "referrer", "first_name", "last_name", "city", "state", "zip"),
    *("country_code", "ttclid"),
)
"""Columns that are those of the nested orders."""


def flat_record(order: dict[str, Any]) -> dict[str, Any]:
    """A nested order as a row: no line items, and what else a shop's table says of an order."""
    address = {"name": order["first_name"], "address1": "Example street 12", "city": order["city"]}
    return {
        **{name: order[name] for name in _SAME},
        "customer_id": order["external_id"],
        "order_number": order["event_id"],
        "updated_at": order["created_at"],
        "financial_status": "paid",
        "fulfillment_status": None,
        "subtotal": order["total"],
        "tax": 19.0,
        "discount": 0,
        "shipping": 4.9,
        "discount_code": None,
        "gateway": "card",
        "source_name": "web",
        "tags": "summer, newsletter",
        "note": "Please leave the parcel with the neighbours.",
        "is_test": False,
        "buyer_accepts_marketing": True,
        **{f"billing_{key}": value for key, value in address.items()},
        **{f"shipping_{key}": value for key, value in address.items()},
        "number_of_items": 3,
        "_sdc_extracted_at": order["created_at"],
        "_sdc_batched_at": order["created_at"],
        "_sdc_deleted_at": None,
        "_sdc_sequence": 1_700_000_000_000,
    }


def _kind(name: str) -> dict[str, Any]:
    if name in {"total", "subtotal", "tax", "discount", "shipping", "number_of_items"}:
        return _NUMBER
    if name == "_sdc_sequence":
        return {"type": ["integer", "null"]}
    return _FLAG if name in {"is_test", "buyer_accepts_marketing"} else _TEXT


def flat_schema(order: dict[str, Any]) -> dict[str, Any]:
    """What the SCHEMA message of such rows holds besides its type and stream."""
    return {
        "schema": {
            "type": "object",
            "properties": {name: _kind(name) for name in flat_record(order)},
        },
        "key_properties": ["order_id"],
    }
