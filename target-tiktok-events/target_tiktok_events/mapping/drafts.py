"""A record on its way through the mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from target_tiktok_events.mapping.events import Unmappable
    from target_tiktok_events.mapping.orders import Order
    from target_tiktok_events.mapping.plans import EventPlan


class Draft(msgspec.Struct):
    """A record, the plan for it, its fields, and the event as far as it is built.

    `why` says why it can't become an event, after which no further step is taken. `payload` is the
    event's JSON once all steps are.
    """

    record: Mapping[str, Any]
    plan: EventPlan
    order: Order
    event: dict[str, Any]
    why: Unmappable | None = None
    payload: bytes = b""
