"""The page in a browser: what is drawn, chosen, opened and downloaded."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pytest

from adloop_report.sections.contents import SECTIONS
from tests.report.browser import DARK, Opened, chromium, opened, with_script
from tests.report.conftest import page_of
from tests.report.mart_rows import FORMULA, HOSTILE, days, tables
from tests.report.truth import money, ratio, roas, total

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.report.mart_rows import Row
    from tests.report.page_reader import PageReader

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.xdist_group("report"),
    pytest.mark.skipif(
        chromium() is None, reason="no Chromium here (Debian: apt install chromium), or in CI"
    ),
]

PHONE, SCROLL_BAR = 420, 15
# Opens the first campaign, its first ad group, and takes what is downloaded instead of the disk.
VISIT = """
const waiting = setInterval(async () => {
  if (!document.documentElement.dataset.ready) return;
  clearInterval(waiting);
  let file = null;
  URL.createObjectURL = (blob) => { file = blob; return "#"; };
  const row = [...document.querySelectorAll("[data-view=campaigns] tbody tr")].find(
    (one) => one.textContent.includes("Spring sale"));
  row.querySelector("button").click();
  document.querySelector(".level-ad_groups button").click();
  document.querySelector("[data-csv=campaigns]").click();
  const seen = {
    rows: [...document.querySelectorAll("[data-view=campaigns] tbody tr")].map(
      (one) => [one.className, ...[...one.cells].slice(0, 3).map((cell) => cell.textContent)]),
    file: await file.text(),
    title: document.title,
    width: document.documentElement.clientWidth,
    needed: document.documentElement.scrollWidth,
    card: getComputedStyle(document.querySelector(".card")).backgroundColor,
    letters: getComputedStyle(document.querySelector(".drawing svg text")).fill,
  };
  window.parent.postMessage(JSON.stringify(seen), "*");
}, 50);
"""
# A browser's window can't be as narrow as a phone; a frame in it can.
FRAME = """<!DOCTYPE html><html><body><iframe src="visited.html" width="%s" height="900"></iframe>
<script>
addEventListener("message", (event) => {
  const place = document.createElement("pre");
  place.id = "seen";
  place.textContent = event.data;
  document.body.append(place);
  document.documentElement.setAttribute("data-ready", "true");
});
</script></body></html>"""


@pytest.fixture(scope="module")
def file(page_text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as a file."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page_text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shown(file: Path) -> Opened:
    """The page with everything shown."""
    return opened(file, file.parent)


@pytest.fixture(scope="module")
def chosen(file: Path) -> Opened:
    """The page with USD, one advertiser and ten days chosen."""
    choice = f"currency=USD&advertiser=3&from={days()[5]}&to={days()[14]}"
    return opened(file, file.parent, choice=choice)


def in_choice(row: Row) -> bool:
    return bool(row["advertiser_id"] == "3" and days()[5] <= row["day"] <= days()[14])


def test_the_script_works_out_what_the_page_was_written_with(
    shown: Opened, page: PageReader
) -> None:
    """Every table, tile and caption is the same before and after the scripts have run."""
    after = shown.page

    assert after.tiles == page.tiles
    assert after.tables == page.tables
    assert len(page.tables) == 14


def test_nothing_is_said_to_the_console(shown: Opened, chosen: Opened) -> None:
    """Neither an error nor a warning, nor a refusal of the page's own policy."""
    assert (shown.console, chosen.console) == ([], [])


def test_every_chart_is_drawn_and_says_what_it_shows(shown: Opened) -> None:
    """Each has its sentence, with the sum of all it shows."""
    names = [chart.name for section in SECTIONS for chart in section.charts]
    spend = money(total(roas("advertiser"), "spend"))

    assert shown.html.count('class="marks"') == len(names) == 10
    assert set(shown.page.sentences) == set(names)
    assert shown.page.sentences["money"].startswith(f"Spend: {spend} in all, highest on 2026-")
    assert shown.page.sentences["match_keys"].startswith("email: ")


