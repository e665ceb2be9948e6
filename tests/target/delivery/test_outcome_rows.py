"""The rows of the log, in the order in which records end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.dead_letters.letter import Addressee
from target_tiktok_events.delivery.outcome_rows import MATCH_KEYS, OutcomeRows
from target_tiktok_events.ledger.outcome_log import Shared
from target_tiktok_events.mapping.events import LeftOut, MatchKey, Refused
from target_tiktok_events.tiktok.outcomes import FOUND, UNCERTAIN, Ending, Outcome
from tests.target.made_events import made_event, made_events

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from target_tiktok_events.ledger.outcome_log import Row

SENT = Outcome(Ending.SENT, "r")
WEB, CRM = Addressee("web", "C1"), Addressee("crm", "E2")


class _Log:
    """Keeps what is written to it, by the sequence."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[Shared, Row]] = {}
        self.writes = 0

    def write(self, groups: Mapping[Shared, Sequence[Row]]) -> None:
        self.writes += 1
        for shared, rows in groups.items():
            self.rows |= {row[0]: (shared, row) for row in rows}

    def ids(self) -> list[Any]:
        return [row[3] for _, (_, row) in sorted(self.rows.items())]


@pytest.fixture
def log() -> _Log:
    """An empty log."""
    return _Log()


@pytest.mark.parametrize(
    ("outcome", "wanted"),
    [
        (SENT, ("sent", None, None, None, "r")),
        (Outcome(Ending.DUPLICATE, "r", 40300), ("already_sent", None, None, 40300, "r")),
        (FOUND, ("already_sent", None, None, None, None)),
        (
            Outcome(Ending.REJECTED, "r", 40002, "email must be hashed"),
            ("dead_letter", "api", "email must be hashed", 40002, "r"),
        ),
        (UNCERTAIN, ("dead_letter", "api", UNCERTAIN.reason, None, None)),
    ],
)
def test_outcome_of_an_event(log: _Log, outcome: Outcome, wanted: tuple[Any, ...]) -> None:
    """What TikTok said it had, and what the ledger knew, were both already sent."""
    rows = OutcomeRows(log.write, [WEB, CRM])
    rows.note_all([made_event("1", source=1)], outcome)
    rows.write()
    shared, row = log.rows[0]
    assert shared == ("E2", "crm", *wanted)
    assert row == (0, "orders", "CompletePayment", "1", 1_760_000_000, None, None, "email")


def test_records_that_are_no_events(log: _Log) -> None:
    """They have what is known of them; a stream that is left out holds no orders, and no row."""
    rows = OutcomeRows(log.write, [WEB])
    rows.note_left_out(LeftOut("campaigns", "streams"))
    rows.note_left_out(LeftOut("orders", "event_mappings[0]", "7", 5))
    refused = Refused("orders", "order_id=8", "age", "created_at is …", b"{}", 0, "Lead", "8", 4)
    rows.note_refused(refused)
    rows.note_refused(Refused("", "line 3", "map", "the line is no JSON object"))
    rows.write()
    assert [log.rows[number] for number in range(3)] == [
        (
            Shared("C1", "web", "left_out", None, "event_mappings[0]"),
            (0, "orders", None, "7", 5, None, None, ""),
        ),
        (
            Shared("C1", "web", "dead_letter", "age", "created_at is …"),
            (1, "orders", "Lead", "8", 4, None, None, ""),
        ),
        (
            Shared("C1", "web", "dead_letter", "map", "the line is no JSON object"),
            (2, "", None, None, None, None, None, ""),
        ),
    ]


def test_rows_of_a_test_run_are_tests_whatever_became_of_them(log: _Log) -> None:
    """Stage and reason still say it, so that no count of deliveries takes a test for one."""
    rows = OutcomeRows(log.write, [Addressee("web", "C1", is_test=True)])
    rows.note_all([made_event("1")], SENT)
    rows.note_refused(Refused("orders", "", "value", "no value"))
    rows.note_left_out(LeftOut("orders", "consent"))
    rows.write()
    found = [(shared.outcome, shared.stage, shared.reason) for shared, _ in log.rows.values()]
    assert found == [("test", None, None), ("test", "value", "no value"), ("test", None, "consent")]


def test_order_of_endings_is_kept_and_a_thousand_rows_share_a_transaction(log: _Log) -> None:
    """Memory does not grow with the run."""
    rows = OutcomeRows(log.write, [WEB])
    for start in range(0, 2500, 10):
        rows.note_all([made_event(str(start + n)) for n in range(9)], SENT)
        rows.note_left_out(LeftOut("orders", "consent", str(start + 9)))
    assert log.writes == 2
    rows.write()
    assert log.ids() == [str(number) for number in range(2500)]


def test_few_rows_wait_a_second_for_more(log: _Log) -> None:
    """The first are written at once, later ones together; without rows nothing waits."""
    now = [100.0]
    rows = OutcomeRows(log.write, [WEB], lambda: now[0])
    waits = [rows.may_wait]
    rows.note_all(made_events(1), SENT)
    waits.append(rows.may_wait)
    rows.write()
    rows.write()
    assert log.writes == 1
    rows.note_all(made_events(1), SENT)
    for _ in range(2):
        now[0] += 0.5
        waits.append(rows.may_wait)
    assert waits == [False, False, True, False]


def test_match_keys_are_sorted_names() -> None:
    """The empty text where there is none."""
    assert MATCH_KEYS[0] == ""
    assert MATCH_KEYS[MatchKey.TTP | MatchKey.EMAIL | MatchKey.PHONE] == "email,phone,ttp"
    everything = "email,external_id,ip_and_user_agent,phone,ttclid,ttp"
    assert MATCH_KEYS[-1] == everything
