"""The log of outcomes as a Singer stream: rows, bookmark, files, and what ends a run."""

from __future__ import annotations

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from jsonschema import Draft202012Validator

from target_tiktok_events.errors import NothingRead, Terminated
from target_tiktok_events.event_log_tap.reading import OutcomeReader
from target_tiktok_events.event_log_tap.tap import TapTikTokEventLog
from target_tiktok_events.ledger.outcome_log import OutcomeLog, Row, Shared
from target_tiktok_events.ledger.store import LedgerStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXECUTABLE = Path(sys.executable).with_name("tap-tiktok-event-log")
NOW = 1_760_000_000.25
HOUR = 3600
SENT = Shared("C1", "web", "sent", request_id="20261121ABC")
LEFT = Shared("E2", "crm", "left_out", None, "consent")


def _row(number: int, value: str | None = "12.50") -> Row:
    return (number, "orders", "CompletePayment", str(number), 1_759_990_000, value, "EUR", "email")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.end_to_end)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A ledger that nobody has opened yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    server: str = request.getfixturevalue("postgresql")
    schema = f"tap_{os.urandom(4).hex()}"
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    # The session's zone must not matter.
    options = f"-csearch_path%3D{schema}%20-ctimezone%3DAsia%2FTokyo"
    return f"{server}{'&' if '?' in server else '?'}options={options}"


@pytest.fixture
def write(url: str) -> Iterator[Callable[..., None]]:
    """Writes rows of a run, at seconds from NOW."""
    store = LedgerStore(url)

    def rows(run_id: str, numbers: range, *, shared: Shared = SENT, later: float = 0) -> None:
        log = OutcomeLog(store, run_id, lambda: NOW + later)
        log.create()
        log.write({shared: [_row(number) for number in numbers]})

    yield rows
    store.close()


def _messages(
    capfd: pytest.CaptureFixture[str], url: str, state: Any = None, **settings: Any
) -> list[dict[str, Any]]:
    capfd.readouterr()
    tap = TapTikTokEventLog(config={"ledger_url": url, **settings}, state=state)
    tap.sync_all()
    tap.reader.close()
    return [json.loads(line, parse_float=Decimal) for line in capfd.readouterr().out.splitlines()]


def _records(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one["record"] for one in messages if one["type"] == "RECORD"]


def _ids(messages: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(one["run_id"], one["sequence"]) for one in _records(messages)]


def _state(messages: list[dict[str, Any]]) -> Any:
    return [one["value"] for one in messages if one["type"] == "STATE"][-1]


def test_rows_are_records_that_fit_their_schema(
    url: str, write: Callable[..., None], capfd: pytest.CaptureFixture[str]
) -> None:
    """Instants are UTC, a value has every digit, key and bookmark are in the SCHEMA."""
    store = LedgerStore(url)
    log = OutcomeLog(store, "run", lambda: NOW)
    log.create()
    digits = ["0.10", "123456789012345.67", None]
    log.write({SENT: [_row(number, value) for number, value in enumerate(digits)]})
    log.write({LEFT: [(3, "leads", None, None, None, None, None, "")]})
    store.close()
    messages = _messages(capfd, url)
    schema = next(one for one in messages if one["type"] == "SCHEMA")
    assert schema["key_properties"] == ["run_id", "sequence"]
    assert schema["bookmark_properties"] == ["recorded_at"]
    records = _records(messages)
    for record in records:
        Draft202012Validator(schema["schema"]).validate(record)
    values = [None if one["value"] is None else str(one["value"]) for one in records]
    assert values == [*digits, None]
    assert records[0]["recorded_at"] == "2025-10-09T08:53:20.250000+00:00"
    assert records[0]["event_time"] == "2025-10-09T06:06:40.000000+00:00"
    names = ["event_source_id", "outcome", "reason", "event", "event_time", "match_keys"]
    assert [records[3][name] for name in names] == ["E2", "left_out", "consent", None, None, ""]


def test_next_run_reads_what_is_new_and_an_hour_again(
    url: str, write: Callable[..., None], capfd: pytest.CaptureFixture[str]
) -> None:
    """A row that was committed late, behind a younger one, is not missed; the bookmark moves on."""
    write("a", range(2))
    write("b", range(1), later=3 * HOUR)
    first = _messages(capfd, url)
    assert _ids(first) == [("a", 0), ("a", 1), ("b", 0)]
    write("late", range(1), later=2.5 * HOUR)
    write("c", range(1), later=4 * HOUR)
    second = _messages(capfd, url, _state(first))
    assert _ids(second) == [("late", 0), ("b", 0), ("c", 0)]
    bookmark = _state(second)["bookmarks"]["event_outcomes"]["replication_key_value"]
    assert bookmark == "2025-10-09T12:53:20.250000+00:00"
    assert _state(_messages(capfd, url, _state(second))) == _state(second)


