"""Both directions together: dbt's models, compared with what really happened, and the page."""

from __future__ import annotations

import csv
import html
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.demo import expected, models
from tests.demo.stories import other_channel_spend
from tests.demo.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.demo.meltano import Meltano, Run
    from tests.demo.postgres import Database
    from tests.demo.progress import Progress
    from tests.demo.stories import Stories
    from tests.emulator.process import LocalTikTok

LEVELS = ("ad", "ad group", "campaign", "advertiser")
OBSERVE = ("dbt", "build", "--select", "+daily_observations", "--exclude-resource-type", "test")


@dataclass(frozen=True)
class ClosedLoop:
    """The models of one warehouse, and the page about them."""

    meltano: Meltano
    database: Database
    tiktok: LocalTikTok
    told: Stories
    logs: Path
    page: Path

    def prepare(self) -> None:
        """Say in the seed what other channels cost: the dbt project is a copy."""
        project = self.meltano.directory / "transform"
        with (project / "seeds" / "other_channel_spend.csv").open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("day", "channel", "currency", "spend"))
            writer.writerows(other_channel_spend(self.told))

    @contextmanager
    def observing(self) -> Iterator[Callable[[], Run]]:
        """Begin to note how each day stands: on the next it has grown by late conversions."""
        self.prepare()
        with self.meltano.started(
            *OBSERVE, log=self.logs / "observed.log", env=self.environ(), verb="invoke"
        ) as ended:
            yield lambda: ended().checked()

    def environ(self) -> dict[str, str]:
        """The settings that are not in meltano.yml."""
        return {
            **self.database.settings("TARGET_POSTGRES"),
            "DBT_EXCLUDE_RESOURCE_TYPES": "unit_test",  # they try the models, not the warehouse
            "ADLOOP_REPORT_DATABASE_URL": self.database.sqlalchemy_url,
            "ADLOOP_REPORT_OUTPUT": str(self.page),
            "ADLOOP_REPORT_DAYS": "30",  # the shop sells since some weeks only
        }

    def build(self) -> None:
        """Build the models, run their tests, and write the page.

        Raises:
            MeltanoFailedError: a model or a test of severity error failed, or there is no page.
        """
        log = self.logs / "models.log"
        self.meltano.run("dbt:build", "adloop-report:write", log=log, env=self.environ())


def show(loop: ClosedLoop, spend: Mapping[tuple[str, str], Decimal], progress: Progress) -> None:
    """Print what the models say, and compare it with the local TikTok and the shop's rows.

    `spend` is the local TikTok's, by advertiser and currency; zero is left out.
    """
    _show_revenue(loop)
    _show_alarms(loop)
    _check_money(loop, spend, progress)
    _check_days(loop, progress)
    progress.check(
        held=models.alarms(loop.database) == _alarms_of(loop),
        text="the broken pixel and the missing currency trip their alarm, and nothing else does",
    )
    page = loop.page.read_text("utf-8") if loop.page.exists() else ""
    said = models.sentences(loop.database)
    progress.check(
        held=bool(said) and all(html.escape(one, quote=False) in page for one in said),
        text="the page is written, and tells of both",
    )


def _check_money(
    loop: ClosedLoop, spend: Mapping[tuple[str, str], Decimal], progress: Progress
) -> None:
    database, told = loop.database, loop.told
    revenue = expected.revenue(told)
    progress.check(
        held=models.spend(database) == spend,
        text="the models' spend of each advertiser equals the local TikTok's",
    )
    progress.check(
        held=models.revenue(database) == revenue,
        text="orders, gross, refunds and net revenue equal those of the shop's rows",
    )
    everything = {
        currency: (
            sum((amount for (_, one), amount in spend.items() if one == currency), Decimal(0)),
            revenue[currency].net if currency in revenue else Decimal(0),
        )
        for currency in {currency for _, currency in spend} | set(revenue)
    }
    levels = models.levels(database)
    progress.check(
        held=len(levels) == len(LEVELS) and all(one == everything for one in levels.values()),
        text=f"all spend and all revenue is at each level: {', '.join(LEVELS)}",
    )
    progress.check(
        held=models.last_clicks(database) == expected.last_clicks(told),
        text="each sale is attributed to the ad that was clicked last, or to none",
    )
    progress.check(
        held=models.refunded_after_sending(database) == sum(told.refunds.values()),
        text=f"what was paid back of {len(told.refunds)} orders after they were sent is corrected",
    )


def _show_revenue(loop: ClosedLoop) -> None:
    print("\n  What the shop sold, by the models\n")
    rows = [(currency, *sums) for currency, sums in models.revenue(loop.database).items()]
    print(table(("currency", "orders", "gross", "refunds", "net"), rows))


def _show_alarms(loop: ClosedLoop) -> None:
    print("\n  Alarms\n")
    rows = [(a.alarm, a.day, a.advertiser_id or "the shop", a.subject) for a in _sorted(loop)]
    print(table(("alarm", "day", "advertiser", "what"), rows), end="\n\n")


def _sorted(loop: ClosedLoop) -> list[models.Alarm]:
    return sorted(models.alarms(loop.database), key=lambda alarm: (alarm.day, alarm.alarm))


def _alarms_of(loop: ClosedLoop) -> set[models.Alarm]:
    """What the stories have to trip."""
    first, told = loop.tiktok.advertiser_ids[0], loop.told
    return {
        models.Alarm("spend_without_events", first, told.broken_pixel_on, "browser events"),
        models.Alarm("wrong_currency", None, told.no_currency_on, "no currency"),
    }


def _check_days(loop: ClosedLoop, progress: Progress) -> None:
    told, days = loop.told, {day.day: day for day in models.days(loop.database)}
    sent = expected.events_by_day(told)
    counted = {day: one.server or 0 for day, one in days.items()}
    progress.check(
        held=all(counted.get(day, 0) == count for day, count in sent.items())
        and sum(counted.values()) == sum(sent.values()),
        text="the pixel's statistics have every order that was sent, on its UTC day",
    )
    seen = expected.browser_events_by_day(told)
    progress.check(
        held=all(one.browser in {None, seen[day]} for day, one in days.items())
        and any(seen.values()),
        text="and every purchase that a browser sent, on its UTC day",
    )
    broken, odd = days[told.broken_pixel_on], days[told.no_currency_on]
    progress.check(
        held=broken.browser == 0 and odd.status == "gap" and "dead letters" in (odd.cause or ""),
        text="no event came from browsers on the broken day; the missing currency names its gap",
    )
