"""Counts, coverage, the final table and progress lines."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from target_tiktok_events.delivery.report import Progress, Summary
from target_tiktok_events.mapping.events import LeftOut, MatchKey
from target_tiktok_events.tiktok.outcomes import Ending, Outcome
from tests.target.made_events import made_event

if TYPE_CHECKING:
    import pytest


def _table(summary: Summary, **counts: int) -> list[str]:
    return [" ".join(line.split()) for line in summary.lines(counts)]


def test_table_holds_every_ending() -> None:
    """Sent, duplicates, found, dead letters by reason, left out by rule, unfinished."""
    summary = Summary()
    summary.records = 1007
    for ending, times in ((Ending.SENT, 1000), (Ending.DUPLICATE, 1), (Ending.FOUND, 2)):
        for _ in range(times):
            summary.count_outcome(Outcome(ending))
    summary.count_dead_letter("map", "no time: created_at is empty")
    summary.count_dead_letter("api", "data.17.user.email: bad", 40062)
    summary.count_left_out(LeftOut("orders", "consent"))
    assert _table(summary, phone_unusable=3) == [
        "records 1,007",
        "sent 1,000",
        "duplicates, known to TikTok 1",
        "already sent, in the ledger 2",
        "dead letters 2",
        "map: no time: created_at is empty 1",
        "api 40062: data.*.user.email: bad 1",
        "left out by rule 1",
        "consent 1",
        "not finished 1",
        "phone_unusable 3",
    ]


@given(
    st.lists(
        st.none() | st.builds(Outcome, st.sampled_from(Ending), st.sampled_from(["r", "s"])),
        max_size=4,
    )
)
def test_batch_that_ended_alike_is_counted_as_one_by_one(outcomes: list[Outcome | None]) -> None:
    """Counted at once is only what counting each gives; a dead letter is never counted here."""
    at_once, one_by_one = Summary(), Summary()
    one_by_one.count_delivered(outcomes)
    counted = at_once.count_alike(outcomes)
    alike = len(set(outcomes)) == 1 and None not in outcomes
    rejected = any(outcome and outcome.ending is Ending.REJECTED for outcome in outcomes)
    assert counted == (alike and not rejected)
    assert at_once.endings == (one_by_one.endings if counted else {})


def test_dead_letters_are_grouped_across_positions() -> None:
    """The position in a batch is no reason of its own."""
    summary = Summary()
    for reason in ("data.3.event_id: bad", "data.41.event_id: bad", "data[7].event_id: bad"):
        summary.count_dead_letter("api", reason, 40002)
    assert sum(summary.dead_letters.values()) == 3
    assert len(summary.dead_letters) == 2


def test_coverage_is_the_share_of_events() -> None:
    """Of two events one has a phone number, both have an address."""
    summary = Summary()
    assert summary.coverage.shares() == {}
    for keys in (MatchKey.EMAIL, MatchKey.EMAIL | MatchKey.PHONE):
        event = made_event()
        summary.count_event(
            type(event)(
                stream=event.stream,
                record_key=event.record_key,
                event=event.event,
                event_id=event.event_id,
                event_time=event.event_time,
                payload=event.payload,
                match_keys=keys,
            )
        )
    coverage = summary.coverage.shares()
    assert (coverage["email"], coverage["phone"], coverage["ttclid"]) == (1.0, 0.5, 0.0)


def test_sent_events_are_called_what_they_are() -> None:
    """Test events and a dry run must not look like deliveries."""
    assert _table(Summary("would be sent"))[1] == "would be sent 0"


def test_progress_line_comes_once_per_interval(caplog: pytest.LogCaptureFixture) -> None:
    """Records, sent, dead letters, rate and events in flight; no line before its time."""
    now = [0.0]
    summary = Summary()
    progress = Progress(summary, logging.getLogger("progress"), 30, lambda: now[0])
    with caplog.at_level("INFO"):
        progress.tick(0)
        now[0] = 29.9
        progress.tick(0)
        assert caplog.messages == []
        summary.records = 700
        for _ in range(600):
            summary.count_outcome(Outcome(Ending.SENT))
        now[0] = 30.0
        progress.tick(100)
        progress.tick(100)
    assert caplog.messages == [
        (
            "progress: records=700 sent=600 already_sent_or_left_out=0 dead_letters=0 "
            "events_per_second=20 in_flight=100"
        )
    ]


def test_a_second_event_is_no_second_record() -> None:
    """An order that gives two events is one record; what it gives besides has its own row."""
    summary = Summary()
    summary.records, summary.further = 3, 1
    summary.endings[Ending.SENT] = 3
    table = _table(summary)
    assert "records 2" in table
    assert "further events of the same records 1" in table
    assert not any(line.startswith("not finished") for line in table)
