"""Which streams and records become events: the settings `streams` and `unmatched`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.target.target_process import Target, order, schema, singer, stored_ids

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

PAID = [{"stream": "orders", "when": {"status": "paid"}, "event_name": "CompletePayment"}]


def _several(*streams: str, **columns: Any) -> list[str]:
    """An input of several streams, each with one record of the same id."""
    return [line for stream in streams for line in singer([order(1, **columns)], stream=stream)]


def test_streams_that_hold_no_orders_send_nothing(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Records of other streams are left out, counted, and their stream is named once."""
    target = Target(tmp_path, tiktok, streams=["orders", "shop_*"])
    others = singer([order(1), order(2)], stream="transactions")
    result = target.run([*others, *_several("customers", "orders", "shop_de")])
    assert result.code == 0, result.stderr
    assert stored_ids(tiktok) == ["1"]
    assert (result.count("left out by rule"), result.count("streams")) == (3, 3)
    assert result.stderr.count("Stream transactions is left out by the setting streams") == 1
    assert "Stream orders" not in result.stderr


def test_the_record_of_meltanos_own_test_sends_nothing(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """`meltano config test` writes a made-up record into any loader; events can't be undone."""
    made_up = {"id": 1, "name": "Meltano Test Record", "created_at": "2025-09-29T00:00:00Z"}
    target = Target(tmp_path, tiktok, event_name="ViewContent", max_event_age_days=36_500)

    result = target.run(singer([made_up], stream="meltano_test_stream"))

    assert result.code == 0, result.stderr
    assert tiktok.requests() == []
    assert result.count("left out by rule") == 1


def test_streams_as_text_of_the_environment(tmp_path: Path) -> None:
    """Names may be written as text with commas, as Meltano hands them on."""
    environment = {"TARGET_TIKTOK_EVENTS_STREAMS": "orders, leads"}
    lines = _several("orders", "products", status="paid")
    target = Target(tmp_path, None, dry_run=True)
    result = target.run(lines, "--config", "ENV", environment=environment)
    assert (result.count("would be sent"), result.count("streams")) == (1, 1), result.stderr


def test_records_of_no_rule_are_dead_letters(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Once a rule names an event, what no rule matches does not become a purchase."""
    target = Target(tmp_path, tiktok, event_mappings=PAID)
    result = target.run(_several("transactions", "orders", status="paid"))
    assert (result.code, stored_ids(tiktok)) == (0, ["1"])
    [letter] = target.dead_letters
    assert (letter["stage"], letter["stream"], letter["event"]) == ("map", "transactions", None)
    assert letter["record_key"] == "order_id=1"
    assert "no rule of event_mappings" in letter["reason"]
    assert "unmatched" in letter["reason"]


def test_unmatched_says_what_becomes_of_them(tmp_path: Path) -> None:
    """They are left out by name with skip, and become event_name with send."""
    lines = singer([order(1, status="paid"), order(2, status="open")])
    target = Target(tmp_path, None, dry_run=True, event_mappings=PAID)
    target.config["unmatched"] = "skip"
    skipped = target.run(lines)
    assert (skipped.count("would be sent"), skipped.count("unmatched")) == (1, 1)
    target.config |= {"unmatched": "send", "event_name": "PlaceAnOrder"}
    names = [json.loads(line)["event"] for line in target.run(lines).stdout.splitlines()]
    assert names == ["CompletePayment", "PlaceAnOrder"]


def test_rules_that_name_no_event_leave_the_others_alone(tmp_path: Path) -> None:
    """A rule that only skips or changes a value makes no dead letters of other records."""
    rules = [{"when": {"test": True}, "skip": True}, {"when": {"vip": True}, "value": "total"}]
    records = [order(1, test=True, vip=False), order(2, test=False, vip=False)]
    target = Target(tmp_path, None, dry_run=True, event_mappings=rules)
    result = target.run(singer(records))
    assert (result.count("would be sent"), result.count("dead letters")) == (1, 0)


def test_stream_names_follow_stream_maps(tmp_path: Path) -> None:
    """A stream that a stream map renames goes by its new name."""
    maps = {"public-orders": {"__alias__": "orders"}}
    target = Target(tmp_path, None, dry_run=True, streams=["orders"], stream_maps=maps)
    assert target.run(singer([order(1)], stream="public-orders")).count("would be sent") == 1


def test_unusable_unmatched_is_refused(tmp_path: Path) -> None:
    """The complaint names the setting and its choices."""
    target = Target(tmp_path, None, dry_run=True, unmatched="drop")
    result = target.run([])
    assert result.code == 1
    assert "unmatched must be text: one of dead_letter, send, skip" in result.stderr


def test_ids_that_two_streams_share_are_warned_of(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """TikTok would count two shops' orders once: the warning names the streams and the way out."""
    shops = [*singer([order(1), order(2)], stream="shop_de"), *singer([order(2)], stream="shop_us")]
    target = Target(tmp_path, tiktok)
    result = target.run(shops)
    assert (result.code, result.count("sent")) == (0, 2)
    [warning] = [line for line in result.stderr.splitlines() if "WARNING" in line]
    assert "1 events of stream shop_us have event and event id of one of stream shop_de" in warning
    assert 'field_mapping: {event_id: {template: "{shop}-{order_id}"}}' in warning
    target.config["field_mapping"] = {"event_id": {"template": "{shop}-{order_id}"}}
    lines = [json.dumps(schema(stream, shop={})) for stream in ("shop_de", "shop_us")]
    for stream in ("shop_de", "shop_us"):
        record = order(7, shop=stream)
        lines.append(json.dumps({"type": "RECORD", "stream": stream, "record": record}))
    result = target.run(lines)
    assert (result.count("sent"), "WARNING" in result.stderr) == (2, False), result.stderr
