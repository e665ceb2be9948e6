"""What became of each record, kept beside the ledger; on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sqlalchemy import select

from target_tiktok_events.errors import StorageError
from target_tiktok_events.ledger.ledger import Ledger
from target_tiktok_events.ledger.outcome_log import OutcomeLog, Row, Shared
from target_tiktok_events.ledger.outcome_table import OUTCOMES
from target_tiktok_events.ledger.store import LedgerStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = 1_760_000_000.5
DAY = 86_400
SENT = Shared("C1", "web", "sent", request_id="20261121ABC")
ROW: Row = (0, "orders", "CompletePayment", "1001", 1_759_990_000, "12.50", "EUR", "email,phone")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.end_to_end)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LedgerStore]:
    """An opened database, whose log is of this test alone."""
    url = f"sqlite:///{tmp_path}/ledger.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
        schema = f"log_{os.urandom(4).hex()}"
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}".encode())
        url += f"{'&' if '?' in url else '?'}options=-csearch_path%3D{schema}"
    opened = LedgerStore(url)
    yield opened
    opened.close()


def _log(store: LedgerStore, run_id: str = "run", now: float = NOW) -> OutcomeLog:
    log = OutcomeLog(store, run_id, lambda: now)
    log.create()
    return log


def _rows(store: LedgerStore) -> list[dict[str, Any]]:
    in_order = select(OUTCOMES).order_by(OUTCOMES.c.run_id, OUTCOMES.c.sequence)
    return store.transaction(
        lambda connection: [dict(row) for row in connection.execute(in_order).mappings()]
    )


def test_row_has_all_that_is_known(store: LedgerStore) -> None:
    """Instants are UTC, the value keeps its digits, what is not known is null."""
    log = _log(store)
    refused = Shared("E2", "crm", "dead_letter", "api", "value must be …", 40002, "2026F")
    log.write({SENT: [ROW], refused: [(1, "leads", None, None, None, None, None, "")]})
    first, second = _rows(store)
    at = datetime.fromtimestamp(NOW, timezone.utc)
    assert first.pop("recorded_at").replace(tzinfo=timezone.utc) == at
    assert first.pop("event_time").replace(tzinfo=timezone.utc).timestamp() == 1_759_990_000
    assert str(first.pop("value")) == "12.50"
    assert first == {
        "run_id": "run",
        "sequence": 0,
        "event_source_id": "C1",
        "event_source": "web",
        "stream": "orders",
        "event": "CompletePayment",
        "event_id": "1001",
        "currency": "EUR",
        "outcome": "sent",
        "stage": None,
        "reason": None,
        "tiktok_code": None,
        "request_id": "20261121ABC",
        "match_keys": "email,phone",
    }
    wanted = ["crm", "dead_letter", "api", "value must be …", 40002, "2026F", None, None, None, ""]
    names = ["event_source", "outcome", "stage", "reason", "tiktok_code", "request_id"]
    names += ["event", "event_time", "value", "match_keys"]
    assert [second[name] for name in names] == wanted


@pytest.mark.parametrize("digits", ["0", "0.10", "123456789012345.67", "46", "1E+3"])
def test_value_keeps_every_digit(store: LedgerStore, digits: str) -> None:
    """No float stands between the order and the log."""
    _log(store).write({SENT: [(*ROW[:5], digits, *ROW[6:])]})
    found = str(_rows(store)[0]["value"])
    assert found in {digits, "1000"}


def test_texts_that_a_database_refuses_are_written_out(store: LedgerStore) -> None:
    """PostgreSQL takes no NUL, and no database half of a character pair."""
    odd = Shared("C1", "web", "dead_letter", "map", "a\0b \ud800")
    _log(store).write({odd: [(0, "ord\0ers", "x\ud800", r"1\u0000", None, None, None, "")]})
    row = _rows(store)[0]
    assert (row["reason"], row["stream"]) == (r"a\0b ?", r"ord\0ers")
    assert (row["event"], row["event_id"]) == ("x?", r"1\u0000")


def test_trying_the_table_leaves_no_row(store: LedgerStore) -> None:
    """A run that opens the log twice, or opens an older one, changes nothing in it."""
    _log(store, "before").write({SENT: [ROW]})
    _log(store)
    assert [row["run_id"] for row in _rows(store)] == ["before"]


def test_rows_are_written_together_or_not_at_all(store: LedgerStore) -> None:
    """A run that ends between two groups leaves none of them."""
    log = _log(store)
    with pytest.raises(StorageError):
        log.write({SENT: [ROW], SENT._replace(outcome="test"): [ROW]})
    assert _rows(store) == []


def test_old_rows_of_the_own_event_sources_are_removed(store: LedgerStore) -> None:
    """Another project may keep its rows longer; what is younger stays."""
    for run_id, age in (("old", 401), ("young", 399)):
        log = _log(store, run_id, NOW - age * DAY)
        log.write({SENT: [ROW], SENT._replace(event_source_id="C2"): [(1, *ROW[1:])]})
    assert _log(store).prune({"C1"}, 400) == 1
    left = [(row["run_id"], row["event_source_id"]) for row in _rows(store)]
    assert left == [("old", "C2"), ("young", "C1"), ("young", "C2")]


def test_deliveries_that_are_forgotten_stay_in_the_log(tmp_path: Path) -> None:
    """The ledger's window is shorter than the log's days, and prunes its own table only."""
    now = [NOW]
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.db", "C1", 60, now=lambda: now[0])
    log = ledger.outcome_log("run")
    log.create()
    log.write({SENT: [ROW]})
    ledger.confirm({("CompletePayment", "1001"): "r"})
    now[0] += 2 * DAY
    assert ledger.prune() == 1
    assert log.prune({"C1"}, 400) == 0
    ledger.close()


def test_texts_are_stored_as_they_are_whatever_they_hold(store: LedgerStore) -> None:
    """Quotes, question marks, colons and percent signs of a reason mean nothing to the database."""
    odd = "it's :gone? \"100 %s\" -- '); DROP TABLE tiktok_events_outcomes; %(x)s"
    _log(store).write({Shared("C1", "web", "dead_letter", "api", odd, 40002, odd): [ROW]})
    row = _rows(store)[0]
    assert (row["reason"], row["request_id"]) == (odd, odd)
