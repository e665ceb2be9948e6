"""Settings that there are not are named, with the one that was probably meant."""

from __future__ import annotations

import pytest

from tap_tiktok_ads.config.json_schema import settings_schema
from tap_tiktok_ads.config.unknown_settings import unknown_settings
from tap_tiktok_ads.tap import TapTikTokAds


def test_known_settings_are_not_named() -> None:
    """Those that the SDK adds are settings too."""
    TapTikTokAds.append_builtin_config(schema := settings_schema())

    assert (
        unknown_settings(["start_date", "stream_maps", "batch_config"], schema["properties"]) == []
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [("start_dat", "did you mean start_date?"), ("Metrics", "did you mean metrics?"), ("zzz", "")],
)
def test_a_misspelt_setting_is_named_with_a_suggestion(name: str, told: str) -> None:
    """A name that is like none is only named."""
    (line,) = unknown_settings([name], settings_schema()["properties"])

    assert line.startswith(f"there is no setting {name}: it is passed over")
    assert line.endswith(told or "passed over")


@pytest.mark.parametrize(
    ("name", "expected"), [("emit_activate_version_messages", 0), ("no_such_setting", 1)]
)
def test_a_setting_that_only_the_sdk_knows_is_one(
    name: str, expected: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The SDK reads it without declaring it, so no list of settings holds it."""
    TapTikTokAds(config={"access_token": "t", "advertiser_ids": "1", name: True})

    assert sum("there is no setting" in line for line in caplog.messages) == expected
