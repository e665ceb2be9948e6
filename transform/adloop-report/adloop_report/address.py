"""Where the warehouse is: its address, or the variables with which dbt and the loader find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import URL

from adloop_report.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Mapping

_PREFIXES: Final = ("DBT_POSTGRES", "TARGET_POSTGRES")
_NOT_SET: Final = (
    "database_url is not set: set ADLOOP_REPORT_DATABASE_URL, for example "
    "postgresql://user:password@host:5432/database or duckdb:///path/to/warehouse.duckdb, or the "
    "variables with which dbt finds the warehouse (TARGET_POSTGRES_… in .env)"
)


def address_in(environ: Mapping[str, str]) -> str:
    """Return the address that dbt's profile would use: DBT_… wins over the loader's TARGET_….

    Raises:
        ReportError: nothing is set, or dbt builds where this report can't read.
    """
    target = environ.get("DBT_TARGET") or "postgres"
    if target == "duckdb":
        path = environ.get("DBT_DUCKDB_PATH") or environ.get("TARGET_DUCKDB_FILEPATH")
        return f"duckdb:///{path or 'adloop.duckdb'}"
    if target != "postgres":
        raise ReportError(
            f"DBT_TARGET is {target}: this report reads PostgreSQL and DuckDB, name one in "
            "ADLOOP_REPORT_DATABASE_URL"
        )
    if not _first(environ, "DATABASE") and environ.get("TARGET_POSTGRES_SQLALCHEMY_URL"):
        return environ["TARGET_POSTGRES_SQLALCHEMY_URL"]
    return _postgres(environ)


def _postgres(environ: Mapping[str, str]) -> str:
    database = _first(environ, "DATABASE")
    if not database:
        raise ReportError(_NOT_SET)
    port = _first(environ, "PORT") or "5432"
    if not port.isdecimal():
        raise ReportError(f"{_PREFIXES[1]}_PORT is no number: write a port such as 5432")
    url = URL.create(
        "postgresql",
        username=_first(environ, "USER") or None,
        password=_first(environ, "PASSWORD") or None,
        host=_first(environ, "HOST") or "localhost",
        port=int(port),
        database=database,
    )
    return url.render_as_string(hide_password=False)


def _first(environ: Mapping[str, str], name: str) -> str:
    return next((value for one in _PREFIXES if (value := environ.get(f"{one}_{name}"))), "")
