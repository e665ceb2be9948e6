"""`adloop-report`: one line about what was written, or one line about what to do."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import datetime, timezone
from pathlib import Path
from typing import Final

import click

from adloop_report.address import address_in
from adloop_report.errors import ReportError
from adloop_report.marts import MARTS
from adloop_report.page import html
from adloop_report.sources import Collected, collect
from adloop_report.warehouse import opened

FAILED: Final = 1
DEFECT: Final = 70


@click.command(context_settings={"auto_envvar_prefix": "ADLOOP_REPORT"})
@click.option(
    "--database-url",
    help="PostgreSQL or a DuckDB file, such as postgresql://user:password@host/database or "
    "duckdb:///file; default: where dbt builds the models.",
)
@click.option("--schema", help="Schema of the models; default: DBT_SCHEMA, else adloop.")
@click.option("--output", default="report.html", show_default=True, help="The file to write.")
@click.option(
    "--days",
    type=click.IntRange(1, 3660),
    default=90,
    show_default=True,
    help="How many days the page holds, up to the last one that the models have.",
)
@click.option(
    "--max-rows",
    type=click.IntRange(min=1),
    default=20_000,
    show_default=True,
    help="At most so many daily rows each of campaigns, ad groups and ads: those that spent most.",
)
@click.option("--title", default="Ads, orders, events", show_default=True, help="Its heading.")
@click.version_option(package_name="adloop-report")
def report(  # noqa: PLR0913 - click hands over each option
    *,
    database_url: str | None,
    schema: str | None,
    output: str,
    days: int,
    max_rows: int,
    title: str,
) -> None:
    """Writes one HTML file from the models in the warehouse; it needs no network to be read.

    Each option can be set by an environment variable: ADLOOP_REPORT_DATABASE_URL.
    """
    address = database_url or address_in(os.environ)
    schema = schema or os.environ.get("DBT_SCHEMA") or "adloop"
    with opened(address, schema) as warehouse:
        collected = collect(warehouse, days=days, most_rows=max_rows)
    text = html(collected, title=title, schema=schema, made_at=datetime.now(timezone.utc))
    _write(Path(output), text)
    click.echo(f"{output}: {len(text.encode()) / 1e6:.1f} MB, {_about(collected)}")


def main() -> None:
    """Run the command; an error is one line and an exit code, never a traceback."""
    try:
        report()
    except ReportError as error:
        _leave(str(error), FAILED)
    except Exception as error:  # noqa: BLE001 - the text of an unknown error may hold a password
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} in {frame.name}, {frame.filename}:{frame.lineno}"
        _leave(f"a defect of the report, please report it: {place}", DEFECT)


def _leave(line: str, code: int) -> None:
    click.echo(f"adloop-report: {line}", err=True)
    sys.exit(code)


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all: a reader never opens half a page."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise ReportError(f"output: {path} can't be written ({error.strerror})") from None


def _about(collected: Collected) -> str:
    empty = len(collected.hints)
    if not empty:
        return "complete"
    return f"{empty} of {len(MARTS)} models are missing or empty; the page says what fills them"
