"""What a run did: counts per advertiser and stream, and what failed, for the end of the run."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_tiktok_ads.errors import TikTokError

ADVERTISERS_IN_TABLE: Final = 25
"""With more advertisers the table has one line per stream, and one per failure."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Share:
    """One advertiser's part in one stream."""

    rows: int = 0
    days: int = 0
    status: str = "ok"


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
        return f"{self.stream} of {whose} failed: {self.error.with_advice()}"


@dataclass
class Summary:
    """Collects while the run goes on; retries may be reported from any thread."""

    shares: dict[tuple[str, str], Share] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    retries: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    unreadable: dict[tuple[str, str], int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def share(self, stream: str, advertiser_id: str) -> Share:
        """Return the counts of one advertiser in one stream, to be added to."""
        return self.shares.setdefault((stream, advertiser_id), Share())

    def failed(self, stream: str, advertiser_id: str | None, error: TikTokError) -> None:
        """Note and log a failure; the run goes on and ends non-zero."""
        failure = Failure(stream, advertiser_id, error)
        self.failures.append(failure)
        if advertiser_id is not None:
            self.share(stream, advertiser_id).status = "failed"
        logger.error("%s", failure)

    def retried(self, advertiser_id: str | None, _error: TikTokError) -> None:
        """Count an attempt that is repeated."""
        with self._lock:
            key = advertiser_id or ""
            self.retries[key] = self.retries.get(key, 0) + 1

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

    def log(self, requests: int) -> None:
        """Log the table, one record per line, so that every log format shows it."""
        advertisers = {advertiser for _, advertiser in self.shares}
        lines = (
            self._by_advertiser() if len(advertisers) <= ADVERTISERS_IN_TABLE else self._by_stream()
        )
        logger.info("%-26s %-20s %9s %6s  %s", "stream", "advertiser", "rows", "days", "status")
        for stream, advertiser, rows, days, status in lines:
            logger.info("%-26s %-20s %9d %6d  %s", stream, advertiser, rows, days, status)
        logger.info(
            "%d rows, %d requests, %d retries, %d failed",
            sum(share.rows for share in self.shares.values()),
            requests,
            sum(self.retries.values()),
            len(self.failures),
        )
        for (stream, column), count in sorted(self.unreadable.items()):
            logger.warning("%s.%s: %d values did not fit and are null", stream, column, count)
        if self.differences:
            logger.warning(
                "%d days on which ads do not add up to their advertiser, the first: %s",
                len(self.differences),
                self.differences[0],
            )
        for failure in self.failures:
            logger.error("%s", failure)

    def _by_advertiser(self) -> Iterator[tuple[str, str, int, int, str]]:
        for (stream, advertiser), share in sorted(self.shares.items()):
            yield stream, advertiser, share.rows, share.days, share.status

    def _by_stream(self) -> Iterator[tuple[str, str, int, int, str]]:
        for stream in sorted({stream for stream, _ in self.shares}):
            shares = [share for (name, _), share in self.shares.items() if name == stream]
            failed = sum(share.status != "ok" for share in shares)
            status = f"{failed} failed" if failed else "ok"
            rows, days = sum(s.rows for s in shares), sum(s.days for s in shares)
            yield stream, f"{len(shares)} advertisers", rows, days, status
