"""Ads are compared with their advertiser: a difference is never silent, rounding is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tap.completeness.lacking import (
    AD_GROUPS,
    CAMPAIGNS,
    MOST_ADS,
    NO_ROWS,
    OF_ADS,
    OF_ADVERTISERS,
    REPORT,
    hide_ads,
    on_rounding,
    on_special,
    on_tiny,
    on_usual,
    run,
    spend_of,
    statuses,
    true_spend,
)
from tests.tap.local_settings import TODAY, refuse
from tests.tap.singer_output import daily_state

LACKING_TOTALS = NO_ROWS.replace('"total_number":0', '"total_number":2')

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok


@on_tiny
def test_one_campaign_with_one_ad_group_is_compared_too(local: LocalTikTok) -> None:
    """Nothing smaller can be asked for: the days are named, and the run is no success."""
    hide_ads(local)
    first, other = local.advertiser_ids
    ran = run(local)

    assert ran.exit_code == 3
    assert any(f"daily_metrics of advertiser {first} is not complete on" in one for one in ran.log)
    assert statuses(ran)["daily_metrics", first] == "incomplete"
    assert statuses(ran)["daily_metrics", other] == "complete"
    assert ran.output.bookmarks("daily_metrics") == {first: TODAY, other: TODAY}


@on_usual
def test_an_advertiser_whose_campaign_listing_is_empty_is_compared_too(local: LocalTikTok) -> None:
    """Campaigns that TikTok does not list may have spent all the same."""
    hide_ads(local)
    for path in (CAMPAIGNS, AD_GROUPS):
        local.fault(kind="body", body=NO_ROWS, path=path, times=0)
    first, _ = local.advertiser_ids
    ran = run(local)

    assert ran.exit_code == 3
    assert statuses(ran)["daily_metrics", first] == "incomplete"


@on_rounding
def test_rows_that_are_rounded_one_by_one_are_complete(local: LocalTikTok) -> None:
    """Ads add up to a few cents more or less than their advertiser: nothing is searched for."""
    ran = run(local)

    assert ran.exit_code == 0
    assert set(statuses(ran).values()) == {"complete"}
    assert local.requests(CAMPAIGNS) == []


@on_usual
@pytest.mark.parametrize("code", [40001, 40002, 40300, 40400, 41001])
def test_a_search_that_is_refused_leaves_the_rows(local: LocalTikTok, code: int) -> None:
    """The advertiser is named as not checked; rows and later windows of all stay."""
    expected = run(local)
    first, other = local.advertiser_ids
    local.fault(kind="body", body=NO_ROWS, advertiser_id=first, query=OF_ADS)
    local.fault(code=code, path=CAMPAIGNS, times=0)
    ran = run(local)

    assert ran.failures == []
    assert ran.exit_code == 3, "days still differ"
    assert ran.output.records("daily_metrics", other) == expected.output.records(
        "daily_metrics", other
    )
    assert ran.output.bookmarks("daily_metrics") == {first: TODAY, other: TODAY}
    (line,) = [one for one in ran.log if "is not checked for completeness" in one]
    assert f"daily_metrics of advertiser {first}" in line
    assert f"answered {code}" in line


@on_usual
def test_a_missing_scope_for_campaigns_costs_no_row_of_a_cut_answer(local: LocalTikTok) -> None:
    """What the cut answer held is emitted; that it was cut is known, so it is incomplete."""
    local.change_answers(max_ads=MOST_ADS)
    for one in local.advertiser_ids:
        refuse(local, one, "scope_missing", CAMPAIGNS)
    ran = run(local)

    first, other = local.advertiser_ids
    assert ran.failures == []
    assert ran.exit_code == 3
    for one in (first, other):
        assert ran.output.records("daily_metrics", one)
        assert statuses(ran)["daily_metrics", one] == "incomplete"


@on_usual
def test_a_search_whose_report_is_refused_leaves_the_rows(local: LocalTikTok) -> None:
    """Not only the listing: a refusal of the parts is no refusal of the whole."""
    first, _ = local.advertiser_ids
    local.fault(kind="body", body=NO_ROWS, advertiser_id=first, query=OF_ADS)
    local.fault(code=40002, advertiser_id=first, query=OF_ADS, times=0)
    ran = run(local)

    assert ran.failures == []
    assert ran.exit_code == 3
    assert statuses(ran)["daily_metrics", first] == "incomplete"


@on_special
def test_what_promote_spent_is_asked_for_and_no_gap(local: LocalTikTok) -> None:
    """TikTok leaves Promote out of the ads' report: it is asked for when the sums differ."""
    ran = run(local)

    assert ran.exit_code == 0
    for one in local.advertiser_ids:
        assert spend_of(ran, one) == true_spend(local, one)
    assert ran.output.duplicates == {}
    assert local.requests(CAMPAIGNS) == [], "one more report per window is enough"


