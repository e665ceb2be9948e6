"""`tap-tiktok-ads check` says what an import could not read, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads.operator.scopes import SCOPES, path_of
from tap_tiktok_ads.streams.import_status import ImportStatusStream
from tap_tiktok_ads.tap import TapTikTokAds
from tests.emulator.catalogue.scopes import SCOPES as SCOPES_OF_TIKTOK
from tests.tap.local_settings import NOW, refuse, settings_for
from tests.tap.operator.selection import catalog_of
from tests.tap.processes import run_tap

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.tap.operator.conftest import Operate

CAMPAIGNS = "/campaign/get/"


def test_every_stream_has_its_permission() -> None:
    """What a stream is read from has the name that TikTok gives the permission."""
    streams = TapTikTokAds(config={"access_token": "x", "advertiser_ids": ["7"]}).streams.values()
    paths = {path_of(one) for one in streams if not isinstance(one, ImportStatusStream)}

    assert paths == set(SCOPES)
    for path, scope in SCOPES.items():
        assert path in SCOPES_OF_TIKTOK[scope]


def test_a_good_setup_is_good(
    tiktok: LocalTikTok, settings: dict[str, Any], operate: Operate
) -> None:
    """Exit code 0, every permission with its streams; only GET requests for one row each."""
    result = operate("check", {**settings, "max_requests_per_second": 20})

    assert result.exit_code == 0
    assert result.stdout.startswith("token: good\n")
    usual = {path: scope for path, scope in SCOPES.items() if not path.startswith("/pixel/")}
    assert all(scope in result.stdout for scope in usual.values())
    assert "Pixel" not in result.stdout
    assert result.stdout.count("2 of 2") == len(usual)
    assert "\ntier: unknown, " in result.stdout
    assert "(1,728,000 a day) needs tier Advanced" in result.stdout
    asked = tiktok.requests()
    assert {one["method"] for one in asked} == {"GET"}
    assert len(asked) == 2 + 4 * len(tiktok.advertiser_ids)


def test_an_app_of_a_lower_tier_is_told_of(
    tiktok: LocalTikTok, settings: dict[str, Any], operate: Operate
) -> None:
    """A refusal for frequency that came anyway is said, and what to set; the check goes on."""
    tiktok.fault(path=CAMPAIGNS, times=1, code=40100)

    result = operate("check", {**settings, "max_requests_per_second": 30})

    assert result.exit_code == 0
    (line,) = (one for one in result.stdout.splitlines() if one.startswith("tier: "))
    assert line.startswith("tier: below Premium")
    assert "lower it to the app's tier" in line


def test_a_permission_that_one_advertiser_does_not_grant_is_named(
    unreadable: LocalTikTok, settings: dict[str, Any], operate: Operate
) -> None:
    """Exit code 2, and one line with advertiser, stream, permission and what to do."""
    lacking = unreadable.advertiser_ids[0]
    refuse(unreadable, lacking, "scope_missing", CAMPAIGNS)

    result = operate("check", settings)

    assert result.exit_code == 2
    (line,) = (one for one in result.stdout.splitlines() if "What to do: " in one)
    assert line.startswith(f"advertiser {lacking}: campaigns: ")
    assert f"(the permission is {SCOPES[CAMPAIGNS]})" in line
    assert line.endswith("[docs/errors.md#not-granted]")


@pytest.mark.parametrize("mode", ["forbidden", "deleted"])
def test_a_lost_advertiser_is_one_line(
    unreadable: LocalTikTok, settings: dict[str, Any], operate: Operate, mode: str
) -> None:
    """Not a line for each of its streams; the other advertiser is good."""
    lost, good = unreadable.advertiser_ids
    refuse(unreadable, lost, mode)

    result = operate("check", settings)

    assert result.exit_code == 2
    (line,) = (one for one in result.stdout.splitlines() if "What to do: " in one)
    assert line.startswith(f"advertiser {lost}: all streams: ")
    rows = {one.split()[0]: one.split()[-1] for one in result.stdout.splitlines() if one[:1] == "7"}
    assert rows == {lost: "refused", good: "good"}


def test_only_selected_streams_count(
    unreadable: LocalTikTok, settings: dict[str, Any], operate: Operate, tmp_path: Path
) -> None:
    """A permission that no selected stream needs may be missing; the one it needs may not."""
    for one in unreadable.advertiser_ids:
        refuse(unreadable, one, "scope_missing", CAMPAIGNS)

    ads = operate("check", settings, "--catalog", catalog_of(settings, tmp_path, "ads"))
    campaigns = operate("check", settings, "--catalog", catalog_of(settings, tmp_path, "campaigns"))
    nothing = operate("check", settings, "--catalog", catalog_of(settings, tmp_path))

    assert (ads.exit_code, campaigns.exit_code, nothing.exit_code) == (0, 1, 1)
    assert "Read Campaigns" not in ads.stdout


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ({"access_token": "canary-1c2d"}, "What to do: check access_token"),
        ({"app_secret": "canary-1c2d"}, "What to do: check app_id and app_secret"),
        ({"access_token": None}, "access_token is missing"),
    ],
    ids=["token", "secret", "no token"],
)
def test_what_makes_everything_unreadable_is_one_line(
    tiktok: LocalTikTok, tmp_path: Path, change: dict[str, Any], advice: str
) -> None:
    """The installed command exits with 1, says what to do, and prints no secret."""
    ended = run_tap(tmp_path, settings_for(tiktok, **change), arguments=["check"], now=NOW)

    assert ended.exit_code == 1
    assert advice in ended.last_line
    assert ended.output.raw == b""
    assert "Traceback" not in ended.log
    assert "canary" not in ended.log


def test_the_pixels_permissions_are_checked_when_they_are_selected(
    unreadable: LocalTikTok, settings: dict[str, Any], operate: Operate, tmp_path: Path
) -> None:
    """One probe each: the statistics of a pixel of its own, where an advertiser has one."""
    lacking = unreadable.advertiser_ids[0]
    refuse(unreadable, lacking, "scope_missing", "/pixel/event/stats/")
    path = catalog_of(settings, tmp_path, "pixels", "pixel_event_stats")

    result = operate("check", settings, "--catalog", path)

    assert result.exit_code == 2
    rows = {line.split("  ")[0]: line for line in result.stdout.splitlines()}
    assert "2 of 2" in rows["Pixel Management > Read Pixels"]
    assert "1 of 2" in rows["Pixel Management > Pixel Level Reporting"]
    (line,) = (one for one in result.stdout.splitlines() if "What to do: " in one)
    assert line.startswith(f"advertiser {lacking}: pixel_event_stats: ")
    assert "(the permission is Pixel Management > Pixel Level Reporting)" in line