def test_start_date_and_event_sources_choose_rows(
    url: str, write: Callable[..., None], capfd: pytest.CaptureFixture[str]
) -> None:
    """A start_date counts also where the lookback would go behind it."""
    write("a", range(1))
    write("b", range(1), later=HOUR)
    write("other", range(1), shared=LEFT, later=HOUR)
    begin = datetime.fromtimestamp(NOW + 60, timezone.utc).isoformat()
    messages = _messages(capfd, url, start_date=begin)
    assert _ids(messages) == [("b", 0), ("other", 0)]
    assert _ids(_messages(capfd, url, _state(messages), start_date=begin)) == _ids(messages)
    assert _ids(_messages(capfd, url, event_source_ids=["E2"])) == [("other", 0)]
    assert _ids(_messages(capfd, url, start_date="2025-10-10")) == []


def test_pages_are_joined_without_gap_or_repetition(url: str, write: Callable[..., None]) -> None:
    """Also where a page ends among rows of one instant."""
    write("a", range(7))
    write("b", range(4))
    write("c", range(3), later=1)
    for page in (1, 2, 3, 7, 100):
        reader = OutcomeReader(url, (), lambda _seconds: True, page)
        found = [(row["run_id"], row["sequence"]) for row in reader.rows(None)]
        reader.close()
        wanted = {"a": 7, "b": 4, "c": 3}
        assert found == [(run, number) for run, count in wanted.items() for number in range(count)]


def test_rows_go_to_files_where_batches_are_asked_for(
    url: str, write: Callable[..., None], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """BATCH messages name files with every row, and STATE follows them."""
    write("a", range(5))
    storage = {"root": f"file://{tmp_path}/batches"}
    (tmp_path / "batches").mkdir()
    encoding = {"format": "jsonl", "compression": "gzip"}
    messages = _messages(capfd, url, batch_config={"encoding": encoding, "storage": storage})
    kinds = [one["type"] for one in messages]
    assert kinds.index("BATCH") < len(kinds) - 1 - kinds[::-1].index("STATE")
    files = [name for one in messages if one["type"] == "BATCH" for name in one["manifest"]]
    lines = [
        line
        for name in files
        for line in gzip.decompress(Path(name.removeprefix("file://")).read_bytes()).splitlines()
    ]
    assert [json.loads(line)["sequence"] for line in lines] == list(range(5))


def test_signal_ends_the_run_between_two_messages(
    url: str, write: Callable[..., None], capfd: pytest.CaptureFixture[str]
) -> None:
    """What was written is whole lines; the next run goes on from the last STATE."""
    write("a", range(5))
    tap = TapTikTokEventLog(config={"ledger_url": url})
    tap.end_by_signal(signal.SIGTERM)
    with pytest.raises(Terminated, match="signal 15"):
        tap.sync_all()
    assert capfd.readouterr().out == ""


def test_ledger_without_a_log_is_named(tmp_path: Path) -> None:
    """No file is made, and the line says what makes the table."""
    path = tmp_path / "no.db"
    tap = TapTikTokEventLog(config={"ledger_url": f"sqlite:///{path}"})
    with pytest.raises(NothingRead, match="first run of target-tiktok-events"):
        tap.reader.check()
    assert not path.exists()
    sqlite3.connect(path).close()
    with pytest.raises(NothingRead, match="tiktok_events_outcomes"):
        tap.reader.check()


def test_command_says_in_one_line_what_is_wrong(tmp_path: Path) -> None:
    """Exit code 1, no traceback; a relative ledger lies in the Meltano project."""
    project = tmp_path / "project"
    folder = tmp_path / "elsewhere"
    for one in (project, folder):
        one.mkdir()
    store = LedgerStore(f"sqlite:///{project}/tiktok-events-ledger.db")
    log = OutcomeLog(store, "run", lambda: NOW)
    log.create()
    log.write({SENT: [_row(0)]})
    store.close()

    def run(*options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [EXECUTABLE, *options],
            cwd=folder,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    worked = run(MELTANO_PROJECT_ROOT=str(project))
    assert (worked.returncode, worked.stdout.count('"type":"RECORD"')) == (0, 1)
    (folder / "state.json").write_text("[")
    cases = (
        (run(), "there is no table"),
        (run("--test"), "there is no table"),
        (run("--config", "no.json"), "--config: the file no.json can't be read"),
        (run("--state", "state.json"), "--state: the file state.json can't be read"),
        (run("--config=ENV", TAP_TIKTOK_EVENT_LOG_START_DATE="soon"), "start_date must be"),
        (run("--config=ENV", TAP_TIKTOK_EVENT_LOG_LEDGER_URL="mysql://h/d"), "ledger_url: only"),
    )
    for result, sentence in cases:
        assert result.returncode == 1, result.stderr
        assert sentence in result.stderr.splitlines()[-1]
        assert result.stderr.count("ERROR") == 1
        assert "Traceback" not in result.stderr
    assert run("--discover").returncode == 0
