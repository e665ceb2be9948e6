"""Record -> order: every field found in its column or path, nothing judged yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from target_tiktok_events.mapping.fields import (
    COLUMNS,
    ITEM_COLUMNS,
    PAGE_FIELDS,
    applicable_fields,
    mapped_fields,
)
from target_tiktok_events.mapping.paths import Getter, compile_matches, compile_path, is_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_SEVERAL = frozenset({"email", "phone", "external_id", "line_items"})
_NO_COLUMN = "\0"
"""The name of no column: a field that isn't read for this event source, or only if mapped."""


class Order(msgspec.Struct):
    """The fields of `COLUMNS` as one record holds them: any JSON value, None if missing."""

    order_id: Any
    event_id: Any
    created_at: Any
    total: Any
    currency: Any
    email: Any
    phone: Any
    external_id: Any
    ttclid: Any
    ttp: Any
    ip: Any
    user_agent: Any
    landing_page_url: Any
    landing_site: Any
    page_url: Any
    referrer: Any
    locale: Any
    first_name: Any
    last_name: Any
    city: Any
    state: Any
    zip: Any
    country: Any
    country_code: Any
    line_items: Any
    content_type: Any
    shop_id: Any
    lead_id: Any
    lead_event_source: Any
    limited_data_use: Any
    app_id: Any
    app_name: Any
    app_version: Any
    idfa: Any
    idfv: Any
    gaid: Any
    att_status: Any
    description: Any
    search_string: Any
    query: Any
    delivery_category: Any


class Item(msgspec.Struct):
    """The fields of `ITEM_COLUMNS` as one line item holds them."""

    product_id: Any
    name: Any
    category: Any
    brand: Any
    price: Any
    quantity: Any


_Fields = TypeVar("_Fields", Order, Item)
_Sources = dict[str, tuple[tuple[str, Getter], ...]]
"""Field -> where it is looked for, in turn: column or path, and its getter."""


class Reader(Generic[_Fields]):
    """Finds the fields of an order or of a line item in a record."""

    def __init__(self, fields: type[_Fields], sources: _Sources) -> None:
        self._fields: Callable[..., _Fields] = fields
        self._sources = sources
        self._first = [_plain_column(sources[name]) for name in fields.__struct_fields__]
        self._others: tuple[tuple[str, tuple[Getter, ...]], ...] = tuple(
            (name, tuple(get for _, get in others))
            for name, first in zip(fields.__struct_fields__, self._first, strict=True)
            if (others := sources[name][first != _NO_COLUMN :])
        )

    def read(self, record: Mapping[str, Any]) -> _Fields:
        """The fields of one record; the first source that isn't empty counts. Never raises."""
        found = self._fields(*map(record.get, self._first))
        for name, getters in self._others:
            value = getattr(found, name)
            if value is None or value == "":
                for getter in getters:
                    value = getter(record)
                    if value is not None and value != "":
                        setattr(found, name, value)
                        break
        return found

    def first_values(self, record: Mapping[str, Any]) -> Iterator[Any]:
        """What the first columns of the fields hold, in the order of the fields; quick.

        None, too, for a field that is read by a path. `read` finds the same value for a field
        unless it is None or "" here.
        """
        return map(record.get, self._first)

    def columns(self, name: str) -> str:
        """The names of a field's columns, for a reason: `created_at, processed_at or timestamp`."""
        names: list[str] = [column for column, _ in self._sources[name]]
        return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))

    def column_of(self, name: str, record: Mapping[str, Any]) -> str:
        """The name of the column or path that a field of this record comes from."""
        for column, getter in self._sources[name]:
            value = getter(record)
            if value is not None and value != "":
                return column
        return self.columns(name)

    def all_columns(self, names: Iterable[str]) -> frozenset[str]:
        """The columns and paths that some fields are read from."""
        return frozenset(column for name in names for column, _ in self._sources[name])


def order_reader(event_source: str, field_mapping: Mapping[str, str]) -> Reader[Order]:
    """Reads orders; fields that don't go with the event source stay None.

    Raises:
        SettingError: `field_mapping` has an unknown field or a path that can't be read.
    """
    mapped = mapped_fields(field_mapping)
    columns = dict(COLUMNS)
    if PAGE_FIELDS[0] in mapped:
        columns |= dict.fromkeys(PAGE_FIELDS[1:], ())
    # Paths of fields that aren't read are compiled too, so that a mistake in them shows.
    sources = {name: _source(name, mapped.get(name), columns[name]) for name in COLUMNS}
    applicable = applicable_fields(event_source)
    return Reader(
        Order, {name: source if name in applicable else () for name, source in sources.items()}
    )


def item_reader(field_mapping: Mapping[str, str]) -> Reader[Item]:
    """Reads line items.

    Raises:
        SettingError: as `order_reader`.
    """
    mapped = mapped_fields(field_mapping)
    sources = {
        name: _source(name, mapped.get(f"line_items.{name}"), columns)
        for name, columns in ITEM_COLUMNS.items()
    }
    return Reader(Item, sources)


def _source(
    name: str, mapped: str | None, columns: tuple[str, ...]
) -> tuple[tuple[str, Getter], ...]:
    compiled = compile_matches if name in _SEVERAL else compile_path
    names = columns if mapped is None else (mapped,)
    return tuple((column, compiled(column, f"field_mapping.{name}")) for column in names)


def _plain_column(source: tuple[tuple[str, Getter], ...]) -> str:
    return source[0][0] if source and is_column(source[0][0]) else _NO_COLUMN
