"""The setting change_store_url: whole runs emit what changed, and never too little."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.process import LocalTikTok
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, settings_for
from tests.tap.singer_output import DAILY_STREAMS, ENTITY_STREAMS, KEYS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tap.in_process import Ran

DAILY = DAILY_STREAMS["ad"]


@pytest.fixture
def stored(tiktok: LocalTikTok, tmp_path: Path) -> dict[str, Any]:
    """Settings with a new store."""
    return settings_for(tiktok, change_store_url=f"sqlite:///{tmp_path / 'changes.db'}")


def emitted(ran: Ran) -> dict[str, int]:
    """How many records of each stream of TikTok's data; those without any are left out."""
    counts = {stream: len(ran.output.records(stream)) for stream in KEYS}
    return {stream: count for stream, count in counts.items() if count}


def test_a_first_run_emits_what_a_run_without_a_store_does(
    stored: dict[str, Any], whole: Ran
) -> None:
    """To the byte, but for STATE and what import_status says of the store."""
    ran = run_in_process(stored)

    assert ran.exit_code == 0
    for stream in KEYS:
        assert ran.output.records(stream) == whole.output.records(stream)
    lines = {line for line in whole.output.raw.splitlines() if b'"daily_metrics","record"' in line}
    assert lines
    assert lines <= set(ran.output.raw.splitlines())


def test_a_run_without_changes_emits_nothing_but_its_status(stored: dict[str, Any]) -> None:
    """Of all streams, those without days too; rows are read and counted, and bookmarks stay."""
    first = run_in_process(stored)
    second = run_in_process(stored, state=first.output.state)

    assert second.exit_code == 0
    assert emitted(second) == {}
    assert second.output.state["bookmarks"] == first.output.state["bookmarks"]
    for row in second.output.records("import_status"):
        assert (row["rows"] > 0, row["rows_emitted"]) == (True, 0)


def test_a_loader_that_crashed_gets_everything_again(stored: dict[str, Any]) -> None:
    """The STATE of the run before comes back; so without STATE, as after --full-refresh."""
    first = run_in_process(stored, streams=[DAILY])
    run_in_process(stored, state=first.output.state, streams=[DAILY])
    third = run_in_process(stored, state=first.output.state, streams=[DAILY])
    fourth = run_in_process(stored, streams=[DAILY])

    assert emitted(third) == emitted(fourth) == emitted(first)


def test_a_bookmark_that_is_set_back_brings_its_rows_again(stored: dict[str, Any]) -> None:
    """Whoever edits STATE has lost something."""
    first = run_in_process(stored, streams=[DAILY])
    state = first.output.state
    for partition in state["bookmarks"][DAILY]["partitions"]:
        partition["replication_key_value"] = "2026-02-25"

    assert emitted(run_in_process(stored, state=state, streams=[DAILY])) == emitted(first)


def test_a_backfill_emits_everything(stored: dict[str, Any]) -> None:
    """Objects too; the run after it emits nothing again."""
    first = run_in_process(stored)
    backfill = run_in_process({**stored, "end_date": "2026-03-05"}, state=first.output.state)
    after = run_in_process(stored, state=backfill.output.state)

    days = {row["stat_time_day"] for row in backfill.output.records(DAILY)}
    assert (min(days), max(days)) == ("2026-02-20", "2026-03-05")
    for stream in ("advertisers", *ENTITY_STREAMS):
        assert backfill.output.records(stream) == first.output.records(stream)
    assert emitted(after) == {}


