"""Columns of `import_status`: what a run imported, and what it could not; the tap's own rows."""

from __future__ import annotations

from tap_tiktok_ads.schemas.column import Column, Kind

COLUMNS: tuple[Column, ...] = (
    Column("run_id", Kind.TEXT, "The run: when it began, UTC, and a random part."),
    Column("advertiser_id", Kind.ID, "Advertiser."),
    Column("stream", Kind.TEXT, "Stream."),
    Column("first_day", Kind.DATE, "First day imported; null for streams without days."),
    Column("last_day", Kind.DATE, "Last day imported; null for streams without days."),
    Column(
        "lookback_days",
        Kind.INTEGER,
        "Days before the bookmark that were imported again; null without a bookmark.",
    ),
    Column("rows", Kind.INTEGER, "Rows as read from TikTok, each once."),
    Column("rows_emitted", Kind.INTEGER, "Records, before stream maps leave some out."),
    Column("requests", Kind.INTEGER, "Requests for this advertiser and stream alone."),
    Column("retries", Kind.INTEGER, "How many of the requests had to be repeated."),
    Column(
        "status",
        Kind.TEXT,
        "complete, incomplete (rows are known to be missing), failed, or skipped (the stream was "
        "given up for all advertisers).",
    ),
    Column("incomplete_days", Kind.TEXT_LIST, "Days of which rows are known to be missing."),
    Column("error_code", Kind.INTEGER, "TikTok's return code of the failure, if it has one."),
    Column("error", Kind.TEXT, "Why it failed or was skipped, and what to do."),
    Column("started_at", Kind.TIME, "When the advertiser's turn in the stream came, UTC."),
    Column("ended_at", Kind.TIME, "When it ended, UTC."),
    Column(
        "changes_by_age",
        Kind.OBJECT_LIST,
        "How late days change, with change_store_url, else null: per age of a day (`age`, 0 is "
        "today) how many rows were compared (`rows`), how many of them changed or are new "
        "(`rows_changed`), and by how much `spend` and `conversions` grew.",
    ),
)
