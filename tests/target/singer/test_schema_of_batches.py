"""Records in the files of a BATCH are compared with the settings, too."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from target_tiktok_events.errors import SettingError
from target_tiktok_events.target import TargetTikTokEvents

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
