"""What a run did: counts per advertiser and stream, and what failed, for the end of the run."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.changes.by_age import Changes
from tap_tiktok_ads.errors import AdvertiserFailed
from tap_tiktok_ads.guide import with_guide
from tap_tiktok_ads.observe.unimported_days import UnimportedDays
from tap_tiktok_ads.tiktok.client import RequestCount

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from tap_tiktok_ads.errors import TapError, TikTokError

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Share:
    """One advertiser's part in one stream.

    `status` is complete, incomplete (rows are known to be missing, of a report on
    `incomplete_days`, as YYYY-MM-DD), failed or skipped. `rows` are those emitted, `rows_read`
    those that TikTok served, each once. `first_day` and `last_day` bound what is imported of a
    report, `lookback_days` of it before the bookmark again. `ended_at` is None until its turn is
    over. `changes_by_age` is None without a change store.
    """

    rows: int = 0
    rows_read: int = 0
    days: int = 0
    first_day: date | None = None
    last_day: date | None = None
    lookback_days: int | None = None
    status: str = "complete"
    incomplete_days: set[str] = field(default_factory=set)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    changes_by_age: dict[int, Changes] | None = None

    def add_changes(self, by_age: Mapping[int, Changes]) -> None:
        """Add how late days changed, by their age."""
        if self.changes_by_age is None:
            self.changes_by_age = {}
        for age, changes in by_age.items():
            self.changes_by_age.setdefault(age, Changes()).add(changes)


@dataclass(slots=True)
class Failure:
    """Something that was left out, and why. `advertiser_id` is None for a whole stream."""

    stream: str
    advertiser_id: str | None
    error: TikTokError

    def __str__(self) -> str:
        """Say it in one line: what, why, what to do."""
        whose = (
            "all advertisers" if self.advertiser_id is None else f"advertiser {self.advertiser_id}"
        )
        line = f"{self.stream} of {whose} failed: {self.error.with_advice()}"
        return with_guide(line, self.error.anchor)


@dataclass
class Summary:
    """Collects while the run goes on; retries may be reported from any thread."""

    shares: dict[tuple[str, str], Share] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    requests: dict[tuple[str, str], RequestCount] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    unreadable: dict[tuple[str, str], int] = field(default_factory=dict)
    unchecked_ones: set[tuple[str, str]] = field(default_factory=set)
    unimported: UnimportedDays = field(default_factory=UnimportedDays)
    errors: dict[tuple[str, str | None], TikTokError] = field(default_factory=dict)
    lost_by: dict[str, TikTokError] = field(default_factory=dict)
    ended_by: TapError | None = None
    """What ended the run early."""

    def share(self, stream: str, advertiser_id: str) -> Share:
        """Return the counts of one advertiser in one stream, to be added to."""
        return self.shares.setdefault((stream, advertiser_id), Share())

    def failed(self, stream: str, advertiser_id: str | None, error: TikTokError) -> None:
        """Note and log a failure; the run goes on and ends non-zero."""
        failure = Failure(stream, advertiser_id, error)
        self.failures.append(failure)
        self.errors.setdefault((stream, advertiser_id), error)
        if advertiser_id is not None:
            self.share(stream, advertiser_id).status = "failed"
            if isinstance(error, AdvertiserFailed) or stream == "advertisers":
                self.lost_by.setdefault(advertiser_id, error)
        logger.error("%s", failure)

    def error_of(self, stream: str, advertiser_id: str | None) -> TikTokError | None:
        """Return why a stream failed for an advertiser, or with None why for all."""
        return self.errors.get((stream, advertiser_id))

    def error_that_lost(self, advertiser_id: str) -> TikTokError | None:
        """Return why nothing more can be asked of an advertiser, if that is so."""
        return self.lost_by.get(advertiser_id)

    def is_whole(self, stream: str, advertiser_ids: Iterable[str]) -> bool:
        """Say whether all rows of these advertisers were read, as far as is known."""
        shares = (self.shares.get((stream, one)) for one in advertiser_ids)
        return all(one and one.ended_at and one.status == "complete" for one in shares)

    @property
    def failed_advertisers(self) -> set[str]:
        """The advertisers of which a stream failed."""
        return {one.advertiser_id for one in self.failures if one.advertiser_id is not None}

    def requests_of(self, stream: str, advertiser_id: str) -> RequestCount:
        """Return where the requests of one advertiser in one stream are counted; any thread."""
        return self.requests.setdefault((stream, advertiser_id), RequestCount())

    def unreadable_value(self, stream: str, column: str) -> None:
        """Count a value that does not fit its column; say so once per column."""
        key = (stream, column)
        if key not in self.unreadable:
            logger.warning("%s: a value of column %s does not fit its type: null", stream, column)
        self.unreadable[key] = self.unreadable.get(key, 0) + 1

    def differs(self, stream: str, advertiser_id: str, difference: str) -> None:
        """Note a day on which ads do not add up; said at once and again at the end."""
        line = f"{stream} of advertiser {advertiser_id} is not complete on {difference}"
        self.differences.append(line)
        logger.warning("%s", line)

    def incomplete(self, stream: str, advertiser_id: str, days: Iterable[date]) -> None:
        """Note that rows are known to be missing, of a report on these days."""
        share = self.share(stream, advertiser_id)
        if share.status == "complete":
            share.status = "incomplete"
        share.incomplete_days.update(day.isoformat() for day in days)

    def unchecked(self, stream: str, advertiser_id: str, what: str, error: TikTokError) -> None:
        """Say once that `what` is needed to know whether rows are missing, and is refused."""
        if (stream, advertiser_id) in self.unchecked_ones:
            return
        self.unchecked_ones.add((stream, advertiser_id))
        logger.warning(
            "%s of advertiser %s is not checked for completeness, %s can't be had: %s",
            stream,
            advertiser_id,
            what,
            error,
        )

    def log(self) -> None:
        """Log what the table does not say: values, days, and every failure once more."""
        for (stream, column), count in sorted(self.unreadable.items()):
            logger.warning("%s.%s: %d values did not fit and are null", stream, column, count)
        if self.differences:
            logger.warning(
                "%d days on which ads do not add up to their advertiser, the first: %s",
                len(self.differences),
                self.differences[0],
            )
        self._log_incomplete()
        for one in self.unimported.lines():
            logger.warning("%s", one)
        for failure in self.failures:
            logger.error("%s", failure)

    def _log_incomplete(self) -> None:
        for (stream, advertiser), share in sorted(self.shares.items()):
            if share.status == "incomplete":
                logger.warning(
                    "%s of advertiser %s is incomplete%s: rows that TikTok counts did not come. "
                    "What to do: %s; the exit code is on_incomplete's",
                    stream,
                    advertiser,
                    _spanned(share.incomplete_days),
                    _WHAT_TO_DO[bool(share.incomplete_days)],
                )


_WHAT_TO_DO: Final = {
    True: "the next runs read these days again as far as reimport_lookback_window reaches, import "
    "older ones with start_date and end_date",
    False: "run again, the bookmark stays where it was",
}
"""For a report, whose days are known, and for a list of objects."""


def _spanned(days: Iterable[str]) -> str:
    known = sorted(days)
    return f" on {len(known)} days from {known[0]} to {known[-1]}" if known else ""
