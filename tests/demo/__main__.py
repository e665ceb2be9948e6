"""`python -m tests.demo`: both directions on this machine; `python -m tests.demo psql`: look again.

The exit code is 0 when everything that was read, loaded and sent reconciles, 1 when something does
not, and 130 after Ctrl-C. What was started is stopped in every case.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests.demo import (
    ads,
    clicks,
    closed_loop,
    models,
    orders,
    postgres,
    purchases,
    stories,
    warehouse,
)
from tests.demo.children import exit_on_signals
from tests.demo.meltano import ROOT, Meltano, MeltanoFailedError
from tests.demo.progress import Progress
from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

RUN = Path(os.environ.get("DEMO_DIRECTORY", ROOT / ".demo" / "run"))
DATABASE = RUN / "postgres"
LOGS = RUN / "logs"
PAGE = RUN / "report.html"
TIKTOK = (
    *("--scale", "demo", "--pixel-code", stories.PIXEL_CODE),
    *("--events-stats-day", "event_time"),
)


def main(arguments: Sequence[str]) -> int:
    """Run the demo, or psql on what it left."""
    exit_on_signals()
    try:
        return psql(arguments[1:]) if arguments[:1] == ["psql"] else demo()
    except (postgres.DatabaseInUseError, MeltanoFailedError, FileNotFoundError) as error:
        print(f"\nThe demo failed: {error}\nLogs: {shown(LOGS)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def demo() -> int:
    """Both directions, from nothing; what an earlier demo left is removed."""
    began = time.monotonic()
    progress = Progress()
    postgres.refuse_if_served(DATABASE / "data")
    shutil.rmtree(RUN, ignore_errors=True)
    LOGS.mkdir(parents=True)
    with ExitStack() as started:
        with progress.step("Starting PostgreSQL"):
            database = started.enter_context(postgres.running(DATABASE))
        with progress.step("Starting the local TikTok"):
            tiktok = started.enter_context(
                LocalTikTok("--now", (purchases.NOW - ads.ONE_DAY).isoformat(), *TIKTOK)
            )
        both_directions(database, tiktok, progress)
    how_to_look_again()
    print(f"\n{time.monotonic() - began:.0f} s in all; everything that was started is stopped.")
    for problem in progress.problems:
        print(f"NOT OK: {problem}", file=sys.stderr)
    return int(bool(progress.problems))


def both_directions(database: postgres.Database, tiktok: LocalTikTok, progress: Progress) -> None:
    """Ads into the warehouse, orders to TikTok, twice; then the models of both."""
    ads_of = ads.AdsDirection(
        Meltano(RUN / "project"), database, tiktok, LOGS, purchases.NOW - ads.ONE_DAY
    )
    shop = purchases.OrdersDirection(
        Meltano(RUN / "shop"), database, tiktok, LOGS, database.sqlalchemy_url
    )
    with progress.step(f"Putting {orders.ORDERS:,} orders into the table shop.orders"):
        told = open_shop(database, tiktok)
    loop = closed_loop.ClosedLoop(ads_of.meltano, database, tiktok, told, LOGS, PAGE)
    (first, second), (sent, again) = run_twice(ads_of, shop, loop, progress)
    progress.title("1. TikTok to the warehouse")
    ads.show(ads_of, first, second, progress)
    progress.title("2. Orders to TikTok")
    purchases.show(shop, told.orders, sent, again, progress)
    progress.title("3. The closed loop")
    with progress.step("meltano run dbt:build adloop-report:write"):
        models.show_outcomes(database)
        loop.build()
    closed_loop.show(loop, true_spend(ads_of), progress)


def open_shop(database: postgres.Database, tiktok: LocalTikTok) -> stories.Stories:
    """Fill the shop's table; its customers have come from the local TikTok's ads."""
    live = clicks.live_ads(tiktok)
    chosen = {currency: live[currency] for currency in ("USD", "EUR")}
    told = stories.stories(orders.orders(purchases.NOW), purchases.NOW, chosen)
    with database.connect() as connection:
        orders.put(connection, told.orders)
    stories.browse(tiktok, told)
    return told


def run_twice(
    ads_of: ads.AdsDirection,
    shop: purchases.OrdersDirection,
    loop: closed_loop.ClosedLoop,
    progress: Progress,
) -> tuple[tuple[ads.Import, ads.Import], tuple[purchases.Delivery, purchases.Delivery]]:
    """Run both directions at the same time, and again; some orders are refunded in between."""
    to_warehouse, to_tiktok = " ".join(ads.PLUGINS), " ".join(purchases.PLUGINS)
    with (
        progress.step(f"Day 1: {to_warehouse}, {to_tiktok}"),
        shop.started("orders-first-run") as delivered,
        ads_of.started_at(ads_of.first_run, "ads-first-run") as imported,
    ):
        sent, first = delivered(), imported()
    with (
        progress.step(f"Refunding {len(loop.told.refunds)} orders"),
        loop.database.connect() as connection,
    ):
        stories.refund(connection, loop.told, purchases.NOW + ads.ONE_MINUTE)
    with (
        progress.step(f"Again: {to_tiktok}; {' '.join(closed_loop.OBSERVE[:4])}"),
        loop.observing() as observed,
        shop.started("orders-second-run") as delivered,
    ):
        again = delivered()
        observed()
    with progress.step(f"Day 2: {to_warehouse}"):
        second = ads_of.run_at(ads_of.second_run, "ads-second-run")
    return (first, second), (sent, again)


def true_spend(ads_of: ads.AdsDirection) -> dict[tuple[str, str], Decimal]:
    """The local TikTok's spend by advertiser and currency, of those that spent anything."""
    spends = warehouse.spend_per_advertiser(ads_of.database, "daily_metrics")
    found = {(one.advertiser_id, one.currency): ads_of.true_spend(one) for one in spends}
    return {key: amount for key, amount in found.items() if amount}


def how_to_look_again() -> None:
    """Where the database is and how to connect."""
    print(f"""
The database is in {shown(DATABASE / "data")} (PostgreSQL 18, schemas tiktok_ads, shop, adloop).
    make demo-psql                            starts it, opens psql, stops it afterwards
The models are in the schema adloop, the page about them is {shown(PAGE)}.
The logs of all runs are in {shown(LOGS)}.""")


def shown(path: Path) -> str:
    """A path as a user of the checkout would type it."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def psql(arguments: Sequence[str]) -> int:
    """Serve the demo's database as long as psql is open; other programs may connect meanwhile."""
    if not (DATABASE / "password").exists():
        print("There is no demo database: run `make demo` first.", file=sys.stderr)
        return 1
    with postgres.running(DATABASE) as database:
        print(f"From another terminal: psql {database.url}\n", flush=True)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # psql answers Ctrl-C
        return subprocess.run(
            [database.psql, *arguments, database.url],
            env={**os.environ, "PGOPTIONS": "-c search_path=tiktok_ads,shop,adloop,public"},
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
