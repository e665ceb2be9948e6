"""Batches as Parquet files: what the SCHEMA says of a column is its type in every file."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

import pytest

from tap_tiktok_ads.errors import SettingError
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import settings_for
from tests.tap.singer_output import KEYS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran
    from tests.tap.singer_output import Record

pq = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")


def in_parquet(folder: Path, size: int = 20, compression: str = "none") -> dict[str, Any]:
    """The setting for batches of so many records."""
    encoding = {"format": "parquet", "compression": compression}
    storage = {"root": folder.as_uri()}
    return {"encoding": encoding, "storage": storage, "batch_size": size}


def tables(ran: Ran, stream: str) -> list[Any]:
    """The files of a stream, in order."""
    return [
        pq.read_table(unquote(urlparse(url).path))
        for message in ran.output.messages
        if message["type"] == "BATCH" and message["stream"] == stream
        for url in message["manifest"]
    ]


def rows(ran: Ran, stream: str) -> list[Record]:
    """What a loader finds in the files of a stream."""
    return [row for table in tables(ran, stream) for row in table.to_pylist()]


def kinds(ran: Ran, stream: str) -> dict[str, str]:
    """Column → type, the same in all files of the stream."""
    (one,) = {tuple((f.name, str(f.type)) for f in table.schema) for table in tables(ran, stream)}
    return dict(one)


def as_in_parquet(value: Any, kind: str) -> Any:
    """Numbers are doubles, and what has no fixed shape is JSON text."""
    if value is not None and kind == "string" and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=float)
    if isinstance(value, list):
        return [as_in_parquet(one, "") for one in value]
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("compression", ["none", "gzip"])
def test_files_hold_all_records(
    tiktok: LocalTikTok, whole: Ran, tmp_path: Path, compression: str
) -> None:
    """Every record of every stream, in order, and the STATE of a run without files."""
    batches = in_parquet(tmp_path, compression=compression)

    ran = run_in_process(settings_for(tiktok, batch_config=batches))

    assert ran.exit_code == 0
    for stream in KEYS:
        types = kinds(ran, stream)
        assert rows(ran, stream) == [
            {name: as_in_parquet(value, types[name]) for name, value in record.items()}
            for record in whole.output.records(stream)
        ]
    assert ran.output.state == whole.output.state
    assert len(rows(ran, "import_status")) == len(whole.output.records("import_status"))


def test_types_are_those_of_the_schema(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Also where a file holds nulls only, or decimals of different lengths."""
    ran = run_in_process(settings_for(tiktok, batch_config=in_parquet(tmp_path, size=1)))

    types = kinds(ran, "daily_metrics")
    assert (types["spend"], types["impressions"], types["ad_id"]) == ("double", "int64", "string")
    assert types["stat_time_day"] == "string"
    assert kinds(ran, "campaigns")["is_search_campaign"] == "bool"
    assert kinds(ran, "ad_groups")["location_ids"] == "list<element: string>"
    assert kinds(ran, "ad_groups")["audience_rule"] == "string"


def test_columns_of_maps_and_flattening_are_in_the_files(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """What the SCHEMA speaks of, and nothing else."""
    maps = {"campaigns": {"campaign_id": "campaign_id", "double": "float(budget) * 2"}}
    maps["campaigns"]["__else__"] = None  # type: ignore[assignment]
    plain = run_in_process(settings_for(tiktok, stream_maps=maps), streams=["campaigns"])

    ran = run_in_process(
        settings_for(tiktok, stream_maps=maps, batch_config=in_parquet(tmp_path)),
        streams=["campaigns"],
    )

    records = [
        message["record"] for message in plain.output.messages if message["type"] == "RECORD"
    ]
    assert [set(one) for one in rows(ran, "campaigns")] == [set(one) for one in records]
    assert [one["double"] for one in rows(ran, "campaigns")] == [
        float(one["double"]) for one in records
    ]


def test_a_map_that_gives_another_type_than_its_schema_is_one_line(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """The column is named; a file that a loader can't read is not written."""
    maps = {"campaigns": {"budget": "campaign_name"}}

    ran = run_in_process(
        settings_for(tiktok, stream_maps=maps, batch_config=in_parquet(tmp_path)),
        streams=["campaigns"],
    )

    assert isinstance(ran.error, SettingError)
    assert "column budget holds values that are no number" in str(ran.error)
    assert list(tmp_path.iterdir()) == []
