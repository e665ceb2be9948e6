"""Whether TikTok refuses all events for one reason, which is then no fault of the events.

A wrong setting, such as a currency column that holds something else, makes every event refused. To
find that out costs few requests here, and no event: after twenty refusals for one reason, with none
accepted, a few of the events that are left are tried, each alone.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

ENOUGH_ALIKE: Final = 20
_PROBE: Final = 3
_POSITION: Final = re.compile(r"\d+")

Cause = tuple[int | None, str]
"""TikTok's code and reason, positions left aside: what two refusals must share to be alike."""


def cause_of(code: int | None, reason: str) -> Cause:
    """The cause of a refusal."""
    return code, _POSITION.sub("*", reason)


def are_alike(causes: Iterable[Cause]) -> bool:
    """Whether there are enough refusals for one cause to doubt that the events are at fault."""
    return max(Counter(causes).values(), default=0) >= ENOUGH_ALIKE


def few_of(positions: list[int]) -> list[int]:
    """A few of the positions that are left, far apart: what comes late may be different."""
    last = len(positions) - 1
    count = min(_PROBE, len(positions))
    return [positions[last * step // max(1, count - 1)] for step in range(count)]


class CommonFault:
    """Watches the refusals of one event source; its batches, on several threads, share it."""

    def __init__(self) -> None:
        self._refusals: Counter[Cause] = Counter()
        self._accepted = False
        self._lock = threading.Lock()

    def accept(self) -> None:
        """TikTok took an event: from now on each refusal is the event's own."""
        self._accepted = True

    def refuse(self, cause: Cause) -> bool:
        """Counts an event that was refused alone; True if that leaves no doubt.

        Then there were enough for one cause, and the few that were tried after them, too.
        """
        with self._lock:
            self._refusals[cause] += 1
            return not self._accepted and self._refusals[cause] >= ENOUGH_ALIKE + _PROBE

    def is_suspected(self) -> bool:
        """Whether enough events were refused for one cause, and none was taken."""
        return not self._accepted and max(self._refusals.values(), default=0) >= ENOUGH_ALIKE
