"""The warehouse: which models there are, and their rows. PostgreSQL, or a DuckDB file."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    column,
    create_engine,
    func,
    select,
    table,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from adloop_report.errors import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import URL

    from adloop_report.marts import Mart

_EXAMPLES: Final = (
    "postgresql://user:password@host:5432/database or duckdb:///path/to/warehouse.duckdb"
)
_DRIVERS: Final = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_SECONDS_TO_CONNECT: Final = 10


@dataclass(frozen=True)
class Warehouse:
    """An open connection, and the columns of every table and view in the schema of the models."""

    connection: Connection
    schema: str
    columns: Mapping[str, frozenset[str]]

    def has(self, mart: Mart) -> bool:
        """Whether the model is there."""
        return mart.name in self.columns

    def lacks(self, mart: Mart) -> list[str]:
        """The columns that the page reads and the model has not."""
        return [name for name in mart.columns if name not in self.columns[mart.name]]

    def last_day(self, mart: Mart) -> Any:
        """The newest day of a model, None where it has none."""
        if mart.day is None or mart.day not in self.columns.get(mart.name, ()):
            return None
        newest: Select[Any] = select(func.max(column(mart.day))).select_from(self._table(mart))
        return self.connection.execute(newest).scalar()

    def rows(self, mart: Mart, *conditions: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
        """Yield the rows that meet the conditions, with what there is of the mart's columns.

        They are ordered by all their columns, so that the same warehouse gives the same page.
        """
        if not self.has(mart):
            return
        names = [name for name in mart.columns if name in self.columns[mart.name]]
        wanted: list[ColumnElement[Any]] = [column(name) for name in names]
        query = select(*wanted).select_from(self._table(mart)).where(*conditions).order_by(*wanted)
        for row in self.connection.execution_options(yield_per=10_000).execute(query):
            yield dict(zip(names, row, strict=True))

    def spend_of_entities(
        self, mart: Mart, *conditions: ColumnElement[bool]
    ) -> Sequence[tuple[str, int]]:
        """Return each entity's id and number of rows, those that spent most first."""
        entity: ColumnElement[str] = column("entity_id")
        spend: ColumnElement[Any] = func.sum(column("spend"))
        query = (
            select(entity, func.count())
            .select_from(self._table(mart))
            .where(*conditions)
            .group_by(entity)
            .order_by(spend.desc().nulls_first(), entity)
        )
        return [(str(one), int(many)) for one, many in self.connection.execute(query)]

    def _table(self, mart: Mart) -> Any:
        names = sorted(self.columns[mart.name])
        return table(mart.name, *(column(name) for name in names), schema=self.schema)


@contextmanager
def opened(url: str, schema: str) -> Iterator[Warehouse]:
    """Connect for as long as the block lasts; nothing is written.

    Raises:
        WarehouseError: the address is unusable, or the database refuses; without its password.
    """
    address = _address(url)
    options: dict[str, Any] = (
        {"read_only": True}
        if address.get_backend_name() == "duckdb"
        else {"connect_timeout": _SECONDS_TO_CONNECT}
    )
    try:
        engine = create_engine(address, connect_args=options)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise WarehouseError(_no_driver(address)) from None
    try:
        with engine.connect() as connection:
            yield Warehouse(connection, schema, _columns(connection, schema))
    except DBAPIError as error:
        raise WarehouseError(_refusal(error, address)) from None
    finally:
        engine.dispose()


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise WarehouseError(f"database_url is no database's address: write {_EXAMPLES}") from None
    return address.set(drivername=_DRIVERS.get(address.drivername, address.drivername))


def _columns(connection: Connection, schema: str) -> dict[str, frozenset[str]]:
    # Not SQLAlchemy's inspector: that of DuckDB asks for tables which DuckDB does not have.
    owner: ColumnElement[str] = column("table_name")
    name: ColumnElement[str] = column("column_name")
    found = (
        select(owner, name)
        .select_from(table("columns", schema="information_schema"))
        .where(column("table_schema") == schema)
    )
    names: dict[str, set[str]] = {}
    for one, its_column in connection.execute(found):
        names.setdefault(one, set()).add(its_column)
    return {one: frozenset(columns) for one, columns in names.items()}


def _no_driver(address: URL) -> str:
    name = address.get_backend_name()
    if name == "duckdb":
        return "database_url names a DuckDB file: install adloop-report with its extra duckdb"
    return f"database_url names {name}, which this report can't read: write {_EXAMPLES}"


def _refusal(error: DBAPIError, address: URL) -> str:
    """The first line of what the database says; its address may stand there, its password not."""
    said = str(error.orig).strip().splitlines()
    line = said[0] if said else type(error.orig).__name__
    if address.password:
        line = line.replace(str(address.password), "***")
    return f"database_url: the database refuses: {line}"
