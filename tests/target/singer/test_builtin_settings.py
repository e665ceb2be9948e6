"""The settings that the SDK brings: mistakes in them are the user's, and no value is repeated."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.errors import InputError, SettingError
from target_tiktok_events.target import TargetTikTokEvents
from tests.target.target_process import order, singer

if TYPE_CHECKING:
    from collections.abc import Mapping

CANARY = "tokencanary"
FILES = {"encoding": {"format": "jsonl"}, "storage": {"root": "file:///tmp"}}


def _target(**settings: Any) -> TargetTikTokEvents:
    return TargetTikTokEvents(config={"event_source_id": "C4", "dry_run": True, **settings})


def _run(lines: list[str], **settings: Any) -> TargetTikTokEvents:
    target = _target(**settings)
    target.listen(io.StringIO("\n".join(lines)))
    return target


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"stream_maps": CANARY}, "stream_maps must be an object (as JSON)"),
        ({"stream_maps": [CANARY]}, "stream_maps must be an object (as JSON)"),
        (
            {"stream_maps": {"orders": 5}},
            "stream_maps.orders must be __NULL__ or null or an object",
        ),
        (
            {"stream_maps": {"orders": CANARY}},
            "stream_maps.orders must be __NULL__ or null or an object",
        ),
        (
            {"stream_maps": {"orders": {"email": [CANARY]}}},
            "stream_maps.orders.email must be __NULL__ or null or text",
        ),
        (
            {"stream_maps": {"orders": {"email": f"{CANARY} +"}}},
            "stream_maps.orders.email must be an expression",
        ),
        (
            {"stream_maps": {"orders": {"email": ""}}},
            "stream_maps.orders.email must be an expression",
        ),
        (
            {"stream_maps": {"orders": {"__filter__": f"{CANARY} +"}}},
            "stream_maps.orders.__filter__ must be an expression",
        ),
        (
            {"stream_maps": {"orders": {"__filter__": 5}}},
            "stream_maps.orders.__filter__ must be text or null",
        ),
        ({"stream_maps": {"__else__": CANARY}}, "stream_maps.__else__ must be __NULL__ or null"),
        (
            {"stream_maps": {"__x__": {}}},
            "stream_maps has a stream or an option whose name begins with __",
        ),
        ({"stream_map_config": CANARY}, "stream_map_config must be an object (as JSON)"),
        ({"faker_config": 5}, "faker_config must be an object (as JSON)"),
        ({"faker_config": {"locale": 5}}, "faker_config.locale must be text or a list or null"),
        ({"flattening_enabled": "maybe"}, "flattening_enabled must be true or false"),
        (
            {"flattening_enabled": True},
            "flattening_max_depth must be a whole number, at least 0, with flattening_enabled",
        ),
        ({"flattening_max_depth": CANARY}, "flattening_max_depth must be a whole number"),
        ({"flattening_separator": [CANARY]}, "flattening_separator must be text"),
        ({"batch_config": 5}, "batch_config must be an object (as JSON)"),
        ({"batch_config": {"encoding": 5}}, "batch_config.encoding must be an object or null"),
        (
            {"batch_config": {"encoding": {"format": CANARY}}},
            "batch_config.encoding.format must be one of jsonl, parquet",
        ),
        (
            {"batch_config": {**FILES, "storage": {"folder": CANARY}}},
            "batch_config must have encoding (format, compression) and storage (root, prefix)",
        ),
        (
            {"event_mappings": [{"when": CANARY}]},
            "event_mappings[0].when must be an object or null",
        ),
        (
            {"field_mapping": {"email": True}},
            "field_mapping.email must be text or a list or an object",
        ),
    ],
)
def test_mistake_is_named_by_setting_and_rule(settings: Mapping[str, Any], complaint: str) -> None:
    """The complaint comes before the first line, and does not repeat what was written."""
    with pytest.raises(SettingError) as caught:
        _target(**settings)
    assert str(caught.value) == complaint


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ({"email": "nonsense"}, "'nonsense', which is no column"),
        ({"email": "upper(email)"}, "the unknown function 'upper'"),
        ({"email": "x = 1"}, "something that is no expression"),
        ({"order_id": None}, "Removing key property 'order_id'"),
        ({"__key_properties__": ["nonsense"]}, "Invalid key properties"),
        ({"__alias__": "2024_orders"}, "can't be evaluated"),
    ],
)
def test_mistake_that_the_stream_shows_ends_the_run(
    definition: Mapping[str, Any], words: str
) -> None:
    """What can work for no record is a wrong setting, and not a dead letter for each of them."""
    with pytest.raises(SettingError) as caught:
        _run(singer([order(1)]), stream_maps={"orders": definition})
    assert str(caught.value).startswith("stream_maps")
    assert words in str(caught.value)


def test_odd_record_does_not_end_the_run() -> None:
    """An expression that fails for one record makes it a dead letter; the others go on."""
    records = [order(1), order(2, total="x"), order(3)]
    target = _run(singer(records), stream_maps={"orders": {"total": "float(total)"}})
    assert (target.run.summary.records, target.run.summary.dead) == (3, 1)


def test_schema_that_nobody_can_use_is_the_taps_mistake() -> None:
    """Without stream maps nothing but the SCHEMA can be at fault."""
    line = json.dumps({"type": "SCHEMA", "stream": "orders", "schema": {"properties": 5}})
    with pytest.raises(InputError, match=r"^the schema of stream 'orders' is unusable"):
        _run([line])


@pytest.mark.parametrize("off", [False, "false", "0", "", None])
def test_flags_mean_what_they_say(off: object) -> None:
    """Text from the environment switches off what it says it switches off."""
    target = _target(flattening_enabled=off, flattening_max_depth="2")
    assert not target.config.get("flattening_enabled")
    assert target.config["flattening_max_depth"] == 2


def test_texts_are_read_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Meltano and the environment hand objects over as text; flattened columns can be mapped."""
    nested = {"type": "object", "properties": {"total": {"type": "number"}}}
    texts = {name: {"type": "string"} for name in ("order_id", "created_at")}
    schema = {"type": "object", "properties": {**texts, "paid": nested}}
    record = {**order(1), "total": None, "paid": {"total": 7}}
    lines = [
        json.dumps({"type": "SCHEMA", "stream": "orders", "schema": schema, "key_properties": []}),
        json.dumps({"type": "RECORD", "stream": "orders", "record": record}),
    ]
    settings = {
        "flattening_enabled": "true",
        "flattening_max_depth": "1",
        "field_mapping": '{"total": "paid__total"}',
        "stream_maps": '{"orders": {"order_id": "\'x\' + order_id"}}',
    }
    assert _run(lines, **settings).run.summary.dead == 0
    event = json.loads(capsys.readouterr().out)
    assert (event["event_id"], event["properties"]["value"]) == ("x1", 7)


