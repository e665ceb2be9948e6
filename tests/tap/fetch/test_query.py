"""What is asked of TikTok, as the parameters of a GET request."""

from __future__ import annotations

import json
import threading
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.errors import NamesRefused, Rejected, SettingError
from tap_tiktok_ads.fetch.query import (
    PAGE_SIZE,
    Query,
    RequestedNames,
    as_json,
    listing_queries,
    report_query,
)
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


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_json_parameters_keep_their_value(value: object) -> None:
    """Encoding loses nothing and adds no spaces."""
    text = as_json(value)

    assert json.loads(text) == value
    assert json.dumps(value, separators=(",", ":"), ensure_ascii=False) == text


def test_a_window_is_asked_for_in_halves() -> None:
    """What is smaller covers the same days with the same names, oldest first."""
    parts = report().smaller()

    assert [part.window for part in parts] == list(WINDOW.halves() or ())
    assert {part.names for part in parts} == {parts[0].names}


def test_a_single_day_is_asked_for_in_smaller_pages_and_then_no_further() -> None:
    """Halving ends: a day, then smaller pages, then nothing smaller."""
    day = report(Window(WINDOW.start, WINDOW.start))
    (smaller_pages,) = day.smaller()

    assert smaller_pages.window == day.window
    assert smaller_pages.page_size < PAGE_SIZE
    assert smaller_pages.smaller() == []


def test_a_listing_is_asked_for_in_smaller_pages() -> None:
    """A listing has no days to halve."""
    query, _ = listing_queries(
        "/ad/get/", "7", RequestedNames("fields", ["ad_id"]), include_deleted=True
    )
    (smaller,) = query.smaller()

    assert smaller.request(1) == {**query.request(1), "page_size": "50"}


@pytest.mark.parametrize("ids", [["1"], ["1", "2", "3"]])
def test_a_query_can_be_narrowed_to_campaigns(ids: list[str]) -> None:
    """The ids join the filter that is there; narrowing again replaces them."""
    narrowed = report().narrowed("campaign_ids", ["99"]).narrowed("campaign_ids", ids)

    filtering = json.loads(narrowed.request(1)["filtering"])
    assert [(one["field_name"], json.loads(one["filter_value"])) for one in filtering] == [
        ("ad_status", ["STATUS_ALL"]),
        ("campaign_ids", ids),
    ]
    assert narrowed.ids("campaign_ids") == tuple(ids)


def test_a_query_names_itself_without_what_it_asks_for() -> None:
    """In a log line a query is its path, advertiser and days."""
    assert str(report()) == "/report/integrated/get/ of advertiser 7 2026-02-01..2026-03-02"


def refusal(*refused: str, legal: tuple[str, ...] = ()) -> NamesRefused:
    return NamesRefused(
        "refused", code=40002, request_id="r", refused=frozenset(refused), legal=frozenset(legal)
    )


def test_a_refused_default_is_left_out_from_then_on(caplog: pytest.LogCaptureFixture) -> None:
    """All queries that share the names go on without it, and the log says so once."""
    names = RequestedNames("metrics", NAMES)
    names.leave_out(refusal("reach"), names.text)

    assert names.text == '["spend","impressions"]'
    assert caplog.text.count("reach") == 1


def test_fields_that_are_not_legal_are_left_out() -> None:
    """When TikTok lists what is legal, everything else goes at once."""
    names = RequestedNames("fields", ["ad_id", "old", "ad_name", "older"])
    names.leave_out(refusal(legal=("ad_id", "ad_name", "new")), names.text)

    assert names.text == '["ad_id","ad_name"]'


def test_a_refused_metric_of_the_user_is_an_error_that_names_it() -> None:
    """The user's own metric is never dropped behind their back."""
    names = RequestedNames("metrics", [*NAMES, "revenue"], from_settings=["revenue"])
    with pytest.raises(SettingError, match=r"metrics: TikTok refuses revenue .*remove"):
        names.leave_out(refusal("revenue", "reach"), names.text)


@pytest.mark.parametrize("error", [refusal(), refusal("unheard_of"), refusal(*NAMES)])
def test_a_refusal_that_leaves_nothing_to_do_fails_the_request(error: NamesRefused) -> None:
    """No endless asking: without a name to leave out, or with none left, it is an error."""
    names = RequestedNames("metrics", NAMES)
    with pytest.raises(Rejected) as caught:
        names.leave_out(error, names.text)

    assert caught.value.request_id == "r"


def test_threads_that_are_refused_together_learn_once() -> None:
    """A refusal of names that were already changed is no news."""
    names = RequestedNames("metrics", NAMES)
    asked = names.text
    threads = [
        threading.Thread(target=names.leave_out, args=(refusal("reach"), asked)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)

    assert names.text == '["spend","impressions"]'
