"""API row -> record: pure, and quick, because a report has millions of values.

A builder is made once for the columns of a stream. Its records have exactly the columns' names,
in their order, with JSON types that their schema allows: keys that TikTok added are dropped,
keys that it left out are None. A key column is no exception, so whoever emits a record checks
that its key is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import getitem
from typing import Any

from tap_tiktok_ads.records import values
from tap_tiktok_ads.records.values import Unreadable
from tap_tiktok_ads.schemas.column import Column, Kind

Row = Mapping[str, Any]
Record = dict[str, Any]
Reader = Callable[[object], object]

_ENTITY_READERS: Mapping[Kind, Reader] = {
    Kind.ID: values.read_text,
    Kind.TEXT: values.read_text,
    Kind.NUMBER: values.read_number,
    Kind.INTEGER: values.read_integer,
    Kind.BOOLEAN: values.read_boolean,
    Kind.TIME: values.read_time,
    Kind.EPOCH: values.read_epoch,
    Kind.DATE: values.read_date,
    Kind.TEXT_LIST: values.read_text_list,
    Kind.NUMBER_LIST: values.read_number_list,
    Kind.OBJECT: values.read_object,
    Kind.OBJECT_LIST: values.read_object_list,
}
"""How the fields of advertisers, campaigns, ad groups and ads are read. A name can be `-`."""

_METRIC_READERS: Mapping[Kind, Reader] = {
    **_ENTITY_READERS,
    Kind.ID: values.read_metric_text,
    Kind.TEXT: values.read_metric_text,
}
"""How the metrics of a report are read."""

_REMEMBERED = 16_384
"""Texts remembered per kind: zeros, counts and names repeat from row to row."""

_SHORT = 40
"""Longer texts are not remembered: they repeat seldom, and memory stays small."""

_MUTABLE = frozenset({Kind.TEXT_LIST, Kind.NUMBER_LIST, Kind.OBJECT, Kind.OBJECT_LIST})


def record_builder(
    columns: Sequence[Column], on_unreadable: Callable[[str], None] | None = None
) -> Callable[[Row], Record]:
    """A builder for the rows of advertisers, campaigns, ad groups and ads.

    A value that doesn't fit its column becomes None, and `on_unreadable` gets the column's name,
    once per such value.
    """
    return _builder(columns, _ENTITY_READERS, on_unreadable)


def metrics_record_builder(
    columns: Sequence[Column],
    level_id: str | None,
    on_unreadable: Callable[[str], None] | None = None,
) -> Callable[[Row, Row], Record]:
    """A builder for report rows `{"dimensions": …, "metrics": …}`.

    `level_id` is the dimension that identifies a row, None at the level of the advertiser. The
    second argument of the builder holds what the row doesn't say: `advertiser_id`,
    `advertiser_timezone` and `currency`. It wins over the row, and dimensions over metrics.
    Placeholders (`-`, `<5`, empty) are None whatever the kind.
    """
    build = _builder(columns, _METRIC_READERS, on_unreadable)
    dimension_names = ("stat_time_day",) if level_id is None else (level_id, "stat_time_day")

    def build_metrics(row: Row, injected: Row) -> Record:
        dimensions = row.get("dimensions") or {}
        flat = {**(row.get("metrics") or {}), **injected}
        for name in dimension_names:
            flat[name] = dimensions.get(name)
        return build(flat)

    return build_metrics


def metric_readings(kind: Kind) -> Mapping[Any, Any]:
    """TikTok's value of a metric -> what the record holds; looking one up raises Unreadable."""
    return _Remembered(_METRIC_READERS[kind])


def _builder(
    columns: Sequence[Column],
    readers: Mapping[Kind, Reader],
    on_unreadable: Callable[[str], None] | None,
) -> Callable[[Row], Record]:
    names = tuple(column.name for column in columns)
    remembered = {
        kind: (_Unremembered if kind in _MUTABLE else _Remembered)(read)
        for kind, read in readers.items()
    }
    readings = tuple(remembered[column.kind] for column in columns)

    def build(row: Row) -> Record:
        # The whole row in C; only a value without precedent calls Python.
        try:
            return dict(zip(names, map(getitem, readings, map(row.get, names)), strict=True))
        except (Unreadable, TypeError):  # TypeError: a list or object can't be looked up
            return {c.name: _read(readers[c.kind], c.name, row.get(c.name)) for c in columns}

    def _read(read: Reader, name: str, value: object) -> object:
        try:
            return read(value)
        except Unreadable:
            if on_unreadable is not None:
                on_unreadable(name)
            return None

    return build


class _Remembered(dict[Any, Any]):
    """Text -> its reading. Other values are read each time: 1, 1.0 and True are one dict key."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, value: object) -> object:
        reading = self._read(value)
        if value is None or (type(value) is str and len(value) <= _SHORT):
            if len(self) >= _REMEMBERED:
                self.clear()
            self[value] = reading
        return reading


class _Unremembered:
    """Value -> its reading, for lists and objects: records must not share them."""

    def __init__(self, read: Reader) -> None:
        self._read = read

    def __getitem__(self, value: object) -> object:
        return self._read(value)
