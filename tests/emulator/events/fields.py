"""The JSON type of every documented field of an event, as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.emulator.events.refusals import FieldError

Flag = Callable[[str, str], None]
"""Notes a sender's mistake that TikTok lets pass: its kind and its path inside the event."""


class Kind(NamedTuple):
    """The Python types a decoded JSON value may have, and what a message says otherwise."""

    types: frozenset[type]
    problem: str


TEXT = Kind(frozenset({str}), "Not a valid string")
NUMBER = Kind(frozenset({int, float}), "Not a valid number")
BOOLEAN = Kind(frozenset({bool}), "Not a valid boolean")
OBJECT = Kind(frozenset({dict}), "Not a valid object")
LIST = Kind(frozenset({list}), "Not a valid list")

MISSING = "Missing data for required field"
TOO_SHORT = "Shorter than minimum length 1"

EVENT = {
    "event": TEXT,
    "event_id": TEXT,
    "user": OBJECT,
    "properties": OBJECT,
    "page": OBJECT,
    "app": OBJECT,
    "ad": OBJECT,
    "lead": OBJECT,
    "device": OBJECT,
    "limited_data_use": BOOLEAN,
}
USER = dict.fromkeys(
    (
        "ttclid",
        "ttp",
        "ip",
        "user_agent",
        "locale",
        "idfa",
        "idfv",
        "gaid",
        "att_status",
        "first_name",
        "last_name",
        "zip_code",
        "city",
        "state",
        "country",
    ),
    TEXT,
)
PROPERTIES = {
    "value": NUMBER,
    "predicted_ltv": NUMBER,
    "num_items": NUMBER,
    "contents": LIST,
    "content_ids": LIST,
    "currency": TEXT,
    "content_type": TEXT,
    "order_id": TEXT,
    "shop_id": TEXT,
    "description": TEXT,
    "search_string": TEXT,
    "query": TEXT,
    "status": TEXT,
    "delivery_category": TEXT,
    "event_channel": TEXT,
}
CONTENT = {
    "content_id": TEXT,
    "content_name": TEXT,
    "content_category": TEXT,
    "content_type": TEXT,
    "brand": TEXT,
    "description": TEXT,
    "price": NUMBER,
    "quantity": NUMBER,
}
PAGE = {"url": TEXT, "referrer": TEXT}
APP = {"app_id": TEXT, "app_name": TEXT, "app_version": TEXT}
LEAD = {"lead_id": TEXT, "lead_event_source": TEXT}
AD = {
    "callback": TEXT,
    "campaign_id": TEXT,
    "ad_id": TEXT,
    "creative_id": TEXT,
    "is_retargeting": BOOLEAN,
    "attributed": BOOLEAN,
    "attribution_type": TEXT,
    "attribution_provider": TEXT,
}


def check_types(found: dict[str, Any], kinds: Mapping[str, Kind], path: str, flag: Flag) -> None:
    """Check each documented key of `found`; other keys are tolerated, as TikTok does.

    Null is no value of any type. Blank text is let through and flagged.

    Raises:
        FieldError: A value has another JSON type; `path` stands before its name.
    """
    for name, value in found.items():
        kind = kinds.get(name)
        if kind is None:
            continue
        if type(value) not in kind.types:
            raise FieldError(path=path + name, problem=kind.problem)
        if value == "":
            flag("blank_text", path + name)


def require_text(found: dict[str, Any], name: str, path: str) -> str:
    """Return the text `found[name]`.

    Raises:
        FieldError: It is missing, no text, or empty.
    """
    if name not in found:
        raise FieldError(path=path + name, problem=MISSING)
    value = found[name]
    if type(value) is not str:
        raise FieldError(path=path + name, problem=TEXT.problem)
    if not value:
        raise FieldError(path=path + name, problem=TOO_SHORT)
    return value
