"""Orders of shops in some twelve states each, as taps really emit them.

Each file is the whole output, SCHEMA to STATE, of one run of a tap, captured as it stands. The tap
read a local stand-in of the shop's API, which answered with made orders in the documented shape of
the API: the customers do not exist. The taps are those of Meltano Hub:

`shopify_rest.jsonl`: Matatika's tap-shopify 0.4.0, streams customers, products, orders, and their
children transactions and line_items, which the SDK emits before their order, each with its SCHEMA.
`shopify_graphql.jsonl`: singer-io's tap-shopify 3.13.0 (bulk operations), orders and customers.
`woocommerce.jsonl`: hotglue's tap-woocommerce 0.0.56, orders, products and coupons.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from re import Match
from re import compile as compiled
from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.stream_mappers import StreamMappers
from tests.target.mapping.options_for import options_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from target_tiktok_events.mapping.events import Event, LeftOut, Refused
    from target_tiktok_events.mapping.mapper import Mapper
    from target_tiktok_events.mapping.routed_mapper import RoutedMapper

NOW = datetime(2026, 11, 20, tzinfo=timezone.utc)
"""When the orders were read: some days after the last of them."""

_DAY = compiled(r"2026-1[01]-\d\d(?=T)")


def lines_of(source: str) -> list[str]:
    """The tap's output."""
    path = Path(__file__).with_name(f"{source}.jsonl")
    return path.read_text(encoding="utf-8").splitlines()


def recent_lines_of(source: str) -> list[str]:
    """The tap's output, as if `NOW` were today: every day in it is moved."""
    moved = datetime.now(timezone.utc).date() - NOW.date()

    def later(match: Match[str]) -> str:
        return (datetime.fromisoformat(match[0]).date() + moved - timedelta(days=1)).isoformat()

    return [_DAY.sub(later, line) for line in lines_of(source)]


def outcomes(
    source: str, **settings: Any
) -> Iterator[tuple[str, dict[str, Any], tuple[Event | Refused | LeftOut, ...]]]:
    """Stream, record and what becomes of it at `NOW`, for every record that the tap emitted."""
    mappers = StreamMappers(options_for(**settings), NOW.timestamp, lambda _warning: None)
    of_stream: dict[str, Mapper | RoutedMapper] = {}
    for line in lines_of(source):
        message = json.loads(line, parse_float=Decimal)
        if message["type"] == "SCHEMA":
            of_stream[message["stream"]] = mappers.of(message["schema"]["properties"])
        elif message["type"] == "RECORD":
            stream, record = message["stream"], message["record"]
            yield stream, record, of_stream[stream].map(stream, record, ["id"])
