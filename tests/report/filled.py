"""A warehouse with the rows of `mart_rows`, or with others, in PostgreSQL or a DuckDB file."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    MetaData,
    Numeric,
    Table,
    Text,
    create_engine,
    text,
)

from adloop_report.marts import MARTS
from tests.report import mart_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.report.mart_rows import Row

_COLUMNS = {mart.name: mart.columns for mart in MARTS}


def fill(url: str, tables: Mapping[str, Sequence[Row]], schema: str = "adloop") -> None:
    """Make the schema with these tables, each with all columns that the page reads."""
    engine = create_engine(url)
    full = mart_rows.tables()
    metadata = MetaData(schema=schema)
    with engine.begin() as connection:
        connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'))
        for name, rows in tables.items():
            # Of an empty table the columns have the types of a filled one, as a model's have.
            typed = [*rows, *full[name]]
            columns = dict.fromkeys([*_COLUMNS[name], *typed[0]])
            made = Table(name, metadata, *(Column(one, _type(one, typed)) for one in columns))
            made.create(connection)
            if rows:
                connection.execute(made.insert(), [dict.fromkeys(columns) | row for row in rows])
    engine.dispose()


def _type(name: str, rows: Sequence[Row]) -> Any:
    value = next((row[name] for row in rows if row.get(name) is not None), None)
    if value is None:
        return Date() if name in {"day", "day_utc"} else Text()
    if isinstance(value, datetime):
        return DateTime()
    for python, made in ((bool, Boolean()), (int, BigInteger()), (date, Date()), (str, Text())):
        if isinstance(value, python):
            return made
    assert isinstance(value, Decimal)
    return Numeric(28, 6)
