"""The README's lines for past days and later metrics, word for word, beside a daily import."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from psycopg import sql

from tests.demo.ads import FIRST_RUN, PLUGINS, AdsDirection
from tests.demo.meltano import ROOT
from tests.demo.warehouse import DAILY_STREAMS, SCHEMA
from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.demo.meltano import Meltano
    from tests.demo.postgres import Database

LIVE_START = "2026-02-20"
STATE = f"meltano --environment=demo state get demo:{'-to-'.join(PLUGINS)}"


def line_of(name: str) -> str:
    """The line between two marks of the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pattern = rf"<!-- {name}: begin -->\n```sh\n([^\n]+)\n```\n<!-- {name}: end -->"
    (found,) = re.findall(pattern, readme)
    return str(found)


@pytest.fixture(scope="module")
def tiktok() -> Iterator[LocalTikTok]:
    """A local TikTok with days before those that were imported."""
    with LocalTikTok("--scale", "small", "--now", FIRST_RUN.isoformat()) as local:
        yield local


@pytest.fixture(scope="module")
def ads(meltano: Meltano, database: Database, tiktok: LocalTikTok, logs: Path) -> AdsDirection:
    """The direction from TikTok to the warehouse, after one daily import since LIVE_START."""
    found = AdsDirection(meltano, database, tiktok, logs)
    environ = {**found.environ(FIRST_RUN), "TAP_TIKTOK_ADS_START_DATE": LIVE_START}
    meltano.run(*PLUGINS, log=logs / "live.log", env=environ)
    return found


def typed(ads: AdsDirection, line: str) -> str:
    """What a line prints that somebody types; it must succeed."""
    ended = ads.meltano.shell(line, ads.environ(FIRST_RUN))
    assert ended.returncode == 0, ended.stderr[-3000:]
    return ended.stdout


def values(ads: AdsDirection, stream: str, column: str) -> list[tuple[str, Any]]:
    """The days of a table, and what a column holds there, row by row."""
    query = sql.SQL("SELECT stat_time_day::text, {} FROM {} ORDER BY 1").format(
        sql.Identifier(column), sql.Identifier(SCHEMA, stream)
    )
    with ads.database.connect() as connection:
        return [(day, value) for day, value in connection.execute(query).fetchall()]


def test_past_days_arrive_and_the_state_of_the_daily_run_stays(ads: AdsDirection) -> None:
    """Exactly the days of the line are added; what Meltano keeps is the same to the byte."""
    before, rows_before = typed(ads, STATE), values(ads, DAILY_STREAMS[0], "spend")

    typed(ads, line_of("backfill"))

    assert typed(ads, STATE) == before
    assert '"partitions"' in before
    days = {day for day, _ in rows_before}
    assert min(days) == LIVE_START
    for stream in DAILY_STREAMS:
        added = {day for day, _ in values(ads, stream, "spend")} - days
        assert (min(added), max(added), len(added)) == ("2026-02-01", "2026-02-10", 10)


def test_a_later_metric_is_filled_in_for_past_days_and_the_state_stays(ads: AdsDirection) -> None:
    """Every row of those days has it, also those that were there; only reports are read."""
    before = typed(ads, STATE)
    ads.tiktok.clear_requests()

    typed(ads, line_of("new metric"))

    assert typed(ads, STATE) == before
    for stream in DAILY_STREAMS:
        found = dict.fromkeys(("2026-02-01", LIVE_START, "2026-03-08"), False)
        found |= {day: value is not None for day, value in values(ads, stream, "app_install")}
        assert [day for day, has_it in found.items() if not has_it] == ["2026-03-09"]
    read = {one["path"].rpartition("v1.3")[2] for one in ads.tiktok.requests()}
    assert read <= {"/oauth2/advertiser/get/", "/advertiser/info/", "/report/integrated/get/"}


def test_what_the_next_run_costs_is_planned_from_what_meltano_keeps(ads: AdsDirection) -> None:
    """The state as `meltano state get` prints it: every report is one window, the lookback."""
    planned = typed(
        ads, f"{STATE} > state.json; meltano invoke tap-tiktok-ads:plan --state state.json"
    )

    windows = {
        tuple(line.split()[2:5])
        for line in planned.splitlines()
        if line.partition(" ")[0] in DAILY_STREAMS
    }
    assert {(last, count) for _, last, count in windows} == {("2026-03-09", "1")}
    assert {first for first, _, _ in windows} == {"2026-02-09"}
