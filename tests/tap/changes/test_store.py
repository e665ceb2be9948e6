"""What a store believes has arrived: rather too little than too much."""

from __future__ import annotations

from tap_tiktok_ads.changes.comparison import Comparison, Row
from tap_tiktok_ads.changes.mark import Mark
from tests.tap.changes.stores import ADVERTISER, DAY, STREAM, store_run

ROWS = {"1": "a", "2": "b"}
NEXT_DAY = "2026-03-02"


def test_a_row_that_did_not_change_is_emitted_once(url: str) -> None:
    """When its STATE came back; one that changed is emitted again."""
    with store_run(url) as first:
        assert first.emitted(ROWS) == {"1", "2"}
    with store_run(url, first.mark) as second:
        assert second.emitted({"1": "a", "2": "B", "3": "c"}) == {"2", "3"}
    with store_run(url, second.mark) as third:
        assert third.emitted({"1": "a", "2": "B", "3": "c"}) == set()


def test_without_state_everything_is_emitted(url: str) -> None:
    """As after --full-refresh."""
    with store_run(url) as first:
        first.emitted(ROWS)
    with store_run(url) as second:
        assert second.emitted(ROWS) == {"1", "2"}
        assert second.why


def test_with_an_older_state_everything_is_emitted(url: str) -> None:
    """A loader that crashed may have kept anything of the last run; so with a restored backup."""
    with store_run(url) as first:
        first.emitted(ROWS)
    with store_run(url, first.mark) as second:
        second.emitted(ROWS)
    with store_run(url, first.mark) as third:
        assert third.emitted(ROWS) == {"1", "2"}


def test_a_run_that_emits_nothing_keeps_what_has_arrived(url: str) -> None:
    """Its STATE has the next generation."""
    with store_run(url) as run:
        run.emitted(ROWS)
    for _ in range(3):
        began = run.mark
        with store_run(url, began) as run:
            assert run.emitted(ROWS) == set()
        assert run.mark.generation == began.generation + 1


def test_the_state_of_another_pipeline_empties_the_store(url: str) -> None:
    """And its own one comes back in vain: the rows of the other are not its rows."""
    with store_run(url) as one:
        one.emitted(ROWS)
    with store_run(url) as other:
        assert other.emitted(ROWS) == {"1", "2"}
    with store_run(url, one.mark) as again:
        assert again.emitted(ROWS) == {"1", "2"}


def test_a_state_from_midway_believes_what_was_settled_before_it(url: str) -> None:
    """The days that a killed run emitted behind its last STATE are emitted again."""
    with store_run(url) as killed:
        killed.emitted(ROWS)
        midway = killed.mark
        killed.emitted(ROWS, NEXT_DAY)
    with store_run(url, midway) as after:
        assert after.emitted(ROWS) == set()
        assert after.emitted(ROWS, NEXT_DAY) == {"1", "2"}


def test_a_row_that_went_out_unsettled_is_emitted_again_whatever_it_holds(url: str) -> None:
    """A run is killed behind a changed row, and the row changes back: the store has not it."""
    with store_run(url) as first:
        first.emitted({"1": "a"})
    with store_run(url, first.mark) as killed:
        assert killed.emitted({"1": "A"}, settles=False) == {"1"}
    with store_run(url, killed.mark) as after:
        assert after.emitted({"1": "a"}) == {"1"}


def test_other_columns_empty_one_stream(url: str) -> None:
    """The rows of the others stay known."""
    with store_run(url) as first:
        first.emitted(ROWS)
        assert first.store.expect("ads", "of ads")
    with store_run(url, first.mark) as second:
        assert not second.store.expect("ads", "others")
        assert second.emitted(ROWS) == set()
        assert not second.store.expect(STREAM, "others")
        assert second.emitted(ROWS) == {"1", "2"}


def test_what_is_held_counts_when_it_is_released(url: str) -> None:
    """Rows of a batch are in no file yet when STATE is written in between."""
    with store_run(url) as first:
        for day in (DAY, NEXT_DAY):
            comparison = Comparison(first.store, STREAM, ADVERTISER, is_held=True)
            comparison.begin(day, day)
            comparison.changed([Row(day, "1", b"a")])
            comparison.settle()
            if day == DAY:
                first.store.release(STREAM)
    with store_run(url, first.mark) as second:
        assert second.emitted({"1": "a"}) == set()
        assert second.emitted({"1": "a"}, NEXT_DAY) == {"1"}


def test_days_that_nobody_reads_again_are_forgotten(url: str) -> None:
    """The store grows with the lookback, not with history."""
    with store_run(url) as run:
        run.emitted(ROWS)
        comparison = Comparison(run.store, STREAM, ADVERTISER)
        comparison.begin(NEXT_DAY, NEXT_DAY)
        comparison.changed([Row(NEXT_DAY, "1", b"a")])
        comparison.settle(keep_from=NEXT_DAY)

        assert set(run.store.load(STREAM, ADVERTISER, "0", "9")) == {NEXT_DAY}


def test_a_row_of_a_day_outside_of_its_window_is_compared_too(url: str) -> None:
    """What TikTok serves of another day replaces what is known of that."""
    with store_run(url) as first:
        first.emitted(ROWS)
    with store_run(url, first.mark) as second:
        comparison = Comparison(second.store, STREAM, ADVERTISER)
        comparison.begin(NEXT_DAY, NEXT_DAY)
        rows = [Row(NEXT_DAY, "1", b"n"), Row(DAY, "1", b"a"), Row(DAY, "2", b"B")]
        assert comparison.changed(rows) == [0, 2]
        comparison.settle()
    with store_run(url, second.mark) as third:
        assert third.emitted({"1": "a", "2": "b"}) == {"2"}


def test_a_mark_of_a_later_generation_is_not_believed(url: str) -> None:
    """The store was put back to what it was."""
    with store_run(url) as first:
        first.emitted(ROWS)
    later = Mark(first.mark.store_id, first.mark.generation + 1, 9)
    with store_run(url, later) as second:
        assert second.emitted(ROWS) == {"1", "2"}
