"""Streams whose SCHEMA or whose records come in an unusual form."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.errors import SettingError
from target_tiktok_events.target import TargetTikTokEvents
from tests.target.target_process import recently

if TYPE_CHECKING:
    from pathlib import Path


def test_stream_of_a_batch_that_does_not_fit(tmp_path: Path) -> None:
    """Its first record ends the run, before any is mapped."""
    file = tmp_path / "products.jsonl"
    file.write_text('{"sku": "x"}\n')
    schema = {"type": "object", "properties": {"sku": {"type": "string"}}}
    encoding = {"format": "jsonl", "compression": "none"}
    lines = [
        {"type": "SCHEMA", "stream": "products", "schema": schema, "key_properties": []},
        {"type": "BATCH", "stream": "products", "encoding": encoding, "manifest": [file.as_uri()]},
    ]
    config = {"event_source_id": "C4", "dry_run": True, "ledger_url": ""}
    target = TargetTikTokEvents(config=config)
    with pytest.raises(SettingError, match="stream 'products' has no column for the id"):
        target.listen(io.StringIO("\n".join(map(json.dumps, lines))))
    assert target.run.summary.records == 0


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object"},
        {"type": "object", "additionalProperties": True},
        {"$ref": "#/definitions/order", "definitions": {"order": {"type": "object"}}},
    ],
)
def test_stream_whose_schema_names_no_columns(
    schema: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """A SCHEMA without `properties` is no mistake: its records are mapped, and not compared."""
    order = {"order_id": 1, "created_at": recently(), "total": 3, "currency": "EUR"}
    lines = [
        {"type": "SCHEMA", "stream": "orders", "schema": schema, "key_properties": []},
        {"type": "RECORD", "stream": "orders", "record": order},
    ]
    config = {"event_source_id": "C4", "dry_run": True, "ledger_url": ""}
    target = TargetTikTokEvents(config=config)
    target.listen(io.StringIO("\n".join(map(json.dumps, lines))))
    assert '"event_id":"1"' in capsys.readouterr().out
