"""A lock that remembers the first failure."""

from __future__ import annotations

import pytest

from target_tiktok_events.delivery.failure_lock import FailureLock


def _enter_and_fail(guard: FailureLock, failure: BaseException) -> None:
    with guard:
        raise failure


def _enter(guard: FailureLock) -> None:
    with guard:
        pass


def test_first_failure_is_met_at_every_entry() -> None:
    """Whichever thread failed, all others learn of it, and of nothing that followed from it."""
    guard = FailureLock()
    _enter(guard)
    assert [guard.has_failed] == [False]
    for failure in (ZeroDivisionError("first"), ZeroDivisionError("second")):
        with pytest.raises(ZeroDivisionError, match="first"):
            _enter_and_fail(guard, failure)
    assert guard.has_failed
    with pytest.raises(ZeroDivisionError, match="first"):
        _enter(guard)


def test_lock_is_free_after_a_failure() -> None:
    """An entry that raises leaves nothing locked: the run can still be ended."""
    guard = FailureLock()
    with pytest.raises(ZeroDivisionError):
        _enter_and_fail(guard, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        _enter(guard)
    with guard.lock:
        assert guard.has_failed
