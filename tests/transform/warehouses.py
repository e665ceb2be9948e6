"""The warehouses that the models are built in for real: PostgreSQL, and a file of DuckDB.

Tables are made as the loaders make them (docs/loaders.md), from the tap's own SCHEMA messages.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from tests.demo.postgres import Database

Row = dict[str, Any]
Types = dict[str, str]


class Warehouse(Protocol):
    """Where rows are loaded, models built, and results read."""

    @property
    def name(self) -> str:
        """`postgres` or `duckdb`."""

    @property
    def environ(self) -> Mapping[str, str]:
        """The variables that lead dbt there."""

    def load(self, schema: str, table: str, types: Types, rows: Iterable[Row]) -> None:
        """Make the table anew and fill it; `types` are those of `column_types`, or decimal."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query gives."""

    def execute(self, statement: str) -> None:
        """Change something."""


@dataclass(frozen=True)
class Postgres:
    """A database of a PostgreSQL server."""

    database: Database
    name: str = "postgres"

    @property
    def environ(self) -> Mapping[str, str]:
        return {"DBT_TARGET": "postgres", **self.database.settings("DBT_POSTGRES")}

    def load(self, schema: str, table: str, types: Types, rows: Iterable[Row]) -> None:
        where = sql.Identifier(schema, table)
        columns = [
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(_POSTGRES[kind]))
            for name, kind in types.items()
        ]
        with self.database.connect() as connection, connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(where))
            cursor.execute(
                sql.SQL("CREATE TABLE {} ({})").format(where, sql.SQL(", ").join(columns))
            )
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(where)) as copy:
                for row in rows:
                    copy.write_row([_plain(row.get(name)) for name in types])

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.database.connect() as connection:
            return connection.execute(query.encode()).fetchall()

    def execute(self, statement: str) -> None:
        with self.database.connect() as connection:
            connection.execute(statement.encode())


@dataclass(frozen=True)
class DuckDb:
    """A file of DuckDB; each question opens and closes it, because dbt wants it for itself."""

    path: Path
    name: str = "duckdb"

    @property
    def environ(self) -> Mapping[str, str]:
        return {"DBT_TARGET": "duckdb", "DBT_DUCKDB_PATH": str(self.path)}

    def load(self, schema: str, table: str, types: Types, rows: Iterable[Row]) -> None:
        columns = ", ".join(f'"{name}" {_DUCKDB[kind]}' for name, kind in types.items())
        lines = self.path.with_suffix(".jsonl")
        with lines.open("w", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(row, default=str)}\n" for row in rows)
        texts = ", ".join(f"'{name}': '{_DUCKDB[kind]}'" for name, kind in types.items())
        read = f"read_json('{lines}', format = 'newline_delimited', columns = {{{texts}}})"
        where = f"{schema}.{table}"
        self.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}; DROP TABLE IF EXISTS {where} CASCADE")
        self.execute(f"CREATE TABLE {where} ({columns}); INSERT INTO {where} FROM {read}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(self.path, read_only=True) as connection:
            return connection.execute(query).fetchall()

    def execute(self, statement: str) -> None:
        with duckdb.connect(self.path) as connection:
            connection.execute(statement)


def column_types(schema: Mapping[str, Any]) -> Types:
    """Column → text, number, integer, boolean, time, date or json, of a SCHEMA's JSON schema."""
    return {name: _kind(declared) for name, declared in schema["properties"].items()}


def records_by_key(records: Iterable[Row], key: Sequence[str]) -> list[Row]:
    """The last record of each key, as an upsert leaves them."""
    return list({tuple(record[name] for name in key): record for record in records}.values())


def _kind(declared: Mapping[str, Any]) -> str:
    types = {declared["type"]} if isinstance(declared["type"], str) else set(declared["type"])
    (kind,) = types - {"null"}
    if kind == "string":
        return {"date-time": "time", "date": "date"}.get(declared.get("format", ""), "text")
    return {"array": "json", "object": "json"}.get(kind, kind)


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, (list, dict)) else value


_POSTGRES = {
    "text": "text",
    "number": "decimal",
    "decimal": "decimal(38, 6)",
    "integer": "bigint",
    "boolean": "boolean",
    "time": "timestamp",
    "instant": "timestamptz",
    "date": "date",
    "json": "jsonb",
}
_DUCKDB = {
    "text": "VARCHAR",
    "number": "DOUBLE",
    "decimal": "VARCHAR",
    "integer": "HUGEINT",
    "boolean": "BOOLEAN",
    "time": "TIMESTAMP",
    "instant": "TIMESTAMPTZ",
    "date": "VARCHAR",
    "json": "JSON",
}
