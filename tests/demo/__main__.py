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

from tests.demo import ads, postgres, purchases
from tests.demo.children import exit_on_signals
from tests.demo.meltano import ROOT, Meltano, MeltanoFailedError
from tests.demo.progress import Progress
from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from collections.abc import Sequence

RUN = Path(os.environ.get("DEMO_DIRECTORY", ROOT / ".demo" / "run"))
DATABASE = RUN / "postgres"
LOGS = RUN / "logs"


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
                LocalTikTok("--scale", "demo", "--now", ads.FIRST_RUN.isoformat())
            )
        both_directions(database, tiktok, progress)
    how_to_look_again()
    print(f"\n{time.monotonic() - began:.0f} s in all; everything that was started is stopped.")
    for problem in progress.problems:
        print(f"NOT OK: {problem}", file=sys.stderr)
    return int(bool(progress.problems))


def both_directions(database: postgres.Database, tiktok: LocalTikTok, progress: Progress) -> None:
    """Ads into the warehouse, then orders to TikTok."""
    project = Meltano(RUN / "project")
    progress.title("1. TikTok to the warehouse")
    ads.show(ads.AdsDirection(project, database, tiktok, LOGS), progress)
    progress.title("2. Orders to TikTok")
    purchases.show(purchases.OrdersDirection(project, database, tiktok, LOGS), progress)


def how_to_look_again() -> None:
    """Where the database is and how to connect."""
    print(f"""
The database is in {shown(DATABASE / "data")} (PostgreSQL 18, schemas tiktok_ads and shop).
    make demo-psql                            starts it, opens psql, stops it afterwards
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
            env={**os.environ, "PGOPTIONS": "-c search_path=tiktok_ads,shop,public"},
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
