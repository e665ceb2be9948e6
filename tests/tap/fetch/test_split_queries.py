"""A page, or the smaller queries that replace its query: a scripted client, no network."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads.errors import (
    AdvertiserFailed,
    MetricRefused,
    NamesRefused,
    QueryTooLarge,
    Rejected,
    Retryable,
    RunFailed,
    StreamFailed,
    Throttled,
    TikTokError,
    TimedOut,
)
from tap_tiktok_ads.fetch.asking import Asking
from tap_tiktok_ads.fetch.page import Page, Split, Unanswered
from tap_tiktok_ads.fetch.page_source import PageSource
from tap_tiktok_ads.fetch.planned_query import PROMOTE
from tap_tiktok_ads.fetch.query import listing_queries
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.smaller import IDS_PER_FILTER, narrowed, values_of
from tap_tiktok_ads.fetch.windows import Window
from tap_tiktok_ads.tiktok.rows import decode_rows
from tests.tap.scripted_client import (
    DAY,
    METRICS,
    REPORT,
    Scripted,
    answered,
    report,
    row,
    rows_page,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def asking(client: Scripted) -> Asking:
    return Asking(PageSource(client))


def test_a_page_says_how_many_there_are() -> None:
    """Rows stay undecoded; the totals are TikTok's."""
    client = Scripted(lambda _, params: rows_page([row(n, params) for n in range(120)], params))
    page = asking(client)(report(), 3)

    assert isinstance(page, Page)
    assert (page.number, page.total_pages, page.total_rows) == (3, 3, 120)
    assert len(decode_rows(page.rows)) == 20


@pytest.mark.parametrize("data", ["null", "[]", "{}", '{"page_info":null}', '"x"'])
def test_a_success_without_page_info_is_no_empty_list(data: str) -> None:
    """It can't be taken for zero rows: that would move a bookmark."""
    client = Scripted(lambda *_: answered(data))
    with pytest.raises(Retryable, match="no page_info"):
        asking(client)(report(), 1)


def test_refused_default_metrics_are_left_out_and_the_page_is_asked_again() -> None:
    """The names are shared: later pages and other advertisers do not ask for them either."""

    def answer(_path: str, params: dict[str, str]) -> Any:
        if "reach" in params["metrics"]:
            raise NamesRefused("no", refused=frozenset({"reach"}))
        return rows_page([row(1, params)], params)

    query = report()
    page = asking(Scripted(answer))(query, 1)

    assert isinstance(page, Page)
    assert query.names.names == ("spend", "impressions", "clicks")


@pytest.mark.parametrize("culprits", [{"reach"}, {"spend", "reach"}, {"clicks"}])
def test_metrics_that_conflict_unnamed_are_found_by_halving(culprits: set[str]) -> None:
    """TikTok says only that something conflicts: the culprits are searched and left out."""

    def answer(_path: str, params: dict[str, str]) -> Any:
        if culprits & set(json.loads(params["metrics"])):
            raise NamesRefused("conflict")
        return rows_page([row(1, params)], params)

    query = report()
    client = Scripted(answer)
    page = asking(client)(query, 1)

    assert isinstance(page, Page)
    assert set(query.names.names) == set(METRICS) - culprits
    assert len(client.asked) <= 2 + 2 * len(METRICS)


def test_a_report_that_is_refused_whatever_its_metrics_are_is_not_searched() -> None:
    """Else a fault of the report costs a request per metric, of each advertiser and window."""
    client = Scripted(raising(NamesRefused("conflict", request_id="r")))
    metrics = [f"metric_{number}" for number in range(60)]

    with pytest.raises(Rejected, match="request_id r"):
        asking(client)(report(*metrics, from_settings=metrics[:1]), 1)

    assert len(client.asked) == 3


def test_a_conflict_of_the_users_metric_names_it() -> None:
    """The search finds it, and it is not dropped silently."""

    def answer(_path: str, params: dict[str, str]) -> Any:
        if "smiles" in params["metrics"]:
            raise NamesRefused("conflict")
        return rows_page([], params)

    query = report(*METRICS, "smiles", from_settings=["smiles"])
    with pytest.raises(MetricRefused, match="the setting metrics has smiles"):
        asking(Scripted(answer))(query, 1)


def test_a_conflict_of_no_single_metric_fails_the_request() -> None:
    """Each half is accepted, the whole is not: there is no name to leave out."""

    def answer(_path: str, params: dict[str, str]) -> Any:
        if len(json.loads(params["metrics"])) == len(METRICS):
            raise NamesRefused("conflict", request_id="r")
        return rows_page([], params)

    with pytest.raises(Rejected):
        asking(Scripted(answer))(report(), 1)


