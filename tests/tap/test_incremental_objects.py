"""Which campaigns, ad groups and ads a later run emits again; full tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pendulum
import pytest

from tap_tiktok_ads.tap import TapTikTokAds
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, TODAY, settings_for
from tests.tap.singer_output import (
    DAILY_STREAMS,
    ENTITY_STREAMS,
    bookmarks_in,
    daily_state,
    state_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran
    from tests.tap.singer_output import Record


@pytest.mark.parametrize("stream", ENTITY_STREAMS)
def test_only_changed_objects_are_emitted_again(
    tiktok: LocalTikTok, settings: dict[str, Any], whole: Ran, stream: str
) -> None:
    """Emitted are objects changed at or after the bookmark, and those without modify_time.

    What counts is the latest change of an object and of its parents.
    """
    times = {
        one[name]: one["modify_time"]
        for kind, name in ENTITY_STREAMS.items()
        for one in whole.output.records(kind)
    }
    names = [name for name in ENTITY_STREAMS.values() if name in whole.output.records(stream)[0]]

    def changed_at(one: Record) -> str:
        """Sorts behind every bookmark when it is not known."""
        return max(times[one[name]] or "unknown" for name in names)

    everything = whole.output.records(stream)
    middle = sorted(map(changed_at, everything))[len(everything) // 2]
    state = state_of(stream, "modify_time", dict.fromkeys(tiktok.advertiser_ids, middle))

    second = run_in_process(settings, state=state, streams=[stream])

    expected = [one for one in everything if changed_at(one) >= middle]
    assert second.output.records(stream) == expected
    assert len(expected) < len(everything)


def test_an_object_without_modify_time_is_always_emitted(tiktok: LocalTikTok) -> None:
    """Some ads of upgraded Smart+ have none: they could have changed."""
    one, _ = tiktok.advertiser_ids
    times = {"1": None, "2": "2026-03-01 00:00:00", "3": "2026-03-09 00:00:00"}
    serve_ads(tiktok, times)
    state = state_of("ads", "modify_time", {one: "2026-03-05T00:00:00Z"})

    ran = run_in_process(settings_for(tiktok, advertiser_ids=[one]), state=state, streams=["ads"])

    assert [record["ad_id"] for record in ran.output.records("ads")] == ["1", "3"]
    assert ran.output.bookmarks("ads") == {one: "2026-03-09T00:00:00Z"}


@pytest.mark.parametrize("before", [None, "2026-03-05T00:00:00Z"])
def test_an_object_changed_after_the_run_began_leaves_the_bookmark_at_its_start(
    tiktok: LocalTikTok, before: str | None
) -> None:
    """What changed between the start and that moment may be unread: the next run reads it."""
    one, _ = tiktok.advertiser_ids
    begun = pendulum.parse(NOW)
    assert isinstance(begun, pendulum.DateTime)
    times = {"1": "2026-03-09 00:00:00", "2": begun.add(seconds=1).to_datetime_string()}
    serve_ads(tiktok, times)
    state = state_of("ads", "modify_time", {one: before}) if before else None

    ran = run_in_process(settings_for(tiktok, advertiser_ids=[one]), state=state, streams=["ads"])

    assert [record["ad_id"] for record in ran.output.records("ads")] == ["1", "2"]
    assert ran.output.bookmarks("ads") == {one: NOW}


def serve_ads(tiktok: LocalTikTok, times: Mapping[str, str | None]) -> None:
    """Answer every listing of ads with these ids and their modify_time."""
    ads = [{"ad_id": ad_id, "modify_time": time} for ad_id, time in times.items()]
    info = {"page": 1, "page_size": 1000, "total_number": len(ads), "total_page": 1}
    answer = {"code": 0, "request_id": "1", "data": {"list": ads, "page_info": info}}
    tiktok.fault(kind="body", body=json.dumps(answer), path="/ad/get/", times=0)


@pytest.mark.parametrize("stream", ENTITY_STREAMS)
def test_the_bookmark_of_objects_is_the_latest_change(
    tiktok: LocalTikTok, settings: dict[str, Any], stream: str
) -> None:
    """Each advertiser's bookmark is its latest modify_time, and not later than now."""
    ran = run_in_process(settings, streams=[stream])

    for advertiser_id, bookmark in ran.output.bookmarks(stream).items():
        times = [one["modify_time"] or "" for one in ran.output.records(stream, advertiser_id)]
        assert bookmark == max(times) <= NOW
    assert set(ran.output.bookmarks(stream)) == set(tiktok.advertiser_ids)


@pytest.mark.parametrize("bookmark", ["2099-01-01T00:00:00Z", "soon"])
def test_a_strange_bookmark_of_objects_does_not_move_backwards_or_stop_the_run(
    tiktok: LocalTikTok, settings: dict[str, Any], bookmark: str
) -> None:
    """A future bookmark stays, one that is no time is replaced."""
    state = state_of("campaigns", "modify_time", dict.fromkeys(tiktok.advertiser_ids, bookmark))

    ran = run_in_process(settings, state=state, streams=["campaigns"])

    assert ran.exit_code == 0
    for found in ran.output.bookmarks("campaigns").values():
        assert found == bookmark if bookmark.startswith("2099") else found <= NOW


def test_a_full_table_catalog_emits_everything_and_keeps_the_bookmarks(
    tiktok: LocalTikTok, settings: dict[str, Any]
) -> None:
    """With replication-method FULL_TABLE bookmarks are neither read nor written."""
    first = run_in_process(settings)
    state = {
        "bookmarks": {
            **daily_state(dict.fromkeys(tiktok.advertiser_ids, TODAY))["bookmarks"],
            **state_of("ads", "modify_time", dict.fromkeys(tiktok.advertiser_ids, NOW))[
                "bookmarks"
            ],
        }
    }
    catalog = full_table_catalog()

    again = run_in_process(settings, state=state, catalog=catalog)

    for stream in (*DAILY_STREAMS.values(), *ENTITY_STREAMS):
        assert again.output.records(stream) == first.output.records(stream)
    assert again.output.bookmarks("daily_metrics") == bookmarks_in(state, "daily_metrics")
    assert again.output.bookmarks("ads") == bookmarks_in(state, "ads")


def full_table_catalog() -> dict[str, Any]:
    """The catalog, changed to FULL_TABLE in every entry."""
    config = {"access_token": "t", "advertiser_ids": "1"}
    catalog: dict[str, Any] = TapTikTokAds(config=config).catalog_dict
    for entry in catalog["streams"]:
        entry["replication_method"] = "FULL_TABLE"
    return catalog
