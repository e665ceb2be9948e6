"""Several event sources in one run: each event to its own, with its token; nothing mixed up."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from tests.target.target_process import (
    PIXEL,
    Target,
    event_requests,
    order,
    schema,
    singer,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

STORE = "7123456789012345678"
SHOP_DE = "CEXAMPLE0PIXEL0DE000"
VARIABLE = "TARGET_TIKTOK_EVENTS_ACCESS_TOKEN_STORE"
SOURCES: list[dict[str, Any]] = [
    {"name": "store", "stream": "tills", "event_source_id": STORE, "event_source": "offline"},
    {"name": "shop_de", "when": {"shop": "DE"}, "event_source_id": SHOP_DE},
]


@pytest.fixture
def tokens(tiktok: LocalTikTok) -> dict[str, str]:
    """A token for each event source, which may send to that one only, by its id."""
    found = {PIXEL: "token-default", STORE: "token-store", SHOP_DE: "token-de"}
    for event_source_id, token in found.items():
        grant = {"grant": token, "event_source_ids": [event_source_id]}
        tiktok.admin("POST", "events/tokens", grant)
    return found


@pytest.fixture
def target(tiktok: LocalTikTok, tokens: dict[str, str], tmp_path: Path) -> Target:
    """A target with three event sources; the token of the store is in the environment."""
    default, store, shop_de = tokens.values()
    sources = [SOURCES[0], {**SOURCES[1], "access_token": shop_de}]
    made = Target(tmp_path, tiktok, access_token=default, event_sources=sources)
    assert store == "token-store"
    return made


STORE_TOKEN = {VARIABLE: "token-store"}


def _input() -> list[str]:
    """Orders of a web shop, every third one German, and of a till; ids of both overlap."""
    web = [order(n, shop="de " if n % 3 == 0 else "at") for n in range(9)]
    tills = [order(n) for n in range(4)]
    shop_schema = json.dumps(schema("orders", **{name: {} for name in order(0, shop="de")}))
    return [
        shop_schema,
        *singer(web)[1:-1],
        *singer(tills, stream="tills")[:-1],
        json.dumps({"type": "STATE", "value": {"done": True}}),
    ]


def _stored(tiktok: LocalTikTok) -> dict[str, list[str]]:
    """The event ids that TikTok counted, sorted, by event source."""
    found: dict[str, list[str]] = {}
    for item in tiktok.admin("GET", "events", list="stored")["items"]:
        found.setdefault(item["event_source_id"], []).append(item["event"]["event_id"])
    return {source: sorted(ids) for source, ids in found.items()}


ALL = {
    PIXEL: ["1", "2", "4", "5", "7", "8"],
    SHOP_DE: ["0", "3", "6"],
    STORE: ["0", "1", "2", "3"],
}


def test_each_event_goes_to_its_own(tiktok: LocalTikTok, target: Target) -> None:
    """By stream or condition, else to the one of the settings; ledger and table keep them apart."""
    result = target.run(_input(), environment=STORE_TOKEN)
    assert result.code == 0, result.stderr
    assert _stored(tiktok) == ALL
    assert event_requests(tiktok) == 3
    assert [result.count(f"{name}: sent") for name in (PIXEL, "store", "shop_de")] == [6, 4, 3]
    assert _in_ledger(target.ledger) == {source: len(ids) for source, ids in ALL.items()}
    assert (
        "event id of one of stream" not in result.stderr
    )  # ids of different event sources are different events
    again = target.run(_input(), environment=STORE_TOKEN)
    assert event_requests(tiktok) == 3
    assert again.count("shop_de: already sent") == 3


def _in_ledger(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as ledger:
        rows: Iterable[tuple[str, int]] = ledger.execute(
            "select event_source_id, count(*) from tiktok_events_ledger group by 1"
        ).fetchall()
    ledger.close()
    return dict(rows)


def test_refused_token_of_one_does_not_keep_the_others_from_theirs(
    tiktok: LocalTikTok, target: Target
) -> None:
    """Exit code 3 names it, nothing of it is buried, STATE waits; the next run sends its rest."""
    tiktok.admin("POST", "events/tokens", {"revoke": "token-store"})
    result = target.run(_input(), environment=STORE_TOKEN)
    assert (result.code, result.states, target.dead_letters) == (3, [], [])
    assert _stored(tiktok) == {source: ALL[source] for source in (PIXEL, SHOP_DE)}
    last = result.stderr.splitlines()[-1]
    assert "event source store" in last
    assert "40105" in last
    assert "token-store" not in result.stderr
    tiktok.admin("POST", "events/tokens", {"grant": "token-store"})
    tiktok.clear_requests()
    result = target.run(_input(), environment=STORE_TOKEN)
    assert (result.code, result.states) == (0, [{"done": True}])
    assert (event_requests(tiktok), _stored(tiktok)) == (1, ALL)


def test_dead_letters_name_theirs_and_are_replayed_to_it(
    tiktok: LocalTikTok, target: Target
) -> None:
    """Order 0 goes to two event sources; refused by both, each letter goes back to its own."""
    tiktok.admin("POST", "events/refuse", {"event_ids": ["0"]})
    result = target.run(_input(), environment=STORE_TOKEN)
    assert result.code == 0, result.stderr
    letters = {letter["event_source_id"]: letter["event_source"] for letter in target.dead_letters}
    assert letters == {SHOP_DE: "web", STORE: "offline"}
    assert result.count("store: dead letters") == 1
    tiktok.admin("DELETE", "events")
    file = "tiktok-events-dead-letters.jsonl"
    result = target.run([], "--replay", file, environment=STORE_TOKEN)
    assert result.code == 0, result.stderr
    assert _stored(tiktok) == {SHOP_DE: ["0"], STORE: ["0"]}
    assert [letter["replayed"] for letter in target.dead_letters] == ["sent", "sent"]


def test_dry_run_says_what_each_would_get(tiktok: LocalTikTok, target: Target) -> None:
    """Without the token of any."""
    target.config |= {"dry_run": True, "access_token": ""}
    result = target.run(_input())
    assert result.code == 0, result.stderr
    assert len(result.stdout.splitlines()) == 13
    assert result.count("store: would be sent") == 4
    assert event_requests(tiktok) == 0


def test_column_that_a_route_names_must_exist(target: Target) -> None:
    """A misspelt one would send every order to the other pixel: exit 1 before anything is sent."""
    target.config["event_sources"][1]["when"] = {"shopp": "de"}
    lines = [
        json.dumps(schema("orders", **{name: {} for name in order(0, shop="de")})),
        *_input()[1:],
    ]
    result = target.run(lines, environment=STORE_TOKEN)
    assert (result.code, result.states) == (1, [])
    assert "event_sources[1].when names 'shopp'" in result.stderr.splitlines()[-1]


def test_test_mode_leaves_no_trace_for_any(tiktok: LocalTikTok, target: Target) -> None:
    """Every event source gets test events; afterwards each order is sent as if it were new."""
    target.config["test_event_code"] = "TEST1"
    result = target.run(_input(), environment=STORE_TOKEN)
    assert (result.code, result.states, _stored(tiktok)) == (0, [], {})
    del target.config["test_event_code"]
    assert target.run(_input(), environment=STORE_TOKEN).code == 0
    assert _stored(tiktok) == ALL
