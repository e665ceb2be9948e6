"""The table of outcomes, beside the ledger: one row per record and event that ended.

The ledger answers what was sent, and forgets; this is what happened, for reports. It holds no
personal data, hashed or not: `reason` names columns and rules, `event_id` is the order's id.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, DateTime, Integer, MetaData, Numeric, String, Table

OUTCOME_NAMES: Final = ("sent", "already_sent", "test", "dead_letter", "left_out")
_INSTANT: Final = DateTime(timezone=True)

OUTCOMES: Final = Table(
    "tiktok_events_outcomes",
    MetaData(),
    # A row is known by run and number. The instant comes first in the key, because rows are read
    # and forgotten by it: an index beside the key would cost as much again as the key.
    Column("recorded_at", _INSTANT, primary_key=True, doc="When the row was written, UTC."),
    Column("run_id", String, primary_key=True, doc="The run: when it began, and a random part."),
    Column(
        *("sequence", Integer),
        primary_key=True,
        autoincrement=False,
        doc="The row's number in the run, in the order in which records ended.",
    ),
    Column("event_source_id", String, nullable=False, doc="Where the event goes."),
    Column("event_source", String, nullable=False, doc="web, app, offline or crm."),
    Column("stream", String, nullable=False, doc="The record's stream; empty for no message."),
    Column("event", String, doc="Name of the event; null for a record that a rule leaves out."),
    Column("event_id", String, doc="The order's id, by which TikTok knows the event again."),
    Column("event_time", _INSTANT, doc="When it happened, UTC."),
    # SQLite has no decimals: as a number it would lose digits.
    Column("value", Numeric().with_variant(String(), "sqlite"), doc="What the event says."),
    Column("currency", String, doc="ISO 4217."),
    Column("outcome", String, nullable=False, doc=f"{', '.join(OUTCOME_NAMES)}."),
    Column("stage", String, doc="Of a dead letter: map, age, value or api."),
    Column("reason", String, doc="Of a dead letter; or the rule that left the record out."),
    Column("tiktok_code", Integer, doc="TikTok's return code."),
    Column("request_id", String, doc="TikTok's, of the answer that decided."),
    Column("match_keys", String, nullable=False, doc="Those of the event, sorted, with commas."),
    sqlite_with_rowid=False,
)
