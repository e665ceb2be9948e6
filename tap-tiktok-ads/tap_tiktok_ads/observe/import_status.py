"""What a run tells the warehouse about itself: a row per advertiser and stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.errors import TikTokError
from tap_tiktok_ads.observe.summary import Share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from tap_tiktok_ads.errors import TapError
    from tap_tiktok_ads.observe.summary import Summary

    Row = dict[str, Any]


def status_rows(
    summary: Summary, run_id: str, streams: Iterable[str], advertiser_ids: Iterable[str]
) -> Iterator[Row]:
    """Yield a row for each stream and advertiser, also for those that were never read.

    Times and days are JSON texts, as the columns of `import_status` want them.
    """
    known = list(advertiser_ids)
    for stream in streams:
        for advertiser_id in known:
            key = {"run_id": run_id, "advertiser_id": advertiser_id, "stream": stream}
            yield {**key, **_told(summary, stream, advertiser_id)}


def _told(summary: Summary, stream: str, advertiser_id: str) -> Row:
    share = summary.shares.get((stream, advertiser_id)) or Share()
    status, error = _verdict(summary, stream, advertiser_id, share)
    count = summary.requests_of(stream, advertiser_id)
    return {
        "first_day": _day(share.first_day),
        "last_day": _day(share.last_day),
        "rows": share.rows_read,
        "rows_emitted": share.rows,
        "requests": count.requests,
        "retries": count.retries,
        "status": status,
        "incomplete_days": sorted(share.incomplete_days),
        "error_code": error.code if isinstance(error, TikTokError) else None,
        "error": _text(error),
        "started_at": _instant(share.started_at),
        "ended_at": _instant(share.ended_at),
    }


def _verdict(
    summary: Summary, stream: str, advertiser_id: str, share: Share
) -> tuple[str, TapError | None]:
    """Say what became of an advertiser in a stream, and why."""
    if share.status in {"failed", "skipped"} or share.ended_at is None:
        if error := summary.error_of(stream, advertiser_id):
            return "failed", error
        if error := summary.error_of(stream, None):
            return "skipped", error
        return "failed", summary.error_that_lost(advertiser_id) or summary.ended_by
    return share.status, None


def _text(error: TapError | None) -> str | None:
    if isinstance(error, TikTokError):
        return error.with_advice()
    return None if error is None else str(error)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
