"""Runs all models in fakesnow; `python -m tests.transform.elsewhere` starts it.

snowflake_stand_in.py tables.jsonl project directory
"""

from __future__ import annotations

import json
import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import fakesnow
from dbt.cli.main import dbtRunner

TYPES = {
    "text": "varchar",
    "number": "float",
    "decimal": "decimal(38, 6)",
    "integer": "decimal(38, 0)",
    "boolean": "boolean",
    "time": "timestamp_ntz",
    "instant": "timestamp_tz",
    "date": "date",
    "json": "variant",
}
SUMMED = {
    "advertisers_daily": "advertiser_daily_metrics",
    "campaigns_daily": "campaign_daily_metrics",
    "ad_groups_daily": "ad_group_daily_metrics",
    "ads_daily": "daily_metrics",
}
# Its function for instants as text with a zone, try_to_timestamp_tz, is not there either.
UNREADABLE = "shop"
CENT = Decimal("0.01")


def main(tables: Path, project: str, directory: str) -> int:
    """Load the tables, run dbt, compare sums; 1 when dbt failed or a sum differs."""
    account = {"ACCOUNT": "a", "USER": "u", "PASSWORD": "p", "DATABASE": "WH", "WAREHOUSE": "w"}
    os.environ.update({f"DBT_SNOWFLAKE_{name}": value for name, value in account.items()})
    os.environ.update(DBT_TARGET="snowflake", DBT_TARGET_PATH=directory, DBT_LOG_PATH=directory)
    os.environ.update(DBT_PROJECT_DIR=project, DBT_PROFILES_DIR=f"{project}/profiles")
    with fakesnow.patch():
        import snowflake.connector  # noqa: PLC0415 - patched by now

        cursor = snowflake.connector.connect(database="WH", schema="TIKTOK_ADS").cursor()
        read = [json.loads(line) for line in tables.read_text(encoding="utf-8").splitlines()]
        for table in read:
            if table["schema"] != UNREADABLE:
                _load(cursor, table)
        # One thread: its catalogue does not take two statements at once. No seeds and unit tests:
        # its temporary tables are not those of Snowflake.
        ended = dbtRunner().invoke(["run", "--threads", "1"])
        rows = {table["name"]: table["rows"] for table in read}
        differing = [mart for mart in SUMMED if not _same(cursor, mart, rows[SUMMED[mart]])]
    print(f"Snowflake's stand-in: dbt {'ran' if ended.success else 'FAILED'}")
    print(f"sums that differ: {', '.join(differing) or 'none'}")
    return int(not ended.success or bool(differing))


def _load(cursor: Any, table: dict[str, Any]) -> None:
    columns = ", ".join(f"{name} {TYPES[kind]}" for name, kind in _columns(table).items())
    where = f"{table['schema']}.{table['name']}"
    cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {table['schema']}")
    cursor.execute(f"CREATE TABLE {where} ({columns})")
    for row in table["rows"]:
        values = ", ".join(_literal(row.get(name.strip('"').lower())) for name in _columns(table))
        cursor.execute(f"INSERT INTO {where} SELECT {values}")


def _columns(table: dict[str, Any]) -> dict[str, str]:
    """The names as the loader quotes them, because `rows` is a word of SQL."""
    return {f'"{name.upper()}"': kind for name, kind in table["types"].items()}


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, (bool, int, float)):
        return str(value)
    text = json.dumps(value) if isinstance(value, (list, dict)) else str(value)
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"parse_json('{escaped}')" if isinstance(value, (list, dict)) else f"'{escaped}'"


def _same(cursor: Any, mart: str, rows: list[dict[str, Any]]) -> bool:
    ((count, spend, clicks),) = cursor.execute(
        f"SELECT count(*), sum(spend), sum(clicks) FROM WH.ADLOOP.{mart}"
    ).fetchall()
    true = sum(Decimal(str(row["spend"])) for row in rows)
    same_spend = abs(Decimal(str(spend)) - true) < CENT
    return bool(count == len(rows) and clicks == sum(r["clicks"] for r in rows) and same_spend)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
