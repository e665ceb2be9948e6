"""Runs that fail for their dead letters."""

from __future__ import annotations

import pytest

from target_tiktok_events.config.dead_letter_limit import read_limit
from target_tiktok_events.delivery.dead_letter_check import check_dead_letters
from target_tiktok_events.delivery.report import Summary
from target_tiktok_events.errors import TooManyDeadLetters
from target_tiktok_events.tiktok.outcomes import Ending


def _summary(sent: int, **dead: int) -> Summary:
    summary = Summary()
    summary.endings[Ending.SENT] = sent
    for stage, count in dead.items():
        summary.dead_letters[f"{stage}: why"] = count
    return summary


def test_message_says_how_many_what_is_allowed_and_what_to_do() -> None:
    """One line is all that most people read."""
    with pytest.raises(TooManyDeadLetters) as raised:
        check_dead_letters(_summary(9, map=11), read_limit("50%"), is_dry_run=False)
    said = str(raised.value)
    assert said.startswith("11 of 20 records became dead letters")
    for part in ("max_dead_letters (50%)", "everything else was delivered", "mend what the dead"):
        assert part in said


def test_orders_of_years_before_have_another_way_out() -> None:
    """The first run over a whole table: its old orders can't be mended, only left out."""
    with pytest.raises(TooManyDeadLetters, match="send_since"):
        check_dead_letters(_summary(5, map=1, age=100), read_limit("50%"), is_dry_run=False)


def test_dry_run_fails_alike_and_claims_no_delivery() -> None:
    """A mistake in the settings shows before anything leaves."""
    with pytest.raises(TooManyDeadLetters, match="nothing was sent"):
        check_dead_letters(_summary(0, map=1), read_limit("0"), is_dry_run=True)


def test_run_within_its_limit_is_fine() -> None:
    """Dead letters alone are no failure."""
    check_dead_letters(_summary(10, map=10), read_limit("50%"), is_dry_run=False)
