"""The log of outcomes as whole runs leave it."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from target_tiktok_events.errors import Stopped, StorageError, Terminated
from target_tiktok_events.ledger.ledger import Ledger
from target_tiktok_events.ledger.outcome_log import OutcomeLog
from target_tiktok_events.mapping.events import LeftOut
from tests.target.made_events import made_events
from tests.target.run_in_process import InProcess
from tests.target.target_process import PIXEL, Target, order, recently, singer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

COLUMNS = "event_id, event, outcome, stage, reason"


def _rows(path: Path, columns: str = COLUMNS) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as connection:
        order_by = "ORDER BY recorded_at, run_id, sequence"
        return list(
            connection.execute(f"SELECT {columns} FROM tiktok_events_outcomes {order_by}")  # noqa: S608 - the test's own names
        )


def test_every_record_has_a_row(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Sent, already sent, refused by TikTok or by the mapping, left out: with reason and keys.

    A record of two events has two rows, a stream that holds no orders none; no personal data.
    """
    tiktok.admin("POST", "events/refuse", {"event_ids": ["3"]})
    target = Target(
        tmp_path,
        tiktok,
        consent_column="consent",
        streams=["orders"],
        event_mappings=[
            {"when": {"status": "cancelled"}, "skip": True},
            {"when": {"first": True}, "event_name": "Subscribe", "also": True},
            {"when": {"status": {"exists": True}}, "event_name": "CompletePayment"},
        ],
    )
    usual: dict[str, Any] = {"consent": True, "status": "paid", "first": False}
    records = [
        order(1, **{**usual, "first": True}),
        order(1, **usual),
        order(2, **{**usual, "status": "cancelled"}),
        order(3, **usual),
        order(4, **{**usual, "consent": False}),
        order(5, **usual, total=-1),
        order(6, **{**usual, "created_at": recently(days=60)}),
        order(7, **{**usual, "status": None}),
        order(8, **usual, phone="+4930123456"),
    ]
    lines = [*singer([{"order_id": "x", "created_at": ""}], stream="campaigns"), *singer(records)]
    assert target.run([*lines, "{}"]).code == 0
    found = {(row[0], row[1]): row[2:] for row in _rows(target.ledger)}
    assert len(found) == len(_rows(target.ledger)) - 1  # order 1 came twice
    purchase = "CompletePayment"
    assert found["1", "Subscribe"] == ("sent", None, None)
    assert found["2", None] == ("left_out", None, "event_mappings[0]")
    assert found["4", None] == ("left_out", None, "consent")
    assert found["3", purchase][:2] == ("dead_letter", "api")
    assert found["5", purchase][:2] == ("dead_letter", "value")
    assert found["6", purchase][:2] == ("dead_letter", "age")
    assert found["7", None][:2] == ("dead_letter", "map")
    assert found[None, None][:2] == ("dead_letter", "map")
    outcomes = [row[2] for row in _rows(target.ledger) if row[:2] == ("1", purchase)]
    assert sorted(outcomes) == ["already_sent", "sent"]
    more = "event_id, value, currency, match_keys, event_time IS NULL, tiktok_code, event_source_id"
    facts = {row[0]: row[1:] for row in _rows(target.ledger, more)}
    assert facts["8"] == ("12.5", "EUR", "email,phone", 0, None, PIXEL)
    assert facts["4"] == (None, None, "", 0, None, PIXEL)
    assert facts["6"][2:4] == ("email", 0)
    assert facts["3"][4] is not None
    whole = repr(_rows(target.ledger, "*"))
    assert "example.com" not in whole
    assert "493012" not in whole


