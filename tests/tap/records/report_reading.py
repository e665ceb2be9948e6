"""Rows of a report as TikTok sends them, read on the way that the streams take."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.records.report_records import Account, Completion, as_dict
from tap_tiktok_ads.records.report_rows import ReportRow, ReportRowReader
from tap_tiktok_ads.tiktok.rows import RawRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tap_tiktok_ads.reports.report import Report

ACCOUNT = Account("7001112223334445556", "Europe/Berlin", "EUR")
INJECTED = {
    "advertiser_id": "7001112223334445556",
    "advertiser_timezone": "Europe/Berlin",
    "currency": "EUR",
}

DAY = "2026-03-01 00:00:00"

Row = dict[str, Any]


def page_of(rows: Iterable[Row]) -> list[RawRow]:
    return [RawRow(json.dumps(row, ensure_ascii=True).encode()) for row in rows]


def row_of(report: Report, number: int = 1, /, day: Any = DAY, **metrics: Any) -> Row:
    return {
        "dimensions": {report.id_dimension: str(1000 + number), "stat_time_day": day},
        "metrics": {"spend": "1.50", "impressions": "10", **metrics},
    }


def read_rows(report: Report, rows: Iterable[Row], *extra_metrics: str) -> list[ReportRow]:
    reader = ReportRowReader(report.columns(extra_metrics), report)
    return reader.read(page_of(rows))


def records_of(report: Report, rows: Sequence[ReportRow]) -> list[dict[str, Any]]:
    completion = Completion(report, ACCOUNT)
    return [as_dict(record) for record in completion.complete(rows)]


def record_of(report: Report, row: Row, *extra_metrics: str) -> dict[str, Any]:
    (record,) = records_of(report, read_rows(report, [row], *extra_metrics))
    return record
