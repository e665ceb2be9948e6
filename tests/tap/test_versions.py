"""Full tables with versions: a loader drops what is gone, and only when it can know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import refuse, settings_for
from tests.tap.singer_output import KEYS
from tests.tap.streams.test_catalog import catalog_with

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran
    from tests.tap.singer_output import Message
    from tests.tap.streams.test_catalog import Entry

REPORT = "/report/integrated/get/"


def full_table(entry: Entry) -> None:
    entry["replication_method"] = "FULL_TABLE"


def ran_with_versions(tiktok: LocalTikTok, **changes: Any) -> Ran:
    settings = settings_for(tiktok, emit_activate_version_messages=True, **changes)
    return run_in_process(settings, catalog=catalog_with(full_table))


def messages_of(ran: Ran, stream: str) -> list[Message]:
    return [one for one in ran.output.messages if one.get("stream") == stream]


def activated(ran: Ran) -> set[str]:
    return {one["stream"] for one in ran.output.messages if one["type"] == "ACTIVATE_VERSION"}


def test_every_record_carries_the_version_that_is_activated_behind_it(
    tiktok: LocalTikTok, whole: Ran
) -> None:
    """No loader drops the rows of the last run before those of this one have come."""
    ran = ran_with_versions(tiktok)

    for stream in KEYS:
        schema, *records, last = messages_of(ran, stream)
        assert (schema["type"], last["type"]) == ("SCHEMA", "ACTIVATE_VERSION")
        assert {(one["type"], one["version"]) for one in records} == {("RECORD", last["version"])}
        assert ran.output.records(stream) == whole.output.records(stream)


def test_every_file_carries_the_version_that_is_activated_behind_it(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """The records of a batch have no place for it: the message that tells of their file has."""
    storage = {"root": tmp_path.as_uri()}
    batches = {"encoding": {"format": "jsonl"}, "storage": storage, "batch_size": 15}

    ran = ran_with_versions(tiktok, batch_config=batches)

    for stream in KEYS:
        _, *files, last = messages_of(ran, stream)
        assert last["type"] == "ACTIVATE_VERSION"
        assert {(one["type"], one["version"]) for one in files} == {("BATCH", last["version"])}


def test_a_stream_with_bookmarks_has_no_version(tiktok: LocalTikTok, whole: Ran) -> None:
    """It does not hold everything: nothing may be dropped, and its records stay quick."""
    ran = run_in_process(settings_for(tiktok, emit_activate_version_messages=True))

    assert activated(ran) == {"advertisers"}
    assert "version" not in messages_of(ran, "daily_metrics")[-1]
    assert ran.output.records("daily_metrics") == whole.output.records("daily_metrics")


@pytest.mark.parametrize("place", [0, 1])
def test_rows_of_an_advertiser_that_failed_are_not_dropped(tiktok: LocalTikTok, place: int) -> None:
    """A version that lacks one advertiser is not activated: the others' streams are."""
    tiktok.fault(
        code=40002,
        message="odd",
        path="/ad/get/",
        times=0,
        advertiser_id=tiktok.advertiser_ids[place],
    )

    ran = ran_with_versions(tiktok)

    assert ran.exit_code == 3
    assert activated(ran) == set(KEYS) - {"ads"}
    assert any("ads is not whole" in line for line in ran.log)


def test_rows_of_an_advertiser_that_is_lost_are_not_dropped(unreadable: LocalTikTok) -> None:
    """A suspended advertiser keeps its rows in every stream of the warehouse."""
    refuse(unreadable, unreadable.advertiser_ids[0], "forbidden")

    ran = ran_with_versions(unreadable, max_failed_advertisers=1)

    assert ran.exit_code == 0
    assert activated(ran) == set()


def test_a_run_that_breaks_off_activates_nothing_more(tiktok: LocalTikTok) -> None:
    """Streams that were whole are activated; the one that broke off and those behind are not."""
    tiktok.fault(code=40105, path=REPORT, times=0)

    ran = ran_with_versions(tiktok)

    assert ran.error is not None
    assert activated(ran) == {"advertisers", "campaigns", "ad_groups", "ads"}


def test_days_outside_of_a_backfill_are_not_dropped(tiktok: LocalTikTok) -> None:
    """With an end_date in the past a daily stream is not all there is; objects are."""
    ran = ran_with_versions(tiktok, end_date="2026-03-01")

    assert activated(ran) == {"advertisers", "campaigns", "ad_groups", "ads"}
