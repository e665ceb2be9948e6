"""Which of the next requests a script is for: by number, event source or event id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

if TYPE_CHECKING:
    from tests.emulator.events.batch import Batch


class Script(msgspec.Struct, forbid_unknown_fields=True):
    """Selects requests whose events are all right.

    With `request` it is the nth next one that fits the other selectors, else the `times` next
    ones (null: all). `event_ids` selects the requests that hold one of these events.
    """

    request: int | None = None
    times: int | None = 1
    event_source_id: str | None = None
    event_ids: list[str] | None = None

    def chosen(self, batch: Batch) -> list[int]:
        """Return the positions in `batch` of the events of `event_ids`."""
        ids = set(self.event_ids or ())
        return [i for i, event in enumerate(batch.events) if event.get("event_id") in ids]

    def fits(self, batch: Batch) -> bool:
        """Tell whether event source and event ids are those of this script."""
        if self.event_source_id not in {None, batch.event_source_id}:
            return False
        return self.event_ids is None or bool(self.chosen(batch))


_S = TypeVar("_S", bound=Script)


class Scripts(Generic[_S]):
    """The scripts that are still to be played, in the order they came."""

    def __init__(self) -> None:
        self._waiting: list[_S] = []

    def add(self, script: _S) -> None:
        """Play `script` from the next request on."""
        self._waiting.append(script)

    def clear(self) -> None:
        """Forget every script."""
        self._waiting.clear()

    def claim(self, batch: Batch) -> _S | None:
        """Return the script for this request, if any; the request counts for all that fit."""
        claimed = None
        for script in tuple(self._waiting):
            if script.fits(batch) and self._is_due(script, taken=claimed is not None):
                claimed = script
        return claimed

    def _is_due(self, script: _S, *, taken: bool) -> bool:
        if script.request is not None:
            script.request -= 1
            if script.request > 0:
                return False
            self._waiting.remove(script)
        elif taken:
            return False
        elif script.times is not None:
            script.times -= 1
            if script.times <= 0:
                self._waiting.remove(script)
        return not taken
