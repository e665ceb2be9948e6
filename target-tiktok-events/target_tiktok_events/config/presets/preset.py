"""What a preset is: the settings that fit the orders of one shop platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from target_tiktok_events.mapping.fields import field_of
from target_tiktok_events.mapping.rules import parse_rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from target_tiktok_events.mapping.rules import EventRule


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """Settings in the form in which users write them; what a user writes wins over them.

    `streams` are those of the platform's orders. `field_mapping` is by field, for all shapes in
    which taps emit an order: of a list the first source that is filled counts. `event_mappings`
    come after the user's own; each has a `name`, which reports show.
    """

    streams: Sequence[str]
    field_mapping: Mapping[str, Any]
    event_mappings: Sequence[Mapping[str, Any]]


def rules_of(preset: Preset) -> tuple[EventRule, ...]:
    """The rules of a preset, under the names that it gives them."""
    return tuple(
        parse_rule(rule["name"], {key: rule[key] for key in rule if key != "name"}, is_own=False)
        for rule in preset.event_mappings
    )


def fields_beside(preset: Preset, own: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of the preset's `field_mapping` whose fields the user's own don't name."""
    taken = set(map(field_of, own))
    return {key: source for key, source in preset.field_mapping.items() if key not in taken}
