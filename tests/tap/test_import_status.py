"""The stream import_status and the exit code: what of which advertiser is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, START_DATE, TODAY, refuse, settings_for
from tests.tap.singer_output import DAILY_STREAMS, KEYS
from tests.tap.streams.test_catalog import catalog_with, select

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran
    from tests.tap.singer_output import Record
    from tests.tap.streams.test_catalog import Entry

REPORT = "/report/integrated/get/"


def status_of(ran: Ran) -> dict[tuple[str, str], Record]:
    """The rows of import_status by stream and advertiser; each once."""
    rows = ran.output.records("import_status")
    found = {(row["stream"], row["advertiser_id"]): row for row in rows}
    assert len(found) == len(rows)
    assert len({row["run_id"] for row in rows}) <= 1
    return found


def test_a_complete_run_has_a_complete_row_per_stream_and_advertiser(
    tiktok: LocalTikTok, whole: Ran
) -> None:
    """Days, counts and instants are those of the run; nothing is incomplete or wrong."""
    rows = status_of(whole)

    assert set(rows) == {(stream, one) for stream in KEYS for one in tiktok.advertiser_ids}
    for (stream, advertiser_id), row in rows.items():
        count = len(whole.output.records(stream, advertiser_id))
        days = (START_DATE, TODAY) if stream in DAILY_STREAMS.values() else (None, None)
        assert (row["first_day"], row["last_day"]) == days
        assert (row["rows"], row["rows_emitted"]) == (count, count)
        assert (row["status"], row["incomplete_days"]) == ("complete", [])
        assert (row["error_code"], row["error"]) == (None, None)
        assert (row["started_at"], row["ended_at"]) == (NOW, NOW)
        assert (row["requests"] > 0) == (stream != "advertisers")
        assert row["retries"] == 0
    assert whole.output.streams[-1] == "import_status"


def test_rows_read_are_told_apart_from_those_emitted(tiktok: LocalTikTok, whole: Ran) -> None:
    """A later run reads all campaigns again and emits those that changed."""
    ran = run_in_process(settings_for(tiktok), state=whole.output.state)

    for advertiser_id in tiktok.advertiser_ids:
        row = status_of(ran)["campaigns", advertiser_id]
        assert row["rows"] == len(whole.output.records("campaigns", advertiser_id))
        assert row["rows_emitted"] == len(ran.output.records("campaigns", advertiser_id))
        assert row["rows_emitted"] < row["rows"]


def test_each_run_has_an_id_of_its_own(tiktok: LocalTikTok, whole: Ran) -> None:
    """Two runs at the same instant do not overwrite each other's rows."""
    again = run_in_process(settings_for(tiktok))
    ids = {one.output.records("import_status")[0]["run_id"] for one in (whole, again)}

    assert len(ids) == 2
    assert all(run_id.startswith("20260310T120000Z-") for run_id in ids)


@pytest.mark.parametrize("allowed", [0, 1, 2])
def test_an_advertiser_that_is_lost_is_failed_in_all_streams(
    unreadable: LocalTikTok, allowed: int
) -> None:
    """Its rows carry TikTok's code; as many as max_failed_advertisers allows cost no exit code."""
    lost, other = unreadable.advertiser_ids
    refuse(unreadable, lost, "forbidden")

    ran = run_in_process(settings_for(unreadable, max_failed_advertisers=allowed))
    rows = status_of(ran)

    assert ran.exit_code == (0 if allowed else 3)
    for stream in KEYS:
        assert rows[stream, lost]["status"] == "failed"
        assert rows[stream, lost]["error_code"] == 40001
        assert "grant the app access" in rows[stream, lost]["error"]
        assert rows[stream, other]["status"] == "complete"
    assert any(lost in line for line in ran.failures), "it is named all the same"


def test_an_advertiser_that_is_lost_midway_keeps_what_was_complete(
    unreadable: LocalTikTok,
) -> None:
    """Streams before its loss are complete, the others failed."""
    lost, _ = unreadable.advertiser_ids
    refuse(unreadable, lost, "deleted", REPORT)

    rows = status_of(run_in_process(settings_for(unreadable)))

    complete = {stream for stream in KEYS if rows[stream, lost]["status"] == "complete"}
    assert complete == {"advertisers", "campaigns", "ad_groups", "ads"}
    assert {rows[stream, lost]["status"] for stream in set(KEYS) - complete} == {"failed"}


def test_a_stream_that_fails_for_one_advertiser_counts_it_as_failed(tiktok: LocalTikTok) -> None:
    """Its other streams are complete; max_failed_advertisers counts advertisers, not streams."""
    broken, other = tiktok.advertiser_ids
    for path in ("/ad/get/", "/campaign/get/"):
        tiktok.fault(code=40002, message="odd", path=path, advertiser_id=broken, times=0)

    ran = run_in_process(settings_for(tiktok, max_failed_advertisers=1))
    rows = status_of(ran)

    assert ran.exit_code == 0
    failed = {where for where, row in rows.items() if row["status"] != "complete"}
    assert failed == {("ads", broken), ("campaigns", broken)}
    assert rows["ads", broken]["error_code"] == 40002
    assert rows["ads", broken]["ended_at"] == NOW
    assert rows["ads", other]["rows"] > 0


