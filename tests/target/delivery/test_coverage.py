"""Match keys of this run beside those of the last ones."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from msgspec.structs import replace

from target_tiktok_events.delivery.coverage import Coverage
from target_tiktok_events.errors import StorageError
from target_tiktok_events.ledger.coverage_log import KeyCounts
from target_tiktok_events.mapping.events import MatchKey
from tests.target.made_events import made_event


class _Log:
    """What the last runs had, and what this one adds."""

    def __init__(self, past: KeyCounts, *, is_full: bool = False) -> None:
        self.past = past
        self.added: list[KeyCounts] = []
        self._is_full = is_full

    def last_runs(self) -> KeyCounts:
        return self.past

    def add(self, counts: KeyCounts) -> None:
        if self._is_full:
            message = "the disk is full"
            raise StorageError(message)
        self.added.append(counts)


def _coverage(events: int, with_email: int, *logs: Any, names: tuple[str, ...] = ("C4",)) -> Any:
    coverage = Coverage(names)
    coverage.compare_with(logs)
    for number in range(events):
        keys = MatchKey.EMAIL if number < with_email else MatchKey(0)
        coverage.count(replace(made_event(str(number)), match_keys=keys))
    return coverage


@pytest.mark.parametrize(
    ("events", "with_email", "before", "warnings"),
    [
        (100, 2, 95, 1),
        (20, 0, 95, 1),
        (100, 30, 95, 1),
        (100, 40, 95, 0),
        (100, 95, 95, 0),
        (10, 0, 95, 0),  # too few to say
        (100, 0, 9, 0),  # nine were to be expected, and may have stayed away
        (0, 0, 95, 0),
    ],
)
def test_key_that_collapses_is_warned_of(
    events: int, with_email: int, before: int, warnings: int
) -> None:
    """Somebody renamed a column: the share, that of the last runs, and where to look."""
    coverage = _coverage(events, with_email, _Log(KeyCounts(100, {MatchKey.EMAIL: before})))
    sentences = list(coverage.collapses())
    assert len(sentences) == warnings
    for sentence in sentences:
        assert f"{with_email / events:.1%} of the events hold email" in sentence
        assert "in the last runs 95.0%" in sentence
        assert "field_mapping" in sentence


def test_first_run_has_nothing_to_compare_with() -> None:
    """Neither a warning nor a column of the table."""
    coverage = _coverage(100, 0, _Log(KeyCounts()))
    assert list(coverage.collapses()) == []
    assert all("last runs" not in line for line in coverage.lines())


def test_table_shows_both() -> None:
    """The share of this run, and that of the last ones beside it."""
    coverage = _coverage(100, 50, _Log(KeyCounts(200, {MatchKey.EMAIL: 190})))
    [line] = [line for line in coverage.lines() if "events with email" in line]
    assert line.split(maxsplit=3)[3] == "50.0%   (last runs 95.0%)"


def test_each_event_source_is_compared_with_its_own() -> None:
    """A till knows no addresses, and never did; the shop's are missing."""
    shop, till = _Log(KeyCounts(100, {MatchKey.EMAIL: 95})), _Log(KeyCounts(100, {}))
    coverage = _coverage(100, 0, shop, till, names=("shop", "till"))
    [sentence] = coverage.collapses()
    assert "of event source shop hold email" in sentence


def test_ledger_that_is_full_ends_no_run(caplog: pytest.LogCaptureFixture) -> None:
    """The orders were delivered; that their coverage is not noted is said."""
    coverage = _coverage(10, 10)
    coverage.note_in([_Log(KeyCounts(), is_full=True)], logging.getLogger("run"))
    assert "not noted: the disk is full" in caplog.text
