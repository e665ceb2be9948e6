"""How much of a quota is used: counts requests while they come in."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Self

    from tests.emulator.process import LocalTikTok

EVERY = 0.1
REFUSED = 40100
MARGIN = 0.1
"""Share of the requests at the beginning and at the end that is not the steady phase."""


class Sample(NamedTuple):
    """So many requests were answered at this moment, in seconds of any clock."""

    at: float
    answered: int


class RequestWatch:
    """Looks at the log of the local TikTok ten times a second; a context manager."""

    def __init__(self, tiktok: LocalTikTok) -> None:
        self._tiktok = tiktok
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look_on)
        self._last = 0
        self.samples: list[Sample] = []
        self.requests = 0
        self.refused = 0

    def __enter__(self) -> Self:
        self._tiktok.clear_requests()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look_on(self) -> None:
        while not self._stop.wait(EVERY):
            self._look()
        self._look()

    def _look(self) -> None:
        new = self._tiktok.admin("GET", "requests", since=str(self._last))["requests"]
        if new:
            self._last = new[-1]["n"]
            self.requests += len(new)
            self.refused += sum(entry["code"] == REFUSED for entry in new)
        self.samples.append(Sample(time.monotonic(), self.requests))


def steady_rate(samples: Sequence[Sample]) -> float:
    """Requests per second between the first and the last tenth of the requests.

    Raises:
        ValueError: there were too few requests to speak of a steady phase.
    """
    total = samples[-1].answered if samples else 0
    begin = _reached(samples, total * MARGIN)
    end = _reached(samples, total * (1 - MARGIN))
    if end <= begin:
        raise ValueError(f"{total} requests have no steady phase")
    return total * (1 - 2 * MARGIN) / (end - begin)


def _reached(samples: Sequence[Sample], count: float) -> float:
    """The moment a count was reached, on straight lines between the samples."""
    before = samples[0] if samples else Sample(0.0, 0)
    for sample in samples:
        if sample.answered >= count:
            if sample.answered == before.answered:
                return sample.at
            share = (count - before.answered) / (sample.answered - before.answered)
            return before.at + share * (sample.at - before.at)
        before = sample
    return before.at
