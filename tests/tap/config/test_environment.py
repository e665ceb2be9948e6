"""Settings in environment variables: what the SDK would trip over is said in one line."""

from __future__ import annotations

import pytest

from tap_tiktok_ads.config.environment import check_environment
from tap_tiktok_ads.config.json_schema import settings_schema
from tap_tiktok_ads.errors import SettingError
from tap_tiktok_ads.tap import TapTikTokAds

CANARY = "canary-3f0c91"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("max_concurrent_requests", CANARY, "max_concurrent_requests must be a whole number"),
        ("flattening_max_depth", CANARY, "flattening_max_depth must be a whole number"),
        ("stream_maps", f"{{{CANARY}", "stream_maps must be a JSON object"),
        ("batch_config", CANARY, "batch_config must be a JSON object"),
    ],
)
def test_a_text_that_the_sdk_can_not_read_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, expected: str
) -> None:
    """Whole numbers and objects are checked before the SDK reads them; no value is repeated."""
    schema = settings_schema()
    TapTikTokAds.append_builtin_config(schema)
    monkeypatch.setenv(f"TAP_TIKTOK_ADS_{name.upper()}", text)

    with pytest.raises(SettingError) as caught:
        check_environment(schema)

    assert str(caught.value) == expected


def test_what_the_sdk_can_read_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers, objects and lists in the forms that orchestrators write."""
    schema = settings_schema()
    TapTikTokAds.append_builtin_config(schema)
    for name, text in {
        "max_concurrent_requests": "4",
        "stream_maps": '{"ads": null}',
        "advertiser_ids": "7001,7002",
        "start_date": "2026-02-20",
    }.items():
        monkeypatch.setenv(f"TAP_TIKTOK_ADS_{name.upper()}", text)

    check_environment(schema)
