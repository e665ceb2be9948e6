"""Event sources that TikTok refuses, while a run goes on for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from target_tiktok_events.errors import Stopped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from target_tiktok_events.errors import TargetError


class StoppedSources:
    """Keeps why event sources were refused until the run has delivered what it can.

    Args:
        names: of all event sources of the run, by number.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._failures: dict[int, TargetError] = {}

    def add(self, source: int, failure: TargetError) -> None:
        """Takes the failure of an event source.

        Raises:
            TargetError: the failure, if it concerns the whole run: it is none of TikTok's
                refusals, or every event source is refused now.
        """
        if not isinstance(failure, Stopped):
            raise failure
        self._failures.setdefault(source, failure)
        if len(self._failures) == len(self._names):
            self.raise_if_any()

    def raise_if_any(self) -> None:
        """Ends the run for what was refused.

        Raises:
            Stopped: an event source was refused; the text names it where there are several.
        """
        if not self._failures:
            return
        if len(self._names) == 1:
            raise self._failures[0]
        message = "; ".join(
            f"event source {self._names[source]}: {failure}"
            for source, failure in sorted(self._failures.items())
        )
        raise Stopped(message)
