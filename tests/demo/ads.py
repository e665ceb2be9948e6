"""Direction one: TikTok's ads into the warehouse, on two days in a row."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.demo import warehouse
from tests.demo.tables import table

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.demo.meltano import Meltano, Run
    from tests.demo.postgres import Database
    from tests.demo.progress import Progress
    from tests.emulator.process import LocalTikTok

FIRST_RUN = datetime(2026, 3, 9, 12, tzinfo=timezone.utc)
ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
SECOND_RUN = FIRST_RUN + ONE_DAY
LOOKBACK = timedelta(days=28)
HISTORY = timedelta(days=90)
PLUGINS = ("tap-tiktok-ads", "target-postgres")


@dataclass(frozen=True)
class Import:
    """One `meltano run tap-tiktok-ads target-postgres`, seen from both of its ends."""

    emitted: Counter[str]
    loaded: Mapping[str, int]
    touched: Mapping[str, warehouse.Touched]


@dataclass(frozen=True)
class AdsDirection:
    """What the two runs share."""

    meltano: Meltano
    database: Database
    tiktok: LocalTikTok
    logs: Path
    first_run: datetime = FIRST_RUN

    @property
    def second_run(self) -> datetime:
        """The instant of the second run: a day later."""
        return self.first_run + ONE_DAY

    def run_at(self, now: datetime, name: str) -> Import:
        """Set both clocks to `now`, import, and look into the warehouse."""
        with self.started_at(now, name) as imported:
            return imported()

    @contextmanager
    def started_at(self, now: datetime, name: str) -> Iterator[Callable[[], Import]]:
        """As `run_at`, but what is yielded waits for the end."""
        self.tiktok.set_now(now.isoformat())
        since = warehouse.host_now()
        log = self.logs / f"{name}.log"
        with self.meltano.started(*PLUGINS, log=log, env=self.environ(now)) as ended:
            yield lambda: self._imported(ended().checked(), since)

    def _imported(self, run: Run, since: datetime) -> Import:
        return Import(
            emitted=run.emitted(),
            loaded=warehouse.counts(self.database),
            touched={
                stream: warehouse.touched(self.database, stream, since)
                for stream in warehouse.STREAMS
            },
        )

    def environ(self, now: datetime) -> dict[str, str]:
        """The settings that are not in meltano.yml; the tap believes that it is `now`."""
        return {
            **self.database.settings("TARGET_POSTGRES"),
            "TAP_TIKTOK_ADS_API_URL": self.tiktok.url,
            "TAP_TIKTOK_ADS_ACCESS_TOKEN": self.tiktok.token,
            "TAP_TIKTOK_ADS_APP_ID": self.tiktok.app_id,
            "TAP_TIKTOK_ADS_APP_SECRET": self.tiktok.app_secret,
            "TAP_TIKTOK_ADS_MAX_REQUESTS_PER_SECOND": "50",
            "TAP_TIKTOK_ADS_NOW": now.isoformat(),
        }

    def true_spend(self, spend: warehouse.Spend) -> Decimal:
        """What the local TikTok's data set holds for the advertiser and days of `spend`."""
        first_day = spend.first_day or (self.first_run - HISTORY).date()
        last_day = spend.last_day or self.second_run.date()
        truth = self.tiktok.truth(spend.advertiser_id, str(first_day), str(last_day))
        return Decimal(str(truth["total"]["spend"]))


def show(ads: AdsDirection, first: Import, second: Import, progress: Progress) -> None:
    """Print both runs side by side, and compare with the local TikTok."""
    _show_rows(first, second)
    _check_rows(ads, first, second, progress)
    _show_spend(ads, progress)


def _show_rows(first: Import, second: Import) -> None:
    """Rows per stream, both runs side by side."""
    print("\n  Rows per stream, both runs\n")
    rows = [
        (
            stream,
            first.emitted[stream],
            first.loaded[stream],
            second.emitted[stream],
            second.emitted[stream] - (second.loaded[stream] - first.loaded[stream]),
            second.loaded[stream] - first.loaded[stream],
            second.loaded[stream],
        )
        for stream in warehouse.STREAMS
    ]
    head = ("stream", "day 1: read", "loaded", "day 2: read", "of which again", "new", "in table")
    print(table(head, rows), end="\n\n")


def _check_rows(ads: AdsDirection, first: Import, second: Import, progress: Progress) -> None:
    """Compare what the tap emitted with what the warehouse received."""
    progress.check(
        held=all(first.emitted[stream] == first.loaded[stream] for stream in warehouse.STREAMS),
        text="day 1: every row that was read is in the warehouse, once",
    )
    progress.check(
        held=all(
            second.emitted[stream] == second.touched[stream].rows for stream in warehouse.STREAMS
        ),
        text="day 2: every row that was read is in the warehouse, once",
    )
    days = [second.touched[stream].first_day for stream in warehouse.DAILY_STREAMS]
    progress.check(
        held=all(day is not None and day >= earliest_day(ads.first_run) for day in days),
        text=f"day 2: only the lookback window was read again ({LOOKBACK.days} days before day 1)",
    )


def earliest_day(bookmark: datetime) -> date:
    """The first local day that a lookback from `bookmark` may reach, in any time zone."""
    return (bookmark - timedelta(hours=12) - LOOKBACK).date()


def _show_spend(ads: AdsDirection, progress: Progress) -> None:
    """Spend per advertiser, beside the truth of the local TikTok."""
    print("\n  Spend per advertiser\n")
    spends = warehouse.spend_per_advertiser(ads.database, "daily_metrics")
    true = [ads.true_spend(spend) for spend in spends]
    rows = [
        (*spend[:4], spend.first_day or "", spend.last_day or "", spend.spend, truth)
        for spend, truth in zip(spends, true, strict=True)
    ]
    head = ("advertiser", "name", "time zone", "currency", "first day", "last day")
    print(table((*head, "warehouse", "local TikTok"), rows), end="\n\n")
    progress.check(
        held=bool(spends) and [spend.spend for spend in spends] == true,
        text="spend of each advertiser equals the local TikTok's",
    )
    sums = {
        stream: [row[-1] for row in warehouse.spend_per_advertiser(ads.database, stream)]
        for stream in warehouse.DAILY_STREAMS
    }
    progress.check(
        held=all(one == sums["daily_metrics"] for one in sums.values()),
        text="spend is the same at the levels of ad, ad group, campaign and advertiser",
    )
