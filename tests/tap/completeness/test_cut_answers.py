"""Answers that TikTok cuts off at the newest ads are completed, and lose nothing by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tap.completeness.lacking import (
    CAMPAIGNS,
    MOST_ADS,
    many_metrics,
    on_special,
    on_usual,
    rows_of,
    run,
    statuses,
)

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok


@on_usual
@pytest.mark.parametrize("stream", ["daily_metrics", "ad_group_daily_metrics"])
@pytest.mark.parametrize("workers", [1, 8])
def test_a_cut_answer_is_completed_by_campaign_and_ad_group(
    local: LocalTikTok, stream: str, workers: int
) -> None:
    """Every row comes, each once."""
    expected = run(local, stream)
    local.change_answers(max_ads=MOST_ADS)
    ran = run(local, stream, max_concurrent_requests=workers)

    assert ran.exit_code == 0
    assert rows_of(ran, stream) == rows_of(expected, stream)
    assert ran.output.duplicates == {}


@on_special
def test_reserved_campaigns_of_a_cut_answer_are_listed_too(local: LocalTikTok) -> None:
    """TopView is in no listing that does not ask for it, and in every report."""
    expected = run(local)
    local.change_answers(max_ads=MOST_ADS)
    ran = run(local)

    assert ran.exit_code == 0
    assert rows_of(ran) == rows_of(expected)


@on_usual
def test_what_the_cut_answer_held_is_kept(local: LocalTikTok) -> None:
    """Campaigns that the listing leaves out have rows in the cut answer: none is lost."""
    local.change_answers(max_ads=MOST_ADS)
    local.change_answers(path=CAMPAIGNS, unserved_rows=2)
    cut = run(local, check_totals=False)
    held = {one["ad_id"] for one in cut.output.records("daily_metrics")}
    local.admin("DELETE", "answers")
    newest = sorted({one["ad_id"] for one in run(local).output.records("daily_metrics")})

    assert set(newest[-MOST_ADS:]) <= held


@on_usual
def test_a_campaign_is_never_summed_up_in_parts(local: LocalTikTok) -> None:
    """A campaign's row asked for by ad group would be a part of it: better none than half."""
    expected = run(local, "campaign_daily_metrics")
    local.change_answers(max_ads=1)
    ran = run(local, "campaign_daily_metrics")

    assert rows_of(ran, "campaign_daily_metrics") == rows_of(expected, "campaign_daily_metrics")


@on_usual
def test_a_cut_is_noticed_where_metrics_are_asked_in_parts(local: LocalTikTok) -> None:
    """More than 100 metrics: the header of either request counts."""
    metrics = many_metrics()
    expected = run(local, metrics=metrics)
    local.change_answers(max_ads=MOST_ADS)
    ran = run(local, metrics=metrics)

    assert ran.exit_code == 0
    assert len(ran.output.records("daily_metrics")[0]) > 100
    assert rows_of(ran) == rows_of(expected)


@on_usual
def test_a_cut_answer_of_ad_groups_whose_campaigns_are_not_all_listed_is_incomplete(
    local: LocalTikTok,
) -> None:
    """There are no totals to compare ad groups with: what the list lacks is known all the same."""
    local.change_answers(max_ads=MOST_ADS)
    local.change_answers(path=CAMPAIGNS, unserved_rows=2)
    ran = run(local, "ad_group_daily_metrics")

    assert ran.exit_code == 3
    assert set(statuses(ran).values()) == {"incomplete"}
