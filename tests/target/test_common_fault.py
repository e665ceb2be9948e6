"""Whole runs in which TikTok refuses events alike: none is given up for a fault of the settings."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest

from target_tiktok_events.errors import Stopped
from tests.target.run_in_process import InProcess
from tests.target.target_process import event_requests, stored_ids

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

PATH = "/event/track/"


@pytest.fixture
def begin(
    tiktok: LocalTikTok, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., InProcess]:
    """Begins a run with other settings than the defaults."""
    return functools.partial(InProcess, tiktok, tmp_path, capsys)


@pytest.mark.parametrize("message", ["bad", "data.0.properties.currency: bad"])
@pytest.mark.parametrize("batch_size", [1, 5, 1000])
def test_run_stops_when_everything_is_refused(
    tiktok: LocalTikTok, begin: Callable[..., InProcess], batch_size: int, message: str
) -> None:
    """Exit code 3, no dead letter, no STATE, few requests; a run after the repair sends it all."""
    tiktok.fault(path=PATH, times=0, kind="code", code=40002, message=message)
    run = begin(batch_size=batch_size)
    with pytest.raises(Stopped, match=r"every event alike.*40002") as caught:
        run.deliver(1500, state_every=1)
    assert (caught.value.exit_code, run.letters(), run.states()) == (3, [], [])
    assert event_requests(tiktok) < 100
    tiktok.clear_faults()
    begin().deliver(1500, state_every=100)
    assert len(stored_ids(tiktok)) == 1500


@pytest.mark.parametrize("batch_size", [1, 1000])
def test_twenty_orders_that_are_refused_alike_are_enough(
    tiktok: LocalTikTok, begin: Callable[..., InProcess], batch_size: int
) -> None:
    """Nothing is left to be tried: the end of the input decides."""
    tiktok.fault(path=PATH, times=0, kind="code", code=40002, message="bad")
    run = begin(batch_size=batch_size)
    with pytest.raises(Stopped):
        run.deliver(20, state_every=1)
    assert (run.letters(), run.states()) == ([], [])


@pytest.mark.parametrize("batch_size", [1, 1000])
def test_fewer_refused_orders_are_dead_letters(
    tiktok: LocalTikTok, begin: Callable[..., InProcess], batch_size: int
) -> None:
    """A small shop with nineteen bad orders is not stopped by them."""
    tiktok.fault(path=PATH, times=0, kind="code", code=40002, message="bad")
    run = begin(batch_size=batch_size)
    run.deliver(19, state_every=19)
    assert (len(run.letters()), run.states()) == (19, [19])


@pytest.mark.parametrize("batch_size", [1, 7, 1000])
def test_old_orders_that_are_refused_do_not_stop_the_others(
    tiktok: LocalTikTok, begin: Callable[..., InProcess], batch_size: int
) -> None:
    """The first twenty-two are bad: once TikTok takes a later one, they are dead letters."""
    bad = [str(number) for number in range(22)]
    tiktok.admin("POST", "events/refuse", {"event_ids": bad})
    run = begin(batch_size=batch_size, max_concurrent_requests=1)
    run.deliver(100, state_every=10)
    assert [letter["record_key"] for letter in run.letters()] == [f"order_id={n}" for n in bad]
    assert len(stored_ids(tiktok)) == 78
    assert run.states()[-1] == 100


def test_failure_while_refusals_are_held_buries_none(
    tiktok: LocalTikTok, begin: Callable[..., InProcess]
) -> None:
    """A token that is revoked after five refusals: the next run asks TikTok about these again."""
    tiktok.fault(path=PATH, times=5, kind="code", code=40002, message="bad")
    tiktok.fault(path=PATH, times=0, kind="code", code=40105)
    run = begin(batch_size=1, max_concurrent_requests=1)
    with pytest.raises(Stopped, match="40105"):
        run.deliver(10, state_every=1)
    assert (run.letters(), run.states()) == ([], [])
