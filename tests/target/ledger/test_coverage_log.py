"""The coverage of the last runs, kept beside the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from target_tiktok_events.ledger.coverage_log import KeyCounts
from target_tiktok_events.ledger.ledger import Ledger
from target_tiktok_events.ledger.past_deliveries import PastDeliveries
from target_tiktok_events.mapping.events import MatchKey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EMAIL, PHONE = MatchKey.EMAIL, MatchKey.PHONE


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A ledger that does not exist yet."""
    return f"sqlite:///{tmp_path}/ledger.db"


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """A ledger whose clock is ahead by a minute each time it is asked."""
    minutes = iter(range(1_000_000))
    opened = Ledger(url, "A", 60, now=lambda: 1_760_000_000.0 + 60 * next(minutes))
    yield opened
    opened.close()


def test_runs_are_added_up(ledger: Ledger) -> None:
    """Large runs count more than small ones; an event source knows its own only."""
    log = ledger.coverage_log()
    assert log.last_runs() == KeyCounts()
    log.add(KeyCounts(90, {EMAIL: 90, PHONE: 9}))
    log.add(KeyCounts(10, {EMAIL: 5}))
    ledger.beside("B").coverage_log().add(KeyCounts(50, {}))
    past = log.last_runs()
    assert (past.events, past.share(EMAIL), past.share(PHONE)) == (100, 0.95, 0.09)


def test_only_the_last_ten_runs_count(ledger: Ledger) -> None:
    """What was before somebody added a column is forgotten."""
    log = ledger.coverage_log()
    for _ in range(5):
        log.add(KeyCounts(1000, {}))
    for _ in range(10):
        log.add(KeyCounts(10, {EMAIL: 10}))
    assert (log.last_runs().events, log.last_runs().share(EMAIL)) == (100, 1.0)


def test_run_without_events_is_not_noted(ledger: Ledger) -> None:
    """Ten nights without orders must not push out what is known."""
    log = ledger.coverage_log()
    log.add(KeyCounts(10, {EMAIL: 10}))
    for _ in range(20):
        log.add(KeyCounts())
    assert log.last_runs().events == 10


def test_dry_run_reads_it_and_creates_nothing(url: str, tmp_path: Path) -> None:
    """Without a ledger there is nothing to compare with, and no file afterwards."""
    past = PastDeliveries(url, "A", 60)
    assert past.coverage_log() is None
    past.close()
    assert list(tmp_path.iterdir()) == []
    real = Ledger(url, "A", 60)
    real.coverage_log().add(KeyCounts(10, {EMAIL: 10}))
    real.close()
    past = PastDeliveries(url, "A", 60)
    log = past.coverage_log()
    assert log is not None
    assert log.last_runs().events == 10
    past.close()
