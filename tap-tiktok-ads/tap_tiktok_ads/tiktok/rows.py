"""The rows of an answer: JSON as it came until their turn comes, then decoded a few at a time.

A page ahead of the reader takes no more room than its text, and decoded rows are emitted while
they are still in the processor's cache.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from tap_tiktok_ads.errors import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = dict[str, Any]
RawRow = msgspec.Raw

_decode = msgspec.json.Decoder(Row, float_hook=Decimal).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode


def decode_rows(rows: Iterable[RawRow]) -> list[Row]:
    """Decode rows; decimals stay exact, half an emoji stays half an emoji.

    Raises:
        Rejected: one is no JSON object.
    """
    return [_decode_row(row) for row in rows]


def encode_rows(rows: Sequence[Any]) -> list[RawRow]:
    """Encode rows as they were decoded; half an emoji becomes its escape again."""
    return [RawRow(_encode_row(row)) for row in rows]


def read_utf8(raw: bytes) -> str:
    """Return the text; half an emoji stays half, bytes that are no character become U+FFFD."""
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


def _decode_row(raw: RawRow) -> Row:
    try:
        return _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        row = _decode_leniently(raw)
    if not isinstance(row, dict):
        raise Rejected("TikTok answered something else than a list of rows")
    return row


def _decode_leniently(raw: RawRow) -> Any:
    try:
        return json.loads(read_utf8(bytes(raw)), parse_float=Decimal, strict=False)
    except (ValueError, RecursionError):
        return None


def _encode_row(row: Any) -> bytes:
    try:
        return _encode(row)
    except UnicodeEncodeError:
        return json.dumps(row, default=str).encode()  # all values of a report are text
