"""What is asked of TikTok, as the parameters of a GET request."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tap_tiktok_ads.fetch.query import Query, listing_queries, report_query
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.windows import Window

WINDOW = Window(date(2026, 2, 1), date(2026, 3, 2))
NAMES = ("spend", "impressions", "reach")


def report(window: Window = WINDOW, status_filter: str | None = "ad_status") -> Query:
    return report_query(
        "7",
        RequestedNames("metrics", NAMES),
        window,
        data_level="AUCTION_AD",
        id_dimension="ad_id",
        status_filter=status_filter,
    )


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
    assert "filtering" not in report(status_filter=None).request(1)


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
