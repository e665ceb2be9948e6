"""Where each field is found in a record: decided once, by columns, `field_mapping` and rules.

A mapped field is read from the mapped column or path only; its conventional columns no longer
count, so that what was mapped is what is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.columns import Columns
from target_tiktok_events.mapping.orders import (
    ITEM_FIELDS,
    ORDER_FIELDS,
    PAGE_FIELDS,
    Field,
    Item,
    Order,
)
from target_tiktok_events.mapping.sources import (
    Source,
    amount_source,
    matches_source,
    source_of,
    sources_of,
)
from target_tiktok_events.mapping.values import is_blank, is_zero

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from target_tiktok_events.mapping.paths import Getter

_NO_COLUMN = "\0"
"""The name of no column: a field that isn't read for this event source, or only if mapped."""
_ITEM_PREFIX = "line_items."
_UNKNOWN = Columns()


_Fields = TypeVar("_Fields", Order, Item)
_Sources = dict[str, tuple[Source, ...]]
"""Field -> where it is looked for, in turn."""


class FieldFinder(Generic[_Fields]):
    """Finds the fields of an order in a record, or those of a line item in an item."""

    def __init__(
        self, fields: type[_Fields], sources: _Sources, zero_is_blank: Collection[str] = ()
    ) -> None:
        self._fields: Callable[..., _Fields] = fields
        self._type: type[_Fields] = fields
        self._sources = sources
        self._zero_is_blank = zero_is_blank
        self._first = [_first_column(sources[name]) for name in fields.__struct_fields__]
        self._others: tuple[tuple[int, tuple[Getter, ...], bool], ...] = tuple(
            (number, getters, name in zero_is_blank)
            for number, (name, first) in enumerate(
                zip(fields.__struct_fields__, self._first, strict=True)
            )
            if (getters := tuple(one.get for one in sources[name][first != _NO_COLUMN :]))
            or name in zero_is_blank
        )

    def find(self, record: Mapping[str, Any]) -> _Fields:
        """The fields of one record; the first source that isn't blank counts. Never raises."""
        values = [*map(record.get, self._first)]
        for number, getters, zero_is_blank in self._others:
            value = values[number]
            if zero_is_blank and is_zero(value):
                value = values[number] = None
            # Most are filled, which is quicker to see here.
            if value and (type(value) is not str or not value.isspace()):
                continue
            if value is None or type(value) is str:
                for getter in getters:
                    value = getter(record)
                    if value is None or is_blank(value) or (zero_is_blank and is_zero(value)):
                        continue
                    values[number] = value
                    break
        return self._fields(*values)

    def first_values(self, record: Mapping[str, Any]) -> Iterator[Any]:
        """What the first columns of the fields hold, in the order of the fields; quick.

        None, too, for a field that is read by a path. `find` gives the same value for a field
        unless it is blank here, or a zero that stands for no id.
        """
        return map(record.get, self._first)

    def columns(self, name: str) -> str:
        """The names of a field's columns, for a reason: `created_at, processed_at or timestamp`."""
        names: list[str] = [source.name for source in self._sources[name]]
        return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))

    def column_of(self, name: str, record: Mapping[str, Any]) -> str:
        """The name of the column or path that a field of this record comes from."""
        for source in self._sources[name]:
            if not is_blank(source.get(record)):
                return source.name
        return self.columns(name)

    def value_of(self, name: str, record: Mapping[str, Any]) -> Any:
        """One field of a record: what its first source gives that isn't blank, else None."""
        found = (source.get(record) for source in self._sources[name])
        return next((value for value in found if not is_blank(value)), None)

    def choices(self, name: str) -> list[frozenset[str]]:
        """The columns and paths that each source of a field reads; any of them may fill it."""
        return [frozenset(source.reads) for source in self._sources[name]]

    def is_fixed(self, name: str) -> bool:
        """Whether a field is the same for all records, because the settings say it."""
        sources = self._sources[name]
        return bool(sources) and not any(source.reads for source in sources)

    def all_columns(self, names: Iterable[str]) -> frozenset[str]:
        """The columns and paths that some fields are read from."""
        return frozenset(
            text for name in names for source in self._sources[name] for text in source.reads
        )

    def may_be_filled(self, name: str, columns: Columns) -> bool:
        """Whether one of a field's sources has all that it reads among the columns of a stream."""
        return any(all(map(columns.has, source.reads)) for source in self._sources[name])

    def replacing(self, sources: _Sources) -> FieldFinder[_Fields]:
        """A finder that looks for some fields elsewhere; () for a field that is left out."""
        return (
            FieldFinder(self._type, self._sources | sources, self._zero_is_blank)
            if sources
            else self
        )


