"""The setting `decimals`: money as exact text, wherever a record goes, and as the SCHEMA says."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import mend, refuse, settings_for
from tests.tap.singer_output import KEYS
from tests.tap.streams.test_catalog import catalog_with, select

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran
    from tests.tap.singer_output import Record
    from tests.tap.streams.test_catalog import Entry

DECIMALS = {"decimals": "decimal"}
STREAM = "daily_metrics"
DECLARED = {
    "type": ["string", "null"],
    "format": "x-singer.decimal",
    "precision": 38,
    "scale": 6,
}


def numbers(ran: Ran, stream: str) -> set[str]:
    """The columns of a stream that its SCHEMA declares as numbers."""
    properties = schema(ran, stream)
    return {name for name, one in properties.items() if "number" in one["type"]}


def schema(ran: Ran, stream: str) -> dict[str, Any]:
    """The columns of a stream's SCHEMA."""
    (found,) = (
        message["schema"]["properties"]
        for message in ran.output.messages
        if message["type"] == "SCHEMA" and message["stream"] == stream
    )
    return dict(found)


def as_text(record: Record, columns: set[str]) -> Record:
    """A record of a run without decimals, with these columns as text."""
    return {
        name: f"{Decimal(value):f}" if name in columns and value is not None else value
        for name, value in record.items()
    }


def expected(whole: Ran, stream: str) -> list[Record]:
    return [as_text(one, numbers(whole, stream)) for one in whole.output.records(stream)]


def files(folder: Path) -> list[Record]:
    """What a loader finds in files of JSON lines."""
    return [
        json.loads(line)
        for path in sorted(folder.iterdir())
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]


def test_every_number_is_declared_as_decimal_and_is_exact_text(
    tiktok: LocalTikTok, whole: Ran
) -> None:
    """In all streams; everything else, bookmarks too, is as without the setting."""
    ran = run_in_process(settings_for(tiktok, **DECIMALS))

    assert ran.exit_code == 0
    for stream in KEYS:
        found = schema(ran, stream)
        for name in numbers(whole, stream):
            description = found[name].pop("description")
            assert description
            assert found[name] == DECLARED, (stream, name)
        assert numbers(ran, stream) == set()
        assert ran.output.records(stream) == expected(whole, stream)
    assert "spend" in numbers(whole, STREAM)
    assert ran.output.state == whole.output.state


@pytest.mark.parametrize(
    "changes",
    [
        {"stream_maps": {STREAM: {}}},
        {"flattening_enabled": True, "flattening_max_depth": 1},
        {"check_totals": False},
    ],
    ids=str,
)
def test_the_text_is_the_same_on_every_way(
    tiktok: LocalTikTok, whole: Ran, changes: dict[str, Any]
) -> None:
    """Finished lines, the SDK's maps and flattening: not a digit differs."""
    ran = run_in_process(settings_for(tiktok, **DECIMALS, **changes), streams=[STREAM])

    assert ran.output.records(STREAM) == expected(whole, STREAM)
    declared = schema(ran, STREAM)["spend"]
    assert (declared["format"], declared["precision"], declared["scale"]) == (
        "x-singer.decimal",
        38,
        6,
    )


def test_discovery_prints_all_that_makes_a_decimal() -> None:
    """Precision and scale too: the SDK would leave them out, and Snowflake drop the cents."""
    catalog = catalog_with(lambda _: None, **DECIMALS)

    (entry,) = (one for one in catalog["streams"] if one["tap_stream_id"] == STREAM)
    assert DECLARED.items() <= entry["schema"]["properties"]["spend"].items()


def test_files_of_batches_hold_the_text(tiktok: LocalTikTok, whole: Ran, tmp_path: Path) -> None:
    """A loader that reads the files finds what a pipe would have brought."""
    batches = {"encoding": {"format": "jsonl"}, "storage": {"root": tmp_path.as_uri()}}

    ran = run_in_process(settings_for(tiktok, **DECIMALS, batch_config=batches), streams=[STREAM])

    assert ran.exit_code == 0
    key = [*KEYS[STREAM]]
    assert sorted(files(tmp_path), key=lambda one: [one[name] for name in key]) == sorted(
        expected(whole, STREAM), key=lambda one: [one[name] for name in key]
    )


