"""The demo's models, read with SQL."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from tests.demo.expected import NO_CLICK, Click, Revenue

if TYPE_CHECKING:
    from datetime import date

    from tests.demo.postgres import Database

OUTCOMES_IN_PLACE = """
    CREATE SCHEMA IF NOT EXISTS tiktok_events;
    CREATE OR REPLACE VIEW tiktok_events.event_outcomes AS
    SELECT * FROM public.tiktok_events_outcomes
"""
"""The models find the log of outcomes of a ledger in the warehouse where loaders would put it."""


class Alarm(NamedTuple):
    """One that fired; without an advertiser it is the shop's."""

    alarm: str
    advertiser_id: str | None
    day: date
    subject: str


class Day(NamedTuple):
    """A day of the reconciliation that is over."""

    day: date
    sent: int
    server: int | None
    browser: int | None
    status: str
    cause: str | None


def show_outcomes(database: Database) -> None:
    """Let the models find what became of each order."""
    with database.connect() as connection:
        connection.execute(OUTCOMES_IN_PLACE.encode())


def spend(database: Database) -> dict[tuple[str, str], Decimal]:
    """Spend by advertiser id and currency, of those that spent anything."""
    query = "SELECT advertiser_id, currency, sum(spend) FROM adloop.advertisers_daily GROUP BY 1, 2"
    with database.connect() as connection:
        rows = connection.execute(query).fetchall()
    return {(advertiser_id, currency): amount for advertiser_id, currency, amount in rows}


def revenue(database: Database) -> dict[str, Revenue]:
    """The shop's sums by currency."""
    query = """
        SELECT currency, count(*), sum(gross_revenue)::numeric(18, 2),
               sum(refunds)::numeric(18, 2), sum(net_revenue)::numeric(18, 2)
        FROM adloop.orders WHERE is_sale GROUP BY 1 ORDER BY 1
    """
    with database.connect() as connection:
        return {row[0]: Revenue(*row[1:]) for row in connection.execute(query)}


def last_clicks(database: Database) -> Counter[Click]:
    """How many sales each click led to last."""
    query = """
        SELECT last_touch_level <> 'unattributed', last_campaign_id, last_ad_id, count(*)
        FROM adloop.orders_attributed GROUP BY 1, 2, 3
    """
    with database.connect() as connection:
        rows = connection.execute(query).fetchall()
    return Counter({Click(*row[:3]) if row[0] else NO_CLICK: row[3] for row in rows})


def levels(database: Database) -> dict[str, dict[str, tuple[Decimal, Decimal]]]:
    """Level → currency → spend and net revenue: each level holds all of both."""
    query = """
        SELECT level, currency, sum(coalesce(spend, 0))::numeric(18, 2),
               sum(net_revenue)::numeric(18, 2)
        FROM adloop.roas_daily GROUP BY 1, 2
    """
    found: dict[str, dict[str, tuple[Decimal, Decimal]]] = {}
    with database.connect() as connection:
        for level, currency, spent, net in connection.execute(query):
            found.setdefault(level, {})[currency] = (spent, net or Decimal(0))
    return found


def refunded_after_sending(database: Database) -> Decimal:
    """By how much the values that TikTok has are too high; of all currencies, only to compare."""
    query = "SELECT sum(refunded_after_sending) FROM adloop.orders_attributed"
    with database.connect() as connection:
        ((amount,),) = connection.execute(query).fetchall()
    return Decimal(amount or 0)


def days(database: Database) -> list[Day]:
    """The days of the reconciliation, oldest first."""
    query = """
        SELECT day_utc, sent + already_sent, pixel_server, pixel_browser, status, cause
        FROM adloop.reconciliation_daily ORDER BY 1
    """
    with database.connect() as connection:
        return [Day(*row) for row in connection.execute(query)]


def sentences(database: Database) -> list[str]:
    """What the alarms that fired say."""
    with database.connect() as connection:
        rows = connection.execute("SELECT sentence FROM adloop.alarms").fetchall()
    return [sentence for (sentence,) in rows]


def alarms(database: Database) -> set[Alarm]:
    """Every alarm that fired."""
    query = "SELECT alarm, advertiser_id, day, subject FROM adloop.alarms"
    with database.connect() as connection:
        return {Alarm(*row) for row in connection.execute(query)}
