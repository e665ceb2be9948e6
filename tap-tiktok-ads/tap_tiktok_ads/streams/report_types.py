"""The stream of a report: a type, made of its data."""

from __future__ import annotations

from types import new_class
from typing import TYPE_CHECKING

from tap_tiktok_ads.reports.report import Grain
from tap_tiktok_ads.streams.daily_metrics import DatedReportStream
from tap_tiktok_ads.streams.report_stream import LifetimeReportStream

if TYPE_CHECKING:
    from tap_tiktok_ads.reports.report import Report
    from tap_tiktok_ads.streams.report_stream import ReportStream


def stream_type_of(report: Report) -> type[ReportStream]:
    """Return a type whose stream reads the report."""
    base = LifetimeReportStream if report.grain is Grain.LIFETIME else DatedReportStream
    found: type[ReportStream] = new_class(report.name, (base,), {"report": report})
    return found
