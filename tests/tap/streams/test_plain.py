"""The gate to finished lines: open only when nobody else needs to look at a record."""

from __future__ import annotations

import gzip
import json
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads.streams.base import TikTokStream
from tap_tiktok_ads.tap import TapTikTokAds
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import settings_for
from tests.tap.singer_output import KEYS
from tests.tap.streams.test_catalog import catalog_with, select

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran
    from tests.tap.streams.test_catalog import Entry

CONFIG = {"access_token": "t", "advertiser_ids": "1"}
BATCHES = {"encoding": {"format": "jsonl"}, "storage": {"root": "/nowhere"}}
STREAM = "daily_metrics"


def stream_of(catalog: dict[str, Any] | None = None, **settings: Any) -> TikTokStream:
    stream = TapTikTokAds(config={**CONFIG, **settings}, catalog=catalog).streams[STREAM]
    assert isinstance(stream, TikTokStream)
    return stream


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"stream_maps": {"campaigns": {"x": "1"}}},
        {"flattening_enabled": False, "flattening_max_depth": 3},
        {"flattening_enabled": True, "flattening_max_depth": 0},
        {"batch_config": {}},
        {"emit_activate_version_messages": False},
        {"emit_activate_version_messages": True},  # of a full table; with bookmarks there are none
    ],
    ids=str,
)
def test_the_gate_is_open_when_nothing_concerns_the_stream(settings: dict[str, Any]) -> None:
    """Settings that change nothing of this stream do not cost it its speed."""
    assert stream_of(**settings).is_plain


@pytest.mark.parametrize(
    "settings",
    [
        {"stream_maps": {STREAM: {"x": "1"}}},
        {"stream_maps": {STREAM: {}}},
        {"stream_maps": {STREAM: None}},
        {"stream_maps": {"*": {"__filter__": "spend"}}},
        {"stream_maps": {STREAM: {"__alias__": "renamed"}}},
        {"stream_maps": {"copy": {"__source__": STREAM}}},
        {"stream_maps": {"__else__": None}},
        {"flattening_enabled": True, "flattening_max_depth": 1},
        {"batch_config": BATCHES},
    ],
    ids=str,
)
def test_a_setting_that_concerns_records_closes_the_gate(settings: dict[str, Any]) -> None:
    """Maps, flattening and batches are the SDK's: each record goes its way."""
    assert not stream_of(**settings).is_plain


def test_versions_close_the_gate() -> None:
    """The SDK writes them into the records of a full table."""
    stream = stream_of(emit_activate_version_messages=True)
    stream.forced_replication_method = "FULL_TABLE"

    assert not stream.is_plain


def in_daily_metrics(change: Callable[[Entry], None]) -> dict[str, Any]:
    def change_one(entry: Entry) -> None:
        if entry["tap_stream_id"] == STREAM:
            change(entry)

    return catalog_with(change_one)


def leave_as_it_is(entry: Entry) -> None:
    del entry


def deselect_spend(entry: Entry) -> None:
    select(entry, ["properties", "spend"], selected=False)


def lack_spend(entry: Entry) -> None:
    del entry["schema"]["properties"]["spend"]


def have_one_more(entry: Entry) -> None:
    entry["schema"]["properties"]["retired_metric"] = {"type": ["number", "null"]}


def test_the_gate_is_open_with_the_catalog_of_today() -> None:
    """A catalog as `--discover` prints it changes nothing."""
    assert stream_of(in_daily_metrics(leave_as_it_is)).is_plain


@pytest.mark.parametrize("change", [deselect_spend, lack_spend, have_one_more])
def test_another_catalog_leaves_the_gate_open(change: Callable[[Entry], None]) -> None:
    """Deselected columns, and those of an older or newer version, are not read to begin with."""
    assert stream_of(in_daily_metrics(change)).is_plain


def test_a_connection_test_closes_the_gate() -> None:
    """`--test` wants one record of each stream, and a pack holds many."""
    stream = stream_of()
    stream.ABORT_AT_RECORD_COUNT = 1

    assert not stream.is_plain


@pytest.mark.parametrize("stream", [STREAM, "campaigns"])
def test_a_column_that_the_catalog_lacks_is_in_no_record(
    tiktok: LocalTikTok, whole: Ran, stream: str
) -> None:
    """An older catalog: no SCHEMA speaks of the column, so no RECORD holds it."""
    column = "spend" if stream == STREAM else "campaign_name"

    def lack(entry: Entry) -> None:
        if entry["tap_stream_id"] == stream:
            del entry["schema"]["properties"][column]
            entry["metadata"] = [
                one for one in entry["metadata"] if column not in one["breadcrumb"]
            ]

    ran = run_in_process(settings_for(tiktok), catalog=catalog_with(lack), streams=[stream])

    assert ran.output.records(stream) == [
        {name: value for name, value in one.items() if name != column}
        for one in whole.output.records(stream)
    ]


def test_both_ways_write_the_same_lines(tiktok: LocalTikTok) -> None:
    """A map that changes nothing: the SDK's lines are the finished ones, `time_extracted` too."""
    quick = run_in_process(settings_for(tiktok), streams=[STREAM])
    slow = run_in_process(settings_for(tiktok, stream_maps={STREAM: {}}), streams=[STREAM])

    def lines(ran: Ran) -> list[bytes]:
        return [line for line in ran.output.raw.splitlines() if b'"RECORD"' in line]

    assert lines(quick)
    assert lines(quick) == lines(slow)


def test_batches_hold_all_records(tiktok: LocalTikTok, whole: Ran, tmp_path: Path) -> None:
    """With batch_config every record is in a file, and none is written beside it."""
    batches = {"encoding": {"format": "jsonl"}, "storage": {"root": tmp_path.as_uri()}}

    ran = run_in_process(settings_for(tiktok, batch_config=batches), streams=[STREAM])

    found = [
        json.loads(line)
        for path in tmp_path.iterdir()
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    assert ran.output.records(STREAM) == []
    key = itemgetter(*KEYS[STREAM])
    assert sorted(map(key, found)) == sorted(map(key, whole.output.records(STREAM)))
