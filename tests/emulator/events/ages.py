"""Events from long ago and from the future: TikTok's limits are unknown, so each is a switch."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.emulator.events.batch import describe
from tests.emulator.events.refusals import FieldError, RefusalError

if TYPE_CHECKING:
    from datetime import datetime

    from tests.emulator.events.batch import Batch
    from tests.emulator.events.options import EventsOptions

_DAY, _MINUTE = 86_400, 60


class Ages(NamedTuple):
    """Positions in the batch: stored but never matched to an ad, and not stored at all."""

    unmatched: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()


def judge_ages(batch: Batch, now: datetime, options: EventsOptions) -> Ages:
    """Apply the options `age_rule` and `future_rule` to a checked batch.

    Raises:
        RefusalError: 40002 for the first event that a rule refuses.
    """
    if options.age_rule == options.future_rule == "off":
        return Ages()
    oldest = now.timestamp() - options.max_age_days * _DAY
    latest = now.timestamp() + options.max_future_minutes * _MINUTE
    found: dict[str, list[int]] = {"unmatched": [], "partial": [], "off": []}
    for index, event in enumerate(batch.events):
        if event["event_time"] < oldest:
            rule, problem = options.age_rule, "Event is too old"
        elif event["event_time"] > latest:
            rule, problem = options.future_rule, "Event is in the future"
        else:
            continue
        if rule == "refuse":
            error = FieldError(path="event_time", problem=problem)
            raise RefusalError(code=error.code, message=describe(index, error, options))
        found[rule].append(index)
    return Ages(frozenset(found["unmatched"]), frozenset(found["partial"]))