def test_blank_counts_as_not_set() -> None:
    """An empty variable of the environment is an absent one."""
    target = _target(stream_maps="", stream_map_config=None, batch_config=" ")
    assert {"stream_maps", "stream_map_config", "batch_config"}.isdisjoint(target.config)


def test_only_what_works_is_offered() -> None:
    """Settings that mean tables or validation are named as unknown, not shown by `--about`."""
    shown = TargetTikTokEvents.declared_settings()
    assert {"stream_maps", "flattening_enabled", "batch_config", "faker_config"} <= set(shown)
    idle = {"add_record_metadata", "load_method", "batch_size_rows", "validate_records"}
    assert idle.isdisjoint(shown)
    assert sorted(one.value for one in TargetTikTokEvents.capabilities) == [
        "about",
        "batch",
        "schema-flattening",
        "stream-maps",
        "structured-logging",
    ]


def test_removed_stream_is_not_read_from_files() -> None:
    """A BATCH of a stream that stream maps leave out must not be sent after all."""
    message = {"type": "BATCH", "stream": "orders", "encoding": {"format": "jsonl"}, "manifest": []}
    with pytest.raises(InputError, match="stream_maps don't apply to BATCH"):
        _run([singer([])[0], json.dumps(message)], stream_maps={"orders": None})
