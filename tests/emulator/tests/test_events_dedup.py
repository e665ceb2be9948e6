"""Deduplication: one event source, one name, one id, 48 hours from the first receipt."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulator.events.dedup import FirstReceipts, dedup_key
from tests.emulator.events.sender import OTHER_PIXEL, PIXEL, Sender, digest, order


def counts(sender: Sender) -> tuple[int, int]:
    """Events stored and duplicates."""
    summary = sender.summary
    return summary["stored"], summary["duplicates"]


def pixel(sender: Sender, event: dict[str, Any], minutes_ago: float = 0) -> None:
    """Let the browser's pixel send one event."""
    body = {"event_source_id": PIXEL, "events": [event], "minutes_ago": minutes_ago}
    sender.admin("POST", "pixel", body)


def test_the_same_event_again_answers_success_and_is_not_stored() -> None:
    """A sender cannot tell from the answer."""
    sender = Sender()
    assert [sender.post(order())["code"] for _ in range(3)] == [0, 0, 0]
    assert counts(sender) == (1, 2)
    assert len(sender.kept()) == 1
    assert len(sender.kept("duplicates")) == 2


def test_the_same_event_twice_in_one_request_is_stored_once() -> None:
    """The batch makes no difference."""
    sender = Sender()
    sender.post(order(), order())
    assert counts(sender) == (1, 1)


def test_any_other_part_of_the_key_makes_another_event() -> None:
    """Name, id and event source must all be equal."""
    sender = Sender()
    sender.post(order(), order(event="PlaceAnOrder"), order("order-2"), order("ORDER-1"))
    sender.post(order(), event_source_id=OTHER_PIXEL)
    assert counts(sender) == (5, 0)


def test_the_parts_of_the_key_do_not_run_into_each_other() -> None:
    """The name's end is not the id's beginning."""
    sender = Sender()
    sender.post(order("bc", event="a"), order("c", event="ab"))
    assert counts(sender) == (2, 0)


def test_after_48_hours_a_repeat_counts_again() -> None:
    """A late replay double counts; only a sender's own ledger helps."""
    sender = Sender()
    sender.post(order())
    sender.advance(hours=48)
    sender.post(order())
    assert counts(sender) == (1, 1)
    sender.advance(seconds=1)
    sender.post(order())
    assert counts(sender) == (2, 1)


def test_a_repeat_does_not_prolong_the_window() -> None:
    """The 48 hours run from the first receipt, not from the last."""
    sender = Sender()
    for _ in range(3):
        sender.post(order())
        sender.advance(hours=30)
    assert counts(sender) == (2, 1)


def test_the_window_after_an_expired_one_is_whole_again() -> None:
    """The second first receipt opens a window of its own."""
    sender = Sender()
    sender.post(order())
    sender.advance(hours=49)
    sender.post(order())
    sender.advance(hours=47)
    sender.post(order())
    assert counts(sender) == (2, 1)


def test_the_receipt_counts_and_not_the_event_time() -> None:
    """Two events of one key may have happened weeks apart."""
    sender = Sender()
    sender.post(order(), order(event_time=1_700_000_000))
    assert counts(sender) == (1, 1)


def test_the_first_wins_and_missing_match_keys_are_merged_in() -> None:
    """What the first lacks is added; what it has stays; its properties stay."""
    sender = Sender()
    sender.post(order(user={"ttclid": "first", "ttp": ""}))
    later = order(user={"ttclid": "later", "ttp": "cookie", "email": [digest("a")]})
    later["properties"]["value"] = 99
    sender.post(later)
    (stored,) = sender.kept()
    assert stored["event"]["user"] == {"ttclid": "first", "ttp": "cookie", "email": [digest("a")]}
    assert stored["event"]["properties"]["value"] == 46
    assert stored["merged"] == ["user.ttp", "user.email"]
    assert sender.kept("duplicates")[0]["event"] == later


def test_match_keys_are_merged_into_an_event_without_user() -> None:
    """The first may have had none at all."""
    sender = Sender()
    first = order()
    del first["user"]
    sender.post(first)
    sender.post(order())
    assert sender.kept()[0]["event"]["user"] == order()["user"]


def test_events_without_an_id_are_never_deduplicated() -> None:
    """Neither without the key nor with an empty one."""
    sender = Sender()
    event = order("")
    sender.post(event, event)
    del event["event_id"]
    sender.post(event, event)
    assert counts(sender) == (4, 0)


def test_a_refused_request_leaves_no_trace_in_the_window() -> None:
    """The mended request is the first receipt."""
    sender = Sender()
    sender.post(order(), 1)
    sender.post(order())
    assert counts(sender) == (1, 0)


def test_test_events_are_kept_apart_and_never_block_production() -> None:
    """An order tried out in Test Events is still counted later, and in either order."""
    sender = Sender()
    sender.post(order(), test_event_code="TEST00001")
    sender.post(order())
    sender.post(order(), test_event_code="TEST00001")
    assert counts(sender) == (1, 0)
    assert sender.summary["test"] == 2
    assert [kept["test_event_code"] for kept in sender.kept("test")] == ["TEST00001"] * 2
    assert [kept["test_event_code"] for kept in sender.kept()] == [None]