def test_a_stream_that_is_given_up_is_skipped_for_all(tiktok: LocalTikTok) -> None:
    """No max_failed_advertisers excuses a stream that nobody has."""
    tiktok.fault(code=40118, path="/ad/get/", times=0)

    ran = run_in_process(settings_for(tiktok, max_failed_advertisers=9))
    rows = status_of(ran)

    assert ran.exit_code == 3
    for (stream, _), row in rows.items():
        assert row["status"] == ("skipped" if stream == "ads" else "complete")
        assert row["error_code"] == (40118 if stream == "ads" else None)


def test_no_advertiser_left_is_told_to_the_warehouse_too(unreadable: LocalTikTok) -> None:
    """Exit 1, whatever max_failed_advertisers is: every stream of every advertiser failed."""
    for advertiser_id in unreadable.advertiser_ids:
        refuse(unreadable, advertiser_id, "forbidden")

    ran = run_in_process(settings_for(unreadable, max_failed_advertisers=9))

    assert "no advertiser left" in str(ran.error)
    assert ran.output.streams == ["import_status"]
    assert {row["status"] for row in status_of(ran).values()} == {"failed"}
    assert {row["error_code"] for row in status_of(ran).values()} == {40001}
    assert len(status_of(ran)) == 2 * len(KEYS)


def test_advertisers_that_are_all_lost_midway_end_in_exit_code_1(unreadable: LocalTikTok) -> None:
    """Described, then refused: nothing more could be read of any of them."""
    for advertiser_id in unreadable.advertiser_ids:
        refuse(unreadable, advertiser_id, "forbidden", "/adgroup/get/")

    ran = run_in_process(settings_for(unreadable, max_failed_advertisers=9))

    assert ran.exit_code == 1


def test_a_run_in_which_every_stream_of_every_advertiser_failed_ends_in_exit_code_1(
    tiktok: LocalTikTok,
) -> None:
    """Nothing could be read, though no advertiser is lost and so many are allowed to fail."""
    tiktok.fault(code=40002, message="odd", path="/ad/get/", times=0)

    ran = run_in_process(
        settings_for(tiktok, max_failed_advertisers=9), streams=["advertisers", "ads"]
    )

    assert ran.exit_code == 1
    assert len(ran.failures) == 2


def test_a_run_that_can_not_go_on_says_what_it_had_imported(tiktok: LocalTikTok) -> None:
    """A token that is revoked midway: complete before, failed after, with the code; exit 1."""
    first, second = tiktok.advertiser_ids
    tiktok.fault(code=40105, path=REPORT, advertiser_id=second, times=0)

    ran = run_in_process(settings_for(tiktok, max_concurrent_requests=1))
    rows = status_of(ran)

    assert ran.error is not None
    assert rows["ads", second]["status"] == "complete"
    assert rows["advertiser_daily_metrics", first]["status"] == "complete"
    for where in [("advertiser_daily_metrics", second), ("daily_metrics", first)]:
        assert (rows[where]["status"], rows[where]["error_code"]) == ("failed", 40105)
    assert ran.output.messages[-1]["type"] == "STATE"


def test_without_the_stream_nothing_is_told(unreadable: LocalTikTok) -> None:
    """Deselected in the catalog, it is in no message, at no exit code."""

    def change(entry: Entry) -> None:
        select(entry, [], selected=entry["tap_stream_id"] in KEYS)

    for advertiser_id in unreadable.advertiser_ids:
        refuse(unreadable, advertiser_id, "forbidden")
    ran = run_in_process(settings_for(unreadable), catalog=catalog_with(change))

    assert ran.output.messages == []


def test_only_selected_streams_have_rows(tiktok: LocalTikTok) -> None:
    """What is not read has no status."""

    def change(entry: Entry) -> None:
        select(entry, [], selected=entry["tap_stream_id"] in {"import_status", "campaigns"})

    ran = run_in_process(settings_for(tiktok), catalog=catalog_with(change))

    assert {stream for stream, _ in status_of(ran)} == {"campaigns"}


def test_the_stream_is_in_the_catalog_and_selected_by_default(tiktok: LocalTikTok) -> None:
    """Users need not do anything for it."""
    seen: list[Any] = []

    def look(entry: Entry) -> None:
        if entry["tap_stream_id"] == "import_status":
            seen.append(entry)

    catalog_with(look)

    (entry,) = seen
    assert list(entry["key_properties"]) == ["run_id", "advertiser_id", "stream"]
    assert entry["replication_method"] == "FULL_TABLE"
    (root,) = [one for one in entry["metadata"] if list(one["breadcrumb"]) == []]
    assert root["metadata"]["selected"] is True


def test_versions_leave_the_rows_of_earlier_runs_alone(tiktok: LocalTikTok) -> None:
    """A new version would make a loader drop the history of imports."""
    ran = run_in_process(settings_for(tiktok, emit_activate_version_messages=True))

    activated = {m["stream"] for m in ran.output.messages if m["type"] == "ACTIVATE_VERSION"}
    assert activated == {"advertisers"}


def test_a_column_that_an_older_catalog_lacks_is_in_no_row(tiktok: LocalTikTok) -> None:
    """No SCHEMA speaks of it."""

    def change(entry: Entry) -> None:
        if entry["tap_stream_id"] == "import_status":
            del entry["schema"]["properties"]["retries"]

    rows = status_of(run_in_process(settings_for(tiktok), catalog=catalog_with(change)))

    assert rows
    assert all("retries" not in row for row in rows.values())
