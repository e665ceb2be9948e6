"""Answers with code 20001: some events of an accepted request are not stored after all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from tests.emulator.events.answers import Answer
from tests.emulator.events.refusals import BAD_PARAMETER, PARTIAL

if TYPE_CHECKING:
    from collections.abc import Collection

    from tests.emulator.events.batch import Batch

_MESSAGE = "Partially successful."


class PartialScript(msgspec.Struct, forbid_unknown_fields=True):
    """Which accepted requests are answered with 20001, which events fail, and how `data` looks.

    With `request` it is the nth next request that fits the other selectors, else the `times` next
    ones (null: all). `event_ids` selects the requests that hold one of them; these events fail.
    `base` is the number of the first event of a batch, 0 or 1: TikTok's is not known.
    """

    indexes: list[int] = []
    shape: Literal["list", "nested", "empty", "null", "missing"] = "list"
    request: int | None = None
    times: int | None = 1
    event_source_id: str | None = None
    event_ids: list[str] | None = None
    base: int = 0
    error_code: int = BAD_PARAMETER
    error_message: str = "Not a valid event"


class PartialScripts:
    """The scripts that are still to be played, in the order they came."""

    def __init__(self) -> None:
        self._waiting: list[PartialScript] = []

    def add(self, script: PartialScript) -> None:
        """Play `script` from the next accepted request on."""
        self._waiting.append(script)

    def clear(self) -> None:
        """Forget every script."""
        self._waiting.clear()

    def claim(self, batch: Batch) -> PartialScript | None:
        """Return the script for this request, if any; counts the request for all of them."""
        claimed = None
        for script in tuple(self._waiting):
            if _fits(script, batch) and self._is_due(script) and claimed is None:
                claimed = script
        return claimed

    def _is_due(self, script: PartialScript) -> bool:
        if script.request is not None:
            script.request -= 1
            if script.request > 0:
                return False
            self._waiting.remove(script)
        elif script.times is not None:
            script.times -= 1
            if script.times <= 0:
                self._waiting.remove(script)
        return True


def failing(script: PartialScript, batch: Batch) -> frozenset[int]:
    """Return the positions in `batch` that fail; positions it does not have are left out."""
    chosen = {index for index in script.indexes if 0 <= index < len(batch.events)}
    if script.event_ids is not None:
        ids = set(script.event_ids)
        chosen |= {i for i, event in enumerate(batch.events) if event.get("event_id") in ids}
    return frozenset(chosen)


def partial_answer(script: PartialScript, failed: Collection[int]) -> Answer:
    """Return the answer with code 20001 in the shape of `script`."""
    if script.shape not in {"list", "nested"}:
        return Answer(PARTIAL, _MESSAGE, shape=script.shape)
    rows = [(index + script.base, script.error_code, script.error_message) for index in failed]
    rows.sort()
    if script.shape == "list":
        names = ("order_in_batch", "error_code", "error_message")
        events = [dict(zip(names, row, strict=True)) for row in rows]
        return Answer(PARTIAL, _MESSAGE, {"failed_events": events}, "given")
    names = ("index", "code", "message")
    errors = [dict(zip(names, row, strict=True)) for row in rows]
    return Answer(PARTIAL, _MESSAGE, {"result": {"errors": errors}}, "given")


def _fits(script: PartialScript, batch: Batch) -> bool:
    if script.event_source_id not in {None, batch.event_source_id}:
        return False
    if script.event_ids is None:
        return True
    ids = set(script.event_ids)
    return any(event.get("event_id") in ids for event in batch.events)
