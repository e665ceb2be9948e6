"""`check` tries ledger and dead letters, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from target_tiktok_events.ledger.store import LedgerStore
from target_tiktok_events.operator.storage import (
    check_dead_letters,
    check_history,
    check_ledger,
)

if TYPE_CHECKING:
    from target_tiktok_events.operator.finding import Finding

UNWRITABLE = Path("/proc/self")
"""A folder in which not even root makes a file."""


def result_of(finding: Finding) -> str:
    """How the check ended; what failed says what to do and where that is explained."""
    if finding.result.value == "failed":
        assert finding.anchor in {"storage", "setting"}
        assert "check " in finding.detail or "write " in finding.detail
    return finding.result.value


def test_a_ledger_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """Its folder is tried instead."""
    assert result_of(check_ledger(f"sqlite:///{tmp_path}/ledger.db")) == "ok"
    assert list(tmp_path.iterdir()) == []


def test_an_existing_ledger_stays_as_it_is(tmp_path: Path) -> None:
    """Byte for byte."""
    url = f"sqlite:///{tmp_path}/ledger.db"
    LedgerStore(url).close()
    before = (tmp_path / "ledger.db").read_bytes()

    assert result_of(check_ledger(url)) == "ok"
    assert (tmp_path / "ledger.db").read_bytes() == before


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////nowhere/ledger.db",
        f"sqlite:///{UNWRITABLE}/ledger.db",
        "postgresql://me:canary@127.0.0.1:1/ledger",
        "no url",
    ],
    ids=["no folder", "read-only folder", "PostgreSQL out of reach", "no URL"],
)
def test_a_ledger_that_can_not_be_used_fails(url: str) -> None:
    """At once, without the password; a server is not waited for."""
    finding = check_ledger(url)

    assert result_of(finding) == "failed"
    assert "canary" not in finding.detail


def test_a_ledger_without_a_plain_path_is_opened(tmp_path: Path) -> None:
    """In memory, or as a URI of SQLite's."""
    assert result_of(check_ledger("sqlite:///:memory:")) == "ok"
    assert result_of(check_ledger(f"sqlite:///file:{tmp_path}/ledger.db?uri=true")) == "ok"


def test_a_file_that_is_no_database_fails(tmp_path: Path) -> None:
    """It is not overwritten."""
    path = tmp_path / "ledger.db"
    path.write_text("these are notes, and no database; " * 40)

    assert result_of(check_ledger(f"sqlite:///{path}")) == "failed"
    assert path.read_text().startswith("these are notes")


def test_no_ledger_is_warned_of() -> None:
    """It may be meant, and orders may count twice."""
    assert result_of(check_ledger("")) == "warning"


def test_dead_letters_are_tried(tmp_path: Path) -> None:
    """A file that is there stays as it is; one that is not is not made."""
    path = tmp_path / "dead.jsonl"
    assert result_of(check_dead_letters(path)) == "ok"
    assert not path.exists()
    path.write_text("{}\n")
    assert result_of(check_dead_letters(path)) == "ok"
    assert path.read_text() == "{}\n"


@pytest.mark.parametrize("folder", [UNWRITABLE, Path("/nowhere"), Path("/proc/self/stat")])
def test_dead_letters_that_can_not_be_written_fail(folder: Path) -> None:
    """A read-only folder, none, and a file in its place."""
    finding = check_dead_letters(folder / "dead.jsonl")

    assert result_of(finding) == "failed"
    assert "dead_letter_path" in finding.detail


def test_a_history_that_can_not_be_written_is_warned_of(tmp_path: Path) -> None:
    """A run goes on without; the line names the setting."""
    finding = check_history(UNWRITABLE / "runs.jsonl")
    assert result_of(finding) == "warning"
    assert "history_path" in finding.detail

    assert result_of(check_history(tmp_path / "runs.jsonl")) == "ok"
    assert list(tmp_path.iterdir()) == []
