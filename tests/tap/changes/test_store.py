"""What a store believes has arrived: rather too little than too much."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads.changes.comparison import Comparison, Row
from tap_tiktok_ads.changes.mark import Mark
from tap_tiktok_ads.changes.store import ChangeStore
from tap_tiktok_ads.errors import ChangeStoreError, SettingError
from tests.tap.changes.stores import ADVERTISER, DAY, STREAM, store_run, url_of

if TYPE_CHECKING:
    from pathlib import Path

ROWS = {"1": "a", "2": "b"}
NEXT_DAY = "2026-03-02"


def test_a_row_that_did_not_change_is_emitted_once(tmp_path: Path) -> None:
    """When its STATE came back; one that changed is emitted again."""
    url = url_of(tmp_path)
    with store_run(url) as first:
        assert first.emitted(ROWS) == {"1", "2"}
    with store_run(url, first.mark) as second:
        assert second.emitted({"1": "a", "2": "B", "3": "c"}) == {"2", "3"}
    with store_run(url, second.mark) as third:
        assert third.emitted({"1": "a", "2": "B", "3": "c"}) == set()


def test_without_state_everything_is_emitted(tmp_path: Path) -> None:
    """As after --full-refresh."""
    url = url_of(tmp_path)
    with store_run(url) as first:
        first.emitted(ROWS)
    with store_run(url) as second:
        assert second.emitted(ROWS) == {"1", "2"}
        assert second.why


def test_with_an_older_state_everything_is_emitted(tmp_path: Path) -> None:
    """A loader that crashed may have kept anything of the last run; so with a restored backup."""
    url = url_of(tmp_path)
    with store_run(url) as first:
        first.emitted(ROWS)
    with store_run(url, first.mark) as second:
        second.emitted(ROWS)
    with store_run(url, first.mark) as third:
        assert third.emitted(ROWS) == {"1", "2"}


def test_a_run_that_emits_nothing_keeps_what_has_arrived(tmp_path: Path) -> None:
    """Its STATE has the next generation."""
    url = url_of(tmp_path)
    with store_run(url) as run:
        run.emitted(ROWS)
    for _ in range(3):
        began = run.mark
        with store_run(url, began) as run:
            assert run.emitted(ROWS) == set()
        assert run.mark.generation == began.generation + 1


def test_the_state_of_another_pipeline_empties_the_store(tmp_path: Path) -> None:
    """And its own one comes back in vain: the rows of the other are not its rows."""
    url = url_of(tmp_path)
    with store_run(url) as one:
        one.emitted(ROWS)
    with store_run(url) as other:
        assert other.emitted(ROWS) == {"1", "2"}
    with store_run(url, one.mark) as again:
        assert again.emitted(ROWS) == {"1", "2"}


def test_a_store_that_was_deleted_or_is_older_than_state_is_empty(tmp_path: Path) -> None:
    """A copy from before the last run knows contents that are no longer in the warehouse."""
    url = url_of(tmp_path)
    with store_run(url) as first:
        first.emitted(ROWS)
    copy = (tmp_path / "changes.db").read_bytes()
    with store_run(url, first.mark) as second:
        second.emitted({"1": "A"})
    (tmp_path / "changes.db").write_bytes(copy)
    with store_run(url, second.mark) as third:
        assert third.emitted({"1": "a"}) == {"1"}
    (tmp_path / "changes.db").unlink()
    with store_run(url, third.mark) as fourth:
        assert fourth.emitted({"1": "a"}) == {"1"}


def test_a_state_from_midway_believes_what_was_settled_before_it(tmp_path: Path) -> None:
    """The days that a killed run emitted behind its last STATE are emitted again."""
    url = url_of(tmp_path)
    with store_run(url) as killed:
        killed.emitted(ROWS)
        midway = killed.mark
        killed.emitted(ROWS, NEXT_DAY)
    with store_run(url, midway) as after:
        assert after.emitted(ROWS) == set()
        assert after.emitted(ROWS, NEXT_DAY) == {"1", "2"}


def test_a_row_that_went_out_unsettled_is_emitted_again_whatever_it_holds(tmp_path: Path) -> None:
    """A run is killed behind a changed row, and the row changes back: the store has not it."""
    url = url_of(tmp_path)
    with store_run(url) as first:
        first.emitted({"1": "a"})
    with store_run(url, first.mark) as killed:
        assert killed.emitted({"1": "A"}, settles=False) == {"1"}
    with store_run(url, killed.mark) as after:
        assert after.emitted({"1": "a"}) == {"1"}


def test_other_columns_empty_one_stream(tmp_path: Path) -> None:
    """The rows of the others stay known."""
    url = url_of(tmp_path)
    with store_run(url) as first:
        first.emitted(ROWS)
        assert first.store.expect("ads", "of ads")
    with store_run(url, first.mark) as second:
        assert not second.store.expect("ads", "others")
        assert second.emitted(ROWS) == set()
        assert not second.store.expect(STREAM, "others")
        assert second.emitted(ROWS) == {"1", "2"}


def test_what_is_held_counts_when_it_is_released(tmp_path: Path) -> None:
    """Rows of a batch are in no file yet when STATE is written in between."""
    url = url_of(tmp_path)
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


def test_days_that_nobody_reads_again_are_forgotten(tmp_path: Path) -> None:
    """The store grows with the lookback, not with history."""
    url = url_of(tmp_path)
    with store_run(url) as run:
        run.emitted(ROWS)
        comparison = Comparison(run.store, STREAM, ADVERTISER)
        comparison.begin(NEXT_DAY, NEXT_DAY)
        comparison.changed([Row(NEXT_DAY, "1", b"a")])
        comparison.settle(keep_from=NEXT_DAY)

        assert set(run.store.load(STREAM, ADVERTISER, "0", "9")) == {NEXT_DAY}


def test_a_row_of_a_day_outside_of_its_window_is_compared_too(tmp_path: Path) -> None:
    """What TikTok serves of another day replaces what is known of that."""
    url = url_of(tmp_path)
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


def test_half_a_million_rows_take_less_than_forty_bytes_each(tmp_path: Path) -> None:
    """On disk, with all that the database needs besides; here 28 days of 2,000."""
    url = url_of(tmp_path)
    days = [f"2026-02-{number:02}" for number in range(1, 29)]
    with store_run(url) as run:
        comparison = Comparison(run.store, STREAM, ADVERTISER)
        comparison.begin(days[0], days[-1])
        for day in days:
            comparison.changed(Row(day, str(number), b"x") for number in range(2000))
        comparison.settle()

    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert size < 40 * 28 * 2000


def test_a_second_run_can_not_open_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so in one line, and the file is for its owner only."""
    monkeypatch.setattr("tap_tiktok_ads.changes.database._LOCK_SECONDS", 0)
    url = url_of(tmp_path)
    with store_run(url), pytest.raises(ChangeStoreError, match="another run is using it"):
        ChangeStore(url, None, print)
    with store_run(url):
        pass
    assert (tmp_path / "changes.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("mysql://root:canary@host/db", "can't be a database of mysql"),
        ("canary", "is no SQLAlchemy URL"),
        ("postgresql+nodriver://user:canary@host/db", "unknown driver"),
        ("postgresql://user:can@ary@host/db", "%40"),
    ],
)
def test_a_url_that_can_not_be_used_is_a_mistake_of_the_user(url: str, said: str) -> None:
    """One line that names the setting and no password."""
    with pytest.raises(SettingError, match="change_store_url") as caught:
        ChangeStore(url, None, print)

    assert said in str(caught.value)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["postgresql://user:canary@127.0.0.1:1/db", "sqlite:////nowhere/at/all/changes.db"],
)
def test_a_store_that_can_not_be_reached_is_said_in_one_line(url: str) -> None:
    """With the place, what to do, and no password."""
    with pytest.raises(ChangeStoreError, match=r"change_store_url: .* can't be used") as caught:
        ChangeStore(url, None, print)

    assert "canary" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    """It stays what it is."""
    path = tmp_path / "changes.db"
    path.write_text("precious " * 1000)

    with pytest.raises(ChangeStoreError, match="not a database"):
        ChangeStore(url_of(tmp_path), None, print)
    assert path.read_text().startswith("precious")


def test_a_relative_file_lies_in_the_meltano_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever Meltano was started."""
    monkeypatch.setenv("MELTANO_PROJECT_ROOT", str(tmp_path))
    with store_run("sqlite:///changes.db"):
        assert (tmp_path / "changes.db").exists()
    with closing(sqlite3.connect(tmp_path / "changes.db")) as database:
        assert database.execute("SELECT generation FROM tiktok_ads_change_store").fetchone() == (1,)


def test_a_mark_of_a_later_generation_is_not_believed(tmp_path: Path) -> None:
    """The store was put back to what it was."""
    url = url_of(tmp_path)
    with store_run(url) as first:
        first.emitted(ROWS)
    later = Mark(first.mark.store_id, first.mark.generation + 1, 9)
    with store_run(url, later) as second:
        assert second.emitted(ROWS) == {"1", "2"}
