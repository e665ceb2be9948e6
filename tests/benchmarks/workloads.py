"""What is read: how many advertisers of which size, and which days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.emulator.dataset.accounts import IDLE_INDEX, LIMITED_INDEX
from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = "2026-06-30T12:00:00Z"
LAST_DAY = date(2026, 6, 28)
"""Over in every time zone by now, so every reader may ask for it."""

WINDOW_DAYS = 30
LARGE = ("--campaigns", "10", "--ad-groups", "5", "--ads", "8")
"""An advertiser with 400 ads: some 9,400 rows, ten pages, in 30 days."""
SMALL = ("--campaigns", "4", "--ad-groups", "2", "--ads", "4")
"""An advertiser with 32 ads: some 700 rows, one page, in 30 days."""
TINY = ("--campaigns", "2", "--ad-groups", "2", "--ads", "2")
"""An advertiser with 8 ads: some 180 rows, one page, in 30 days, so that waiting is measured."""


def of_ads(number: int) -> tuple[str, ...]:
    """An advertiser with so many ads, a multiple of 320, and some 23 rows of each in 30 days."""
    return ("--campaigns", str(number // 320), "--ad-groups", "10", "--ads", "32")


@dataclass(frozen=True)
class Workload:
    """So many advertisers of one size, and the last so many windows of 30 days."""

    advertisers: int
    windows: int
    size: Sequence[str] = LARGE

    @property
    def days(self) -> list[tuple[str, str]]:
        """First and last day of each window, oldest first."""
        length = timedelta(days=WINDOW_DAYS)
        begin = LAST_DAY + timedelta(days=1) - self.windows * length
        starts = [begin + number * length for number in range(self.windows)]
        return [(str(start), str(start + length - timedelta(days=1))) for start in starts]

    def start(self, *options: str) -> LocalTikTok:
        """A local TikTok that holds it, and at least as much history before.

        TikTok's account list is narrowed to the workload's advertisers, for the readers that
        have no setting for them.
        """
        span = max(180, 2 * WINDOW_DAYS * self.windows)
        tiktok = LocalTikTok(
            *("--now", NOW, "--first-day", str(LAST_DAY - timedelta(days=span)), *self.size),
            *("--days", str(span + 3), "--advertisers", str(self.advertisers + 2), *options),
        )
        chosen = self.advertiser_ids(tiktok)
        tiktok.admin("POST", "tokens", {"grant": tiktok.token, "advertiser_ids": chosen})
        return tiktok

    def advertiser_ids(self, tiktok: LocalTikTok) -> list[str]:
        """Its advertisers: not the one without reports, nor the one that never spends."""
        unusual = {IDLE_INDEX, LIMITED_INDEX}
        usual = [id_ for i, id_ in enumerate(tiktok.advertiser_ids) if i not in unusual]
        return usual[: self.advertisers]
