"""Wrong settings of the SDK: the user's mistake, said in one line that names the setting."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads.errors import SettingError
from tap_tiktok_ads.singer.sdk_settings import maps_of_nothing
from tap_tiktok_ads.tap import TapTikTokAds
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

CANARY = "canary-3f0c91"
NEEDED = {"access_token": "t", "advertiser_ids": "7001", "api_url": "http://127.0.0.1:9"}


def maps(definition: Any, stream: str = "campaigns") -> dict[str, Any]:
    return {"stream_maps": {stream: definition}}


def batches(**changes: Any) -> dict[str, Any]:
    whole = {"encoding": {"format": "jsonl"}, "storage": {"root": "/tmp"}}  # noqa: S108 - unused
    return {"batch_config": {**whole, **changes}}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"stream_maps": CANARY}, "stream_maps must be of type object"),
        ({"stream_maps": [CANARY]}, "stream_maps must be of type object"),
        (maps(5), "stream_maps.campaigns has a form"),
        (maps(CANARY), "stream_maps.campaigns has a form"),
        (maps({"x": 5}), "stream_maps.campaigns has a form"),
        (maps({"x": f"1 + '{CANARY}"}), "stream_maps.campaigns.x: an expression does not parse"),
        (maps({"x": ""}), "stream_maps.campaigns.x: an expression does not parse"),
        (maps({"__filter__": f"{CANARY}("}), "stream_maps.campaigns.__filter__: an expression"),
        (maps({"__alias__": f"{CANARY}("}), "stream_maps.campaigns.__alias__: an expression"),
        (maps({"campaign_id": None}), "stream_maps: Removing key property 'campaign_id'"),
        (maps({"__key_properties__": [CANARY]}), "stream_maps: Invalid key properties for"),
        (maps(CANARY, "__else__"), "stream_maps: Undefined transform for '__else__'"),
        (maps({"x": CANARY}, "__other__"), "stream_maps: Option '__other__:"),
        ({"stream_map_config": CANARY}, "stream_map_config must be of type object"),
        ({"faker_config": CANARY}, "faker_config must be of type object"),
        ({"faker_config": {"seed": [CANARY]}}, "faker_config.seed has a form"),
        ({"emit_activate_version_messages": CANARY}, "emit_activate_version_messages must be true"),
        ({"flattening_enabled": "maybe"}, "flattening_enabled must be of type boolean"),
        ({"flattening_enabled": True}, "flattening_max_depth is required"),
        (
            {"flattening_enabled": True, "flattening_max_depth": CANARY},
            "flattening_max_depth must be of type integer",
        ),
        (
            {"flattening_enabled": True, "flattening_max_depth": -2},
            "flattening_max_depth must be a whole number from 0",
        ),
        ({"flattening_separator": 5}, "flattening_separator must be of type string"),
        ({"flattening_max_key_length": CANARY}, "flattening_max_key_length must be of type"),
        ({"batch_config": 5}, "batch_config must be of type object"),
        (batches(storage=None), "batch_config.storage.root is missing"),
        (batches(storage={"prefix": CANARY}), "batch_config.storage.root is missing"),
        (batches(encoding=None), "batch_config.encoding.format is missing"),
        (batches(encoding={"format": CANARY}), "batch_config.encoding.format must be one of"),
        (batches(batch_size=CANARY), "batch_config.batch_size must be a whole number"),
        (batches(batch_size=0), "batch_config.batch_size must be a whole number"),
    ],
)
def test_a_wrong_setting_of_the_sdk_is_named_and_not_repeated(
    settings: dict[str, Any], expected: str
) -> None:
    """Setting and rule in one line, before anything is asked of TikTok; never the value."""
    with pytest.raises(SettingError) as caught:
        TapTikTokAds(config={**NEEDED, **settings})

    assert str(caught.value).startswith(expected)
    assert CANARY not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "settings",
    [
        {"stream_maps": {"campaigns": None, "ads": "__NULL__", "__else__": None}},
        {"stream_maps": {"*": {"x": "1"}}, "stream_map_config": {"salt": "s"}},
        {"flattening_enabled": True, "flattening_max_depth": 0},
        {"flattening_enabled": None, "flattening_max_depth": None, "faker_config": None},
        {"batch_config": {}},
        batches(),
        batches(batch_size=1),
    ],
)
def test_a_good_setting_of_the_sdk_is_taken(settings: dict[str, Any]) -> None:
    """What the SDK understands goes on working."""
    assert TapTikTokAds(config={**NEEDED, **settings}).streams


@pytest.mark.parametrize("expression", [f"no_such_name + '{CANARY}'", "int(None)", "spend.x"])
def test_an_expression_that_fails_on_a_record_ends_the_run_with_one_line(
    tiktok: LocalTikTok, expression: str
) -> None:
    """The stream is named; it is no defect, and no value is repeated."""
    settings = settings_for(tiktok, **maps({"x": expression}, "campaign_daily_metrics"))

    ran = run_in_process(settings, streams=["campaign_daily_metrics"])

    assert isinstance(ran.error, SettingError)
    assert str(ran.error).startswith("stream_maps: an expression fails on a record of campaign_")
    assert CANARY not in str(ran.error)


def test_parquet_without_its_extra_is_one_line_before_anything_is_asked(
    tiktok: LocalTikTok, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names what is to be installed."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    ran = run_in_process(settings_for(tiktok, **batches(encoding={"format": "parquet"})))

    assert isinstance(ran.error, SettingError)
    assert "install 'adloop-tap-tiktok-ads[parquet]'" in str(ran.error)
    assert tiktok.requests() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"storage": {"root": f"s3://{CANARY}"}},
        {"storage": {"root": "a file"}},
        {"storage": {"root": "a file", CANARY: 1}},
    ],
    ids=["a scheme", "a file", "a name"],
)
def test_batches_that_can_not_be_written_are_one_line(
    tiktok: LocalTikTok, tmp_path: Path, changes: dict[str, Any]
) -> None:
    """A storage that needs what is not installed, or is no folder."""
    (tmp_path / "a file").write_text("", encoding="utf-8")
    if changes.get("storage") == {"root": "a file"}:
        changes = {"storage": {"root": str(tmp_path / "a file")}}
    settings = settings_for(tiktok, **batches(**changes))

    ran = run_in_process(settings, streams=["campaigns"])

    assert isinstance(ran.error, SettingError)
    assert str(ran.error).startswith("batch_config")
    assert CANARY not in str(ran.error)


@pytest.mark.parametrize(
    ("stream_maps", "expected"),
    [
        ({"campagins": {"x": "1"}}, ["campagins"]),
        ({"copy": {"__source__": "campagins"}}, ["copy"]),
        ({"campaigns": {}, "*_metrics": {}, "copy": {"__source__": "ads"}, "__else__": None}, []),
        (None, []),
    ],
    ids=["misspelt", "of a misspelt one", "of streams", "none"],
)
def test_a_map_that_concerns_no_stream_is_named(
    stream_maps: dict[str, Any] | None, expected: list[str]
) -> None:
    """Nothing would come of it, and nobody would know: patterns and copies are looked at too."""
    assert maps_of_nothing(stream_maps, {"campaigns", "ads", "daily_metrics"}) == [
        f"stream_maps.{name} concerns no stream: it does nothing" for name in expected
    ]


def test_a_map_that_concerns_no_stream_is_warned_of(tiktok: LocalTikTok) -> None:
    """The run goes on."""
    settings = settings_for(tiktok, stream_maps={"campagins": {"x": "1"}})

    ran = run_in_process(settings, streams=["campaigns"])

    assert ran.exit_code == 0
    assert "stream_maps.campagins concerns no stream: it does nothing" in ran.log
