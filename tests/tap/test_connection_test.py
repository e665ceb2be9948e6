"""`--test`: whether everything that is selected can be read, of each advertiser, and no more."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads import tap
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import refuse, settings_for
from tests.tap.singer_output import KEYS
from tests.tap.streams.test_catalog import catalog_with, select

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.tap.streams.test_catalog import Entry

REPORT = "/report/integrated/get/"


def test_one_record_of_each_stream_and_advertiser_is_read(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """No STATE, no import_status, no file of a batch."""
    batches = {"encoding": {"format": "jsonl"}, "storage": {"root": tmp_path.as_uri()}}

    ran = run_in_process(settings_for(tiktok, batch_config=batches), only_try=True)

    assert ran.exit_code == 0
    assert Counter(message["type"] for message in ran.output.messages) == {
        "SCHEMA": len(KEYS),
        "RECORD": (len(KEYS) - 1) * len(tiktok.advertiser_ids) + 1,  # one of the advertisers
    }
    assert list(tmp_path.iterdir()) == []
    table = [line for line in ran.log if line.rpartition(" ")[2] in {"complete", "failed"}]
    assert len(table) == len(KEYS) * len(tiktok.advertiser_ids)
    assert not [line for line in table if line.endswith("failed")]


@pytest.mark.parametrize("place", [0, 1], ids=["the first", "the last"])
@pytest.mark.parametrize("path", ["/ad/get/", REPORT])
def test_a_stream_that_one_advertiser_refuses_fails_the_test(
    unreadable: LocalTikTok, path: str, place: int
) -> None:
    """Whichever advertiser it is, and although max_failed_advertisers would excuse it."""
    refuse(unreadable, unreadable.advertiser_ids[place], "scope_missing", path)

    ran = run_in_process(settings_for(unreadable, max_failed_advertisers=5), only_try=True)

    assert ran.exit_code == 3
    assert any(unreadable.advertiser_ids[place] in line for line in ran.failures)
    assert not any("exit code 0" in line for line in ran.log)


def test_a_stream_that_nobody_selected_is_not_tried(unreadable: LocalTikTok) -> None:
    """What the catalog leaves out need not be readable."""

    def change(entry: Entry) -> None:
        select(entry, [], selected=entry["tap_stream_id"] in KEYS.keys() - {"ads"})

    for advertiser_id in unreadable.advertiser_ids:
        refuse(unreadable, advertiser_id, "scope_missing", "/ad/get/")

    ran = run_in_process(settings_for(unreadable), catalog=catalog_with(change), only_try=True)

    assert ran.exit_code == 0
    assert "ads" not in ran.output.streams


def test_the_bookmarks_of_a_state_are_not_written(tiktok: LocalTikTok) -> None:
    """A test between two runs moves nothing."""
    state: dict[str, Any] = {"bookmarks": {}}

    ran = run_in_process(settings_for(tiktok), state=state, only_try=True)

    assert ran.output.states == []


def test_of_many_advertisers_the_first_are_tried(
    tiktok: LocalTikTok, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test takes no minutes; who was not tried is neither read nor reported."""
    monkeypatch.setattr(tap, "MOST_TRIED", 1)
    first, second = tiktok.advertiser_ids

    ran = run_in_process(settings_for(tiktok), only_try=True)

    assert ran.exit_code == 0
    assert {one["advertiser_id"] for one in ran.output.records("ads")} == {first}
    assert not any(second in line for line in ran.log)