def test_an_object_whose_status_changes_without_a_time_is_emitted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What was paused and what follows it, and no other; its parents are not listed for that."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    with LocalTikTok("--now", NOW, "--scale", "small") as tiktok:
        settings = settings_for(tiktok, change_store_url=f"sqlite:///{tmp_path / 'c.db'}")
        first = run_in_process(settings, streams=["ads"])
        paused = next(
            one for one in first.output.records("ads") if one["operation_status"] == "ENABLE"
        )
        change = {"action": "pause", "kind": "ad", "advertiser_id": paused["advertiser_id"]}
        tiktok.admin("POST", "objects", {**change, "id": paused["ad_id"]})
        tiktok.clear_requests()
        second = run_in_process(settings, state=first.output.state, streams=["ads"])
        paths = {one["path"] for one in tiktok.requests()}

    (again,) = second.output.records("ads")
    assert (again["ad_id"], again["operation_status"]) == (paused["ad_id"], "DISABLE")
    assert not any(path.endswith(("/campaign/get/", "/adgroup/get/")) for path in paths)


def test_days_that_change_late_are_emitted_and_counted_by_age(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The day after: rows whose conversions grew, the new day, and nothing else."""
    with LocalTikTok("--now", NOW, "--scale", "small") as tiktok:
        settings = settings_for(tiktok, change_store_url=f"sqlite:///{tmp_path / 'c.db'}")
        monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
        first = run_in_process(settings, streams=[DAILY, "import_status"])
        tomorrow = "2026-03-11T12:00:00Z"
        tiktok.admin("POST", "clock", {"now": tomorrow})
        monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", tomorrow)
        second = run_in_process(
            settings, state=first.output.state, streams=[DAILY, "import_status"]
        )
        everything = run_in_process(settings_for(tiktok), streams=[DAILY])

    before = {tuple(one[name] for name in KEYS[DAILY]): one for one in first.output.records(DAILY)}
    now = {
        tuple(one[name] for name in KEYS[DAILY]): one for one in everything.output.records(DAILY)
    }
    changed = [row for key, row in now.items() if before.get(key) != row]
    assert second.output.records(DAILY) == changed
    assert 0 < len(changed) < len(now)
    for status in second.output.records("import_status"):
        mine = status["advertiser_id"]
        old = [row for row in changed if row["advertiser_id"] == mine]
        ages = {one["age"]: one for one in status["changes_by_age"]}
        assert set(ages) <= set(range(29))
        known = {row["stat_time_day"] for key, row in before.items() if key[0] == mine}
        assert sum(one["rows_changed"] for one in ages.values()) == sum(
            row["stat_time_day"] in known for row in old
        )
        grown = sum(
            (row["conversion"] or 0) * sign
            for rows, sign in ((now, 1), (before, -1))
            for row in rows.values()
            if row["advertiser_id"] == mine and row["stat_time_day"] in known
        )
        assert sum(one["conversions"] for one in ages.values()) == grown
    assert any("days old" in line for line in second.log)


def test_a_test_of_the_connection_does_not_touch_the_store(
    stored: dict[str, Any], tmp_path: Path
) -> None:
    """No file is made, and what has arrived stays so."""
    run_in_process(stored, only_try=True, streams=["ads"])
    assert not list(tmp_path.iterdir())


def test_a_store_that_can_not_be_opened_ends_the_run_before_anything_is_asked(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """With one line that has no password."""
    url = f"sqlite:///{tmp_path / 'none' / 'changes.db'}"
    ran = run_in_process(settings_for(tiktok, change_store_url=url))

    assert "change_store_url" in str(ran.error)
    assert tiktok.requests() == []


def test_a_run_without_the_store_ends_what_state_says_of_it(
    tiktok: LocalTikTok, stored: dict[str, Any]
) -> None:
    """It emitted rows that the store does not know, so the next run with it emits everything."""
    first = run_in_process(stored, streams=[DAILY])
    without = run_in_process(settings_for(tiktok), state=first.output.state, streams=[DAILY])
    again = run_in_process(stored, state=without.output.state, streams=[DAILY])

    assert emitted(again) == emitted(first)


def test_state_has_nothing_of_a_store_where_there_is_none(whole: Ran) -> None:
    """As before."""
    assert set(whole.output.state) == {"bookmarks"}