def test_a_chart_draws_each_day_of_each_line(shown: Opened) -> None:
    """What a screen reader hears of the points is what the rows add up to."""
    rows = [row for row in roas("advertiser") if row["spend"] is not None]
    spend = {day: total((row for row in rows if row["day"] == day), "spend") for day in days()}

    points = shown.points("money")
    assert points[: len(days())] == [f"{day}, Spend: {money(spend[day])}" for day in days()]
    assert len(points) == 2 * len(days())
    assert shown.points("funnel")[0] == "1 Orders, Orders: 1,505"


def test_a_line_breaks_where_days_are_missing(changed: Callable[..., str], tmp_path: Path) -> None:
    """Nothing is drawn between the last day before a gap and the first one after it."""
    lost = (
        "DELETE FROM adloop.reconciliation_daily "
        "WHERE day_utc BETWEEN '2026-03-09' AND '2026-03-12'"
    )
    file = tmp_path / "gap.html"
    text = page_of(changed(lost))
    file.write_text(text, encoding="utf-8")
    html = opened(file, tmp_path).html

    drawing = html[html.index('data-chart="reconciliation"') :]
    lines = re.findall(r'<path[^>]* d="(M[^"A]*L[^"]*)"[^>]*stroke-width="2"', drawing)
    assert [line.count("M") for line in lines[:4]] == [2, 2, 2, 2]


def test_a_legend_names_each_line_once(shown: Opened) -> None:
    """Also where lines are the values of a column: its colour and its dashes are one sign."""
    start = shown.html.index('data-chart="match_keys"')
    drawing = shown.html[start : shown.html.index("</figure>", start)]

    assert re.findall(r">(email|phone|ttclid)</text>", drawing) == ["email", "phone", "ttclid"]


def test_the_choice_changes_every_figure(chosen: Opened) -> None:
    """Currency, advertiser and days of the address are shown, and nothing else is counted."""
    page = chosen.page
    mine = roas("advertiser", currency="USD", where=in_choice)
    campaigns = roas("campaign", currency="USD", where=in_choice)
    shop = [
        row
        for row in tables()["blended_daily"]
        if row["currency"] == "USD" and days()[5] <= row["day"] <= days()[14]
    ]

    assert page.tiles["totals.spend"] == money(total(mine, "spend"))
    assert page.tiles["totals.roas"] == ratio(total(mine, "net_revenue"), total(mine, "spend"))
    assert page.tiles["shop_totals.blended_roas"] == ratio(
        total(shop, "net_revenue"), total(shop, "total_spend")
    )
    launch = [row for row in campaigns if row["entity_name"] == "Launch"]
    assert page.tables["campaigns"].row("Launch")["Spend"] == money(total(launch, "spend"))
    assert sorted(page.tables["campaigns"].column("Campaign")) == ["Launch", "Retargeting"]
    assert page.tables["days"].column("Day") == [str(day) for day in reversed(days()[5:15])]
    assert page.tables["reconciliation"].column("Day (UTC)")[0] == str(days()[14])


def test_a_choice_is_compared_with_the_days_before(file: Path) -> None:
    """A tile says how it changed against as many days before, where the page holds them."""
    html = opened(file, file.parent, choice=f"from={days()[20]}&to={days()[29]}").html
    then = total(roas("advertiser", where=lambda row: row["day"] in days()[10:20]), "spend")
    now = total(roas("advertiser", where=lambda row: row["day"] in days()[20:30]), "spend")

    change = abs(now - then) / then * 100
    sign = "▲" if now > then else "▼"
    assert f'<div class="change">{sign} {change:.1f} % vs days before</div>' in html


def test_a_page_without_rows_works(changed: Callable[..., str], tmp_path: Path) -> None:
    """The script of a page that only says what fills it has nothing to complain of."""
    empty = tmp_path / "empty.html"
    empty.write_text(page_of(changed("DROP SCHEMA adloop CASCADE")), encoding="utf-8")

    assert opened(empty, tmp_path, choice="currency=EUR&from=2026-03-01").console == []


