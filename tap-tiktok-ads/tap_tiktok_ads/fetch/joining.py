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
    from collections.abc import Set as AbstractSet

    from tap_tiktok_ads.fetch.page import Page


class _Row(msgspec.Struct, gc=False):
    dimensions: dict[str, Any] = msgspec.field(default_factory=dict)
    metrics: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)


_decode = msgspec.json.Decoder(_Row).decode
_sorted = msgspec.json.Encoder(order="sorted").encode


class PartialRows:
    """The rows of one of the requests: the text of their metrics, by their dimensions.

    `missing`: so many rows more were counted than came.
    """

    def __init__(self, pages: Iterable[Page]) -> None:
        """Read all pages.

        Raises:
            Rejected: a row is no JSON object.
        """
        self.metrics: dict[bytes, bytes] = {}
        self.is_truncated = False
        total = 0
        for page in pages:
            self.is_truncated |= page.is_truncated
            total = max(total, page.total_rows)
            for raw in page.rows:
                dimensions, metrics = _read(raw)
                self.metrics[dimensions] = metrics
        self.missing = max(0, total - len(self.metrics))

    def keys(self) -> frozenset[bytes]:
        """Return the dimensions of all rows."""
        return frozenset(self.metrics)


def have_the_same_rows(parts: Sequence[PartialRows]) -> bool:
    """Say whether no row came or went between the requests."""
    first, *others = (part.metrics.keys() for part in parts)
    return all(keys == first for keys in others)


def join_rows(
    parts: Sequence[PartialRows], before: Sequence[AbstractSet[bytes]] = ()
) -> tuple[list[RawRow], int]:
    """Return the rows in the order in which they came, and how many there should be.

    The parts are used up. TikTok leaves out rows without activity, so a row may lack metrics: when
    all parts brought all of their rows, and had the same keys `before`. Else such a row can be half
    of one that moved: it is left out, and counted.
    """
    missing = max(part.missing for part in parts)
    is_settled = bool(before) and not missing and list(before) == [one.keys() for one in parts]
    texts = [part.metrics for part in parts]
    keys = list(dict.fromkeys(key for part in texts for key in part))
    rows = []
    for key in keys:
        found = [part.pop(key, None) for part in texts]
        if is_settled or None not in found:
            metrics = b",".join(text for text in found if text)
            rows.append(RawRow(b'{"dimensions":' + key + b',"metrics":{' + metrics + b"}}"))
    return rows, len(keys) + missing


def _read(raw: RawRow) -> tuple[bytes, bytes]:
    """Return a row's dimensions in one spelling, and what stands between the braces of metrics."""
    try:
        row = _decode(raw)
        dimensions, metrics = row.dimensions, bytes(row.metrics)
    except (msgspec.DecodeError, UnicodeDecodeError):
        dimensions, metrics = _read_leniently(raw)
    text = metrics.strip()
    return _sorted(dimensions), text[1:-1].strip() if text.startswith(b"{") else b""


def _read_leniently(raw: RawRow) -> tuple[Any, bytes]:
    """Read half an emoji in a name, or a row that lacks what every row has."""
    (row,) = decode_rows([raw])
    dimensions, metrics = (
        value if isinstance(value, dict) else {}
        for value in (row.get("dimensions"), row.get("metrics"))
    )
    (encoded,) = encode_rows([metrics])
    return dimensions, bytes(encoded)
