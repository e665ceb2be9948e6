"""The two ways that the rows of a page leave by, side by side: finished lines, and the SDK's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from singer_sdk.singerlib.messages import RecordMessage

from tap_tiktok_ads.accounts import Advertiser
from tap_tiktok_ads.errors import TikTokError
from tap_tiktok_ads.records.lines import Pack
from tap_tiktok_ads.singer.writer import Writer
from tap_tiktok_ads.streams.report_stream import ReportStream
from tap_tiktok_ads.tap import TapTikTokAds
from tests.tap.records.report_reading import page_of
from tests.tap.singer_output import DAILY_STREAMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tap_tiktok_ads.tiktok.rows import RawRow
    from tests.tap.records.report_reading import Row

ADVERTISER = Advertiser(
    {"advertiser_id": "7001", "display_timezone": "Asia/Tokyo", "currency": "JPY"}
)

CONFIG = {
    "access_token": "t",
    "advertiser_ids": "7001",
    "api_url": "http://127.0.0.1:9",
    "metrics": "is_smart_creative,campaign_budget,tt_app_id,brand_new_metric",
}

TAP = TapTikTokAds(config=dict(CONFIG))
TAP_WITH_DECIMALS = TapTikTokAds(config={**CONFIG, "decimals": "decimal"})


def stream_named(name: str, *, is_plain: bool, tap: TapTikTokAds = TAP) -> ReportStream:
    """A stream that writes lines, or leaves its records to the SDK."""
    declared = tap.streams[name]
    assert isinstance(declared, ReportStream)
    stream = type(declared)(tap, tap.run)
    assert stream.is_plain, "nothing looks at the records"
    stream.__dict__["is_plain"] = is_plain
    return stream


STREAMS = {
    name: (stream_named(name, is_plain=True), stream_named(name, is_plain=False))
    for name in DAILY_STREAMS.values()
}
STREAMS["with decimals"] = (
    stream_named("daily_metrics", is_plain=True, tap=TAP_WITH_DECIMALS),
    stream_named("daily_metrics", is_plain=False, tap=TAP_WITH_DECIMALS),
)


def emitted(stream: ReportStream, page: list[RawRow]) -> list[Any] | type[Exception]:
    """The messages that a page becomes, with every digit; or the kind of error."""
    stream.__dict__.pop("_rows", None)  # it learns from pages: each test begins anew
    try:
        return list(_messages(stream, stream.records(ADVERTISER, [stream.decode(page)])))
    except TikTokError as error:
        return type(error)


def _messages(stream: ReportStream, records: Iterable[Any]) -> Iterator[Any]:
    for line in _lines(stream, records):
        assert line.endswith(b"}\n")
        message = json.loads(line, parse_float=Verbatim, parse_int=Verbatim, parse_constant=_refuse)
        # The SDK's writer has two spellings of UTC.
        message["time_extracted"] = message["time_extracted"].replace("+00:00", "Z")
        yield [*message.items(), *message["record"].items()]


def _lines(stream: ReportStream, records: Iterable[Any]) -> Iterator[bytes]:
    writer = Writer()
    for record in records:
        if isinstance(record, Pack):
            lines = record.body.splitlines(keepends=True)
            assert len(lines) == record.lines
            yield from lines
        else:
            message = RecordMessage(stream.name, record, time_extracted=stream.run.now)
            yield bytes(writer.format_message(message))


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


class Verbatim(str):
    """A number by its text: 1.50 is not 1.5 here."""

    __slots__ = ()


def assert_both_ways_agree(name: str, rows: list[Row]) -> list[Any] | type[Exception]:
    lines, records = STREAMS[name]
    expected = emitted(records, page_of(rows))
    assert emitted(lines, page_of(rows)) == expected
    return expected
