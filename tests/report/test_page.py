"""The page as it is written, before any script runs."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from adloop_report.figures import NOTHING
from adloop_report.sections.contents import SECTIONS
from tests.report.conftest import page_of
from tests.report.mart_rows import CAMPAIGNS, HOSTILE, days, tables
from tests.report.page_reader import PageReader
from tests.report.truth import money, ratio, roas, total

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.report.mart_rows import Row


def is_attributed(row: Row) -> bool:
    return bool(row["attribution"] == "attributed")


def test_the_row_of_figures_is_what_the_rows_add_up_to(page: PageReader) -> None:
    """Spend, orders, CPA and the three ROAS are sums of the models' rows, in one currency."""
    ads = roas("advertiser", where=is_attributed)
    shop = [row for row in tables()["blended_daily"] if row["currency"] == "EUR"]
    spend, orders = total(ads, "spend"), total(ads, "orders")

    assert page.tiles == {
        "totals.spend": money(spend),
        "shop_totals.orders": f"{total(shop, 'orders'):,}",
        "shop_totals.net_revenue": money(total(shop, "net_revenue")),
        "totals.attributed_orders": f"{orders:,}",
        "totals.cpa": ratio(spend, orders),
        "totals.roas": ratio(total(ads, "net_revenue"), spend),
        "totals.claimed_roas": ratio(total(ads, "claimed_value"), spend),
        "shop_totals.blended_roas": ratio(total(shop, "net_revenue"), total(shop, "total_spend")),
    }


def test_orders_of_the_campaigns_add_up_to_all_orders_of_the_shop(page: PageReader) -> None:
    """What no campaign brought has a row of its own, so that nothing is lost from the total."""
    orders = page.tables["campaigns"].column("Orders")

    assert sum(int(one.replace(",", "")) for one in orders) == total(roas("campaign"), "orders")
    without = page.tables["campaigns"].row("(no trace of TikTok)")
    assert (without["Spend"], without["TikTok's attribution windows"]) == (NOTHING, NOTHING)


def test_a_campaign_has_its_sums_and_its_ratios_of_sums(page: PageReader) -> None:
    """A row of the campaigns' table is the sum of the campaign's days."""
    rows = roas("campaign", where=lambda row: row["entity_id"] == "12")
    spend, orders = total(rows, "spend"), total(rows, "orders")

    found = page.tables["campaigns"].row("Spring sale")
    assert found["Spend"] == money(spend)
    assert found["CPA"] == ratio(spend, orders)
    assert found["ROAS"] == ratio(total(rows, "net_revenue"), spend)
    assert found["ROAS TikTok claims"] == ratio(total(rows, "claimed_value"), spend)
    assert found["Clicks"] == f"{total(rows, 'clicks'):,}"
    windows = "click: seven days, view: one day (its ad groups differ)"
    assert found["TikTok's attribution windows"] == windows


def test_campaigns_of_another_currency_are_not_among_them(page: PageReader) -> None:
    """One currency is shown at a time."""
    names = page.tables["campaigns"].column("Campaign")

    assert "Spring sale" in names
    assert not {CAMPAIGNS["31"], CAMPAIGNS["32"]} & set(names)


def test_the_funnel_names_what_was_lost_and_where(page: PageReader) -> None:
    """Each stage has what is left of the orders, and each loss its place and reason."""
    daily = tables()["reconciliation_daily"]
    received = total(daily, "eligible") - total(daily, "missing")

    assert page.tables["funnel"].column("Orders") == [
        f"{total(daily, 'orders'):,}",
        f"{total(daily, 'eligible'):,}",
        f"{total(daily, 'sent') + total(daily, 'already_sent'):,}",
        f"{received:,}",
        f"{total(daily, 'pixel_attributed'):,}",
    ]
    assert page.tables["losses"].rows == [
        ["1 → 2: no sale to report", "a test, or a status that is no sale", "105"],
        ["2 → 3: refused (dead letter)", "value: no currency", "35"],
        ["1 → 2: left out by a rule of yours", "map: is_test", "35"],
    ]


def test_money_keeps_every_decimal(page: PageReader) -> None:
    """35 refunds of 12.345 are 432.075, not a rounded number."""
    assert page.tables["values"].row("EUR")["Refunded after sending"] == "432.075"


def test_a_day_of_a_broken_pixel_has_its_status_and_sentence(page: PageReader) -> None:
    """The status is a word beside its sign, and the day says what happened."""
    found = page.tables["reconciliation"].row(days()[20].isoformat())

    assert found["Status"] == "✕ gap"
    assert found["What happened"] == "TikTok counted fewer (40)"


def test_alarms_and_imports_name_their_advertiser(page: PageReader) -> None:
    """Errors come first; an alarm of the whole shop has no advertiser."""
    assert page.tables["alarms"].column("Severity") == ["✕ error", "! warning"]
    assert page.tables["alarms"].column("Advertiser") == [NOTHING, "Südwind & Co"]
    assert "Südwind & Co" in page.tables["freshness"].column("Advertiser")


