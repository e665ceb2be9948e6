"""What became of each advertiser in each stream: the one source of what people are told at the end.

The table in the log, the stream `import_status` and the exit code all derive from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tap_tiktok_ads.errors import NotGranted
from tap_tiktok_ads.observe.summary import Share

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_tiktok_ads.errors import TapError
    from tap_tiktok_ads.observe.summary import Summary
    from tap_tiktok_ads.tiktok.client import RequestCount


class Outcome(NamedTuple):
    """One advertiser in one stream, with the requests that were made for it.

    `status` is complete, incomplete, failed, or skipped: the stream was given up for all. `error`
    is why it failed or was skipped.
    """

    stream: str
    advertiser_id: str
    share: Share
    made: RequestCount
    status: str
    error: TapError | None

    @property
    def is_unread(self) -> bool:
        """Whether the advertiser was not read to its end."""
        return self.status in {"failed", "skipped"}


def outcomes_of(
    summary: Summary, streams: Iterable[str], advertiser_ids: Iterable[str]
) -> list[Outcome]:
    """Return the outcome of each stream and advertiser, also of those that were never read."""
    known = list(advertiser_ids)
    return [_outcome(summary, stream, one) for stream in streams for one in known]


def has_read_nothing(outcomes: Iterable[Outcome]) -> bool:
    """Say whether nothing was read to its end; describing the advertisers does not count."""
    asked = [one for one in outcomes if one.stream != "advertisers"]
    return bool(asked) and all(one.is_unread for one in asked)


def _outcome(summary: Summary, stream: str, advertiser_id: str) -> Outcome:
    share = summary.shares.get((stream, advertiser_id)) or Share()
    status, error = _verdict(summary, stream, advertiser_id, share)
    count = summary.requests_of(stream, advertiser_id)
    return Outcome(stream, advertiser_id, share, count, status, error)


def _verdict(
    summary: Summary, stream: str, advertiser_id: str, share: Share
) -> tuple[str, TapError | None]:
    if share.status in {"failed", "skipped"} or share.ended_at is None:
        own, of_all = summary.error_of(stream, advertiser_id), summary.error_of(stream, None)
        if own and not (of_all and isinstance(own, NotGranted)):
            return "failed", own
        if of_all:  # those too for whom it was tried, and refused for the same reason
            return "skipped", own or of_all
        return "failed", summary.error_that_lost(advertiser_id) or summary.ended_by
    return share.status, None