def order_finder(
    event_source: str, field_mapping: Mapping[str, Any], columns: Columns = _UNKNOWN
) -> FieldFinder[Order]:
    """Finds the fields of orders; those that don't go with the event source stay None.

    Conventional columns are looked for among `columns`.

    Raises:
        SettingError: `field_mapping` has an unknown field or a path that can't be read.
    """
    mapped = _mapped_fields(field_mapping)
    usual: dict[str, tuple[str, ...]] = {
        name: tuple(map(columns.resolved, field.columns)) for name, field in ORDER_FIELDS.items()
    }
    if PAGE_FIELDS[0] in mapped:
        usual |= dict.fromkeys(PAGE_FIELDS[1:], ())
    # Paths of fields that aren't read are compiled too, so that a mistake in them shows.
    sources = {
        name: _sources(name, mapped.get(name), usual[name], field)
        for name, field in ORDER_FIELDS.items()
    }
    unread: _Sources = {
        name: () for name, field in ORDER_FIELDS.items() if not field.applies_to(event_source)
    }
    return FieldFinder(Order, sources | unread)


def item_finder(field_mapping: Mapping[str, Any]) -> FieldFinder[Item]:
    """Finds the fields of line items.

    Raises:
        SettingError: as `order_finder`.
    """
    mapped = _mapped_fields(field_mapping)
    sources = {
        name: _sources(name, mapped.get(_ITEM_PREFIX + name), field.columns, field)
        for name, field in ITEM_FIELDS.items()
    }
    return FieldFinder(
        Item, sources, {name for name, field in ITEM_FIELDS.items() if field.zero_is_blank}
    )


def _sources(name: str, mapped: Any, columns: tuple[str, ...], field: Field) -> tuple[Source, ...]:
    setting = f"field_mapping.{name}"
    if mapped is not None:
        read = amount_source if field.amount else matches_source if field.several else source_of
        return sources_of(mapped, setting, read)
    return tuple(source_of(column, setting) for column in columns)


def _first_column(sources: tuple[Source, ...]) -> str:
    return sources[0].name if sources and sources[0].is_column else _NO_COLUMN


def _mapped_fields(field_mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The setting by event field; aliases (`event_time`, `value`, …) become the field's name."""
    mapped: dict[str, Any] = {}
    for key, source in field_mapping.items():
        field = _FIELD_NAMES.get(key)
        if field is None:
            known = ", ".join(dict.fromkeys(_FIELD_NAMES.values()))
            message = f"field_mapping has the unknown event field {key!r}; it may have: {known}."
            raise SettingError(message)
        if field in mapped:
            message = f"field_mapping names {field} twice, once as {key}; keep one of them."
            raise SettingError(message)
        mapped[field] = source
    return mapped


def field_of(key: str) -> str:
    """The field that a key of `field_mapping` means; an unknown key as it is."""
    return _FIELD_NAMES.get(key, key)


def _names(fields: Mapping[str, Field], prefix: str = "") -> dict[str, str]:
    """Each name that a field may have in `field_mapping` -> the field."""
    names = {prefix + name: prefix + name for name in fields}
    others = {
        prefix + other: prefix + name
        for name, field in fields.items()
        for other in (*field.columns, *field.aliases)
        if other != name
    }
    return names | others


_FIELD_NAMES = _names(ORDER_FIELDS) | _names(ITEM_FIELDS, _ITEM_PREFIX)
