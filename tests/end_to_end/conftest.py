"""What the end-to-end tests share: one PostgreSQL, Meltano's plugins, a folder per module."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from psycopg import sql

from tests.demo.meltano import ROOT, Meltano
from tests.demo.postgres import Database, running, temporary_directory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.hookimpl(tryfirst=True)  # before xdist looks for the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is end to end; tests of a module share its runs of Meltano."""
    for item in items:
        if "tests/end_to_end/" in item.path.as_posix():
            item.add_marker(pytest.mark.end_to_end)
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def server() -> Iterator[Database]:
    """A real PostgreSQL for all end-to-end tests."""
    with temporary_directory() as directory, running(directory) as database:
        yield database


@pytest.fixture(scope="module")
def database(server: Database, request: pytest.FixtureRequest) -> Database:
    """An empty database per module."""
    name = request.module.__name__.rsplit(".", 1)[-1]
    with server.connect() as connection:
        connection.autocommit = True
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return replace(server, name=name)


@pytest.fixture(scope="session")
def plugins() -> None:
    """Meltano and its plugins, installed; `make` does nothing when they are."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    subprocess.run(["make", "plugins"], cwd=ROOT, env=env, check=True)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the logs of a module's runs are."""
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def meltano(plugins: None, tmp_path_factory: pytest.TempPathFactory) -> Meltano:
    """A Meltano project without state, one per module."""
    return Meltano(tmp_path_factory.mktemp("project"))
