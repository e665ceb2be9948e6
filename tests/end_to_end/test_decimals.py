"""`decimals: decimal` through target-postgres: every digit of money is in the table."""

from __future__ import annotations

import json
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.demo.meltano import ROOT
from tests.emulator.process import LocalTikTok
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.demo.postgres import Database

LOADER = ROOT / ".demo/meltano/loaders/target-postgres/venv/bin/target-postgres"
STREAM = "daily_metrics"


@pytest.fixture(scope="module")
def tiktok() -> Iterator[LocalTikTok]:
    """A local TikTok with few advertisers."""
    with LocalTikTok("--scale", "small", "--now", NOW) as local:
        yield local


@pytest.mark.usefixtures("plugins")
def test_postgresql_holds_every_digit(
    database: Database, tiktok: LocalTikTok, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Money and ratios are numeric(38,6) columns, and equal what the tap wrote."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    ran = run_in_process(settings_for(tiktok, decimals="decimal"), streams=[STREAM])
    where = {"host": database.host, "port": database.port, "user": "postgres"}
    config = {**where, "password": database.password, "database": database.name}
    (tmp_path / "config.json").write_text(json.dumps(config))

    subprocess.run(
        [LOADER, "--config", tmp_path / "config.json"],
        input=ran.output.raw,
        check=True,
        capture_output=True,
    )

    types, rows = _loaded(database)
    assert types["spend"] == types["cpm"] == ("numeric", 38, 6)
    assert types["impressions"][0] == "bigint"
    written = {_key(one): Decimal(one["spend"]) for one in ran.output.records(STREAM)}
    assert rows == written
    assert len(rows) > 1


def _key(record: dict[str, Any]) -> tuple[str, str]:
    return record["ad_id"], record["stat_time_day"]


def _loaded(database: Database) -> tuple[dict[str, Any], dict[tuple[str, str], Decimal]]:
    with database.connect() as connection:
        types = connection.execute(
            "SELECT column_name, data_type, numeric_precision, numeric_scale "
            "FROM information_schema.columns WHERE table_name = 'daily_metrics'"
        ).fetchall()
        (schema,) = connection.execute(
            "SELECT table_schema FROM information_schema.tables WHERE table_name = 'daily_metrics'"
        ).fetchone() or ("",)
        connection.execute("SELECT set_config('search_path', %s, false)", (schema,))
        rows = connection.execute(
            "SELECT ad_id, stat_time_day::text, spend FROM daily_metrics"
        ).fetchall()
    return {name: tuple(rest) for name, *rest in types}, {(a, day): s for a, day, s in rows}
