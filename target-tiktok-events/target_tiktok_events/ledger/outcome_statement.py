"""The statement that adds many rows to the log of outcomes, in the dialect of the database.

The rows travel as one JSON parameter: SQLite unpacks it with `json_each`, PostgreSQL with
`jsonb_array_elements`. Bound row by row they would cost half as much again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Integer,
    Numeric,
    String,
    bindparam,
    cast,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from target_tiktok_events.ledger.outcome_table import OUTCOMES

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Insert

_C = OUTCOMES.c
_IN_ROW = (
    *(_C.sequence, _C.stream, _C.event, _C.event_id),
    *(_C.event_time, _C.value, _C.currency, _C.match_keys),
)
_SHARED = (
    *(_C.event_source_id, _C.event_source, _C.outcome, _C.stage, _C.reason),
    *(_C.tiktok_code, _C.request_id),
)


def insert_rows(dialect: str) -> Insert:
    """The statement; its parameters: `run`, `recorded`, `rows`, and each of `Shared` by name.

    `rows` is a JSON array of arrays, with the fields of `Row` in their order.
    """
    unpack = _of_postgresql if dialect == "postgresql" else _of_sqlite
    rows, in_row = unpack()
    columns = [
        bindparam("run", type_=String).label("run_id"),
        bindparam("recorded", type_=_C.recorded_at.type).label("recorded_at"),
        *(bindparam(each.name, type_=each.type).label(each.name) for each in _SHARED),
        *(value.label(each.name) for each, value in zip(_IN_ROW, in_row, strict=True)),
    ]
    names = [each.name for each in columns]
    return insert(OUTCOMES).from_select(names, select(*columns).select_from(rows))


def _of_sqlite() -> tuple[Any, list[ColumnElement[Any]]]:
    rows = func.json_each(bindparam("rows", type_=String)).table_valued("value")
    fields: list[Any] = [
        func.json_extract(rows.c.value, literal_column(f"'$[{n}]'")) for n in range(8)
    ]
    fields[4] = func.datetime(fields[4], literal_column("'unixepoch'"))
    return rows, fields


def _of_postgresql() -> tuple[Any, list[ColumnElement[Any]]]:
    packed = cast(bindparam("rows", type_=String), JSONB)
    rows = func.jsonb_array_elements(packed).table_valued("value")
    fields: list[Any] = [rows.c.value.op("->>")(literal_column(str(n))) for n in range(8)]
    fields[0] = cast(fields[0], Integer)
    fields[4] = func.to_timestamp(cast(fields[4], Numeric))
    fields[5] = cast(fields[5], Numeric)
    return rows, fields
