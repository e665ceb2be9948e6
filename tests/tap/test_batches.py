"""Records in files: STATE never says more than the files that were told of hold."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import settings_for
from tests.tap.singer_output import DAILY_STREAMS, ENTITY_STREAMS, KEYS, bookmarks_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran
    from tests.tap.singer_output import Message, Record, State

REPORT = "/report/integrated/get/"


def in_files(folder: Path, size: int, **settings: Any) -> dict[str, Any]:
    """Settings for batches of so many records."""
    encoding = {"format": "jsonl", "compression": "gzip"}
    storage = {"root": folder.as_uri()}
    return {
        **settings,
        "batch_config": {"encoding": encoding, "storage": storage, "batch_size": size},
    }


def records_of(message: Message) -> list[Record]:
    """What the files of a BATCH hold."""
    return [
        json.loads(line, parse_float=Decimal)
        for url in message["manifest"]
        for line in gzip.open(unquote(urlparse(url).path))
    ]


def delivered(ran: Ran) -> dict[str, list[Record]]:
    """Every record by stream, in order, as loaders find them."""
    found: dict[str, list[Record]] = {stream: [] for stream in KEYS}
    for message in ran.output.messages:
        if message["type"] == "BATCH" and message["stream"] in found:
            found[message["stream"]] += records_of(message)
    return found


def stood_for(state: State, whole: Ran) -> dict[str, list[Record]]:
    """The records that a STATE says were written, by stream."""
    return {
        stream: [
            record
            for record in whole.output.records(stream)
            if record["advertiser_id"] in (marks := bookmarks_in(state, stream))
            and record.get("stat_time_day", "") <= marks[record["advertiser_id"]]
        ]
        for stream in (*ENTITY_STREAMS, *DAILY_STREAMS.values())
    }


def assert_no_state_precedes_its_rows(ran: Ran, whole: Ran) -> int:
    """Compare every STATE with the files before it; return how many STATEs were compared."""
    known: dict[str, list[Record]] = {stream: [] for stream in KEYS}
    count = 0
    for message in ran.output.messages:
        if message["type"] == "BATCH" and message["stream"] in known:
            known[message["stream"]] += records_of(message)
        elif message["type"] == "STATE":
            count += 1
            for stream, records in stood_for(message["value"], whole).items():
                missing = [one for one in records if one not in known[stream]]
                assert missing == [], stream
    return count


@pytest.mark.parametrize("size", [7, 31, 10_000])
def test_no_state_precedes_the_files_of_its_rows(
    tiktok: LocalTikTok, whole: Ran, tmp_path: Path, size: int
) -> None:
    """Files of a few rows, of exactly one advertiser's rows, of all rows: each STATE is true."""
    ran = run_in_process(in_files(tmp_path, size, **settings_for(tiktok)))

    assert ran.exit_code == 0
    assert assert_no_state_precedes_its_rows(ran, whole) > len(DAILY_STREAMS)
    assert delivered(ran) == {stream: whole.output.records(stream) for stream in KEYS}
    assert ran.output.state == whole.output.state


@pytest.mark.parametrize("size", [7, 10_000])
def test_a_run_that_breaks_off_leaves_a_state_of_what_was_told(
    tiktok: LocalTikTok, whole: Ran, tmp_path: Path, size: int
) -> None:
    """Rows that waited for their file are read again by the next run: nothing is lost."""
    settings = in_files(tmp_path, size, **settings_for(tiktok, max_concurrent_requests=1))
    second = tiktok.advertiser_ids[1]
    tiktok.fault(code=40105, path=REPORT, advertiser_id=second, skip=2, times=0)
    broken = run_in_process(settings)
    tiktok.clear_faults()

    again = run_in_process(settings, state=broken.output.state)

    assert broken.error is not None
    assert_no_state_precedes_its_rows(broken, whole)
    before, after = delivered(broken), delivered(again)
    for stream, key in KEYS.items():
        got = {tuple(one[name] for name in key): one for one in before[stream] + after[stream]}
        expected = {tuple(one[name] for name in key): one for one in whole.output.records(stream)}
        assert got == expected, stream
    assert again.output.state == whole.output.state


def test_a_failing_advertiser_keeps_its_bookmark_in_batches_too(
    tiktok: LocalTikTok, whole: Ran, tmp_path: Path
) -> None:
    """Its rows may be in a file with those of others; only theirs are stood for."""
    broken, other = tiktok.advertiser_ids
    tiktok.fault(code=40002, message="odd", path=REPORT, advertiser_id=broken, times=0)

    ran = run_in_process(in_files(tmp_path, 50, **settings_for(tiktok)))

    assert ran.exit_code == 3
    assert_no_state_precedes_its_rows(ran, whole)
    for stream in DAILY_STREAMS.values():
        assert ran.output.bookmarks(stream).keys() == {other}
        assert delivered(ran)[stream] == whole.output.records(stream, other)


def test_a_lookback_in_files_moves_bookmarks_as_without(
    tiktok: LocalTikTok, whole: Ran, tmp_path: Path
) -> None:
    """An incremental run, an advertiser without a new row, a history of several windows."""
    state = json.loads(json.dumps(whole.output.state))
    settings = settings_for(tiktok, start_date="2025-12-01", reimport_lookback_window=70)
    expected = run_in_process(settings, state=state)

    ran = run_in_process(in_files(tmp_path, 20, **settings), state=state)

    assert delivered(ran) == {stream: expected.output.records(stream) for stream in KEYS}
    assert ran.output.state == expected.output.state
