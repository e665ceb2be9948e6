"""A person with the README alone, from an app's id to orders at TikTok, and a revoked token."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.first_day import LATE_ORDER, ORDERS, Day, first_day
from tests.end_to_end.first_day_page import PAGE, page_of

if TYPE_CHECKING:
    from pathlib import Path


# A dozen runs of Meltano: a minute, and several where other tests keep the machine busy.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """The whole day, done once by the commands of the README, word for word."""
    return first_day(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("origin"))


def requests_in(text: str) -> int:
    """The last count of requests in a text."""
    return int(re.findall(r"(\d+) requests", text)[-1])


def test_every_command_but_those_with_a_revoked_token_succeeds(day: Day) -> None:
    """From an empty folder on."""
    for name, typed in day.chapters.items():
        for one in typed:
            assert one.exit_code == (1 if name == "revoked" else 0), one.output[-3000:]


def test_an_app_id_leads_to_a_green_check(day: Day) -> None:
    """`login` writes the token for its owner alone; `check` finds everything readable."""
    login, advertisers, check, _ = day.chapters["connect"]
    assert "TAP_TIKTOK_ADS_ACCESS_TOKEN is written to .env" in login.output
    assert stat.S_IMODE((day.folder / ".env").stat().st_mode) == 0o600
    assert re.search(r"^TAP_TIKTOK_ADS_ADVERTISER_IDS=\d+,\d+$", advertisers.output, re.MULTILINE)
    assert "token: good" in check.output
    assert "What to do" not in check.output


def test_the_plan_says_what_the_import_costs(day: Day) -> None:
    """Within a tenth."""
    plan = day.chapters["connect"][-1]
    cost = requests_in(day.typed("ads").output)
    assert requests_in(plan.output) == pytest.approx(cost, rel=0.1)


def test_ads_arrive_at_the_loader(day: Day) -> None:
    """Objects, reports and what the import says of itself."""
    assert day.loaded >= {"advertisers", "campaigns", "daily_metrics", "import_status"}


def test_orders_count_only_when_they_are_meant_to(day: Day) -> None:
    """A check and a trial send test events, a dry run nothing, the live run each order."""
    (checked, _), (dry, _), (trial, _) = (day.events[one] for one in ("check", "dry", "trial"))
    assert (checked, dry, trial) == (1, 1, 2)
    assert [day.events[one][1] for one in ("check", "dry", "trial")] == [[], [], []]
    assert day.events["live"][1] == sorted(ORDERS)
    assert f"new ledger {day.folder}/tiktok-events-ledger.db" in day.typed("orders", 3).output


def test_a_revoked_token_is_told_with_what_to_do(day: Day) -> None:
    """In one line of each plugin, which ends with its entry in the error guide."""
    ads, orders = (one.output for one in day.chapters["revoked"])
    (line,) = (one for one in ads.splitlines() if "TikTok answered 40105" in one)
    assert "What to do: check access_token" in line
    assert line.endswith("[docs/errors.md#token]")
    (line,) = (one for one in orders.splitlines() if "code 40105" in one)
    assert "check access_token" in line
    assert line.endswith("[docs/errors.md#refused]")


def test_no_order_is_lost_by_it_and_none_counts_twice(day: Day) -> None:
    """The order that waited arrives once, with the new token and from a subfolder."""
    assert day.events["revoked"][1] == sorted(ORDERS)
    assert day.events["mended"][1] == sorted((*ORDERS, LATE_ORDER))


def test_no_secret_is_printed(day: Day) -> None:
    """Neither the app's, nor a token, nor the code; by no command."""
    for typed in (one for chapter in day.chapters.values() for one in chapter):
        assert not [one for one in day.secrets if one in typed.output], typed.command


def test_the_page_is_what_was_printed(day: Day) -> None:
    """`make first-day` records it anew."""
    assert page_of(day.chapters) == PAGE.read_text(encoding="utf-8")


def test_the_page_names_nothing_of_this_machine(day: Day, tmp_path: Path) -> None:
    """No path, no port but that of the README."""
    page = page_of(day.chapters)
    assert str(tmp_path.parents[1]) not in page
    assert set(re.findall(r"127\.0\.0\.1(?::|%3A)(\d+)", page)) == {"8085"}