@pytest.mark.parametrize("choice", ["from=2026-02-30&to=nonsense", "advertiser=9&currency=%00"])
def test_an_address_that_chooses_nonsense_is_ignored(file: Path, choice: str) -> None:
    """What is no day, currency or advertiser of the page chooses nothing."""
    assert opened(file, file.parent, choice=choice).console == []


@pytest.fixture(scope="module")
def visit(file: Path, page_text: str) -> Callable[..., dict[str, object]]:
    """Opens the page with `VISIT` and returns what it saw."""

    def see(*options: str, width: int = 1200) -> dict[str, object]:
        file.with_name("visited.html").write_text(with_script(page_text, VISIT), encoding="utf-8")
        frame = file.with_name("frame.html")
        frame.write_text(FRAME % width, encoding="utf-8")
        html = opened(frame, file.parent, *options).html
        found = re.search(r'<pre id="seen">(.*?)</pre>', html, re.DOTALL)
        assert found is not None
        seen: dict[str, object] = json.loads(unescaped(found[1]))
        return seen

    return see


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_a_campaign_opens_to_its_ad_groups_and_ads(
    visit: Callable[..., dict[str, object]],
) -> None:
    """Level by level, each with its own sums; and nothing that a name holds has run."""
    seen = visit()
    rows = seen["rows"]
    assert isinstance(rows, list)

    opened_rows = [row for row in rows if row[0]]
    assert [row[:2] for row in opened_rows] == [
        *sorted_by_spend("ad_group", "campaign_id", "12")[:1],
        *sorted_by_spend("ad", "adgroup_id", sorted_ids("ad_group", "campaign_id", "12")[0]),
        *sorted_by_spend("ad_group", "campaign_id", "12")[1:],
    ]
    first = roas("ad_group", where=lambda row: row["entity_name"] == opened_rows[0][1])
    assert opened_rows[0][2:] == [money(total(first, "spend")), f"{total(first, 'orders'):,}"]
    assert seen["title"] == "Ads, orders, events"


def sorted_ids(level: str, parent: str, of: str) -> list[str]:
    """The children of one parent, those that spent most first."""
    rows = roas(level, where=lambda row: row[parent] == of)
    ids = {row["entity_id"] for row in rows}
    return sorted(ids, key=lambda one: -total((r for r in rows if r["entity_id"] == one), "spend"))


def sorted_by_spend(level: str, parent: str, of: str) -> list[list[str]]:
    """The same as the page shows them: class and name of each row."""
    words = {"ad_group": ("level-ad_groups", "Ad group"), "ad": ("level-ads", "Ad")}
    name, word = words[level]
    return [[name, f"{word} {one}"] for one in sorted_ids(level, parent, of)]


def test_a_file_for_a_spreadsheet_holds_no_formula(
    visit: Callable[..., dict[str, object]],
) -> None:
    """Exact figures without separators, ids, names as they are; a formula is disarmed."""
    text = str(visit(DARK, width=PHONE)["file"])
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    names = {row["entity_id"]: row["Campaign"] for row in rows}
    assert names["11"] == HOSTILE
    assert names["21"] == f"'{FORMULA}"
    spend = total(roas("campaign", where=lambda row: row["entity_id"] == "12"), "spend")
    assert {row["entity_id"]: row["Spend"] for row in rows}["12"] == f"{spend:.2f}".rstrip("0")


def test_a_dark_phone_shows_all_in_its_width(
    visit: Callable[..., dict[str, object]],
) -> None:
    """The page is as wide as the phone, its ground dark and the charts' letters light."""
    seen = visit(DARK, width=PHONE)

    assert seen["needed"] == seen["width"] == PHONE - SCROLL_BAR
    assert seen["card"] == "rgb(30, 33, 39)"
    assert seen["letters"] == "rgb(232, 234, 237)"
