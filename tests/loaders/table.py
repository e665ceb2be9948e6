"""The table of docs/loaders.md: kinds of columns, and what each loader makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tap_tiktok_ads.schemas.column import Column, Kind, json_schema
from tests.demo.meltano import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE: Final = ROOT / "docs" / "loaders.md"
BEGIN: Final = "<!-- types: begin -->\n"
END: Final = "<!-- types: end -->\n"


class Loader(NamedTuple):
    """A loader: what is installed, and code that defines `made`, schema of a column → type."""

    name: str
    requirements: str
    code: str


LOADERS: Final = (
    Loader(
        "target-postgres",
        "meltanolabs-target-postgres==0.8.1",
        "from target_postgres.connector import PostgresConnector\n"
        "from sqlalchemy.dialects.postgresql import dialect\n"
        "connector = PostgresConnector(config={'dialect+driver': 'postgresql+psycopg', "
        "'host': 'h', 'port': 1, 'user': 'u', 'password': 'p', 'database': 'd', "
        "'ssl_enable': False, 'ssl_client_certificate_enable': False})\n"
        "made = lambda one: connector.to_sql_type(one).compile(dialect=dialect())",
    ),
    Loader(
        "target-snowflake",
        "meltanolabs-target-snowflake==0.20.4",
        "from target_snowflake.connector import SnowflakeConnector\n"
        "from snowflake.sqlalchemy.snowdialect import SnowflakeDialect\n"
        "connector = SnowflakeConnector(config={'account': 'a', 'user': 'u', 'password': 'p', "
        "'database': 'd'})\n"
        "made = lambda one: connector.to_sql_type(one).compile(dialect=SnowflakeDialect())",
    ),
    Loader(
        "target-bigquery",
        "z3-target-bigquery==0.7.2 setuptools<81",
        "from target_bigquery.core import bigquery_type\n"
        "made = lambda one: bigquery_type(one['type'], one.get('format'))",
    ),
    Loader(
        "target-duckdb",
        "target-duckdb==0.8.0 duckdb==1.0.0",
        "from target_duckdb.db_sync import column_type as made",
    ),
)

_SCALARS: Final = [
    *(Kind.ID, Kind.NUMBER, Kind.DECIMAL, Kind.INTEGER, Kind.BOOLEAN, Kind.TIME, Kind.DATE),
]

KINDS: Final[Mapping[str, dict[str, Any]]] = json_schema(
    [Column(kind.value, kind, "Any.") for kind in _SCALARS], ()
)["properties"]
"""Kind of column → its schema."""


def header() -> list[str]:
    """The first cells of the rows: what was asked, by name and version."""
    return [f"`{loader.requirements.split()[0]}`" for loader in LOADERS]


def write(types: Mapping[str, Mapping[str, str]]) -> None:
    """Put the types, by loader and kind, into the page."""
    lines = ["| column | " + " | ".join(header()) + " |", "|---" * (len(LOADERS) + 1) + "|"]
    for kind in KINDS:
        cells = [f"`{types[loader.name][kind]}`" for loader in LOADERS]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    before, rest = PAGE.read_text().split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(before + BEGIN + "\n".join(lines) + "\n" + END + after)
