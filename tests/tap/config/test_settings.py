"""Every setting: what is accepted, what is refused, and what the refusal says."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from operator import attrgetter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.config.declarations import SETTINGS, Setting
from tap_tiktok_ads.config.json_schema import settings_schema
from tap_tiktok_ads.config.settings import Settings, read_settings
from tap_tiktok_ads.errors import SettingError
from tap_tiktok_ads.tap import TapTikTokAds

CANARY = "canary-3f0c91"
NEEDED = {"access_token": CANARY, "advertiser_ids": ["7001"]}
API_URL = "https://business-api.tiktok.com"


def read(**config: Any) -> Settings:
    return read_settings({**NEEDED, **config})


def test_defaults_are_those_of_the_documentation() -> None:
    """With only what is needed, everything else has its documented default."""
    assert read() == Settings(
        access_token=CANARY,
        app_id=None,
        app_secret=None,
        advertiser_ids=("7001",),
        exclude_advertiser_ids=(),
        start_date=None,
        end_date=None,
        reimport_lookback_window=28,
        include_deleted=True,
        metrics=(),
        reports=(),
        max_failed_advertisers=0,
        max_concurrent_requests=8,
        max_requests_per_second=10,
        request_timeout=60,
        api_url=API_URL,
        history_path=None,
        change_store_url=None,
        check_totals=True,
        on_incomplete="fail",
        decimals="number",
    )


def test_the_schema_holds_every_setting_and_its_bounds() -> None:
    """What `--about` shows is what is checked: names, types, defaults and bounds."""
    properties = settings_schema()["properties"]

    assert list(properties) == [one.name for one in fields(Settings)]
    for setting in SETTINGS:
        shown = properties[setting.name]
        assert shown.get("default") == setting.default
        assert (shown.get("minimum"), shown.get("maximum")) == (setting.low, setting.high)


@pytest.mark.parametrize(
    "setting", [one for one in SETTINGS if one.low is not None], ids=attrgetter("name")
)
def test_bounds_are_those_that_are_declared(setting: Setting) -> None:
    """The bounds themselves are accepted, what lies beyond them is not."""
    assert setting.low is not None
    assert setting.high is not None
    for value in (setting.low, setting.high):
        assert getattr(read(**{setting.name: value}), setting.name) == value
    for value in (setting.low - 1, setting.high + 1):
        with pytest.raises(SettingError, match=f"^{setting.name} must be a"):
            read(**{setting.name: value})


def test_declared_defaults_are_the_ones_that_are_used() -> None:
    """What `--about` shows as default is what a missing setting means."""
    declared = {
        name: schema["default"]
        for name, schema in TapTikTokAds.config_jsonschema["properties"].items()
        if "default" in schema
    }

    assert read(**declared) == read()


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("access_token", " token \n", "token"),
        ("advertiser_ids", ["7001", "7002"], ("7001", "7002")),
        ("advertiser_ids", [7001, 7002], ("7001", "7002")),
        ("advertiser_ids", 7001, ("7001",)),
        ("advertiser_ids", "7001,7002", ("7001", "7002")),
        ("advertiser_ids", "7001 7002\n7003", ("7001", "7002", "7003")),
        ("advertiser_ids", " 7001, 7002,, ", ("7001", "7002")),
        ("advertiser_ids", '["7001", "7002"]', ("7001", "7002")),
        ("advertiser_ids", "[7001]", ("7001",)),
        ("advertiser_ids", ["7001,7002", "7001"], ("7001", "7002")),
        ("exclude_advertiser_ids", "7003", ("7003",)),
        ("exclude_advertiser_ids", None, ()),
        ("start_date", "2026-02-20", date(2026, 2, 20)),
        ("start_date", "2026-02-20T23:59:59-11:00", date(2026, 2, 20)),
        ("start_date", "2026-02-20 00:00:00", date(2026, 2, 20)),
        ("start_date", date(2026, 2, 20), date(2026, 2, 20)),
        ("start_date", "", None),
        ("end_date", "2028-02-29", date(2028, 2, 29)),
        ("reimport_lookback_window", 0, 0),
        ("reimport_lookback_window", 365, 365),
        ("reimport_lookback_window", "7", 7),
        ("reimport_lookback_window", None, 28),
        ("include_deleted", False, False),
        ("include_deleted", "false", False),
        ("include_deleted", "True", True),
        ("include_deleted", 0, False),
        ("check_totals", "no", False),
        ("metrics", ["cash_spend"], ("cash_spend",)),
        ("metrics", "cash_spend, total_purchase", ("cash_spend", "total_purchase")),
        ("max_concurrent_requests", 1, 1),
        ("max_concurrent_requests", 64, 64),
        ("max_requests_per_second", 0.5, 0.5),
        ("max_requests_per_second", "20", 20),
        ("request_timeout", 0.1, 0.1),
        ("api_url", "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("api_url", "http://localhost:8080", "http://localhost:8080"),
        ("api_url", "http://[::1]:8080", "http://[::1]:8080"),
        ("api_url", "https://sandbox-ads.tiktok.com", "https://sandbox-ads.tiktok.com"),
        ("api_url", "", API_URL),
    ],
)
def test_a_good_value_is_read(name: str, given: Any, expected: Any) -> None:
    """Values come as JSON, or as text from environment variables and hand-written files."""
    assert getattr(read(**{name: given}), name) == expected


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("access_token", None),
        ("access_token", ""),
        ("access_token", "  "),
        ("access_token", True),
        ("access_token", ["t"]),
        ("access_token", f"{CANARY}\r\nX-Other: header"),
        ("access_token", f"{CANARY}ü"),
        ("advertiser_ids", ["acme"]),
        ("advertiser_ids", "7001;7002"),
        ("advertiser_ids", [True]),
        ("advertiser_ids", [None]),
        ("advertiser_ids", [7001.5]),
        ("advertiser_ids", {"id": "7001"}),
        ("advertiser_ids", ["\uff17\uff10\uff10\uff11"]),
        ("advertiser_ids", ["7" * 33]),
        ("exclude_advertiser_ids", ["all"]),
        ("start_date", "yesterday"),
        ("start_date", "20260220"),
        ("start_date", "2026-02-30"),
        ("start_date", "20.02.2026"),
        ("start_date", True),
        ("start_date", 20260220),
        ("end_date", "2026-02"),
        ("reimport_lookback_window", -1),
        ("reimport_lookback_window", 366),
        ("reimport_lookback_window", 1.5),
        ("reimport_lookback_window", "a week"),
        ("reimport_lookback_window", True),
        ("include_deleted", "maybe"),
        ("include_deleted", 2),
        ("include_deleted", []),
        ("check_totals", "maybe"),
        ("metrics", ["Spend!"]),
        ("metrics", ["cost-per-click"]),
        ("metrics", [None]),
        ("max_concurrent_requests", 0),
        ("max_concurrent_requests", 65),
        ("max_concurrent_requests", "many"),
        ("max_requests_per_second", 0),
        ("max_requests_per_second", -1),
        ("max_requests_per_second", "nan"),
        ("max_requests_per_second", "inf"),
        ("max_requests_per_second", True),
        ("request_timeout", 0),
        ("request_timeout", "soon"),
        ("request_timeout", 1e300),
        ("api_url", "http://business-api.tiktok.com"),
        ("api_url", "http://127.0.0.1.example.com"),
        ("api_url", "http://localhost.example.com"),
        ("api_url", "ftp://127.0.0.1"),
        ("api_url", "business-api.tiktok.com"),
        ("api_url", "https://"),
        ("api_url", "https://[::1"),
        ("api_url", "https://host:port"),
        ("api_url", "https://business-api.tiktok.com/open_api/v1.3/"),
        ("api_url", "http://127.0.0.1:8080/?secret"),
        ("api_url", "https://secret@business-api.tiktok.com"),
        ("api_url", "https://host:99999"),
        ("api_url", 7),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_setting(name: str, given: Any) -> None:
    """One line that begins with the setting and repeats no secret."""
    with pytest.raises(SettingError) as caught:
        read(**{name: given})

    text = str(caught.value)
    assert text.startswith(name)
    assert "\n" not in text
    assert CANARY not in text


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"access_token": "t"}, "advertiser_ids is missing"),
        ({"access_token": "t", "advertiser_ids": []}, "advertiser_ids is missing"),
        ({"access_token": "t", "advertiser_ids": ""}, "advertiser_ids is missing"),
        ({"access_token": "t", "app_id": "1"}, "app_secret is missing"),
        ({"access_token": "t", "app_secret": CANARY}, "app_id is missing"),
        ({**NEEDED, "app_id": "1"}, "app_secret is missing"),
        ({**NEEDED, "start_date": "2026-02-02", "end_date": "2026-02-01"}, "start_date 2026"),
        ({}, "access_token is missing"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(
    config: dict[str, Any], expected: str
) -> None:
    """What is missing is named, with what to do about it."""
    with pytest.raises(SettingError, match=f"^{expected}") as caught:
        read_settings(config)

    assert CANARY not in str(caught.value)


def test_app_id_and_app_secret_are_enough_to_find_advertisers() -> None:
    """Advertisers need not be named when they can be discovered."""
    settings = read_settings({"access_token": "t", "app_id": 7, "app_secret": "s"})

    assert (settings.app_id, settings.app_secret) == ("7", "s")
    assert settings.advertiser_ids == ()


def test_a_single_day_is_a_good_range() -> None:
    """start_date and end_date may be the same day."""
    settings = read(start_date="2026-02-01", end_date="2026-02-01")

    assert settings.start_date == settings.end_date


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("name", TapTikTokAds.config_jsonschema["properties"])
@given(value=json_values)
def test_no_value_is_too_strange_for_a_clear_error(name: str, value: Any) -> None:
    """Whatever JSON stands in a setting: it is read, or refused in one line."""
    problem = ""
    try:
        read(**{name: value})
    except SettingError as error:
        problem = str(error)

    assert "\n" not in problem
