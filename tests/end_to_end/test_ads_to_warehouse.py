"""TikTok to the warehouse through Meltano, on two days in a row."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from psycopg import sql

from tests.demo.ads import FIRST_RUN, LOOKBACK, SECOND_RUN, AdsDirection, Import
from tests.demo.meltano import ROOT
from tests.demo.warehouse import DAILY_STREAMS, SCHEMA, STREAMS, host_now
from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from tests.demo.meltano import Meltano
    from tests.demo.postgres import Database

CHECKED_METRICS = ("spend", "impressions", "clicks")
KEYS = {
    "advertisers": ["advertiser_id"],
    "campaigns": ["campaign_id"],
    "ad_groups": ["adgroup_id"],
    "ads": ["ad_id"],
    "daily_metrics": ["advertiser_id", "ad_id", "stat_time_day"],
    "ad_group_daily_metrics": ["advertiser_id", "adgroup_id", "stat_time_day"],
    "campaign_daily_metrics": ["advertiser_id", "campaign_id", "stat_time_day"],
    "advertiser_daily_metrics": ["advertiser_id", "stat_time_day"],
}


class TwoRuns(NamedTuple):
    """Both imports, and when the second began by the host's clock."""

    ads: AdsDirection
    first: Import
    second: Import
    second_began: datetime


@pytest.fixture(scope="module")
def tiktok() -> Iterator[LocalTikTok]:
    """A local TikTok with few advertisers and every kind of oddity."""
    with LocalTikTok("--scale", "small", "--now", FIRST_RUN.isoformat()) as local:
        yield local


@pytest.fixture(scope="module")
def runs(meltano: Meltano, database: Database, tiktok: LocalTikTok, logs: Path) -> TwoRuns:
    """Day one and day two."""
    ads = AdsDirection(meltano, database, tiktok, logs)
    first = ads.run_at(FIRST_RUN, "first")
    began = host_now()
    return TwoRuns(ads, first, ads.run_at(SECOND_RUN, "second"), began)


def query(runs: TwoRuns, text: str, *names: str, values: tuple[object, ...] = ()) -> list[Any]:
    """The rows of a query whose `{}` are tables of the warehouse or columns."""
    identifiers = [
        sql.Identifier(SCHEMA, name) if name in STREAMS else sql.Identifier(name) for name in names
    ]
    with runs.ads.database.connect() as connection:
        statement = sql.SQL(text).format(*identifiers)
        return connection.execute(statement, values).fetchall()


@pytest.mark.parametrize("stream", STREAMS)
def test_rows_emitted_equal_rows_loaded(runs: TwoRuns, stream: str) -> None:
    """The first run loads every row it reads, once, and there are rows in each stream."""
    assert runs.first.emitted[stream] == runs.first.loaded[stream] > 0


@pytest.mark.parametrize("stream", STREAMS)
def test_the_second_run_loads_what_it_reads(runs: TwoRuns, stream: str) -> None:
    """Rows that are read again overwrite their key instead of standing twice."""
    assert runs.second.emitted[stream] == runs.second.touched[stream].rows


@pytest.mark.parametrize("stream", DAILY_STREAMS)
def test_the_second_run_reads_exactly_the_lookback_window(runs: TwoRuns, stream: str) -> None:
    """Of each advertiser, all days from 28 before the bookmark on are read again; none before."""
    rows = query(
        runs,
        "SELECT advertiser_timezone, stat_time_day, _sdc_batched_at >= %s, count(*) FROM {} "
        "GROUP BY 1, 2, 3",
        stream,
        values=(runs.second_began,),
    )

    assert {read_again for _, _, read_again, _ in rows} == {True, False}
    for timezone, day, read_again, count in rows:
        bookmark = FIRST_RUN.astimezone(ZoneInfo(timezone)).date()
        assert read_again == (day >= bookmark - LOOKBACK), (timezone, day, count)


@pytest.mark.parametrize("stream", DAILY_STREAMS)
def test_the_second_run_brings_the_new_day(runs: TwoRuns, stream: str) -> None:
    """After the second run the last day of each advertiser is the second day."""
    last_days = query(
        runs,
        "SELECT advertiser_timezone, max(stat_time_day) FROM {} GROUP BY advertiser_id, 1",
        stream,
    )

    assert last_days
    for timezone, last_day in last_days:
        assert last_day == SECOND_RUN.astimezone(ZoneInfo(timezone)).date()