def test_a_test_event_code_inside_an_event_is_ignored_and_flagged() -> None:
    """The event is a production event: the code stands in the wrong place."""
    sender = Sender()
    sender.post(order(test_event_code="TEST00001"))
    assert counts(sender) == (1, 0)
    assert sender.summary["test"] == 0
    assert sender.flags == {"test_event_code_in_event": 1}


def test_an_empty_test_event_code_is_production_and_flagged() -> None:
    """In production the key must be absent."""
    sender = Sender()
    sender.post(order(), test_event_code="")
    assert counts(sender) == (1, 0)
    assert sender.flags == {"blank_text": 1}


@pytest.mark.parametrize("code", [1, None, True])
def test_a_test_event_code_must_be_text(code: object) -> None:
    """Anything else is 40002."""
    assert Sender().post(order(), test_event_code=code)["code"] == 40002


@pytest.mark.parametrize("minutes", [5, 60, 48 * 60])
def test_a_server_event_after_the_pixels_is_merged_into_it(minutes: float) -> None:
    """From five minutes to 48 hours apart, the first is kept and enriched."""
    sender = Sender()
    pixel(sender, {"event": "CompletePayment", "event_id": "order-1", "user": {"ttp": "c"}})
    sender.advance(minutes=minutes)
    sender.post(order())
    assert counts(sender) == (0, 1)
    summary = sender.summary
    assert (summary["browser"], summary["merged_with_browser"]) == (1, 1)
    (kept,) = sender.kept()
    assert kept["origin"] == "browser"
    assert kept["merged"] == ["user.email", "user.ttclid"]


def test_beyond_48_hours_pixel_and_server_both_count() -> None:
    """The window is the same for the pair."""
    sender = Sender()
    pixel(sender, order(), minutes_ago=48 * 60 + 1)
    assert sender.kept()[0]["received"] == "2026-02-27T11:59:00.000Z"
    sender.post(order())
    assert counts(sender) == (1, 0)


def test_a_pair_under_five_minutes_apart_is_a_switch() -> None:
    """What TikTok does is not known: by default both count, so that nobody relies on a merge."""
    for options, stored in (((), 1), (("--events-near-pixel", "merge"), 0)):
        sender = Sender(*options)
        pixel(sender, order(), minutes_ago=4.9)
        sender.post(order())
        assert sender.summary["stored"] == stored


def test_a_pixel_event_is_received_now_unless_told_otherwise() -> None:
    """Four and a half minutes later a server event is still near."""
    sender = Sender()
    sender.admin("POST", "pixel", {"event_source_id": PIXEL, "events": [order()]})
    sender.advance(minutes=4.5)
    sender.post(order())
    assert counts(sender) == (1, 0)


def test_a_pixel_event_after_the_servers_is_merged_into_it() -> None:
    """Whoever comes first is kept."""
    sender = Sender()
    sender.post(order())
    sender.advance(minutes=6)
    pixel(sender, order())
    assert counts(sender) == (1, 1)
    assert sender.summary["browser"] == 0


def test_the_same_pixel_event_twice_is_dropped_at_once() -> None:
    """Within one origin there are no five minutes."""
    sender = Sender()
    pixel(sender, order())
    pixel(sender, order())
    assert sender.summary["browser"] == 1
    assert sender.summary["duplicates"] == 1


def test_a_different_name_on_the_site_defeats_the_merge() -> None:
    """Purchase from the pixel and CompletePayment from the server are two conversions."""
    sender = Sender()
    pixel(sender, order(event="Purchase"), minutes_ago=30)
    sender.post(order())
    assert counts(sender) == (1, 0)


def test_with_keys_only_repeats_are_counted_and_no_event_is_kept() -> None:
    """A million events fit into memory."""
    sender = Sender("--events-keep", "keys")
    sender.post(order(), order(), order("order-2"))
    assert counts(sender) == (2, 1)
    assert sender.kept() == sender.kept("duplicates") == []


def test_with_counters_only_there_is_no_deduplication() -> None:
    """Said in the option's help; for the largest runs."""
    sender = Sender("--events-keep", "count")
    sender.post(order(), order())
    assert counts(sender) == (2, 0)
    assert sender.kept() == []


@given(st.lists(st.floats(0, 10**6), min_size=1, max_size=30))
def test_stored_receipts_of_one_key_are_more_than_48_hours_apart(gaps: list[float]) -> None:
    """Whenever repeats come, two that are stored are never inside one window."""
    receipts, at, stored = FirstReceipts(), 0.0, []
    key = dedup_key(PIXEL, "CompletePayment", "1")
    for gap in gaps:
        at += gap
        if receipts.original(key, "server", at, merge_near=False) is None:
            stored.append(at)
    pairs = itertools.pairwise(stored)
    assert all(later - earlier > 48 * 3_600 for earlier, later in pairs)
    assert stored[0] == gaps[0]