def test_test_run_logs_tests_where_there_is_a_log_and_makes_none(
    tiktok: LocalTikTok,
    shared_tiktok: LocalTikTok,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A test run creates nothing; behind a real one its rows are marked, and keep nothing back."""
    ledger = tmp_path / "ledger.db"

    def deliver(events: int, **settings: Any) -> None:
        InProcess(shared_tiktok, tmp_path, capsys, **settings).deliver(events, 1)

    deliver(2, test_event_code="TEST1")
    assert not ledger.exists()
    deliver(1)
    deliver(2, test_event_code="TEST1")
    deliver(2)
    outcomes = [row[2] for row in _rows(ledger)]
    assert outcomes == ["sent", "test", "test", "already_sent", "sent"]
    with sqlite3.connect(ledger) as connection:
        assert list(connection.execute("SELECT count(*) FROM tiktok_events_ledger")) == [(2,)]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [({"ledger_url": ""}, "no log of outcomes is kept"), ({"outcome_retention_days": 0}, None)],
)
def test_log_can_be_switched_off(  # noqa: PLR0913, PLR0917 - all of them fixtures
    shared_tiktok: LocalTikTok,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    settings: dict[str, Any],
    sentence: str | None,
) -> None:
    """By its days, or with the ledger, which is said once."""
    with caplog.at_level(logging.INFO):
        InProcess(shared_tiktok, tmp_path, capsys, **settings).deliver(1, 1)
    assert [sentence in line for line in caplog.messages].count(True) == 1 if sentence else True
    if (tmp_path / "ledger.db").exists():
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            _rows(tmp_path / "ledger.db")


def test_no_state_before_its_rows(
    tiktok: LocalTikTok,
    shared_tiktok: LocalTikTok,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When the log can't be written, the run ends as for the ledger, and reads them once more."""
    process = InProcess(shared_tiktok, tmp_path, capsys)
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        connection.execute("DROP TABLE tiktok_events_outcomes")
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with pytest.raises(StorageError, match="tiktok_events_outcomes"):
        process.deliver(3, 1)
    assert process.states() == []


def test_what_a_failing_run_delivered_is_logged(
    tiktok: LocalTikTok, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next run finds the rest open; nothing that TikTok took is missing."""
    process = InProcess(tiktok, tmp_path, capsys, batch_size=10, max_concurrent_requests=1)
    process.run.outlet.leave_out(LeftOut("orders", "consent", "left", 1))
    tiktok.fault(path="/event/track/", skip=1, times=9, code=40001)
    with pytest.raises(Stopped):
        process.deliver(30, 30)
    process.run.abandon({})
    ids = [row[0] for row in _rows(tmp_path / "ledger.db")]
    assert sorted(ids) == sorted(["left", *(event.event_id for event in made_events(10))])


def test_replayed_letter_gets_a_row_of_its_own(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """The refusal stays, the delivery has the replay's run, and the value of the letter."""
    tiktok.admin("POST", "events/refuse", {"event_ids": ["1"]})
    target = Target(tmp_path, tiktok)
    records = [order(1, total="123456789012345.67"), order(2)]
    assert target.run(singer(records)).code == 0
    tiktok.admin("DELETE", "events")
    assert target.run([], "--replay", "tiktok-events-dead-letters.jsonl").code == 0
    columns = "event_id, outcome, value, currency, match_keys, run_id"
    refused, replayed = (row for row in _rows(target.ledger, columns) if row[0] == "1")
    assert refused[:-1] == ("1", "dead_letter", "123456789012345.67", "EUR", "email")
    assert replayed[:-1] == ("1", "sent", "123456789012345.67", "EUR", "email")
    assert refused[-1] < replayed[-1]


def test_rows_of_a_slow_tap_are_written_before_its_end(
    shared_tiktok: LocalTikTok, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Though no STATE comes: a run that is killed then lacks the rows of a second or two."""
    process = InProcess(shared_tiktok, tmp_path, capsys)
    process.run.outlet.leave_out(LeftOut("orders", "consent", "1", 1))
    end = time.monotonic() + 20
    while not _rows(tmp_path / "ledger.db"):  # the run's own timer does it
        assert time.monotonic() < end, "the row is never written"
    process.run.finish({})
    assert [row[0] for row in _rows(tmp_path / "ledger.db")] == ["1"]


def test_signal_while_the_database_is_away_keeps_no_counts_back(
    shared_tiktok: LocalTikTok,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The wait for it ends by the signal, again while the run is taken apart: the table is told."""

    def write(_log: OutcomeLog, _groups: object) -> None:
        raise Terminated(15)

    monkeypatch.setattr(OutcomeLog, "write", write)
    process = InProcess(shared_tiktok, tmp_path, capsys)
    process.run.outlet.leave_out(LeftOut("orders", "consent", "1", 1))
    with caplog.at_level(logging.INFO):
        process.run.abandon({})
    assert any("left out by rule" in line for line in caplog.messages)


@pytest.mark.end_to_end
def test_role_that_may_not_create_tables_delivers_without_a_log(  # noqa: PLR0913, PLR0917 - all of them fixtures
    tiktok: LocalTikTok,
    shared_tiktok: LocalTikTok,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    postgresql: str,
) -> None:
    """A warning names the right; the ledger of an earlier version goes on working."""
    role, schema = f"shop_{os.urandom(4).hex()}", f"s_{os.urandom(4).hex()}"
    path = f"{'&' if '?' in postgresql else '?'}options=-csearch_path%3D{schema}"
    with psycopg.connect(postgresql.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
        Ledger(postgresql + path, "C1", 60).close()
        for statement in (
            f"CREATE ROLE {role}",
            f"GRANT USAGE ON SCHEMA {schema} TO {role}",
            f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {role}",
        ):
            connection.execute(statement.encode())
    url = f"{postgresql}{path}%20-crole%3D{role}"
    with caplog.at_level(logging.WARNING):
        InProcess(shared_tiktok, tmp_path, capsys, ledger_url=url).deliver(2, 1)
    warnings = [line for line in caplog.messages if "log of outcomes" in line]
    assert len(warnings) == 1
    assert "GRANT CREATE ON SCHEMA" in warnings[0]
