"""Adding many rows to the log of outcomes, as is cheapest in each database.

What rows have in common stands in the statement: bound anew for each row it would cost as much as
the rest, and so would JSON in SQLite, which parses it again for each value. PostgreSQL takes the
rows as one JSON parameter: it is the server that unpacks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

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
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import JSONB

from target_tiktok_events.ledger.outcome_table import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Insert
    from sqlalchemy.engine import Connection

_C = OUTCOMES.c
_IN_ROW = (
    *(_C.sequence, _C.stream, _C.event, _C.event_id),
    *(_C.event_time, _C.value, _C.currency, _C.match_keys),
)
_SQLITE = sqlite.dialect()
_SHARED = tuple(column for column in _C if column not in set(_IN_ROW))


class InsertRows(Protocol):
    """Adds rows that share the columns in `shared`, by name; `packed` is the JSON of the rows."""

    def __call__(
        self,
        connection: Connection,
        shared: Mapping[str, Any],
        rows: Sequence[tuple[Any, ...]],
        packed: str,
    ) -> None:
        """Adds them; raises SQLAlchemyError."""


def insert_rows(dialect: str) -> InsertRows:
    """What adds rows in this database."""
    if dialect != "postgresql":
        return _into_sqlite
    statement = _of_postgresql()

    def into_postgresql(
        connection: Connection,
        shared: Mapping[str, Any],
        rows: Sequence[tuple[Any, ...]],  # noqa: ARG001 - they are packed
        packed: str,
    ) -> None:
        connection.execute(statement, {**shared, "rows": packed})

    return into_postgresql


def _into_sqlite(
    connection: Connection,
    shared: Mapping[str, Any],
    rows: Sequence[tuple[Any, ...]],
    packed: str,  # noqa: ARG001 - PostgreSQL's
) -> None:
    values = dict.fromkeys((column.name for column in _IN_ROW), "?")
    values["event_time"] = "datetime(?, 'unixepoch')"
    values |= {column.name: _literal(column.type, shared[column.name]) for column in _SHARED}
    names = ", ".join(values)
    statement = f"INSERT INTO {OUTCOMES.name} ({names}) VALUES ({', '.join(values.values())})"  # noqa: S608 - quoted below
    connection.exec_driver_sql(statement, list(rows))


def _literal(kind: Any, value: object) -> str:
    """A value as SQLite reads it, quoted by SQLAlchemy."""
    if value is None:
        return "NULL"
    text: str = kind.dialect_impl(_SQLITE).literal_processor(_SQLITE)(value)
    return text


def _of_postgresql() -> Insert:
    packed = cast(bindparam("rows", type_=String), JSONB)
    rows: Any = func.jsonb_array_elements(packed).table_valued("value")
    in_row: list[Any] = [rows.c.value.op("->>")(literal_column(str(n))) for n in range(8)]
    in_row[0] = cast(in_row[0], Integer)
    in_row[4] = func.to_timestamp(cast(in_row[4], Numeric))
    in_row[5] = cast(in_row[5], Numeric)
    columns = [
        *(bindparam(each.name, type_=each.type).label(each.name) for each in _SHARED),
        *(value.label(each.name) for each, value in zip(_IN_ROW, in_row, strict=True)),
    ]
    names = [each.name for each in columns]
    return insert(OUTCOMES).from_select(names, select(*columns).select_from(rows))
