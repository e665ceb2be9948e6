"""Listed object -> record: advertisers, campaigns, ad groups and ads.

A builder is made once for the columns of a stream. Its records have exactly the columns' names,
in their order, with JSON types that their schema allows: keys that TikTok added are dropped,
keys that it left out are None. A key column is no exception, so whoever emits a record checks
that its key is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import getitem
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.records.by_kind import LISTED, remembered
from tap_tiktok_ads.records.values import Unreadable

if TYPE_CHECKING:
    from tap_tiktok_ads.schemas.column import Column

Row = Mapping[str, Any]
Record = dict[str, Any]


def record_builder(
    columns: Sequence[Column], on_unreadable: Callable[[str], None] | None = None
) -> Callable[[Row], Record]:
    """A builder for the rows of advertisers, campaigns, ad groups and ads.

    A value that doesn't fit its column becomes None, and `on_unreadable` gets the column's name,
    once per such value.
    """
    names = tuple(column.name for column in columns)
    kinds = {column.kind: remembered(LISTED, column.kind) for column in columns}
    readings = tuple(kinds[column.kind] for column in columns)

    def build(row: Row) -> Record:
        # The whole row in C; only a value without precedent calls Python.
        try:
            return dict(zip(names, map(getitem, readings, map(row.get, names)), strict=True))
        except (Unreadable, TypeError):  # TypeError: a list or object can't be looked up
            return {column.name: read(column, row.get(column.name)) for column in columns}

    def read(column: Column, value: object) -> object:
        try:
            return LISTED[column.kind](value)
        except Unreadable:
            if on_unreadable is not None:
                on_unreadable(column.name)
            return None

    return build
