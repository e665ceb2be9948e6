"""The embedded PostgreSQL is private and keeps its data."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.demo.postgres import Database, DatabaseInUseError, running, temporary_directory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def directory() -> Iterator[Path]:
    """Where the server keeps its files."""
    with temporary_directory() as directory:
        yield directory


@pytest.fixture(scope="module")
def database(directory: Path) -> Iterator[Database]:
    """A server on empty data."""
    with running(directory) as database:
        yield database


def test_it_is_postgresql_18(database: Database) -> None:
    """The server is the release that the README names."""
    with database.connect() as connection:
        version = connection.execute("SHOW server_version").fetchall()[0][0]

    assert version.startswith("18.")


def test_a_wrong_password_is_refused(database: Database) -> None:
    """Nobody on this machine gets in without the password."""
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        replace(database, password="wrong").connect()  # noqa: S106 - wrong on purpose


def test_it_listens_on_loopback_only(database: Database) -> None:
    """The server has no other address and no socket file."""
    with database.connect() as connection:
        addresses = connection.execute("SHOW listen_addresses").fetchall()
        sockets = connection.execute("SHOW unix_socket_directories").fetchall()

    assert (addresses, sockets) == ([("127.0.0.1",)], [("",)])


def test_psql_connects_with_the_printed_address(database: Database) -> None:
    """What the demo prints works as it stands."""
    answer = subprocess.run(
        [database.psql, database.url, "--tuples-only", "--command", "SELECT 6 * 7"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stdout.strip() == "42"


@pytest.mark.usefixtures("database")
def test_a_second_server_is_refused(directory: Path) -> None:
    """Two servers on one data directory would damage it."""
    with pytest.raises(DatabaseInUseError, match="stop it first"), running(directory):
        pass


def test_the_password_file_is_private(database: Database, directory: Path) -> None:
    """Only its owner can read the password."""
    file = directory / "password"

    assert file.read_text(encoding="ascii") == database.password
    assert file.stat().st_mode & 0o077 == 0


def test_data_survive_a_restart() -> None:
    """`make demo-psql` finds what the demo has loaded, under the same password."""
    with temporary_directory() as directory:
        with running(directory) as database, database.connect() as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        with running(directory) as again, again.connect() as connection:
            assert connection.execute("SELECT one FROM kept").fetchall() == [(1,)]

    assert again.password == database.password
