"""What the SDK promises stays true beside the quick way: selection, maps, flattening, batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads.tap import TapTikTokAds
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import TODAY, settings_for
from tests.tap.singer_output import DAILY_STREAMS, KEYS, STREAMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran

Entry = dict[str, Any]


def catalog_with(change: Callable[[Entry], None], **settings: Any) -> dict[str, Any]:
    """The catalog that is discovered with these settings, with each entry changed."""
    config = {"access_token": "t", "advertiser_ids": "1", **settings}
    catalog: dict[str, Any] = TapTikTokAds(config=config).catalog_dict
    for entry in catalog["streams"]:
        change(entry)
    return catalog


def select(entry: Entry, breadcrumb: list[str], *, selected: bool) -> None:
    for one in entry["metadata"]:
        if list(one["breadcrumb"]) == breadcrumb:
            one["metadata"]["selected"] = selected


@pytest.mark.parametrize("left_out", ["daily_metrics", "ads", "advertisers"])
def test_a_deselected_stream_is_not_read(tiktok: LocalTikTok, whole: Ran, left_out: str) -> None:
    """Neither SCHEMA nor RECORD of it, and its bookmarks stay as they are."""

    def change(entry: Entry) -> None:
        select(entry, [], selected=entry["tap_stream_id"] in STREAMS - {left_out})

    ran = run_in_process(
        settings_for(tiktok), catalog=catalog_with(change), state=whole.output.state
    )

    assert ran.exit_code == 0
    assert set(ran.output.streams) == STREAMS - {left_out}
    assert ran.output.records(left_out) == []
    assert ran.output.bookmarks(left_out) == whole.output.bookmarks(left_out)


@pytest.mark.parametrize("stream", ["daily_metrics", "campaigns"])
def test_a_deselected_column_is_left_out(tiktok: LocalTikTok, whole: Ran, stream: str) -> None:
    """It is in neither SCHEMA nor RECORD; all other values are the same."""
    column = "spend" if stream == "daily_metrics" else "campaign_name"

    def change(entry: Entry) -> None:
        select(entry, ["properties", column], selected=False)

    ran = run_in_process(settings_for(tiktok), catalog=catalog_with(change))

    assert ran.exit_code == 0
    assert ran.output.records(stream) == [
        {name: value for name, value in one.items() if name != column}
        for one in whole.output.records(stream)
    ]


@pytest.mark.parametrize("stream", DAILY_STREAMS.values())
def test_a_stream_map_is_applied(tiktok: LocalTikTok, whole: Ran, stream: str) -> None:
    """A computed column, a renamed stream: the SDK's maps see every record."""
    maps = {
        stream: {"cents": "int(float(spend) * 100) if spend else 0", "__alias__": "mapped"},
    }
    ran = run_in_process(settings_for(tiktok, stream_maps=maps))

    assert ran.exit_code == 0
    found = ran.output.records("mapped")
    assert [
        {name: value for name, value in one.items() if name != "cents"} for one in found
    ] == whole.output.records(stream)
    assert all(isinstance(one["cents"], int) for one in found)
    assert ran.output.records(stream) == []


def test_a_stream_map_may_filter_records(tiktok: LocalTikTok, whole: Ran) -> None:
    """`__filter__` decides row by row; the bookmark still advances."""
    maps = {"daily_metrics": {"__filter__": f"stat_time_day == '{TODAY}'"}}

    ran = run_in_process(settings_for(tiktok, stream_maps=maps))

    expected = [
        one for one in whole.output.records("daily_metrics") if one["stat_time_day"] == TODAY
    ]
    assert expected
    assert ran.output.records("daily_metrics") == expected
    assert ran.output.state == whole.output.state


def test_flattening_changes_objects_only(tiktok: LocalTikTok, whole: Ran) -> None:
    """Daily rows are flat already and stay the same; lists of entities become text."""
    settings = settings_for(tiktok, flattening_enabled=True, flattening_max_depth=1)

    ran = run_in_process(settings)

    assert ran.exit_code == 0
    for stream in DAILY_STREAMS.values():
        assert ran.output.records(stream) == whole.output.records(stream)
    assert [one["ad_id"] for one in ran.output.records("ads")] == [
        one["ad_id"] for one in whole.output.records("ads")
    ]


def test_a_full_table_stream_keeps_no_bookmark(tiktok: LocalTikTok, whole: Ran) -> None:
    """With FULL_TABLE everything comes on each run, and STATE holds no bookmark of it."""

    def change(entry: Entry) -> None:
        entry["replication_method"] = "FULL_TABLE"

    ran = run_in_process(settings_for(tiktok), catalog=catalog_with(change))

    assert ran.exit_code == 0
    for stream in KEYS:
        assert ran.output.records(stream) == whole.output.records(stream)
        assert ran.output.bookmarks(stream) == {}


def test_without_the_check_of_totals_the_same_arrives(tiktok: LocalTikTok, whole: Ran) -> None:
    """check_totals only compares: where nothing is missing it changes nothing."""
    ran = run_in_process(settings_for(tiktok, check_totals=False))

    assert ran.output.comparable == whole.output.comparable
