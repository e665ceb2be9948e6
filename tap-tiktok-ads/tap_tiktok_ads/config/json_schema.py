"""The declared settings as the JSON schema that `--about` shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.config.declarations import AUTO, SETTINGS, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_tiktok_ads.config.declarations import Setting

_TEXTS: Final[Mapping[str, Any]] = {
    # One text stands for a list too. "integer" is not declared beside it: the SDK would read an
    # environment variable as nothing else.
    "type": ["array", "string", "null"],
    "items": {"type": ["string", "integer"]},
}
_TYPES: Final[Mapping[Kind, Mapping[str, Any]]] = {
    Kind.TEXT: {"type": ["string", "null"]},
    Kind.URL: {"type": ["string", "null"]},
    Kind.PATH: {"type": ["string", "null"]},
    Kind.DATABASE: {"type": ["string", "null"]},
    Kind.IDS: _TEXTS,
    Kind.METRICS: _TEXTS,
    Kind.OBJECTS: {"type": ["array", "null"], "items": {"type": "object"}},
    Kind.DATE: {"type": ["string", "null"], "format": "date"},
    Kind.WHOLE_NUMBER: {"type": ["integer", "null"]},
    Kind.NUMBER: {"type": ["number", "null"]},
    # Not "integer": the SDK would read an environment variable as nothing else.
    Kind.DAYS_OR_AUTO: {"type": ["number", "string", "null"], "examples": [28, AUTO]},
    Kind.YES_OR_NO: {"type": ["boolean", "null"]},
    Kind.CHOICE: {"type": ["string", "null"]},
}


def settings_schema() -> dict[str, Any]:
    """Return the schema of all settings; the caller may add to it."""
    return {
        "type": "object",
        "properties": {one.name: _property(one) for one in SETTINGS},
        "required": [one.name for one in SETTINGS if one.required],
        "$schema": "https://json-schema.org/draft/2020-12/schema",
    }


def _property(setting: Setting) -> dict[str, Any]:
    told = {
        "title": setting.title,
        "description": setting.description,
        "default": setting.default,
        "minimum": setting.low,
        "maximum": setting.high,
    }
    marks = {"secret": True, "writeOnly": True} if setting.secret else {}
    types = dict(_TYPES[setting.kind])
    if setting.choices:
        told["enum"] = [*setting.choices, None]
    if setting.required:
        types["type"] = [one for one in types["type"] if one != "null"]
    return {**types, **{name: one for name, one in told.items() if one is not None}, **marks}