@on_usual
@pytest.mark.parametrize(
    ("of_advertisers", "of_ads", "requests"),
    [("2026-03-08", "2026-03-08", 1), ("2026-03-09", "2026-03-07", 2)],
    ids=["the same days", "more days of ads"],
)
def test_totals_are_fetched_once_with_bookmarks_too(
    local: LocalTikTok, of_advertisers: str, of_ads: str, requests: int
) -> None:
    """Days that the stream of the advertisers has read are not asked for again for the ads."""
    state = daily_state({})
    for stream, bookmark in (
        ("advertiser_daily_metrics", of_advertisers),
        ("daily_metrics", of_ads),
    ):
        bookmarks = dict.fromkeys(local.advertiser_ids, bookmark)
        state["bookmarks"][stream] = daily_state(bookmarks)["bookmarks"][stream]
    both = ("advertiser_daily_metrics", "daily_metrics")
    ran = run(local, *both, state=state, start_date=None, reimport_lookback_window=7)
    once = windows_of_advertisers(local)

    assert ran.exit_code == 0
    assert len(once) == len(set(once)) == requests * len(local.advertiser_ids)


@on_usual
@pytest.mark.parametrize("streams", [[], ["advertiser_daily_metrics", "daily_metrics"]])
def test_totals_that_lack_rows_are_no_totals(local: LocalTikTok, streams: list[str]) -> None:
    """Ads are not blamed for it: they are named as not checked, and are complete."""
    first, other = local.advertiser_ids
    local.fault(
        kind="body", body=LACKING_TOTALS, advertiser_id=first, query=OF_ADVERTISERS, times=0
    )
    ran = run(local, *streams)

    assert statuses(ran)["daily_metrics", first] == "complete"
    assert statuses(ran)["daily_metrics", other] == "complete"
    assert ran.exit_code == (3 if streams else 0)
    (line,) = [one for one in ran.log if "is not checked for completeness" in one]
    assert f"daily_metrics of advertiser {first}" in line
    assert local.requests(CAMPAIGNS) == []


@on_usual
def test_a_cut_answer_without_totals_stays_incomplete_in_each_window(local: LocalTikTok) -> None:
    """That there is nothing to compare with is no proof that nothing is missing."""
    local.change_answers(max_ads=MOST_ADS)
    for one in local.advertiser_ids:
        refuse(local, one, "scope_missing", CAMPAIGNS)
    local.fault(code=40002, query=OF_ADVERTISERS, times=0)
    ran = run(local, start_date="2026-01-15")

    first, _ = local.advertiser_ids
    assert any(
        f"{first} is incomplete on 55 days from 2026-01-15 to 2026-03-10" in one for one in ran.log
    )


def windows_of_advertisers(local: LocalTikTok) -> list[tuple[str, str, str]]:
    queries = [one["query"] for one in local.requests(REPORT)]
    return [
        (one["advertiser_id"], one["start_date"], one["end_date"])
        for one in queries
        if one["data_level"] == OF_ADVERTISERS["data_level"]
    ]
