"""Answers with code 20001: some events of an accepted request are not stored after all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from tests.emulator.events.answers import Answer
from tests.emulator.events.refusals import BAD_PARAMETER, PARTIAL
from tests.emulator.events.scripts import Script

if TYPE_CHECKING:
    from collections.abc import Collection

    from tests.emulator.events.batch import Batch

_MESSAGE = "Partially successful."


class PartialScript(Script, forbid_unknown_fields=True):
    """Answers the requests it selects with 20001; `indexes` and `event_ids` fail.

    `shape` is that of `data`; `base` is the number of the first event of a batch, 0 or 1:
    TikTok's is not known.
    """

    indexes: list[int] = msgspec.field(default_factory=list)
    shape: Literal["list", "nested", "empty", "null", "missing"] = "list"
    base: int = 0
    error_code: int = BAD_PARAMETER
    error_message: str = "Not a valid event"


def failing(script: PartialScript, batch: Batch) -> frozenset[int]:
    """Return the positions in `batch` that fail; positions it does not have are left out."""
    known = {index for index in script.indexes if 0 <= index < len(batch.events)}
    return frozenset(known.union(script.chosen(batch)))


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