def test_every_part_of_the_page_is_there_with_its_source(page: PageReader) -> None:
    """Each section has a heading, says from which models it is made, and can be jumped to."""
    ids = {own["id"] for _, own in page.elements if "id" in own}
    links = {own["href"] for tag, own in page.elements if tag == "a"}

    for section in SECTIONS:
        assert section.title in page.headings
        assert section.name in ids
        assert f"#{section.name}" in links
    assert [tag for tag, _ in page.elements].count("h1") == 1


def test_every_figure_says_how_it_is_made(page_text: str) -> None:
    """A figure can be traced: to sums of columns, and to the models that hold them."""
    assert "<dt>CPA <code>sum(spend) / sum(orders)</code></dt>" in page_text
    assert "From <code>adloop.roas_daily</code>, <code>adloop.campaign_windows</code>" in page_text
    for section in SECTIONS:
        for column in (one for view in section.tables for one in view.columns):
            assert bool(column.formula) == (
                column.kind not in {"text", "sentence", "day", "status"}
            ) or (column.how == "group")


def test_tables_can_be_read_aloud(page: PageReader) -> None:
    """Each table has a caption and scopes, each chart a place for its sentence."""
    for table in page.tables.values():
        assert table.caption
        assert set(table.scopes) <= {"col", "row"}
    assert page.elements[0] == ("html", {"lang": "en"})
    assert ("figcaption", {"class": "says"}) in page.elements


def test_a_name_with_markup_is_text(page_text: str, page: PageReader) -> None:
    """No element comes of a campaign's name, and the data does not end its script."""
    assert HOSTILE in page.tables["campaigns"].column("Campaign")
    assert [tag for tag, _ in page.elements].count("script") == 3
    assert not [tag for tag, _ in page.elements if tag == "img"]
    assert HOSTILE in json.loads(page.data)["names"]["campaigns"].values()
    assert page_text.count("</script>") == 3


def test_the_page_asks_the_network_for_nothing(page_text: str, page: PageReader) -> None:
    """The policy lets the page's own scripts run, known by digest, and nothing be fetched."""
    policy = next(own["content"] for tag, own in page.elements if "http-equiv" in own)
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "eval" not in policy
    assert "http" not in policy
    assert policy.count("sha256-") == 2
    assert not [own for _, own in page.elements if "src" in own]
    assert not re.search(r"<(link|iframe|object|base)\b", page_text[:30_000])
    assert not re.search(
        r"url\(|@import", re.findall(r"<style>(.*?)</style>", page_text, re.DOTALL)[0]
    )


def test_a_page_is_a_well_formed_document(page_text: str) -> None:
    """Every element that is opened is closed, in order."""
    WellFormed().feed(page_text)


class WellFormed(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag not in {"meta", "input"}:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag, self.getpos()


def test_an_empty_warehouse_gives_a_page_that_says_what_fills_it(
    changed: Callable[..., str],
) -> None:
    """Models without a row are no error: each part says what to do."""
    page = PageReader(page_of(changed(*(f"TRUNCATE adloop.{name}" for name in tables()))))

    said = "\n".join(page.hints)
    assert page.tiles["totals.spend"] == NOTHING
    assert "name your table in the dbt variables orders_schema" in said
    assert "tap-tiktok-event-log" in said
    assert "import_status" in said
    assert {name: table.rows for name, table in page.tables.items()} == {
        "alarms": [["No alarm has fired in this choice."]]
    }


def test_without_models_the_page_says_to_build_them(changed: Callable[..., str]) -> None:
    """A schema without tables gives a page too, whose every part names the table it lacks."""
    page = PageReader(page_of(changed("DROP SCHEMA adloop CASCADE")))

    assert "the warehouse has no table adloop.roas_daily: run dbt build." in page.hints
    assert "the warehouse has no table adloop.alarms: run dbt build." in page.hints
    assert page.tables == {}


def test_without_pixel_statistics_the_funnel_says_what_to_select(
    changed: Callable[..., str],
) -> None:
    """Columns that are empty in all rows are explained like models that are."""
    nothing = (
        "UPDATE adloop.reconciliation_daily SET pixel_total = NULL, pixel_browser = NULL, "
        "pixel_server = NULL, pixel_attributed = NULL, missing = NULL"
    )
    page = PageReader(page_of(changed(nothing)))

    assert "select the streams pixels and pixel_event_stats" in "\n".join(page.hints)
    assert page.tables["funnel"].row("4 Received by TikTok")["Orders"] == NOTHING
    assert page.tables["funnel"].row("3 Sent")["Orders"] == "1,330"


def test_a_shop_without_orders_or_click_ids_is_told_what_to_name_or_keep(
    changed: Callable[..., str],
) -> None:
    """Spend without orders, and orders that nothing leads to, are not left as bare zeros."""
    no_ids = page_of(changed("UPDATE adloop.blended_daily SET orders_with_click_id = 0"))
    none = page_of(changed("UPDATE adloop.blended_daily SET orders = 0, orders_with_click_id = 0"))

    assert "no order has a click id: keep ttclid" in "".join(PageReader(no_ids).hints)
    assert "the models found no orders" in "".join(PageReader(none).hints)
