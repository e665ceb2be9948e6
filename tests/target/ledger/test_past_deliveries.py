"""The ledger of a run that delivers nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from target_tiktok_events.errors import StorageError
from target_tiktok_events.ledger.ledger import Ledger
from target_tiktok_events.ledger.past_deliveries import PastDeliveries

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_760_000_000.0
KEYS = {("CompletePayment", "1"), ("CompletePayment", "2"), ("PlaceAnOrder", "1")}


def _delivered(url: str, source: str = "C1") -> None:
    ledger = Ledger(url, source, 60, now=lambda: NOW)
    ledger.claim(KEYS)
    ledger.confirm({("CompletePayment", "1"): "r1"})
    ledger.close()


def _past(url: str, source: str = "C1", later: float = 0) -> PastDeliveries:
    return PastDeliveries(url, source, 60, now=lambda: NOW + later)


def test_deliveries_of_the_event_source_are_found_within_the_window(tmp_path: Path) -> None:
    """A claim is no delivery, another event source is another key, and the window ends."""
    url = f"sqlite:///{tmp_path}/ledger.db"
    _delivered(url)
    assert _past(url).find(KEYS) == {("CompletePayment", "1")}
    assert _past(url, source="C2").find(KEYS) == set()
    assert _past(url, later=3601).find(KEYS) == set()


def test_ledger_that_is_not_there_is_not_created(tmp_path: Path) -> None:
    """Neither the file nor the table; without a ledger nothing is known."""
    (tmp_path / "empty.db").touch()
    for url in (f"sqlite:///{tmp_path}/none.db", f"sqlite:///{tmp_path}/empty.db", ""):
        past = _past(url)
        assert past.find(KEYS) == set()
        past.close()
    assert [path.name for path in tmp_path.iterdir()] == ["empty.db"]
    assert (tmp_path / "empty.db").stat().st_size == 0


def test_file_that_is_no_ledger_is_said(tmp_path: Path) -> None:
    """A real run would end with it, too."""
    path = tmp_path / "ledger.db"
    path.write_text("no database " * 100)
    with pytest.raises(StorageError, match="ledger"):
        _past(f"sqlite:///{path}")
