"""`tap-tiktok-ads advertisers` lists what the settings reach, and what it spends."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, refuse, settings_for
from tests.tap.processes import run_tap

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.tap.operator.conftest import Operate

FIRST_OF_30_DAYS = "2026-02-09"


def _listed(output: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(output, parse_float=Decimal, parse_int=str)
    return found


def test_each_advertiser_has_the_spend_of_its_daily_metrics(
    tiktok: LocalTikTok, settings: dict[str, Any], operate: Operate
) -> None:
    """Spend, currency, zone and last day are those that an import of the 30 days has."""
    imported = run_in_process(
        {**settings, "start_date": FIRST_OF_30_DAYS}, streams=["advertiser_daily_metrics"]
    ).output.records("advertiser_daily_metrics")

    result = operate("advertisers", settings, "--format", "json")

    assert result.exit_code == 0
    listed = _listed(result.stdout)
    assert [one["advertiser_id"] for one in listed] == tiktok.advertiser_ids
    for one in listed:
        own = [row for row in imported if row["advertiser_id"] == one["advertiser_id"]]
        spent = [row for row in own if row["spend"]]
        assert Decimal(one["spend_30_days"]) == sum(Decimal(str(row["spend"])) for row in own)
        assert one["last_day_with_spend"] == max(row["stat_time_day"] for row in spent)
        assert one["timezone"] == own[0]["advertiser_timezone"]
        assert one["currency"] == own[0]["currency"]
        assert one["status"] == "STATUS_ENABLE"
        assert one["role"] == "ROLE_ADVERTISER"
        assert one["name"]
        assert one["problem"] is None


def test_the_table_ends_with_a_line_for_the_env_file(
    tiktok: LocalTikTok, settings: dict[str, Any], operate: Operate
) -> None:
    """The installed setting takes the ids as the last line has them."""
    result = operate("advertisers", settings)

    ids = ",".join(tiktok.advertiser_ids)
    assert result.stdout.rstrip().endswith(f"\nTAP_TIKTOK_ADS_ADVERTISER_IDS={ids}")
    assert result.stdout.splitlines()[0].split()[:3] == ["advertiser_id", "name", "status"]


@pytest.mark.parametrize("path", [None, "/report/integrated/get/"])
def test_an_advertiser_that_is_refused_is_listed_with_what_to_do(
    unreadable: LocalTikTok, settings: dict[str, Any], operate: Operate, path: str | None
) -> None:
    """It is not in the line to paste, and the exit code says that something is amiss."""
    lost, kept = unreadable.advertiser_ids
    refuse(unreadable, lost, "scope_missing" if path else "forbidden", path)

    result = operate("advertisers", settings)

    assert result.exit_code == 2
    line = next(one for one in result.stdout.splitlines() if one.startswith(lost))
    assert "What to do: " in line
    assert result.stdout.rstrip().endswith(f"\nTAP_TIKTOK_ADS_ADVERTISER_IDS={kept}")


def test_a_wrong_token_is_one_line_and_no_table(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """The installed command ends as an import does: exit code 1, what to do, no token."""
    wrong = settings_for(tiktok, access_token="canary-token-1c2d")  # noqa: S106 - of nobody

    ended = run_tap(tmp_path, wrong, arguments=["advertisers"], now=NOW)

    assert ended.exit_code == 1
    assert ended.output.raw == b""
    assert "What to do: check access_token" in ended.last_line
    assert "Traceback" not in ended.log
    assert "canary" not in ended.log


def test_only_get_requests_are_sent(
    tiktok: LocalTikTok, settings: dict[str, Any], operate: Operate
) -> None:
    """Nothing is changed at TikTok: one request per advertiser beside those that tell of them."""
    operate("advertisers", settings)

    asked = [(one["method"], one["path"]) for one in tiktok.requests()]
    report = ("GET", "/open_api/v1.3/report/integrated/get/")
    assert [one for one in asked if one[0] != "GET"] == []
    assert asked.count(report) == len(tiktok.advertiser_ids)
