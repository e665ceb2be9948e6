"""Rows that are missing, together with everything else that a run can meet."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.completeness.lacking import (
    ADS,
    CAMPAIGNS,
    REPORT,
    START_DATE,
    hide_ads,
    on_usual,
    rows_of,
    run,
    statuses,
)
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import TODAY, refuse, settings_for
from tests.tap.singer_output import ENTITY_STREAMS
from tests.tap.streams.test_catalog import catalog_with

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran

BOTH = ("daily_metrics", "import_status")


def told(ran: Ran, stream: str = "daily_metrics") -> dict[str, tuple[str, list[str]]]:
    """What import_status says of each advertiser; the table says the same."""
    rows = [one for one in ran.output.records("import_status") if one["stream"] == stream]
    table = {whose: word for (name, whose), word in statuses(ran).items() if name == stream}
    assert {one["advertiser_id"]: one["status"] for one in rows} == table
    return {one["advertiser_id"]: (one["status"], one["incomplete_days"]) for one in rows}


@on_usual
@pytest.mark.parametrize(("on_incomplete", "exit_code"), [("fail", 3), ("warn", 0)])
def test_table_status_and_exit_code_say_the_same(
    local: LocalTikTok, on_incomplete: str, exit_code: int
) -> None:
    """An incomplete advertiser has its days, and no error."""
    first, other = local.advertiser_ids
    hide_ads(local)
    ran = run(local, *BOTH, on_incomplete=on_incomplete, start_date="2026-03-07")

    days = ["2026-03-07", "2026-03-08", "2026-03-09", "2026-03-10"]
    assert told(ran) == {first: ("incomplete", days), other: ("complete", [])}
    assert ran.exit_code == exit_code
    assert {one["error"] for one in ran.output.records("import_status")} == {None}


@on_usual
@pytest.mark.parametrize("stream", list(ENTITY_STREAMS))
def test_what_a_list_did_not_serve_comes_with_the_next_run(local: LocalTikTok, stream: str) -> None:
    """Nobody knows when it changed: the bookmark stays until the list is whole."""
    whole = run(local, stream)
    first, other = local.advertiser_ids
    path = {"campaigns": CAMPAIGNS, "ads": ADS}.get(stream, "/adgroup/get/")
    local.change_answers(advertiser_id=first, path=path, unserved_rows=1)
    lacking = run(local, stream)
    local.admin("DELETE", "answers")
    later = run(local, stream, state=lacking.output.state)

    assert lacking.output.bookmarks(stream).keys() == {other}
    assert len(rows_of(lacking, stream)) == len(rows_of(whole, stream)) - 1
    assert set(rows_of(lacking, stream)) | set(rows_of(later, stream)) == set(
        rows_of(whole, stream)
    )
    assert later.output.bookmarks(stream) == whole.output.bookmarks(stream)
    assert later.exit_code == 0


@on_usual
def test_an_older_bookmark_of_a_list_that_is_not_whole_stays(local: LocalTikTok) -> None:
    """It neither vanishes nor moves."""
    whole = run(local, "ads")
    first, _ = local.advertiser_ids
    local.change_answers(advertiser_id=first, path=ADS, unserved_rows=1)
    ran = run(local, "ads", state=whole.output.state)

    assert ran.output.bookmarks("ads") == whole.output.bookmarks("ads")
    assert statuses(ran)["ads", first] == "incomplete"


@on_usual
def test_days_that_lacked_rows_are_read_again_by_the_lookback(local: LocalTikTok) -> None:
    """The bookmark of a report moves on, and the next run is complete."""
    whole = run(local)
    hide_ads(local)
    lacking = run(local, *BOTH)
    local.clear_faults()
    later = run(local, *BOTH, state=lacking.output.state)

    first, other = local.advertiser_ids
    assert lacking.output.bookmarks("daily_metrics") == {first: TODAY, other: TODAY}
    assert {word for word, _ in told(later).values()} == {"complete"}
    assert later.exit_code == 0
    assert rows_of(later) == rows_of(whole)


@on_usual
@pytest.mark.parametrize(
    ("settings", "exit_code"),
    [
        ({}, 3),
        ({"on_incomplete": "warn"}, 3),
        ({"max_failed_advertisers": 1}, 3),
        ({"on_incomplete": "warn", "max_failed_advertisers": 1}, 0),
    ],
    ids=str,
)
def test_one_advertiser_is_incomplete_and_another_fails(
    local: LocalTikTok, settings: dict[str, Any], exit_code: int
) -> None:
    """Each has a setting of its own, and an incomplete one does not count as failed."""
    first, other = local.advertiser_ids
    hide_ads(local)
    refuse(local, other, "forbidden", REPORT)
    ran = run(local, *BOTH, **settings)

    assert {whose: word for whose, (word, _) in told(ran).items()} == {
        first: "incomplete",
        other: "failed",
    }
    assert ran.exit_code == exit_code


@on_usual
def test_a_backfill_that_lacks_rows_leaves_the_bookmark(local: LocalTikTok) -> None:
    """Its days are in import_status: a later backfill can read them again."""
    whole = run(local)
    hide_ads(local)
    ran = run(local, *BOTH, state=whole.output.state, end_date="2026-03-06")

    first, _ = local.advertiser_ids
    assert ran.exit_code == 3
    assert told(ran)[first] == ("incomplete", ["2026-03-04", "2026-03-05", "2026-03-06"])
    assert ran.output.bookmarks("daily_metrics") == whole.output.bookmarks("daily_metrics")


@on_usual
@pytest.mark.parametrize(
    "settings",
    [
        {"stream_maps": {"daily_metrics": {"ad_name": "__NULL__"}}},
        {"stream_maps": {"daily_metrics": {"spend": "spend * 100"}}},
        {"flattening_enabled": True, "flattening_max_depth": 1},
    ],
    ids=str,
)
def test_what_is_compared_is_what_tiktok_served(
    local: LocalTikTok, settings: dict[str, Any]
) -> None:
    """Stream maps change records, not sums: complete stays complete, a gap a gap."""
    assert run(local, **settings).exit_code == 0
    hide_ads(local)
    ran = run(local, *BOTH, **settings)

    assert ran.exit_code == 3
    assert [word for word, _ in told(ran).values()] == ["incomplete", "complete"]


@on_usual
def test_rows_of_a_search_come_in_batch_files_too(local: LocalTikTok, tmp_path: Any) -> None:
    """What is found in parts is emitted like everything else, each row once."""
    expected = run(local)
    local.change_answers(max_ads=3)
    config = {
        "encoding": {"format": "jsonl", "compression": "gzip"},
        "storage": {"root": f"file://{tmp_path}"},
    }
    ran = run(local, batch_config=config)

    files = list(tmp_path.iterdir())
    lines = [line for one in files for line in gzip.decompress(one.read_bytes()).splitlines()]
    assert ran.exit_code == 0
    assert len(lines) == len(set(lines)) == len(expected.output.records("daily_metrics"))


@on_usual
def test_a_mistaken_choice_is_one_clear_line(local: LocalTikTok) -> None:
    """It names the setting and what it can be."""
    ran = run(local, on_incomplete="ignore")

    assert "on_incomplete must be fail or warn" in str(ran.error)


@on_usual
@pytest.mark.parametrize("metric", ["spend", "impressions"])
@pytest.mark.parametrize("streams", [["daily_metrics"], ["advertiser_daily_metrics", *BOTH]])
def test_an_advertiser_that_is_refused_what_is_compared_is_not_checked(
    local: LocalTikTok, metric: str, streams: list[str]
) -> None:
    """Nothing is known to be missing; its rows come, without that metric."""
    expected = run(local)
    first, other = local.advertiser_ids
    local.change_answers(advertiser_id=first, refused_metrics=[metric])
    ran = run(local, *streams)

    assert ran.exit_code == 0
    assert set(statuses(ran).values()) == {"complete"}
    assert len(rows_of(ran)) == len(rows_of(expected))
    assert ran.output.records("daily_metrics", other) == expected.output.records(
        "daily_metrics", other
    )
    (line,) = [one for one in ran.log if "is not checked for completeness" in one]
    assert f"daily_metrics of advertiser {first}" in line
    assert local.requests(CAMPAIGNS) == []


@on_usual
@pytest.mark.parametrize("stream", ["daily_metrics", "ads"])
def test_a_full_table_that_lacks_rows_drops_none_of_an_earlier_run(
    local: LocalTikTok, stream: str
) -> None:
    """A loader would take what was not served for deleted."""
    hide_ads(local)
    local.change_answers(advertiser_id=local.advertiser_ids[0], path=ADS, unserved_rows=1)
    settings = settings_for(
        local, start_date=START_DATE, emit_activate_version_messages=True, on_incomplete="warn"
    )
    ran = run_in_process(settings, catalog=catalog_with(as_full_table))

    activated = {one["stream"] for one in ran.output.messages if one["type"] == "ACTIVATE_VERSION"}
    assert ran.exit_code == 0
    assert stream not in activated
    assert "campaigns" in activated


def as_full_table(entry: dict[str, Any]) -> None:
    entry["replication_method"] = "FULL_TABLE"
