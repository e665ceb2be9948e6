"""Records that give several events, since rules say `also: true`, from end to end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.target.target_process import Target, order, singer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

RULES: list[dict[str, Any]] = [
    {"when": {"first": True}, "event_name": "Subscribe", "value": False, "also": True},
    {"when": {"status": "paid"}, "event_name": "CompletePayment", "time": "paid_at"},
    {"skip": True},
]


def _paid(order_id: int, **columns: Any) -> dict[str, Any]:
    made = order(order_id, status="Paid ")
    return {**made, "paid_at": made["created_at"], **columns}


def _stored(tiktok: LocalTikTok) -> list[tuple[str, str]]:
    items = tiktok.admin("GET", "events", list="stored")["items"]
    return [(item["event"]["event_id"], item["event"]["event"]) for item in items]


def test_one_event_of_a_record_may_be_refused_without_the_other(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """Each event has its own ending and ledger entry; STATE goes out when both have ended."""
    target = Target(tmp_path, tiktok, event_mappings=RULES)
    unpaid = _paid(2, first=True, paid_at=None)
    records = [_paid(1, first=True), unpaid, _paid(3), order(4, first=True, status="open")]
    lines = singer(records)
    result = target.run(lines)
    assert (result.code, result.states) == (0, [{"done": 4}]), result.stderr
    subscribed = [(each, "Subscribe") for each in "124"]
    assert sorted(_stored(tiktok)) == sorted(
        [("1", "CompletePayment"), ("3", "CompletePayment"), *subscribed]
    )
    [letter] = target.dead_letters
    assert letter["event"]["event"] == "CompletePayment"
    assert letter["reason"] == "no time: paid_at is empty"
    assert (result.count("records"), result.count("sent")) == (4, 5)
    assert result.count("further events of the same records") == 2
    again = target.run(lines)
    assert (again.count("sent"), again.count("already sent, in the ledger")) == (0, 5)


def test_dry_run_shows_each_event_of_a_record(tmp_path: Path) -> None:
    """A dry run prints both events, and writes no STATE."""
    target = Target(tmp_path, None, dry_run=True, event_mappings=RULES)
    result = target.run(singer([_paid(1, first=True)]))
    assert (result.code, result.count("would be sent"), result.count("records")) == (0, 2, 1)
    assert '"event":"Subscribe"' in result.stdout
    assert '"event":"CompletePayment"' in result.stdout
    assert "done" not in result.stdout
