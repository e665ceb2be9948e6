"""What tap-tiktok-ads has put into the warehouse, read with SQL."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from psycopg import sql

if TYPE_CHECKING:
    from decimal import Decimal

    from tests.demo.postgres import Database

SCHEMA = "tiktok_ads"
ENTITY_STREAMS = ("advertisers", "campaigns", "ad_groups", "ads")
DAILY_STREAMS = (
    "daily_metrics",
    "ad_group_daily_metrics",
    "campaign_daily_metrics",
    "advertiser_daily_metrics",
)
STREAMS = (*ENTITY_STREAMS, *DAILY_STREAMS)


class Spend(NamedTuple):
    """One advertiser's spend at one level, over all days in the warehouse.

    Without any row of metrics the days are None and the spend is 0.
    """

    advertiser_id: str
    name: str
    timezone: str
    currency: str
    first_day: date | None
    last_day: date | None
    spend: Decimal


class Touched(NamedTuple):
    """Rows of one stream that a run has written, and the first of their days."""

    rows: int
    first_day: date | None


def host_now() -> datetime:
    """Now as the loader stamps `_sdc_batched_at`: UTC without an offset."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def counts(database: Database) -> dict[str, int]:
    """Rows per stream; 0 where there is no table."""
    tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = %s"
    count = sql.SQL("SELECT count(*) FROM {}")
    with database.connect() as connection:
        found = {name for (name,) in connection.execute(tables, (SCHEMA,))}
        return {
            stream: connection.execute(count.format(_table(stream))).fetchall()[0][0]
            if stream in found
            else 0
            for stream in STREAMS
        }


def touched(database: Database, stream: str, since: datetime) -> Touched:
    """What was written at or after `since` (as `host_now`), by insert or upsert."""
    day = "min(stat_time_day)" if stream in DAILY_STREAMS else "NULL::date"
    query = sql.SQL("SELECT count(*), {} FROM {} WHERE _sdc_batched_at >= %s")
    with database.connect() as connection:
        rows = connection.execute(query.format(sql.SQL(day), _table(stream)), (since,))
        return Touched(*rows.fetchall()[0])


def spend_per_advertiser(database: Database, stream: str) -> list[Spend]:
    """The sums of a daily stream, by advertiser id; every advertiser is there."""
    query = sql.SQL("""
        SELECT advertiser_id, advertisers.name, display_timezone, advertisers.currency,
               min(stat_time_day), max(stat_time_day), coalesce(sum(spend), 0.00)
        FROM {} AS advertisers LEFT JOIN {} AS metrics USING (advertiser_id)
        GROUP BY 1, 2, 3, 4 ORDER BY 1
    """)
    with database.connect() as connection:
        rows = connection.execute(query.format(_table("advertisers"), _table(stream)))
        return [Spend(*row) for row in rows]


def _table(stream: str) -> sql.Identifier:
    """The table of a stream."""
    return sql.Identifier(SCHEMA, stream)
