"""The page of the models as they were really built: its figures are the local TikTok's."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.report.browser import chromium, opened
from tests.report.conftest import page_of
from tests.report.page_reader import PageReader
from tests.report.truth import money
from tests.transform.attribution import sales
from tests.transform.warehouses import DuckDb, Postgres

if TYPE_CHECKING:
    from pathlib import Path

    from tests.report.page_reader import Table
    from tests.transform.conftest import Built


def page_text(built: Built) -> str:
    """The page of a warehouse in which dbt has built the models."""
    warehouse = built.warehouse
    if isinstance(warehouse, DuckDb):
        return page_of(f"duckdb:///{warehouse.path}")
    assert isinstance(warehouse, Postgres)
    return page_of(warehouse.database.url)


def spent(table: Table) -> list[tuple[str, Decimal]]:
    """Name and spend of each row that spends: others sell in a currency that is not theirs."""
    spend = zip(table.column(table.head[0]), table.column("Spend"), strict=True)
    found = [(name, Decimal(one.replace(",", ""))) for name, one in spend if one[0].isdigit()]
    return sorted((name, amount) for name, amount in found if amount)


def truth(built: Built, currency: str, first_day: str, last_day: str) -> list[tuple[str, Decimal]]:
    """What each advertiser of a currency has spent, as the local TikTok knows it."""
    tiktok, found = built.imports.tiktok, []
    for row in built.imports.read("advertisers"):
        total = tiktok.truth(row["advertiser_id"], first_day, last_day)["total"]
        if row["currency"] == currency and row["advertiser_id"] in _seen(built):
            found.append((row["name"], Decimal(total["spend"])))
    return sorted((name, amount) for name, amount in found if amount)


def _seen(built: Built) -> set[str]:
    return {row["advertiser_id"] for row in built.imports.read("advertiser_daily_metrics")}


def test_the_page_finds_every_column_that_it_reads(built: Built) -> None:
    """No model is missing, and none lacks a column."""
    hints = PageReader(page_text(built)).hints

    assert not [line for line in hints if "has no table" in line or "lacks" in line]


def test_the_page_is_written_with_the_truth(built: Built) -> None:
    """What each advertiser and campaign has spent, to the cent."""
    page = PageReader(page_text(built))
    choice = json.loads(page.data)["choice"]

    advertisers = spent(page.tables["each_advertiser"])
    expected = truth(built, choice["currency"], choice["firstDay"], choice["lastDay"])
    assert advertisers == expected
    assert len(advertisers) > 0
    campaigns: dict[str, Decimal] = defaultdict(Decimal)
    for row in built.imports.records("campaign_daily_metrics"):
        if row["currency"] == choice["currency"]:
            campaigns[row["campaign_id"]] += Decimal(str(row["spend"]))
    found = sorted(amount for _, amount in spent(page.tables["campaigns"]))
    assert found == sorted(filter(None, campaigns.values()))


@pytest.mark.skipif(chromium() is None, reason="no Chromium here, or in CI")
def test_a_browser_shows_the_truth_in_every_currency(built: Built, tmp_path: Path) -> None:
    """Spend is the local TikTok's, orders and revenue are the shop's; the console stays empty."""
    file = tmp_path / "report.html"
    file.write_text(page_text(built), encoding="utf-8")
    data = json.loads(PageReader(file.read_text(encoding="utf-8")).data)
    first, last = data["choice"]["firstDay"], data["choice"]["lastDay"]
    assert len(data["currencies"]) > 1

    for currency in data["currencies"]:
        shown = opened(file, tmp_path, choice=f"currency={currency}&from={first}&to={last}")
        page = shown.page
        sold = [sale for sale in sales(built.shop) if sale.row["currency"] == currency]
        assert spent(page.tables["each_advertiser"]) == truth(built, currency, first, last)
        assert page.tiles["shop_totals.orders"] == f"{len(sold):,}"
        assert page.tiles["shop_totals.net_revenue"] == money(
            sum((sale.gross - sale.refunds for sale in sold), Decimal(0))
        )
        names = data["names"]["campaigns"]
        assert orders_of_campaigns(page) == Counter(
            names[sale.entity("campaign", -1)] for sale in sold
        )
        assert shown.console == []


def orders_of_campaigns(page: PageReader) -> Counter[str]:
    """How many orders the campaigns of each name have brought; none is left out."""
    table, found = page.tables["campaigns"], Counter[str]()
    for name, orders in zip(table.column("Campaign"), table.column("Orders"), strict=True):
        found[name] += int(orders.replace(",", ""))
    return +found