@pytest.mark.parametrize("stream", DAILY_STREAMS)
@pytest.mark.parametrize("metric", CHECKED_METRICS)
def test_sums_equal_the_truth(runs: TwoRuns, stream: str, metric: str) -> None:
    """The warehouse's sums per advertiser are, to the cent, those of the data set."""
    sums = query(
        runs,
        "SELECT advertiser_id, min(stat_time_day), max(stat_time_day), sum({}) FROM {} GROUP BY 1",
        metric,
        stream,
    )

    assert {advertiser_id for advertiser_id, *_ in sums} == set(runs.ads.tiktok.advertiser_ids)
    for advertiser_id, first_day, last_day, total in sums:
        truth = runs.ads.tiktok.truth(advertiser_id, first_day.isoformat(), last_day.isoformat())
        assert total == Decimal(str(truth["total"][metric])), advertiser_id


@pytest.mark.parametrize(
    ("stream", "level"),
    list(zip(DAILY_STREAMS, ("ad", "ad_group", "campaign", "advertiser"), strict=True)),
)
def test_no_row_is_missing(runs: TwoRuns, stream: str, level: str) -> None:
    """Each advertiser has as many rows, deleted objects included, as the data set has."""
    found = query(
        runs,
        "SELECT advertiser_id, min(stat_time_day), max(stat_time_day), "
        "count(*) FILTER (WHERE impressions > 0 OR spend > 0) FROM {} GROUP BY 1",
        stream,
    )

    for advertiser_id, first_day, last_day, rows in found:
        truth = runs.ads.tiktok.truth(advertiser_id, first_day.isoformat(), last_day.isoformat())
        assert rows == truth["rows"][level]["with_deleted"]


@pytest.mark.parametrize("stream", STREAMS)
def test_tables_have_the_documented_keys(runs: TwoRuns, stream: str) -> None:
    """Each table's primary key is the one in the README."""
    found = query(
        runs,
        "SELECT a.attname FROM pg_index i JOIN pg_attribute a "
        "ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) "
        "WHERE i.indisprimary AND i.indrelid = %s::regclass",
        values=(f"{SCHEMA}.{stream}",),
    )

    assert sorted(name for (name,) in found) == sorted(KEYS[stream])


@pytest.mark.parametrize(
    ("stream", "column", "kind"),
    [
        ("daily_metrics", "spend", "numeric"),
        ("daily_metrics", "ctr", "numeric"),
        ("daily_metrics", "impressions", "bigint"),
        ("daily_metrics", "stat_time_day", "date"),
        ("daily_metrics", "ad_id", "text"),
        ("daily_metrics", "currency", "text"),
        ("campaigns", "campaign_id", "text"),
        ("campaigns", "modify_time", "timestamp without time zone"),
        ("campaigns", "budget", "numeric"),
    ],
)
def test_columns_have_the_documented_types(
    runs: TwoRuns, stream: str, column: str, kind: str
) -> None:
    """Ids are text, money is numeric, counts are integers, days are dates."""
    found = query(
        runs,
        "SELECT data_type FROM information_schema.columns "
        "WHERE table_schema = %s AND table_name = %s AND column_name = %s",
        values=(SCHEMA, stream, column),
    )

    assert found == [(kind,)]


def readme_queries() -> list[str]:
    """The SQL examples of the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"```sql\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("statement", readme_queries())
def test_the_readmes_queries_run(runs: TwoRuns, statement: str) -> None:
    """Each SQL example of the README gives rows."""
    with runs.ads.database.connect() as connection:
        rows = connection.execute(statement.encode()).fetchall()

    assert rows


def test_ratios_of_the_readme_are_tiktoks(runs: TwoRuns) -> None:
    """CPM computed from sums is TikTok's own of each row, up to TikTok's rounding."""
    rows = query(
        runs,
        "SELECT 1000 * spend / nullif(impressions, 0), cpm FROM {} WHERE impressions > 0",
        "advertiser_daily_metrics",
    )

    assert rows
    for computed, reported in rows:
        assert abs(computed - reported) <= Decimal("0.01")


def test_a_day_without_spend_moves_the_bookmark(runs: TwoRuns) -> None:
    """The bookmarks of all advertisers stand at their own second day."""
    days = {SECOND_RUN.astimezone(ZoneInfo(zone)).date() for zone in timezones(runs)}

    assert bookmarks(runs) == days


def timezones(runs: TwoRuns) -> set[str]:
    """The time zones of the advertisers."""
    return {
        zone
        for (zone,) in query(runs, "SELECT DISTINCT advertiser_timezone FROM {}", "daily_metrics")
    }


def bookmarks(runs: TwoRuns) -> set[date]:
    """The daily bookmarks in the state that Meltano has kept."""
    state = runs.ads.meltano.state("tap-tiktok-ads-to-target-postgres")
    partitions = state["singer_state"]["bookmarks"]["daily_metrics"]["partitions"]
    return {date.fromisoformat(part["replication_key_value"][:10]) for part in partitions}
