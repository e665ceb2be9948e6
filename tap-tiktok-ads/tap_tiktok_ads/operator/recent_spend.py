"""What advertisers spent in the last 30 of their days: one request each."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tap_tiktok_ads.errors import Rejected
from tap_tiktok_ads.fetch.query import report_query
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.windows import Window
from tap_tiktok_ads.operator.in_parallel import answer_or_refusal, in_parallel
from tap_tiktok_ads.reports.daily_reports import ADVERTISER_REPORT
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.errors import TikTokError
    from tap_tiktok_ads.run import Run

DAYS: Final = 30
"""As many as TikTok reports by day in one request."""


class RecentSpend(NamedTuple):
    """Spend in the advertiser's currency; `last_day` with any is `YYYY-MM-DD`, None if none had."""

    spend: Decimal
    last_day: str | None


def recent_spend(run: Run, advertisers: Sequence[Advertiser]) -> list[RecentSpend | TikTokError]:
    """Return the spend of each advertiser, in their order, or why TikTok does not tell.

    Raises:
        TikTokError: TikTok tells of none.
    """

    def ask(advertiser: Advertiser) -> RecentSpend | TikTokError:
        return answer_or_refusal(lambda: _spend_of(run, advertiser))

    return in_parallel(run, ask, advertisers)


def _spend_of(run: Run, advertiser: Advertiser) -> RecentSpend:
    today = advertiser.today(run.now)
    names = RequestedNames("metrics", ("spend",))
    days = Window(today - timedelta(days=DAYS - 1), today)
    query = report_query(ADVERTISER_REPORT, advertiser.advertiser_id, names, days)
    envelope = run.client.get(query.path, query.request(1), advertiser.advertiser_id)
    rows = decode_rows((envelope.data.rows if envelope.data else None) or ())
    by_day = dict(map(_day_and_spend, rows))
    return RecentSpend(
        sum(by_day.values(), Decimal(0)), max((day for day in by_day if by_day[day]), default=None)
    )


def _day_and_spend(row: dict[str, Any]) -> tuple[str, Decimal]:
    try:
        day = str(row["dimensions"]["stat_time_day"])[:10]
        said = row["metrics"].get("spend")
        return day, Decimal(0 if said in {None, "-"} else str(said))
    except (KeyError, TypeError, AttributeError, InvalidOperation):
        raise Rejected("a row of the report has no day or no readable spend") from None
