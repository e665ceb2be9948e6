"""Where the records of the input go; what stands behind it, the input does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from target_tiktok_events.mapping.events import Event, LeftOut, Refused


class Outlet(Protocol):
    """Takes what was read, in its order.

    Every record goes to exactly one of `admit`, `refuse` and `leave_out`, which counts it as
    read; what it gives besides goes there too, and is told to `count_further`. Each raises the
    TargetError that ended the run, whichever thread met it.
    """

    def admit(self, event: Event) -> None:
        """Takes an event on its way."""

    def refuse(self, refused: Refused) -> None:
        """Takes a record that could not become an event."""

    def leave_out(self, left_out: LeftOut) -> None:
        """Takes a record that a rule leaves out."""

    def count_further(self, results: int) -> None:
        """Counts what one record gave beyond its first event: it is one record all the same."""

    def checkpoint(self, state: bytes) -> None:
        """Takes the JSON of a STATE; it goes out when every record before it has ended."""


class Comparison(Protocol):
    """Compares the settings with what the input says of its streams."""

    def learn(self, stream: str, columns: Iterable[str]) -> None:
        """Takes the columns of a stream's SCHEMA; none if they can't be known."""

    def check(self, stream: str) -> None:
        """Compares a stream whose first record has come; raises SettingError."""
