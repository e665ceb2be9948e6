"""The columns of an order record: conventional names, and what `field_mapping` puts in place.

A mapped field is read from the mapped column or path only; its conventional columns no longer
count, so that what was mapped is what is sent. Columns that are neither conventional nor mapped
are never read, so they can't leave the shop.
"""

from __future__ import annotations

from typing import Any, TYPE_CHECKING

from target_tiktok_events.field_paths import Getter, compile_matches, compile_path
from target_tiktok_events.setting_errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
    "landing_page_url": ("landing_page_url", "landing_site", "page_url"),
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

PERSONAL_FIELDS = frozenset(
    "email phone external_id ttclid ttp ip user_agent first_name last_name city state zip country"
    " country_code idfa idfv gaid".split()
)
"""Fields that say something about a person; their columns never name a record in a report."""

_SEVERAL = frozenset({"email", "phone", "external_id", "line_items"})
_ITEM_PREFIX = "line_items."
_ALIASES = {
    column: field for field, columns in COLUMNS.items() for column in columns if column != field
} | {
    "event_time": "created_at",
    "url": "landing_page_url",
    "zip_code": "zip",
    "search": "search_string",
}


class Field:
    """One event field: how to find it in a record, and the name to give it in a reason."""

    __slots__ = ("candidates", "get", "name")

    def __init__(self, name: str, candidates: Sequence[tuple[str, Getter]]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        self.get = _first_of([getter for _, getter in self.candidates])

    @property
    def columns(self) -> str:
        """The names of the columns, for a reason: `created_at, processed_at or order_date`."""
        names = [name for name, _ in self.candidates]
        return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:]))) or self.name

    def column_of(self, record: Mapping[str, Any]) -> str:
        """The name of the column the value of this record comes from."""
        for name, getter in self.candidates:
            if not _is_empty(getter(record)):
                return name
        return self.columns


class Fields:
    """Every field of `COLUMNS` and `ITEM_COLUMNS`, compiled with the mapping of the settings."""

    __slots__ = ("_items", "_record")

    def __init__(self, field_mapping: Mapping[str, str]) -> None:
        mapped = _by_field(field_mapping)
        self._record = {
            name: _field(name, columns, mapped.get(name), several=name in _SEVERAL)
            for name, columns in COLUMNS.items()
        }
        self._items = {
            name: _field(name, columns, mapped.get(_ITEM_PREFIX + name), several=False)
            for name, columns in ITEM_COLUMNS.items()
        }

    def __getitem__(self, name: str) -> Field:
        return self._record[name]

    def of_item(self, name: str) -> Field:
        """The field of one line item."""
        return self._items[name]

    def personal_columns(self) -> frozenset[str]:
        """Columns and paths that are read for `PERSONAL_FIELDS`, conventional ones always."""
        read = {name for field in PERSONAL_FIELDS for name, _ in self._record[field].candidates}
        return frozenset(read.union(*(COLUMNS[field] for field in PERSONAL_FIELDS)))


def _by_field(field_mapping: Mapping[str, str]) -> dict[str, str]:
    mapped: dict[str, str] = {}
    for key, path in field_mapping.items():
        field = _field_name(key)
        if field in mapped:
            message = f"field_mapping names {field} twice, once as {key}; keep one of them."
            raise SettingError(message)
        mapped[field] = path
    return mapped


def _field_name(key: str) -> str:
    if key in COLUMNS:
        return key
    if key in _ALIASES:
        return _ALIASES[key]
    if key.startswith(_ITEM_PREFIX):
        for field, columns in ITEM_COLUMNS.items():
            if key.removeprefix(_ITEM_PREFIX) in columns:
                return _ITEM_PREFIX + field
    known = ", ".join([*COLUMNS, *(_ITEM_PREFIX + name for name in ITEM_COLUMNS)])
    message = f"field_mapping has the unknown event field {key!r}; it may have: {known}."
    raise SettingError(message)


def _field(name: str, columns: Sequence[str], mapped: str | None, *, several: bool) -> Field:
    compile_one = compile_matches if several else compile_path
    names = columns if mapped is None else (mapped,)
    setting = f"field_mapping.{name}"
    return Field(name, [(column, compile_one(column, setting)) for column in names])


def _is_empty(value: object) -> bool:
    return value is None or value == "" or value == []


def _first_of(getters: Sequence[Getter]) -> Callable[[Mapping[str, Any]], Any]:
    if not getters:
        return lambda _record: None
    if len(getters) == 1:
        return getters[0]

    def first(record: Mapping[str, Any]) -> Any:
        for getter in getters:
            value = getter(record)
            if value is not None and value != "" and value != []:
                return value
        return None

    return first
