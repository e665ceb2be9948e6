"""Where a SQLite ledger lies, who can read it, and what a run says of both."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from target_tiktok_events.ledger.ledger import Ledger
from target_tiktok_events.ledger.sqlite_file import sqlite_path
from target_tiktok_events.ledger.store import LedgerStore
from target_tiktok_events.ledger.url import read_url
from tests.target.run_in_process import InProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.emulator.process import LocalTikTok


@pytest.fixture
def usual_rights() -> Iterator[None]:
    """New files can be read by everybody."""
    earlier = os.umask(0o022)
    yield
    os.umask(earlier)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////var/x.db", Path("/var/x.db")),
        ("sqlite:///x.db", Path.cwd() / "x.db"),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("sqlite:///file:x.db?uri=true", None),
        ("postgresql+psycopg://host/db", None),
    ],
)
def test_the_path_is_absolute(url: str, path: Path | None) -> None:
    """A log line helps only if it does not depend on the folder one stands in."""
    assert sqlite_path(read_url(url)) == path


def test_only_the_owner_reads_a_ledger(tmp_path: Path, usual_rights: None) -> None:
    """The files that SQLite keeps beside it have the same mode."""
    ledger = Ledger(f"sqlite:///{tmp_path}/l.db", "pixel", 60)
    ledger.claim({("Purchase", "1")})

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    ledger.close()

    assert modes == dict.fromkeys(["l.db", "l.db-wal", "l.db-shm"], 0o600)


def test_a_ledger_is_new_once(tmp_path: Path) -> None:
    """An empty file counts as new; one that only is to be read is not made."""
    url = f"sqlite:///{tmp_path}/l.db"
    LedgerStore(url, read_only=True)
    assert list(tmp_path.iterdir()) == []

    (tmp_path / "l.db").touch()
    labels = []
    for _ in range(2):
        store = LedgerStore(url)
        labels.append(store.label)
        store.close()

    assert labels == [f"new ledger {tmp_path}/l.db", f"ledger {tmp_path}/l.db"]


def test_a_run_says_where_its_files_are(
    shared_tiktok: LocalTikTok,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """By absolute path; a test run has no ledger to name."""
    for number, settings in enumerate([{}, {}, {"test_event_code": "TEST1"}]):
        with caplog.at_level("INFO"):
            run = InProcess(shared_tiktok, tmp_path, capsys, **settings)
            run.deliver(0, 1)
        line = caplog.messages[0]
        caplog.clear()
        dead = f"dead letters {tmp_path}/dead.jsonl"
        wanted = [
            f"new ledger {tmp_path}/ledger.db; {dead}",
            f"ledger {tmp_path}/ledger.db; {dead}",
        ]
        assert line == [*wanted, dead][number]
