"""A report in parts: by all campaigns that TikTok counts, or known not to be whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads.errors import Rejected, Retryable
from tap_tiktok_ads.fetch.asking import Asking
from tap_tiktok_ads.fetch.page import Split, Unanswered
from tap_tiktok_ads.fetch.page_source import PageSource
from tap_tiktok_ads.fetch.planned_query import READINGS
from tap_tiktok_ads.fetch.smaller import values_of
from tests.tap.scripted_client import Scripted, report, rows_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.errors import TikTokError
    from tap_tiktok_ads.fetch.query import Query


class Campaigns:
    """A list of campaigns that counts so many more than it serves, for so many readings."""

    def __init__(
        self,
        *ids: str,
        more: int = 0,
        readings: int = READINGS,
        of_top_view: TikTokError | None = None,
    ) -> None:
        self.rows = [{"campaign_id": one} for one in ids]
        self.more, self.readings, self.of_top_view = more, readings, of_top_view
        self.asked = 0

    def __call__(self, _path: str, params: dict[str, str]) -> Any:
        if "RESERVATION_TOP_VIEW" in params["filtering"]:
            if self.of_top_view is not None:
                raise self.of_top_view
            return rows_page([], params)
        self.asked += 1
        page = rows_page(self.rows, params)
        if self.asked <= self.readings:
            page["page_info"]["total_number"] += self.more
        return page


def asked_in_parts(campaigns: Any) -> tuple[Asking, Sequence[Query]]:
    ask = Asking(PageSource(Scripted(campaigns)))
    split = ask(replace(report(), ids_per_split=100, is_extra=True), 1)
    assert isinstance(split, Split)
    return ask, split.queries


def test_a_list_that_serves_all_it_counts_is_read_once() -> None:
    """Its campaigns are the parts."""
    campaigns = Campaigns("1", "2")
    _, parts = asked_in_parts(campaigns)

    assert [values_of(one, "campaign_ids") for one in parts] == [("1",), ("2",)]
    assert campaigns.asked == 1


def test_a_list_that_moved_is_read_again() -> None:
    """A campaign that is not listed would be missing from the report."""
    campaigns = Campaigns("1", "2", more=1, readings=1)
    _, parts = asked_in_parts(campaigns)

    assert len(parts) == 2
    assert campaigns.asked == 2


def test_campaigns_that_are_never_listed_leave_the_report_unanswered() -> None:
    """The parts that are known come all the same."""
    campaigns = Campaigns("1", "2", more=1)
    ask, parts = asked_in_parts(campaigns)

    assert [values_of(one, "campaign_ids") for one in parts] == [("1",), ("2",), ()]
    assert campaigns.asked == READINGS
    assert ask(parts[-1], 1) == Unanswered(parts[-1])


@pytest.mark.parametrize("odd", [{}, {"campaign_id": None}])
def test_a_row_without_an_id_is_a_campaign_that_is_not_listed(odd: dict[str, Any]) -> None:
    """It can't be asked for, and nothing breaks."""
    campaigns = Campaigns("1", "2")
    campaigns.rows.append(odd)
    _, parts = asked_in_parts(campaigns)

    assert [values_of(one, "campaign_ids") for one in parts] == [("1",), ("2",), ()]


def test_reserved_campaigns_that_are_refused_are_campaigns_that_are_not_listed() -> None:
    """An account may have none of them to show: the others are asked for."""
    _, parts = asked_in_parts(Campaigns("1", "2", of_top_view=Rejected("buying_types")))

    assert [values_of(one, "campaign_ids") for one in parts] == [("1",), ("2",), ()]


def test_what_passes_is_waited_for_before_the_parts_are_known() -> None:
    """The bookmark stays, so that the next run asks again."""
    ask = Asking(PageSource(Scripted(Campaigns("1", "2", of_top_view=Retryable("down")))))
    with pytest.raises(Retryable):
        ask(replace(report(), ids_per_split=100, is_extra=True), 1)
