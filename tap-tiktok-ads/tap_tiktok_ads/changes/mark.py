"""What STATE says of the change store: which one it is, and how much of it has arrived.

STATE comes back when a loader has written what was emitted before it. So digests of rows are
believed when their mark is not behind the STATE that a run is started with.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

IN_STATE: Final = "change_store"

_encode = msgspec.json.Encoder(order="deterministic").encode


class Mark(NamedTuple):
    """A moment in the life of a store: its id, the run that writes to it, what it has settled.

    Each run has a generation, one more than the run before. `settled` counts how often the run
    has written digests of rows that were emitted.
    """

    store_id: str
    generation: int
    settled: int

    def in_state(self) -> dict[str, Any]:
        """Return it as it stands in STATE."""
        return {"id": self.store_id, "generation": self.generation, "settled": self.settled}


def mark_in(state: Mapping[str, Any]) -> Mark | None:
    """Return the mark of a STATE; None without one, and where somebody has edited bookmarks.

    Who sets a bookmark back wants rows again, whatever the store says.
    """
    told = state.get(IN_STATE)
    if not isinstance(told, dict) or told.get("bookmarks") != _digest(state.get("bookmarks")):
        return None
    try:
        return msgspec.convert((told["id"], told["generation"], told["settled"]), Mark)
    except (KeyError, msgspec.ValidationError):
        return None


class MarkInState:
    """The mark in the state of a run: `began_with`, then whatever is `put` there."""

    def __init__(self, state: dict[str, Any], given: Mapping[str, Any], *, has_store: bool) -> None:
        """Take the mark over from the STATE that was `given`, if it can be believed.

        `state` is the run's own. A run without a store ends what was said of one: it emits rows
        that no store knows.
        """
        self._state = state
        self.began_with = mark_in(given) if has_store else None
        if IN_STATE in given:
            state[IN_STATE] = self.began_with.in_state() if self.began_with else None

    def put(self, mark: Mark) -> None:
        """Let STATE say from now on what the store has settled."""
        self._state[IN_STATE] = mark.in_state()


def sealed(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return a STATE with a digest of its bookmarks beside its mark, if it has one."""
    told = state.get(IN_STATE)
    if not isinstance(told, dict):
        return dict(state)
    return {**state, IN_STATE: {**told, "bookmarks": _digest(state.get("bookmarks"))}}


def _digest(bookmarks: object) -> str:
    return blake2b(_encode(bookmarks), digest_size=8).hexdigest()