def too_large(limit: Callable[[str, dict[str, str]], bool]) -> Scripted:
    """Answer three ads, campaigns or ad groups, unless the limit says it is too much."""

    def answer(path: str, params: dict[str, str]) -> Any:
        if limit(path, params):
            raise QueryTooLarge("too large", code=40067)
        if path == REPORT:
            return rows_page([row(n, params) for n in range(3)], params)
        name = json.loads(params["fields"])[0]
        return rows_page([{name: str(n)} for n in range(3)], params)

    return Scripted(answer)


def test_first_the_window_is_halved() -> None:
    """Two requests for half of the days each."""
    split = asking(too_large(lambda *_: True))(report(days=10), 1)

    assert isinstance(split, Split)
    assert [query.window for query in split.queries] == [
        Window(DAY, DAY.replace(day=5)),
        Window(DAY.replace(day=6), DAY.replace(day=10)),
    ]


def test_then_the_metrics_are_halved_and_the_rows_joined() -> None:
    """Every row has all metrics in the end, each row once."""
    client = too_large(lambda _, params: len(json.loads(params.get("metrics", "[]"))) > 2)
    page = asking(client)(report(), 1)

    assert isinstance(page, Page)
    rows = decode_rows(page.rows)
    assert (page.total_pages, page.total_rows) == (1, 3)
    assert [one["dimensions"]["ad_id"] for one in rows] == ["0", "1", "2"]
    assert all(set(one["metrics"]) == set(METRICS) for one in rows)


def test_then_it_is_asked_by_campaign() -> None:
    """The campaigns of the advertiser, deleted ones too, in at least two parts."""
    client = too_large(lambda path, params: path == REPORT and "campaign_ids" not in str(params))
    split = asking(client)(report(), 1)

    assert isinstance(split, Split)
    assert [values_of(query, "campaign_ids") for query in split.queries] == [("0", "1"), ("2",)]
    listing = next(params for path, params in client.asked if path == "/campaign/get/")
    assert json.loads(listing["filtering"])["primary_status"] == "STATUS_ALL"


def test_one_campaign_is_asked_by_ad_group() -> None:
    """And its listing names the campaign."""
    client = too_large(lambda path, params: path == REPORT and "adgroup_ids" not in str(params))
    split = asking(client)(narrowed(report(), "campaign_ids", ["9"]), 1)

    assert isinstance(split, Split)
    assert [values_of(query, "adgroup_ids") for query in split.queries] == [("0", "1"), ("2",)]
    assert all(values_of(query, "campaign_ids") == ("9",) for query in split.queries)
    listing = next(params for path, params in client.asked if path == "/adgroup/get/")
    assert json.loads(listing["filtering"])["campaign_ids"] == ["9"]


def test_what_can_not_be_made_smaller_is_an_error() -> None:
    """One ad group, one day, one metric at a time, and still too large."""
    client = too_large(lambda path, _: path == REPORT)
    query = narrowed(narrowed(report("spend"), "campaign_ids", ["9"]), "adgroup_ids", ["8"])
    with pytest.raises(QueryTooLarge):
        asking(client)(query, 1)


def test_a_listing_is_asked_in_smaller_pages_and_then_fails() -> None:
    """A listing has neither days nor metrics."""
    names = RequestedNames("fields", ["ad_id"])
    query, _ = listing_queries("/ad/get/", "7", names, include_deleted=True)
    fetch = asking(too_large(lambda *_: True))
    split = fetch(query, 1)
    assert isinstance(split, Split)

    (smaller,) = split.queries
    with pytest.raises(QueryTooLarge):
        fetch(smaller, 1)


def raising(error: TikTokError) -> Callable[..., Any]:
    def answer(*_: Any) -> Any:
        raise error

    return answer


def test_what_was_cut_off_is_asked_by_campaign() -> None:
    """The cut answer is a page like any other; its campaigns are asked for on top of it."""

    def answer(path: str, params: dict[str, str]) -> Any:
        if path == REPORT:
            data = json.dumps(rows_page([row(1, params)], params))
            return answered(data, is_truncated=True)
        return rows_page([{"campaign_id": str(n)} for n in range(250)], params)

    ask = asking(Scripted(answer))
    page = ask(report(), 1)
    split = ask(replace(report(), ids_per_split=IDS_PER_FILTER, is_extra=True), 1)

    assert isinstance(page, Page)
    assert page.is_truncated
    assert isinstance(split, Split)
    ids = [values_of(query, "campaign_ids") for query in split.queries]
    assert [one for part in ids for one in part] == [str(n) for n in range(250)]
    assert max(len(part) for part in ids) <= IDS_PER_FILTER == 100
    assert all(query.is_extra for query in split.queries)


