"""The settings of the plugins, read from their code: the source of every table of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.tap import TapTikTokAds
from target_tiktok_events.event_log_tap.tap import TapTikTokEventLog
from target_tiktok_events.target import TargetTikTokEvents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_sdk.plugin_base import PluginBase

PLUGINS: Mapping[str, type[PluginBase]] = {
    "tap-tiktok-ads": TapTikTokAds,
    "target-tiktok-events": TargetTikTokEvents,
    "tap-tiktok-event-log": TapTikTokEventLog,
}
PACKAGE_OF: Mapping[str, str] = {"tap-tiktok-event-log": "target-tiktok-events"}
"""Where a plugin comes with another one: in its package, told of in its README."""

# A Meltano `decimal` can't be written into a plugin's configuration, and an `array` from the
# environment turns ids into integers: numbers and lists of text take another kind.
MELTANO_KINDS = {
    "text": "string",
    "text or object": "string",
    "number or text": "string",
    "list of text": "string",
    "date": "date_iso8601",
    "whole number": "integer",
    "number": "integer",
    "yes or no": "boolean",
    "object": "object",
    "list of objects": "array",
}


@dataclass(frozen=True)
class Setting:
    """One setting as a person reads it. `kind` is a key of MELTANO_KINDS; default None is none."""

    name: str
    kind: str
    choices: tuple[str, ...]
    secret: bool
    required: bool
    default: Any
    description: str

    @property
    def meltano_kind(self) -> str:
        """The kind that meltano.yml declares."""
        return MELTANO_KINDS[self.kind]

    @property
    def has_meltano_default(self) -> bool:
        """Whether definitions hold the default: Meltano can't put an object in place of a text."""
        return self.default is not None and self.kind != "text or object"


def settings_of(plugin: str) -> list[Setting]:
    """The plugin's own settings, in the order of its code; the SDK's built-in ones left out."""
    schema = PLUGINS[plugin].config_jsonschema
    built_in = built_in_names(plugin)
    return [
        Setting(
            name=name,
            kind=kind_of(definition),
            choices=tuple(value for value in definition.get("enum", ()) if value is not None),
            secret=bool(definition.get("secret")),
            required=name in schema.get("required", ()),
            default=definition.get("default"),
            description=" ".join(definition.get("description", "").split()),
        )
        for name, definition in schema["properties"].items()
        if name not in built_in
    ]


def built_in_names(plugin: str) -> set[str]:
    """Names of the settings that the Singer SDK adds."""
    schema: dict[str, Any] = {"properties": {}}
    PLUGINS[plugin].append_builtin_config(schema)
    return set(schema["properties"])


def kind_of(definition: Mapping[str, Any]) -> str:
    """The kind of one JSON-schema property, for people.

    Raises:
        ValueError: the property is of a kind that the tables have no word for.
    """
    branches = [definition, *definition.get("anyOf", ()), *definition.get("oneOf", ())]
    types = {name for branch in branches for name in _types(branch)} - {"null"}
    formats = {branch.get("format") for branch in branches} - {None}
    items: Mapping[str, Any] = next((one["items"] for one in branches if "items" in one), {})
    if "array" in types:
        return "list of objects" if "object" in _types(items) else "list of text"
    if formats & {"date", "date-time"}:
        return "date"
    if {"string", "object"} <= types:
        return "text or object"
    if {"string", "number"} <= types:
        return "number or text"
    for json_type, kind in (
        ("object", "object"),
        ("boolean", "yes or no"),
        ("number", "number"),
        ("integer", "whole number"),
        ("string", "text"),
    ):
        if json_type in types:
            return kind
    message = f"no word for {json.dumps(definition)}"
    raise ValueError(message)


def _types(branch: Mapping[str, Any]) -> list[str]:
    """The JSON types of one schema, as a list."""
    types = branch.get("type", [])
    return [types] if isinstance(types, str) else list(types)
