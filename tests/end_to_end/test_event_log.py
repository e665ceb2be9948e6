"""What became of each order: target, ledger, Singer tap, warehouse; or read in place."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from psycopg import sql

from tests.demo.meltano import ROOT
from tests.emulator.process import LocalTikTok
from tests.target.target_process import Target, order, recently, singer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.demo.postgres import Database

TAP = Path(sys.executable).with_name("tap-tiktok-event-log")
LOADER = ROOT / ".demo/meltano/loaders/target-postgres/venv/bin/target-postgres"
COLUMNS = (
    "run_id, sequence, event_source_id, event_source, stream, event, event_id, event_time, value, "
    "currency, outcome, stage, reason, tiktok_code, request_id, match_keys, recorded_at"
)


@pytest.fixture(scope="module")
def tiktok() -> Iterator[LocalTikTok]:
    """A local TikTok that refuses order 3."""
    with LocalTikTok() as local:
        local.admin("POST", "events/refuse", {"event_ids": ["3"]})
        yield local


def _deliver(directory: Path, tiktok: LocalTikTok, url: str) -> None:
    """Two runs and one under a test code: every kind of outcome."""
    rules = [{"when": {"status": "cancelled"}, "skip": True}]
    target = Target(directory, tiktok, ledger_url=url, event_mappings=rules)
    old = order(5, status="paid", created_at=recently(days=60))
    orders = [order(1, status="paid"), order(2, status="cancelled"), order(3, status="paid"), old]
    orders.append(order(4, status="paid", total="123456789012.35", phone="+4930123456"))
    assert target.run(singer(orders)).code == 0
    target.config["test_event_code"] = "TEST1"
    assert target.run(singer([order(6, status="paid")])).code == 0
    del target.config["test_event_code"]
    assert target.run(singer(orders[:1])).code == 0


def _load(directory: Path, database: Database, *options: str) -> dict[str, Any]:
    """The tap's rows through the loader, as the job does it; gives the last STATE."""
    (directory / "tap.json").write_text(json.dumps({"ledger_url": database.url}))
    loader = {
        "host": database.host,
        "port": database.port,
        "user": "postgres",
        "password": database.password,
        "database": database.name,
        "default_target_schema": "tiktok_events",
        "use_copy": True,
        "load_method": "upsert",
    }
    (directory / "loader.json").write_text(json.dumps(loader))
    read = [str(TAP), "--config", str(directory / "tap.json"), *options]
    lines = subprocess.run(read, check=True, capture_output=True).stdout
    write = [str(LOADER), "--config", str(directory / "loader.json")]
    done = subprocess.run(write, input=lines, check=True, capture_output=True)
    state: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return state


def _rows(database: Database, schema: str, table: str) -> list[tuple[Any, ...]]:
    """All rows; the loader's instants have no zone, and are UTC."""
    statement = sql.SQL("SELECT {} FROM {} ORDER BY run_id, sequence").format(
        sql.SQL(COLUMNS), sql.Identifier(schema, table)
    )
    with database.connect() as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        return [tuple(map(_bare, row)) for row in connection.execute(statement)]


def _bare(value: Any) -> Any:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


@pytest.mark.usefixtures("plugins")
def test_warehouse_has_the_log_as_the_ledger_has_it(
    database: Database, tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """Row by row the loaded table equals the one that is read in place, also when read twice."""
    _deliver(tmp_path, tiktok, database.url)
    state = _load(tmp_path, database)
    (tmp_path / "state.json").write_text(json.dumps(state))
    _load(tmp_path, database, "--state", str(tmp_path / "state.json"))

    loaded = _rows(database, "tiktok_events", "event_outcomes")
    assert loaded == _rows(database, "public", "tiktok_events_outcomes")
    names = COLUMNS.replace(" ", "").split(",")
    found = [dict(zip(names, row, strict=True)) for row in loaded]
    assert sorted((one["event_id"], one["outcome"]) for one in found) == [
        *(("1", "already_sent"), ("1", "sent"), ("2", "left_out"), ("3", "dead_letter")),
        *(("4", "sent"), ("5", "dead_letter"), ("6", "test")),
    ]
    assert [str(one["value"]) for one in found if one["event_id"] == "4"] == ["123456789012.35"]
