"""What is asked of TikTok, as the parameters of a GET request."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from tap_tiktok_ads.fetch.query import Query, listing_queries, report_query
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.windows import Window
from tap_tiktok_ads.reports.daily_reports import AD_REPORT
from tap_tiktok_ads.reports.report import Filter, Grain, Report

WINDOW = Window(date(2026, 2, 1), date(2026, 3, 2))
NAMES = ("spend", "impressions", "reach")


def report(
    report: Report = AD_REPORT, window: Window | None = WINDOW, *, include_deleted: bool = True
) -> Query:
    names = RequestedNames("metrics", NAMES)
    return report_query(report, "7", names, window, include_deleted=include_deleted)


def test_a_report_request_is_the_documented_one() -> None:
    """Scalars are plain, lists are JSON, days are inclusive; the filter's value is JSON in text."""
    assert report().request(3) == {
        "advertiser_id": "7",
        "report_type": "BASIC",
        "service_type": "AUCTION",
        "data_level": "AUCTION_AD",
        "dimensions": '["ad_id","stat_time_day"]',
        "metrics": '["spend","impressions","reach"]',
        "filtering": '[{"field_name":"ad_status","filter_type":"IN",'
        '"filter_value":"[\\"STATUS_ALL\\"]"}]',
        "start_date": "2026-02-01",
        "end_date": "2026-03-02",
        "page": "3",
        "page_size": "1000",
    }


def test_without_deleted_objects_no_filter_is_sent() -> None:
    """TikTok's default hides what is deleted."""
    assert "filtering" not in report(include_deleted=False).request(1)


def test_a_lifetime_has_no_dates() -> None:
    """TikTok ignores dates where all time is asked for, so none are sent."""
    request = report(replace(AD_REPORT, grain=Grain.LIFETIME), None).request(1)

    assert (request["query_lifetime"], request["dimensions"]) == ("true", '["ad_id"]')
    assert not {"start_date", "end_date"} & set(request)


def test_a_filter_is_sent_as_tiktok_wants_it() -> None:
    """Several values are a JSON list inside of a text, one to compare with is plain text."""
    filters = (Filter("campaign_ids", ("1", "2")), Filter("spend", ("0",), "GREATER_THAN"))
    request = report(replace(AD_REPORT, filters=filters), include_deleted=False).request(1)

    assert json.loads(request["filtering"]) == [
        {"field_name": "campaign_ids", "filter_type": "IN", "filter_value": '["1","2"]'},
        {"field_name": "spend", "filter_type": "GREATER_THAN", "filter_value": "0"},
    ]


def test_a_filter_on_the_status_replaces_the_one_that_counts_deleted_objects() -> None:
    """Two conditions on one field would hold of nothing."""
    filters = (Filter("ad_status", ("STATUS_DELIVERY_OK",)),)
    request = report(replace(AD_REPORT, filters=filters)).request(1)

    assert request["filtering"].count("ad_status") == 1
    assert "STATUS_ALL" not in request["filtering"]


@pytest.mark.parametrize(
    ("hidden", "status"), [((), "STATUS_ALL"), (("deleted",), "STATUS_NOT_DELETE")]
)
def test_a_listing_names_every_buying_type_once(hidden: tuple[str, ...], status: str) -> None:
    """Two requests cover all buying types; TopView stands alone, with its smaller pages."""
    queries = listing_queries(
        "/ad/get/", "7", RequestedNames("fields", ["ad_id"]), include_deleted=not hidden
    )
    requests = [query.request(1) for query in queries]

    assert [json.loads(request["filtering"]) for request in requests] == [
        {"primary_status": status, "buying_types": ["AUCTION", "RESERVATION_RF"]},
        {"primary_status": status, "buying_types": ["RESERVATION_TOP_VIEW"]},
    ]
    assert [request["page_size"] for request in requests] == ["1000", "100"]
    assert {request["fields"] for request in requests} == {'["ad_id"]'}


def test_a_query_names_itself_without_what_it_asks_for() -> None:
    """In a log line a query is its path, advertiser and days."""
    assert str(report()) == "/report/integrated/get/ of advertiser 7 2026-02-01..2026-03-02"
