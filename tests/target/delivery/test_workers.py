"""Threads that post batches."""

from __future__ import annotations

import threading

import pytest

from target_tiktok_events.delivery.workers import Workers, result_if_done


def test_jobs_run_side_by_side_up_to_the_count() -> None:
    """Three workers run three jobs at once and a fourth after them."""
    workers = Workers(3)
    meet = threading.Barrier(4)
    running: list[int] = []

    def job(number: int) -> int:
        running.append(number)
        if number < 3:
            meet.wait(10)
        return number

    futures = [workers.submit(job, number) for number in range(4)]
    meet.wait(10)
    assert [future.result(10) for future in futures] == [0, 1, 2, 3]
    assert running[-1] == 3
    workers.close()


def test_error_of_a_job_is_in_its_future() -> None:
    """The thread goes on with the next job."""
    workers = Workers(1)
    failing = workers.submit(int, "x")
    assert workers.submit(int, "7").result(10) == 7
    with pytest.raises(ValueError, match="invalid literal"):
        failing.result(10)
    assert result_if_done(failing) is None
    workers.close()


def test_waiting_job_can_be_cancelled() -> None:
    """A job that no thread has taken is never run."""
    workers = Workers(1)
    gate = threading.Event()
    first = workers.submit(gate.wait, 10)
    second = workers.submit(gate.wait, 10)
    assert second.cancel()
    gate.set()
    assert first.result(10)
    assert result_if_done(second) is None
    assert result_if_done(first) is True
    workers.close()


def test_threads_do_not_keep_the_process() -> None:
    """A request that hangs must not keep a process that was told to end."""
    workers = Workers(1)
    gate = threading.Event()
    workers.submit(gate.wait, 10)
    names = [thread for thread in threading.enumerate() if thread.name == "post-events"]
    assert names
    assert all(thread.daemon for thread in names)
    gate.set()
    workers.close()
