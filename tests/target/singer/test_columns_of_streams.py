"""Which columns are read of which stream, as the target tells the reader of lines."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.singer.line_decoder import LineDecoder
from target_tiktok_events.target import TargetTikTokEvents
from tests.target.target_process import order, singer

if TYPE_CHECKING:
    from collections.abc import Collection


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Collection[str] | None]:
    """What the decoder of lines was told last, by stream."""
    columns: dict[str, Collection[str] | None] = {}
    monkeypatch.setattr(LineDecoder, "read_only", lambda _self, *args: columns.update([args]))
    return columns


def run(*lines: str, **settings: Any) -> None:
    """A dry run of these lines."""
    config = {"event_source_id": "C4", "dry_run": True, "ledger_url": "", **settings}
    TargetTikTokEvents(config=config).listen(io.StringIO("\n".join(lines)))


def test_columns_of_fields_settings_and_key(told: dict[str, Collection[str] | None]) -> None:
    """Those that an event, a rule or the record's name in reports may need, and no others."""
    record = order(1, note="secret", status="paid", Number=7)
    run(*singer([record]), event_mappings=[{"when": {"STATUS": "paid"}}])
    columns = told["orders"]
    assert columns is not None
    assert {"order_id", "created_at", "email", "status"} <= set(columns)
    assert "note" not in columns


def test_stream_that_is_left_out(told: dict[str, Collection[str] | None]) -> None:
    """Its records are counted, and none of their values is read."""
    run(*singer([order(1)]), *singer([order(2)], stream="customers"), streams=["orders"])
    assert told["customers"] == frozenset()
    assert told["orders"]


@pytest.mark.parametrize(
    "settings",
    [
        {"stream_maps": {"orders": {"city": "order_id"}}},
        {"flattening_enabled": True, "flattening_max_depth": 1},
        {"field_mapping": {"email": "$..email"}},
    ],
)
def test_all_columns(told: dict[str, Collection[str] | None], settings: dict[str, Any]) -> None:
    """A stream map, flattening and an open path may ask for any column."""
    run(*singer([order(1)]), **settings)
    assert told == {"orders": None}
