"""The columns of an order record: conventional names, and what `field_mapping` puts in place.

A mapped field is read from the mapped column or path only; its conventional columns no longer
count, so that what was mapped is what is sent. Columns that are neither conventional nor mapped
are never read, so they can't leave the shop.
"""

# ruff: noqa: SIM905 - lists of codes and words read better as running text
from __future__ import annotations

from typing import TYPE_CHECKING

from target_tiktok_events.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "order_id": ("order_id", "id"),
    "event_id": ("event_id",),
    "created_at": ("created_at", "processed_at", "order_date", "timestamp"),
    "total": ("total", "total_price", "value"),
    "currency": ("currency",),
    "email": ("email",),
    "phone": ("phone",),
    "external_id": ("external_id", "customer_id", "visitor_id"),
    "ttclid": ("ttclid",),
    "ttp": ("ttp",),
    "ip": ("ip", "browser_ip"),
    "user_agent": ("user_agent",),
    "landing_page_url": ("landing_page_url",),
    "landing_site": ("landing_site",),
    "page_url": ("page_url",),
    "referrer": ("referrer",),
    "locale": ("locale",),
    "first_name": ("first_name",),
    "last_name": ("last_name",),
    "city": ("city",),
    "state": ("state",),
    "zip": ("zip",),
    "country": ("country",),
    "country_code": ("country_code",),
    "line_items": ("line_items",),
    "content_type": ("content_type",),
    "shop_id": ("shop_id",),
    "lead_id": ("lead_id",),
    "lead_event_source": ("lead_event_source",),
    "limited_data_use": ("limited_data_use",),
    "app_id": ("app_id",),
    "app_name": ("app_name",),
    "app_version": ("app_version",),
    "idfa": ("idfa",),
    "idfv": ("idfv",),
    "gaid": ("gaid",),
    "att_status": ("att_status",),
    "description": (),
    "search_string": (),
    "query": (),
    "delivery_category": (),
}
"""Event field -> conventional columns, the first that isn't blank counts. () = only if mapped."""

ITEM_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "product_id": ("product_id", "sku"),
    "name": ("name", "title"),
    "category": ("category", "product_type"),
    "brand": ("brand", "vendor"),
    "price": ("price",),
    "quantity": ("quantity",),
}
"""The same for one line item; `field_mapping` names them `line_items.product_id` and so on."""

PAGE_FIELDS = ("landing_page_url", "landing_site", "page_url")
"""One field to the user, read as three: the click id may be in a page that can't be sent."""

_MATCH_FIELDS: Mapping[str, frozenset[str]] = {
    "web": frozenset({"external_id", "ttclid", "ttp", "ip", "user_agent", "locale"})
    | {"first_name", "last_name", "city", "state", "zip"},
    "app": frozenset({"ip", "user_agent", "locale", "idfa", "idfv", "gaid", "att_status"}),
    "offline": frozenset(),
    "crm": frozenset({"external_id"}),
}
_PART_FIELDS: Mapping[str, frozenset[str]] = {
    "web": frozenset({*PAGE_FIELDS, "referrer", "limited_data_use"}),
    "app": frozenset({"app_id", "app_name", "app_version", "limited_data_use"}),
    "offline": frozenset(),
    "crm": frozenset({"lead_id", "lead_event_source"}),
}
_BOUND_FIELDS = frozenset[str]().union(*_MATCH_FIELDS.values(), *_PART_FIELDS.values())

PERSONAL_FIELDS = frozenset(
    "email phone external_id ttclid ttp ip user_agent first_name last_name city state zip country"
    " country_code idfa idfv gaid".split()
)
"""Fields that say something about a person; their columns never name a record in a report."""

PERSONAL_COLUMNS = frozenset(
    column for field in PERSONAL_FIELDS for column in (field, *COLUMNS[field])
)
"""The conventional columns of these fields."""

_ITEM_PREFIX = "line_items."
_CONTENT_KEYS = {
    "product_id": "content_id",
    "name": "content_name",
    "category": "content_category",
}
_ALIASES = {
    column: field for field, columns in COLUMNS.items() for column in columns if column != field
} | {
    "event_time": "created_at",
    "landing_site": "landing_page_url",
    "page_url": "landing_page_url",
    "url": "landing_page_url",
    "zip_code": "zip",
    "search": "search_string",
}


def applicable_fields(event_source: str) -> frozenset[str]:
    """The fields that TikTok takes for an event source; the others are never read.

    Email and phone go with every event source; what else does follows TikTok's documentation of
    the event object.
    """
    bound = _MATCH_FIELDS[event_source] | _PART_FIELDS[event_source]
    return frozenset(COLUMNS) - _BOUND_FIELDS | bound


def mapped_fields(field_mapping: Mapping[str, str]) -> dict[str, str]:
    """The setting by event field; aliases (`event_time`, `value`, …) become the field's name.

    Raises:
        SettingError: an unknown event field, or one field under two names.
    """
    mapped: dict[str, str] = {}
    for key, path in field_mapping.items():
        field = _field_name(key)
        if field in mapped:
            message = f"field_mapping names {field} twice, once as {key}; keep one of them."
            raise SettingError(message)
        mapped[field] = path
    return mapped


def _field_name(key: str) -> str:
    if key in _ALIASES:
        return _ALIASES[key]
    if key in COLUMNS:
        return key
    if key.startswith(_ITEM_PREFIX):
        column = key.removeprefix(_ITEM_PREFIX)
        for field, columns in ITEM_COLUMNS.items():
            if column in (*columns, _CONTENT_KEYS.get(field)):
                return _ITEM_PREFIX + field
    fields = [field for field in COLUMNS if field not in _ALIASES]
    known = ", ".join([*fields, *(_ITEM_PREFIX + name for name in ITEM_COLUMNS)])
    message = f"field_mapping has the unknown event field {key!r}; it may have: {known}."
    raise SettingError(message)
