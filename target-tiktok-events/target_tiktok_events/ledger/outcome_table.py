"""The table of outcomes, beside the ledger: one row per record and event that ended.

The ledger answers what was sent, and forgets; this is what happened, for reports. It holds no
personal data, hashed or not: `reason` names columns and rules, `event_id` is the order's id.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, DateTime, Integer, MetaData, Numeric, String, Table

OUTCOMES: Final = Table(
    "tiktok_events_outcomes",
    MetaData(),
    # A row is known by run and number. The instant comes first in the key, because rows are read
    # and forgotten by it: an index beside the key would cost as much again as the key.
    Column("recorded_at", DateTime(timezone=True), primary_key=True),  # UTC
    Column("run_id", String, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("event_source_id", String, nullable=False),
    Column("event_source", String, nullable=False),
    Column("stream", String, nullable=False),
    Column("event", String),
    Column("event_id", String),
    Column("event_time", DateTime(timezone=True)),  # UTC
    # SQLite has no decimals: as a number it would lose digits.
    Column("value", Numeric().with_variant(String(), "sqlite")),
    Column("currency", String),
    Column("outcome", String, nullable=False),
    Column("stage", String),
    Column("reason", String),
    Column("tiktok_code", Integer),
    Column("request_id", String),
    Column("match_keys", String, nullable=False),
    sqlite_with_rowid=False,
)