@pytest.mark.parametrize("filters", [(), (PROMOTE,)])
def test_all_campaigns_are_listed_for_it(filters: Any) -> None:
    """Reserved ones are listed on request only, and so are those of Promote."""
    client = Scripted(lambda _, params: rows_page([], params))
    asking(client)(replace(report(), ids_per_split=100, filters=filters, is_extra=True), 1)
    listed = [json.loads(params["filtering"]) for _, params in client.asked]

    assert [one["buying_types"] for one in listed] == [
        ["AUCTION", "RESERVATION_RF"],
        ["RESERVATION_TOP_VIEW"],
    ] * 2
    assert [one.get("campaign_system_origins") for one in listed] == [
        ["PROMOTE"] if filters else None
    ] * 4


@pytest.mark.parametrize(
    ("error", "is_raised"),
    [
        *((error("x"), False) for error in (Rejected, StreamFailed, AdvertiserFailed, TimedOut)),
        *((error("x"), True) for error in (RunFailed, Retryable, Throttled)),
    ],
)
def test_what_is_asked_on_top_may_be_refused(error: TikTokError, *, is_raised: bool) -> None:
    """But what passes is an error: the bookmark must stay, so that the next run asks again."""
    ask = asking(Scripted(raising(error)))
    query = replace(report(), ids_per_split=100, is_extra=True)
    if is_raised:
        with pytest.raises(type(error)):
            ask(query, 1)
    else:
        assert ask(query, 1) == Unanswered(query, error)


@pytest.mark.parametrize("refusal", [StreamFailed("scope"), AdvertiserFailed("gone")])
def test_a_query_that_is_too_large_stays_so_when_campaigns_can_not_be_listed(
    refusal: TikTokError,
) -> None:
    """The stream asked for a report: what the listing lacks says nothing of reports."""

    def answer(path: str, _params: dict[str, str]) -> Any:
        raise QueryTooLarge("large") if path == REPORT else refusal

    with pytest.raises(QueryTooLarge, match="large"):
        asking(Scripted(answer))(report(), 1)


@pytest.mark.parametrize("from_settings", [(), ("reach",)])
def test_names_refused_to_what_is_asked_on_top_stay_in_all_other_queries(
    from_settings: tuple[str, ...],
) -> None:
    """Promote may lack metrics that ads have, and the user's setting is no mistake then."""
    client = Scripted(raising(NamesRefused("conflict")))
    names = RequestedNames("metrics", METRICS, from_settings=from_settings)
    query = replace(report(), names=names, filters=(PROMOTE,), is_extra=True)

    assert isinstance(asking(client)(query, 1), Unanswered)
    assert names.names == METRICS
    assert len(client.asked) == 1


def test_one_ad_group_is_the_smallest_part_of_a_report_of_ads() -> None:
    """With more ads than TikTok looks at: better some rows than none, and no request in vain."""
    client = Scripted(lambda _, params: rows_page([], params))
    one = narrowed(narrowed(report(), "campaign_ids", ["9"]), "adgroup_ids", ["8"])
    query = replace(one, ids_per_split=100, is_extra=True)

    assert asking(client)(query, 1) == Unanswered(query)
    assert client.asked == []


@pytest.mark.parametrize(("count", "requests"), [(100, 1), (101, 2), (250, 3)])
def test_more_metrics_than_a_request_takes_are_asked_in_several(count: int, requests: int) -> None:
    """At most 100 names in each request, and the rows are whole."""
    names = [f"metric_{number}" for number in range(count)]

    def answer(_path: str, params: dict[str, str]) -> Any:
        if len(json.loads(params["metrics"])) > 100:
            raise Rejected("more than 100 metrics")
        return rows_page([row(n, params) for n in range(3)], params)

    client = Scripted(answer)
    page = asking(client)(report(*names), 1)

    assert isinstance(page, Page)
    assert len(client.asked) == requests
    assert all(set(one["metrics"]) == set(names) for one in decode_rows(page.rows))


@pytest.mark.parametrize(
    "error", [Rejected("x"), Retryable("x"), NamesRefused("x", legal=frozenset("a"))]
)
def test_other_errors_come_out(error: TikTokError) -> None:
    """What neither smaller parts nor fewer names mend is the caller's."""
    with pytest.raises(TikTokError):
        asking(Scripted(raising(error)))(report(), 1)