def test_files_of_parquet_hold_the_text(tiktok: LocalTikTok, whole: Ran, tmp_path: Path) -> None:
    """Their type is the SCHEMA's: text."""
    pq = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")
    batches = {"encoding": {"format": "parquet"}, "storage": {"root": tmp_path.as_uri()}}

    run_in_process(settings_for(tiktok, **DECIMALS, batch_config=batches), streams=[STREAM])

    (file,) = tmp_path.iterdir()
    table = pq.read_table(file)
    assert str(table.schema.field("spend").type) == "string"
    spends = [one["spend"] for one in expected(whole, STREAM)]
    assert table.column("spend").to_pylist() == spends


@pytest.mark.parametrize("discovered", ["number", "decimal"])
def test_a_saved_catalog_counts(tiktok: LocalTikTok, whole: Ran, discovered: str) -> None:
    """Records hold what its SCHEMA says, and a line says that the setting does not."""
    catalog = catalog_with(lambda _: None, decimals=discovered)
    other = "decimal" if discovered == "number" else "number"

    ran = run_in_process(settings_for(tiktok, decimals=other), catalog=catalog)

    for stream in KEYS:
        plain = whole.output.records(stream)
        assert ran.output.records(stream) == (
            plain if discovered == "number" else expected(whole, stream)
        )
    assert len([line for line in ran.log if line.startswith("decimals: --catalog")]) == 1


def test_a_catalog_of_today_is_not_spoken_of(tiktok: LocalTikTok) -> None:
    """Nothing differs, so nothing is said."""
    catalog = catalog_with(lambda _: None, **DECIMALS)

    ran = run_in_process(settings_for(tiktok, **DECIMALS), catalog=catalog)

    assert not [line for line in ran.log if line.startswith("decimals:")]


def test_a_catalog_may_declare_single_columns(tiktok: LocalTikTok, whole: Ran) -> None:
    """A column whose type was changed by hand is text, and its neighbours are numbers."""

    def change(entry: Entry) -> None:
        if entry["tap_stream_id"] == STREAM:
            entry["schema"]["properties"]["spend"] = DECLARED

    ran = run_in_process(settings_for(tiktok), catalog=catalog_with(change), streams=[STREAM])

    assert ran.output.records(STREAM) == [
        as_text(one, {"spend"}) for one in whole.output.records(STREAM)
    ]


@pytest.mark.parametrize("maps", [{}, {"stream_maps": {STREAM: {}}}], ids=["quick", "mapped"])
@pytest.mark.parametrize("decimals", ["number", "decimal"])
def test_sums_are_compared_although_money_is_not_selected(
    tiktok: LocalTikTok, whole: Ran, decimals: str, maps: dict[str, Any]
) -> None:
    """What is read for the check alone stays a number, and is in no record."""

    def change(entry: Entry) -> None:
        select(entry, ["properties", "spend"], selected=False)

    ran = run_in_process(
        settings_for(tiktok, decimals=decimals, **maps),
        catalog=catalog_with(change, decimals=decimals),
        streams=[STREAM],
    )

    assert ran.exit_code == 0
    records = expected(whole, STREAM) if decimals == "decimal" else whole.output.records(STREAM)
    assert ran.output.records(STREAM) == [
        {name: value for name, value in one.items() if name != "spend"} for one in records
    ]


def test_the_next_run_and_a_failing_advertiser_change_nothing_of_it(tiktok: LocalTikTok) -> None:
    """With STATE and one advertiser that is refused: the same records, as text."""
    first = run_in_process(settings_for(tiktok), streams=[STREAM])
    refuse(tiktok, tiktok.advertiser_ids[0], "forbidden")
    try:
        plain = run_in_process(settings_for(tiktok), state=first.output.state, streams=[STREAM])
        ran = run_in_process(
            settings_for(tiktok, **DECIMALS), state=first.output.state, streams=[STREAM]
        )
    finally:
        mend(tiktok)

    assert ran.exit_code == plain.exit_code == 3
    assert ran.output.records(STREAM) == expected(plain, STREAM)
    assert ran.output.state == plain.output.state
