"""A filled warehouse in a DuckDB file and its page, made once."""

from __future__ import annotations

import shutil
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from adloop_report.page import html
from adloop_report.sources import collect
from adloop_report.warehouse import opened
from tests.report.filled import fill
from tests.report.mart_rows import tables
from tests.report.page_reader import PageReader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MADE_AT = datetime(2026, 4, 5, 6, 30, tzinfo=timezone.utc)


def page_of(url: str, *, days: int = 90, most_rows: int = 20_000) -> str:
    """The page of a warehouse."""
    with opened(url, "adloop") as warehouse:
        collected = collect(warehouse, days=days, most_rows=most_rows)
    return html(collected, title="Ads, orders, events", schema="adloop", made_at=MADE_AT)


@pytest.fixture
def changed(tmp_path: Path, duckdb_url: str) -> Callable[..., str]:
    """Makes a copy of that warehouse in which statements have run; returns its address."""

    def make(*statements: str) -> str:
        path = tmp_path / "warehouse.duckdb"
        shutil.copy(duckdb_url.removeprefix("duckdb:///"), path)
        engine = create_engine(f"duckdb:///{path}")
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()
        return f"duckdb:///{path}"

    return make


@pytest.fixture(scope="session")
def duckdb_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a warehouse that has everything."""
    url = f"duckdb:///{tmp_path_factory.mktemp('report') / 'warehouse.duckdb'}"
    fill(url, tables())
    return url


@pytest.fixture(scope="session")
def page_text(duckdb_url: str) -> str:
    """The page of that warehouse."""
    return page_of(duckdb_url)


@pytest.fixture(scope="session")
def page(page_text: str) -> PageReader:
    """The same, read."""
    return PageReader(page_text)
