"""What a run tells the warehouse about itself: a row per advertiser and stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.changes.by_age import as_rows
from tap_tiktok_ads.errors import TikTokError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from tap_tiktok_ads.errors import TapError
    from tap_tiktok_ads.observe.outcomes import Outcome

    Row = dict[str, Any]


def status_rows(run_id: str, outcomes: Iterable[Outcome]) -> Iterator[Row]:
    """Yield a row for each stream and advertiser.

    Times and days are JSON texts, as the columns of `import_status` want them.
    """
    for one in outcomes:
        yield {
            "run_id": run_id,
            "advertiser_id": one.advertiser_id,
            "stream": one.stream,
            **_told(one),
        }


def _told(outcome: Outcome) -> Row:
    share, error = outcome.share, outcome.error
    return {
        "first_day": _day(share.first_day),
        "last_day": _day(share.last_day),
        "lookback_days": share.lookback_days,
        "rows": share.rows_read,
        "rows_emitted": share.rows,
        "requests": outcome.made.requests,
        "retries": outcome.made.retries,
        "status": outcome.status,
        "incomplete_days": sorted(share.incomplete_days),
        "error_code": error.code if isinstance(error, TikTokError) else None,
        "error": _text(error),
        "started_at": _instant(share.started_at),
        "ended_at": _instant(share.ended_at),
        "changes_by_age": None if share.changes_by_age is None else as_rows(share.changes_by_age),
    }


def _text(error: TapError | None) -> str | None:
    if isinstance(error, TikTokError):
        return error.with_advice()
    return None if error is None else str(error)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
