"""The databases that a change store can be in."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.demo.postgres import running, temporary_directory
from tests.tap.changes.stores import url_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.demo.postgres import Database

_numbers = count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Database]:
    """A real PostgreSQL."""
    with temporary_directory() as directory, running(directory) as database:
        yield database


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("change-store"))]
)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new store: a file, or a schema of its own."""
    if request.param == "sqlite":
        return url_of(tmp_path)
    database: Database = request.getfixturevalue("postgresql")
    schema = f"changes_{next(_numbers)}"
    with database.connect() as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return f"{database.url}?options=-csearch_path%3D{schema}"
