"""The quick way and the slow way of a page to its records, side by side."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from singer_sdk.singerlib.messages import RecordMessage

from tap_tiktok_ads.accounts import Advertiser
from tap_tiktok_ads.errors import TikTokError
from tap_tiktok_ads.records.lines import Pack
from tap_tiktok_ads.reports.daily_metrics import LEVEL_IDS
from tap_tiktok_ads.singer.writer import Writer
from tap_tiktok_ads.streams.daily_metrics import DailyMetricsBase
from tap_tiktok_ads.tap import TapTikTokAds
from tap_tiktok_ads.tiktok.rows import RawRow
from tests.tap.singer_output import DAILY_STREAMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


ADVERTISER = Advertiser(
    {"advertiser_id": "7001", "display_timezone": "Asia/Tokyo", "currency": "JPY"}
)

CONFIG = {"access_token": "t", "advertiser_ids": "7001", "api_url": "http://127.0.0.1:9"}

DAY = "2026-03-01 00:00:00"

Row = dict[str, Any]


def stream_named(name: str, *, quick: bool) -> DailyMetricsBase:
    stream = TapTikTokAds(config=dict(CONFIG)).streams[name]
    assert isinstance(stream, DailyMetricsBase)
    assert stream.is_plain, "nothing looks at the records"
    stream.__dict__["is_plain"] = quick
    return stream


STREAMS = {
    name: (stream_named(name, quick=True), stream_named(name, quick=False))
    for name in DAILY_STREAMS.values()
}


def emitted(stream: DailyMetricsBase, page: list[RawRow]) -> list[Any] | type[Exception]:
    """The records that a page becomes, with every digit; or the kind of error."""
    stream.__dict__.pop("_lines", None)  # it learns from pages: each test begins anew
    try:
        rows = stream.decode(page)
        return list(_records(stream, stream.records(ADVERTISER, [rows])))
    except TikTokError as error:
        return type(error)


def _records(stream: DailyMetricsBase, records: Iterable[Any]) -> Iterator[Any]:
    writer = Writer()
    for record in records:
        if isinstance(record, Pack):
            lines = record.body.splitlines(keepends=True)
            assert len(lines) == record.lines
        else:
            lines = [bytes(writer.format_message(RecordMessage(stream.name, record)))]
        for line in lines:
            assert line.endswith(b"}\n")
            message = json.loads(line, parse_float=Verbatim, parse_int=Verbatim)
            assert message["type"] == "RECORD"
            assert message["stream"] == stream.name
            yield list(message["record"].items())


class Verbatim(str):
    """A number by its text: 1.50 is not 1.5 here."""

    __slots__ = ()


def page_of(rows: list[Row]) -> list[RawRow]:
    return [RawRow(json.dumps(row, ensure_ascii=True).encode()) for row in rows]


def row(stream: DailyMetricsBase, number: int = 1, day: Any = DAY, **metrics: Any) -> Row:
    dimension = LEVEL_IDS[stream.level] or "advertiser_id"
    return {
        "dimensions": {dimension: str(1000 + number), "stat_time_day": day},
        "metrics": {"spend": "1.50", "impressions": "10", **metrics},
    }


def assert_both_ways_agree(name: str, rows: list[Row]) -> list[Any] | type[Exception]:
    quick, slow = STREAMS[name]
    expected = emitted(slow, page_of(rows))
    assert emitted(quick, page_of(rows)) == expected
    return expected
