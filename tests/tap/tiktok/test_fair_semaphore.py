"""Places under way: as many as there are, and who waits longest gets the next."""

from __future__ import annotations

import threading
import time

from tap_tiktok_ads.tiktok.fair_semaphore import FairSemaphore


def test_no_more_are_inside_than_there_are_places() -> None:
    """Of twenty threads at most three are inside at any time, and all of them get in."""
    semaphore = FairSemaphore(3)
    inside = 0
    most = 0
    been = 0
    lock = threading.Lock()
    three_are_in = threading.Barrier(3)

    def work(number: int) -> None:
        nonlocal inside, most, been
        with semaphore:
            with lock:
                inside += 1
                most = max(most, inside)
                been += 1
            if number < 3:
                three_are_in.wait(10)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert most == 3
    assert been == 20


def test_who_comes_just_in_time_does_not_overtake() -> None:
    """Threads that come again and again leave the place to those who waited before."""
    semaphore = FairSemaphore(1)
    order: list[int] = []
    semaphore.__enter__()
    threads = []
    for number in range(5):

        def wait(number: int = number) -> None:
            with semaphore:
                order.append(number)

        threads.append(threading.Thread(target=wait))
        threads[-1].start()
        deadline = time.monotonic() + 10
        while len(semaphore._waiting) <= number:  # noqa: SLF001 - it waits, and only this tells
            assert time.monotonic() < deadline

    semaphore.__exit__()
    with semaphore:
        order.append(99)
    for thread in threads:
        thread.join(10)

    assert order == [0, 1, 2, 3, 4, 99]
