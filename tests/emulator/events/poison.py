"""Refusals on command: a request with nothing wrong in it is refused all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.events.batch import describe
from tests.emulator.events.refusals import BAD_PARAMETER, FieldError, RefusalError
from tests.emulator.events.scripts import Script

if TYPE_CHECKING:
    from tests.emulator.events.batch import Batch
    from tests.emulator.events.options import EventsOptions


class RefusalScript(Script, forbid_unknown_fields=True):
    """Refuses every request it selects, for ever unless `times` is given, and stores nothing.

    Without `message` the first event of `event_ids` is named as option `path_style` says; in
    `message`, `{index}` stands for its position.
    """

    times: int | None = None
    code: int = BAD_PARAMETER
    message: str | None = None


def refusal(script: RefusalScript, batch: Batch, options: EventsOptions) -> RefusalError:
    """Return the refusal of `batch` that `script` asks for."""
    index = next(iter(script.chosen(batch)), 0)
    if script.message is not None:
        message = script.message.replace("{index}", str(index))
    else:
        message = describe(index, FieldError(path="properties", problem="Invalid value"), options)
    return RefusalError(code=script.code, message=message)
