"""Whether the table at the end of a run, import_status and the exit code say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.tap.in_process import Ran
    from tests.tap.singer_output import Record

STATUSES = {"complete", "incomplete", "failed", "skipped"}

Told = dict[tuple[str, str], tuple[int, int, int, str]]
"""Stream and advertiser → rows emitted, requests, retries, status."""


def assert_one_voice(ran: Ran, settings: Mapping[str, Any]) -> None:
    """Compare what people, the warehouse and the orchestrator are told.

    A run that ends before its advertisers are known has an exit code only.
    """
    rows = ran.output.records("import_status")
    assert told_by_table(ran) == told_by_stream(rows)
    if ran.error is not None:
        assert not rows or any(row["status"] != "complete" for row in rows)
        return
    assert rows
    assert ran.exit_code in codes_of(rows, settings)
    for row in rows:
        emitted = ran.output.records(row["stream"], row["advertiser_id"])
        assert row["rows_emitted"] == len(emitted)
        is_unread = row["status"] in {"failed", "skipped"}
        assert is_unread == (row["error"] is not None)
        assert (row["status"] == "incomplete") >= bool(row["incomplete_days"])


def told_by_table(ran: Ran) -> Told:
    """Read the table in the log."""
    told = {}
    for line in ran.log:
        words = line.split()
        if len(words) == 7 and words[-1] in STATUSES and words[2].isdigit():
            stream, advertiser_id, rows, _, requests, retries, status = words
            told[stream, advertiser_id] = (int(rows), int(requests), int(retries), status)
    return told


def told_by_stream(rows: list[Record]) -> Told:
    """Read the stream import_status."""
    return {
        (row["stream"], row["advertiser_id"]): (
            row["rows_emitted"],
            row["requests"],
            row["retries"],
            row["status"],
        )
        for row in rows
    }


def codes_of(rows: list[Record], settings: Mapping[str, Any]) -> set[int]:
    """The exit codes that fit what the stream says: one, or two when all advertisers failed.

    They differ in whether something was read all the same.
    """
    statuses = {row["status"] for row in rows}
    if statuses <= {"failed", "skipped"}:
        return {1}
    failed = {row["advertiser_id"] for row in rows if row["status"] == "failed"}
    if failed == {row["advertiser_id"] for row in rows}:
        return {1, 3}
    is_incomplete = "incomplete" in statuses and settings.get("on_incomplete", "fail") == "fail"
    is_partial = is_incomplete or "skipped" in statuses
    return {3} if is_partial or len(failed) > settings.get("max_failed_advertisers", 0) else {0}
