"""`rows_emitted` of import_status: what went out, and not what was read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import settings_for
from tests.tap.test_batches import delivered, in_files, records_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

STREAMS = ("advertisers", "ads", "daily_metrics")


def emitted_by_status(ran: Any, stream: str) -> dict[str, int]:
    """What import_status says, by advertiser."""
    rows = [one for one in ran.output.records("import_status") if one["stream"] == stream]
    return {one["advertiser_id"]: one["rows_emitted"] for one in rows}


@pytest.mark.parametrize("stream", STREAMS)
def test_rows_that_a_stream_map_filters_are_read_and_not_emitted(
    tiktok: LocalTikTok, stream: str
) -> None:
    """A warehouse that compares its rows with rows_emitted finds none missing."""
    kept = tiktok.advertiser_ids[0]
    maps = {stream: {"__filter__": f"advertiser_id == '{kept}'"}}

    ran = run_in_process(settings_for(tiktok, stream_maps=maps))

    counted = Counter(one["advertiser_id"] for one in ran.output.records(stream))
    assert emitted_by_status(ran, stream) == {
        one: counted.get(one, 0) for one in tiktok.advertiser_ids
    }
    assert counted[kept] > 0
    read = [one for one in ran.output.records("import_status") if one["stream"] == stream]
    assert all(one["rows"] > 0 for one in read)


def test_rows_that_are_filtered_from_a_batch_are_not_emitted(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """Files hold what stream maps leave, and are counted by that."""
    kept = tiktok.advertiser_ids[0]
    maps = {"ads": {"__filter__": f"advertiser_id == '{kept}'"}}

    ran = run_in_process(settings_for(tiktok, **in_files(tmp_path, 10_000, stream_maps=maps)))

    batches = [one for one in ran.output.messages if one["type"] == "BATCH"]
    status = [row for one in batches if one["stream"] == "import_status" for row in records_of(one)]
    said = {one["advertiser_id"]: one["rows_emitted"] for one in status if one["stream"] == "ads"}
    written = len(delivered(ran)["ads"])
    assert written > 0
    assert said == {one: written * (one == kept) for one in tiktok.advertiser_ids}
