"""Joins the rows of requests that ask for some of the metrics each.

TikTok does not sort the answers alike, and rows come and go between them. So each is read whole,
and rows are joined by their dimensions. Nothing is decoded but those: metrics stay the text that
TikTok wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tap_tiktok_ads.tiktok.rows import RawRow, decode_rows, encode_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tap_tiktok_ads.fetch.page import Page


class _Row(msgspec.Struct, gc=False):
    dimensions: dict[str, Any] = msgspec.field(default_factory=dict)
    metrics: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)


_decode = msgspec.json.Decoder(_Row).decode
_sorted = msgspec.json.Encoder(order="sorted").encode


class PartialRows:
    """The rows of one of the requests: the text of their metrics, by their dimensions."""

    def __init__(self, pages: Iterable[Page]) -> None:
        """Read all pages.

        Raises:
            Rejected: a row is no JSON object.
        """
        self.metrics: dict[bytes, bytes] = {}
        self.total = 0
        self.is_truncated = False
        for page in pages:
            self.is_truncated |= page.is_truncated
            self.total = max(self.total, page.total_rows)
            for raw in page.rows:
                dimensions, metrics = _read(raw)
                self.metrics[dimensions] = metrics


def join_rows(parts: Sequence[PartialRows]) -> tuple[list[RawRow], int]:
    """Return the rows that are in all parts, and how many there should be.

    In the order of the first part; the parts are used up. A row that some part lacks would be half
    a row: it is counted, and left out.
    """
    first, *others = (part.metrics for part in parts)
    keys = frozenset().union(*(part.metrics for part in parts))
    total = max(len(keys), *(part.total for part in parts))
    rows = []
    for key in list(first):
        texts = [first.pop(key), *(one.pop(key, None) for one in others)]
        if None not in texts:
            metrics = b",".join(text for text in texts if text)
            rows.append(RawRow(b'{"dimensions":' + key + b',"metrics":{' + metrics + b"}}"))
    return rows, total


def _read(raw: RawRow) -> tuple[bytes, bytes]:
    """Return a row's dimensions in one spelling, and what stands between the braces of metrics."""
    try:
        row = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        row = _decode_leniently(raw)
    text = bytes(row.metrics).strip()
    return _sorted(row.dimensions), text[1:-1].strip() if text.startswith(b"{") else b""


def _decode_leniently(raw: RawRow) -> _Row:
    (row,) = decode_rows([raw])
    for name in ("dimensions", "metrics"):
        if not isinstance(row.get(name), dict):
            row[name] = {}
    (encoded,) = encode_rows([{name: row[name] for name in ("dimensions", "metrics")}])
    return _decode(encoded)
