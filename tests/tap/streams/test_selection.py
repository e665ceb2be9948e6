"""Only selected columns are asked for, with what the tap itself needs; records hold no other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.completeness.lacking import hide_ads
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import settings_for
from tests.tap.singer_output import KEYS
from tests.tap.streams.test_catalog import catalog_with

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran
    from tests.tap.streams.test_catalog import Entry

REPORT = "/report/integrated/get/"
ADS = "AUCTION_AD"


def only(*columns: str, stream: str) -> dict[str, Any]:
    """A catalog that selects these columns of one stream, besides those that are automatic."""

    def change(entry: Entry) -> None:
        for one in entry["metadata"]:
            if one["breadcrumb"]:
                one["metadata"]["selected"] = one["breadcrumb"][1] in columns
            else:
                one["metadata"]["selected"] = entry["tap_stream_id"] == stream

    return catalog_with(change)


def asked(tiktok: LocalTikTok, path: str, parameter: str, level: str | None = None) -> set[str]:
    """The names in a list parameter of all requests to a path."""
    requests = [
        one["query"]
        for one in tiktok.requests(path)
        if level is None or one["query"]["data_level"] == level
    ]
    assert requests
    return {name for query in requests for name in json.loads(query[parameter])}


def cut_down(whole: Ran, stream: str, *columns: str) -> list[dict[str, Any]]:
    kept = {*KEYS[stream], *columns}
    return [
        {name: value for name, value in record.items() if name in kept}
        for record in whole.output.records(stream)
    ]


@pytest.mark.parametrize("check_totals", [True, False])
def test_only_selected_metrics_are_asked_for(
    tiktok: LocalTikTok, whole: Ran, *, check_totals: bool
) -> None:
    """With what the sums are made of, if they are compared; that is in no record."""
    catalog = only("clicks", "ad_name", stream="daily_metrics")

    ran = run_in_process(settings_for(tiktok, check_totals=check_totals), catalog=catalog)

    compared = {"spend", "impressions"} if check_totals else set()
    assert ran.exit_code == 0
    assert asked(tiktok, REPORT, "metrics", ADS) == {"clicks", "ad_name"} | compared
    assert ran.output.records("daily_metrics") == cut_down(
        whole, "daily_metrics", "clicks", "ad_name"
    )


@pytest.mark.parametrize("stream", ["campaign_daily_metrics", "advertiser_daily_metrics"])
def test_what_nothing_is_compared_with_asks_for_nothing_more(
    tiktok: LocalTikTok, whole: Ran, stream: str
) -> None:
    """Campaigns are not summed up, nor are advertisers when their ads are not imported."""
    ran = run_in_process(settings_for(tiktok), catalog=only("clicks", stream=stream))

    assert asked(tiktok, REPORT, "metrics") == {"clicks"}
    assert ran.output.records(stream) == cut_down(whole, stream, "clicks")


def test_a_selection_without_a_metric_asks_for_one(tiktok: LocalTikTok, whole: Ran) -> None:
    """TikTok answers an empty list with metrics of its own choice."""
    catalog = only("currency", stream="daily_metrics")

    ran = run_in_process(settings_for(tiktok, check_totals=False), catalog=catalog)

    assert asked(tiktok, REPORT, "metrics", ADS) == {"spend"}
    assert ran.output.records("daily_metrics") == cut_down(whole, "daily_metrics", "currency")


def test_only_selected_fields_are_listed(tiktok: LocalTikTok, whole: Ran) -> None:
    """With the ids, and the time of the last change, which the next run needs."""
    ran = run_in_process(settings_for(tiktok), catalog=only("ad_text", stream="ads"))

    assert asked(tiktok, "/ad/get/", "fields") == {
        *("ad_text", "advertiser_id", "campaign_id", "adgroup_id", "ad_id", "modify_time"),
    }
    assert ran.output.records("ads") == cut_down(whole, "ads", "ad_text", "modify_time")


@pytest.mark.parametrize("stream", ["advertisers", "campaigns"])
def test_only_selected_fields_of_advertisers_are_asked_for(
    tiktok: LocalTikTok, whole: Ran, stream: str
) -> None:
    """No personal data of an advertiser is asked for when nobody wants it."""
    run_in_process(settings_for(tiktok), catalog=only("name", stream=stream))

    names = {"name"} if stream == "advertisers" else set()
    needed = {"advertiser_id", "currency", "timezone", "display_timezone"}
    assert asked(tiktok, "/advertiser/info/", "fields") == needed | names


@pytest.mark.parametrize("stream", ["advertisers", "ads"])
def test_what_the_tap_needs_for_itself_is_in_no_record(
    tiktok: LocalTikTok, whole: Ran, stream: str
) -> None:
    """Columns that the catalog's schema lacks are not emitted, though the tap reads them."""
    lacking = {"currency", "timezone", "campaign_id", "modify_time"}

    def change(entry: Entry) -> None:
        if entry["tap_stream_id"] == stream:
            for name in lacking & set(entry["schema"]["properties"]):
                del entry["schema"]["properties"][name]

    ran = run_in_process(settings_for(tiktok), catalog=catalog_with(change), streams=[stream])

    assert ran.output.records(stream) == [
        {name: value for name, value in one.items() if name not in lacking}
        for one in whole.output.records(stream)
    ]
    assert ran.output.bookmarks(stream) == whole.output.bookmarks(stream)


def test_a_check_works_without_the_columns_that_it_compares(tiktok: LocalTikTok) -> None:
    """Missing rows are noticed although neither spend nor impressions is selected."""
    hide_ads(tiktok)
    ran = run_in_process(settings_for(tiktok), catalog=only("clicks", stream="daily_metrics"))

    tiktok.clear_faults()
    assert any("do not add up" in line for line in ran.log)


@pytest.mark.parametrize(("is_old", "warnings"), [(True, 1), (False, 0)])
def test_a_metric_that_the_catalog_has_no_column_for_is_named(
    tiktok: LocalTikTok, *, is_old: bool, warnings: int
) -> None:
    """It was added to the settings after the catalog was saved, and would be missing in silence."""
    catalog = catalog_with(lambda _: None, metrics=[] if is_old else ["campaign_budget"])

    settings = settings_for(tiktok, metrics=["campaign_budget"])
    ran = run_in_process(settings, catalog=catalog, streams=["daily_metrics"])

    line = (
        "metrics: --catalog has no column for campaign_budget: not imported; run --discover again"
    )
    assert ran.exit_code == 0
    assert ran.log.count(line) == warnings
    records = ran.output.records("daily_metrics")
    assert any("campaign_budget" in record for record in records) is not is_old
