"""The installed executable, as an orchestrator runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads.reports.ready_made import READY_MADE
from tests.tap.local_settings import NOW, TODAY, refuse, settings_for
from tests.tap.processes import TapProcess, run_tap
from tests.tap.singer_output import DAILY_STREAMS, KEYS, PIXEL_STREAMS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran


REPORT = "/report/integrated/get/"

STRUCTURED = """
version: 1
disable_existing_loggers: false
formatters: {json: {(): singer_sdk.logging.StructuredFormatter}}
handlers: {err: {class: logging.StreamHandler, formatter: json, stream: ext://sys.stderr}}
root: {level: INFO, handlers: [err]}
"""


def test_the_hosts_time_zone_changes_nothing(
    tiktok: LocalTikTok, whole: Ran, tmp_path: Path
) -> None:
    """Days are the advertiser's own: a host where it is tomorrow imports the same, and exits 0."""
    env = {"TZ": "Pacific/Kiritimati"}
    ended = run_tap(tmp_path, settings_for(tiktok), now=NOW, env=env)

    assert ended.exit_code == 0, ended.log
    assert ended.output.comparable == whole.output.comparable


def test_a_structured_log_holds_the_table(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """With the SDK's structured format each line of the table is a JSON object with numbers."""
    config = tmp_path / "logging.yml"
    config.write_text(STRUCTURED, encoding="utf-8")
    struck, other = tiktok.advertiser_ids
    tiktok.fault(code=50000, path="/campaign/get/", advertiser_id=struck, times=2)

    ended = run_tap(
        tmp_path, settings_for(tiktok), now=NOW, env={"SINGER_SDK_LOG_CONFIG": str(config)}
    )
    tiktok.clear_faults()

    lines = [json.loads(line) for line in ended.log.splitlines()]
    table = {
        (line["stream_name"], line["extra"]["advertiser"]): line["extra"]
        for line in lines
        if "advertiser" in line.get("extra", {})
    }
    assert ended.exit_code == 0
    assert set(table) == {(stream, one) for stream in KEYS for one in (struck, other)}
    for (stream, advertiser_id), line in table.items():
        assert line["rows"] == len(ended.output.records(stream, advertiser_id))
        assert line["status"] == "complete"
    assert (table["campaigns", other]["requests"], table["campaigns", other]["retries"]) == (2, 0)
    assert (table["campaigns", struck]["requests"], table["campaigns", struck]["retries"]) == (4, 2)


def test_the_second_run_continues_from_the_first(
    tiktok: LocalTikTok, whole: Ran, tmp_path: Path
) -> None:
    """STATE goes in as it came out; the last STATE of both runs is the same."""
    settings = settings_for(tiktok, reimport_lookback_window=2)

    ended = run_tap(tmp_path, settings, now=NOW, state=whole.output.state)

    assert ended.exit_code == 0, ended.log
    for stream in DAILY_STREAMS.values():
        for advertiser_id in tiktok.advertiser_ids:
            days = ended.output.days(stream, advertiser_id)
            assert days <= {"2026-03-08", "2026-03-09", "2026-03-10"}
            assert TODAY in days or days == set()
    assert ended.output.state == whole.output.state


def test_the_end_of_the_log_is_a_table_and_the_failures(
    unreadable: LocalTikTok, tmp_path: Path
) -> None:
    """After everything else was imported: what failed, its code and request id, what to do."""
    lost, other = unreadable.advertiser_ids
    refuse(unreadable, lost, "deleted", "/ad/get/")

    ended = run_tap(tmp_path, settings_for(unreadable), now=NOW)

    assert ended.exit_code == 3
    assert f"ads of advertiser {lost} failed" in ended.last_line
    for text in ("40001", "request_id", "What to do"):
        assert text in ended.last_line
    assert ended.output.bookmarks("daily_metrics").keys() == {other}
    assert "rows, " in ended.log


def test_settings_can_come_from_the_environment(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Lists as text, numbers and booleans as text: the way orchestrators pass settings."""
    one, _ = tiktok.advertiser_ids
    names = {
        "ACCESS_TOKEN": tiktok.token,
        "ADVERTISER_IDS": f"{one}, {one}",
        "API_URL": tiktok.url,
        "START_DATE": TODAY,
        "INCLUDE_DELETED": "false",
        "MAX_REQUESTS_PER_SECOND": "500",
        "REIMPORT_LOOKBACK_WINDOW": "1",
        "METRICS": "app_install",
    }
    ended = run_tap(
        tmp_path,
        None,
        now=NOW,
        arguments=["--config=ENV"],
        env={f"TAP_TIKTOK_ADS_{name}": value for name, value in names.items()},
    )

    assert ended.exit_code == 0, ended.log
    assert {one["advertiser_id"] for one in ended.output.records("advertisers")} == {one}
    assert "app_install" in ended.output.records("advertiser_daily_metrics", one)[0]


def test_discovery_needs_no_settings_and_no_network(tmp_path: Path) -> None:
    """`--discover` prints all streams with their keys."""
    ended = run_tap(tmp_path, {}, arguments=["--discover"])

    assert ended.exit_code == 0, ended.log
    catalog = json.loads(ended.output.raw)
    assert {one["tap_stream_id"]: tuple(one["key_properties"]) for one in catalog["streams"]} == {
        **KEYS,
        **PIXEL_STREAMS,
        **{one.name: one.key for one in READY_MADE},
        "import_status": ("run_id", "advertiser_id", "stream"),
    }


def test_about_is_printed(tmp_path: Path) -> None:
    """`--about` tells the settings without needing any."""
    ended = run_tap(tmp_path, None, arguments=["--about", "--format=json"])

    assert ended.exit_code == 0, ended.log
    assert "reimport_lookback_window" in ended.output.raw.decode()


def test_the_connection_test_reads_one_record_per_stream(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """`--test` succeeds with several advertisers, and ends."""
    ended = run_tap(tmp_path, settings_for(tiktok), now=NOW, arguments=["--test"])

    assert ended.exit_code == 0, ended.log
    assert "Traceback" not in ended.log


@pytest.mark.parametrize("path", ["/ad/get/", REPORT])
def test_a_hang_is_asked_for_in_smaller_parts(
    tiktok: LocalTikTok, whole: Ran, tmp_path: Path, path: str
) -> None:
    """No answer within request_timeout: the same records all the same, exit 0."""
    tiktok.fault(kind="hang", seconds=30, path=path, page=1)

    ended = run_tap(tmp_path, settings_for(tiktok, request_timeout=0.5), now=NOW)

    assert ended.exit_code == 0, ended.log
    assert "in 2 parts" in ended.log or "in 1 parts" in ended.log
    for stream in KEYS:
        found = sorted(map(str, ended.output.records(stream)))
        assert found == sorted(map(str, whole.output.records(stream)))


def test_a_real_wait_mends_a_real_fault(tiktok: LocalTikTok, whole: Ran, tmp_path: Path) -> None:
    """With the clock that users have: a fault on each path is waited out in seconds."""
    for path in ("/oauth2/advertiser/get/", "/advertiser/info/", "/ad/get/", REPORT):
        tiktok.fault(code=50000, path=path)

    ended = run_tap(tmp_path, settings_for(tiktok), now=NOW)

    assert ended.exit_code == 0, ended.log
    assert ended.log.count("trying again in") == 4
    assert ended.output.comparable == whole.output.comparable


class TestClosedPipe:
    """The target has gone."""

    def test_a_closed_pipe_ends_the_run_with_one_line(
        self, tiktok: LocalTikTok, tmp_path: Path
    ) -> None:
        """Non-zero, within seconds, no traceback."""
        process = TapProcess(tmp_path, settings_for(tiktok), now=NOW)
        process.line()
        assert process.process.stdout
        process.process.stdout.close()
        code = process.process.wait(20)
        log = (tmp_path / "log.txt").read_text(encoding="utf-8")

        assert code == 1, log
        assert "Traceback" not in log
        assert "the target closed the pipe" in log.rstrip().rpartition("\n")[2]
