"""A change store beside maps, batches, versions, other reports, failures, and killed runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import refuse
from tests.tap.singer_output import KEYS
from tests.tap.streams.test_catalog import Entry, catalog_with, select
from tests.tap.test_batches import delivered, in_files, records_of
from tests.tap.test_change_store import DAILY, emitted, stored

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

__all__ = ["stored"]  # a fixture

OTHERS = (
    "ad_hourly_metrics",
    "ad_lifetime_metrics",
    "ad_country_daily_metrics",
    "pixels",
    "pixel_event_stats",
    "own_report",
)


def keys_of(messages: list[Any]) -> list[tuple[str, ...]]:
    """The keys of the rows of ads and days, in RECORDs and in files."""
    rows = [
        row
        for one in messages
        if one.get("stream") == DAILY
        for row in {
            "RECORD": lambda one: [one["record"]],
            "BATCH": records_of,
        }.get(one["type"], lambda _: [])(one)
    ]
    return [tuple(row[name] for name in KEYS[DAILY]) for row in rows]


def test_hours_lifetimes_breakdowns_pixels_and_own_reports_are_compared(
    stored: dict[str, Any],
) -> None:
    """Whatever the grain of a row: a second run emits none."""
    own = {"name": "own_report", "level": "campaign", "dimensions": ["platform"]}
    settings = {**stored, "reports": [own], "start_date": "2026-03-08"}

    def change(entry: Entry) -> None:
        select(entry, [], selected=entry["tap_stream_id"] in OTHERS)

    catalog = catalog_with(change, reports=[own])
    first = run_in_process(settings, catalog=catalog)
    second = run_in_process(settings, catalog=catalog, state=first.output.state)

    assert (first.exit_code, second.exit_code) == (0, 0)
    for stream in OTHERS:
        assert first.output.records(stream)
        assert second.output.records(stream) == []


@pytest.mark.parametrize("batches", [False, True])
def test_a_run_that_is_killed_loses_no_row(
    stored: dict[str, Any], tmp_path: Path, *, batches: bool
) -> None:
    """Of each STATE: what came before it and what the next run emits are all rows.

    The store is ahead of it, and the next run does not emit what the STATE stands for.
    """
    settings = {**stored, "start_date": "2026-01-25"}
    if batches:
        settings = in_files(tmp_path, 40, **settings)
    run = run_in_process(settings, streams=[DAILY])
    everything = set(keys_of(run.output.messages))
    store = (tmp_path / "changes.db").read_bytes()
    repeated = []
    for place, message in enumerate(run.output.messages):
        if message["type"] == "STATE":
            (tmp_path / "changes.db").write_bytes(store)
            arrived = keys_of(run.output.messages[:place])
            after = run_in_process(settings, state=message["value"], streams=[DAILY])
            again = keys_of(after.output.messages)
            assert {*arrived, *again} == everything
            repeated.append(len(again))

    assert len(repeated) > 3
    assert repeated == sorted(repeated, reverse=True)
    assert repeated[0] > repeated[-1] == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"metrics": ["objective_type"]},
        {"stream_maps": {DAILY: {"ad_name": None}}},
        {"decimals": "decimal"},
    ],
)
def test_other_columns_maps_or_decimals_bring_every_row_again(
    stored: dict[str, Any], changes: dict[str, Any]
) -> None:
    """Once; then the store knows how they look."""
    streams = [DAILY, "advertisers"]
    first = run_in_process(stored, streams=streams)
    second = run_in_process({**stored, **changes}, state=first.output.state, streams=streams)
    third = run_in_process({**stored, **changes}, state=second.output.state, streams=streams)

    assert len(second.output.records(DAILY)) == len(first.output.records(DAILY))
    assert emitted(third) == {}


def test_a_failing_advertiser_is_emitted_when_it_is_back(
    unreadable: LocalTikTok, stored: dict[str, Any]
) -> None:
    """And the other one is not emitted twice."""
    lost, other = unreadable.advertiser_ids
    refuse(unreadable, lost, "forbidden", "/report/integrated/get/")
    first = run_in_process(stored, streams=[DAILY])
    refuse(unreadable, lost, "ok", "/report/integrated/get/")
    second = run_in_process(stored, state=first.output.state, streams=[DAILY])

    assert {row["advertiser_id"] for row in first.output.records(DAILY)} == {other}
    assert {row["advertiser_id"] for row in second.output.records(DAILY)} == {lost}


def test_rows_in_files_are_not_written_again(stored: dict[str, Any], tmp_path: Path) -> None:
    """BATCH files hold what changed; each STATE stands for rows that are in files."""
    settings = {**stored, **in_files(tmp_path, 100)}
    first = run_in_process(settings)
    second = run_in_process(settings, state=first.output.state)

    assert len(delivered(first)[DAILY]) > 0
    assert not any(delivered(second).values())


def test_a_version_holds_all_its_rows(stored: dict[str, Any], tiktok: LocalTikTok) -> None:
    """A loader that activates it drops the rows of others, those that did not change too."""
    settings = {**stored, "emit_activate_version_messages": True}
    first = run_in_process(settings, streams=["advertisers"])
    second = run_in_process(settings, state=first.output.state, streams=["advertisers"])

    assert len(second.output.records("advertisers")) == len(tiktok.advertiser_ids)


def test_a_full_table_holds_what_changed(stored: dict[str, Any]) -> None:
    """Without versions loaders merge it by key."""

    def change(entry: Entry) -> None:
        entry["replication_method"] = "FULL_TABLE"
        entry["metadata"][0]["metadata"]["forced-replication-method"] = "FULL_TABLE"

    catalog = catalog_with(change)
    first = run_in_process(stored, catalog=catalog)
    second = run_in_process(stored, catalog=catalog, state=first.output.state)

    assert emitted(first)
    assert emitted(second) == {}
