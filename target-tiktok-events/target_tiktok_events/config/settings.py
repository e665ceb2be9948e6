"""Reads the values of the settings.

They may come from a JSON file, from Meltano or from environment variables, so numbers, flags,
lists and objects are accepted as JSON text, too, and an id may come as a number. Complaints name
the setting and never repeat a value, which could be the token.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

from target_tiktok_events.config.declarations import SETTINGS
from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.mapper import MappingOptions, parse_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LOOPBACK: Final = frozenset(["localhost", "127.0.0.1", "::1"])
_UNSET: Final = (
    "access_token is missing: create it in TikTok Events Manager, in the settings of the event "
    "source, or set dry_run to see what would be sent without it"
)
_UNSET_SOURCE: Final = (
    "event_source_id is missing: write the pixel code (web), the event set id (offline, crm) or "
    "the app id (app) from TikTok Events Manager"
)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of a run, checked; `mapping` has those that decide what an event holds."""

    access_token: str
    event_source_id: str
    test_event_code: str | None
    batch_size: int
    max_batch_bytes: int
    max_concurrent_requests: int
    ledger_url: str
    dedup_window_minutes: int
    dead_letter_path: str
    max_dead_letters: int | None
    dry_run: bool
    request_timeout: float
    api_url: str
    mapping: MappingOptions


def read_settings(config: Mapping[str, Any]) -> Settings:
    """The settings with their kinds and defaults; keys that are not declared here stay away.

    Raises:
        SettingError: with one complaint after the other, in the order of the declaration.
    """
    complaints: list[str] = []
    values: dict[str, Any] = {}
    for name, declared in SETTINGS.items():
        try:
            values[name] = _value(name, config.get(name), declared)
        except SettingError as complaint:
            complaints.append(str(complaint))
    if not complaints:
        complaints.extend(_complaints(values))
    if complaints:
        raise SettingError("; ".join(complaints))
    return _settings(values)


def _settings(values: Mapping[str, Any]) -> Settings:
    of_mapping = {name: values[name] for name in values if name in MappingOptions.__struct_fields__}
    own = {name: values[name] for name in values if name in Settings.__struct_fields__}
    mapping = parse_options(**of_mapping)
    own["access_token"] = own["access_token"] or ""
    own["request_timeout"] = float(own["request_timeout"])
    return Settings(**own, mapping=mapping)


def _value(name: str, value: Any, declared: Mapping[str, Any]) -> Any:
    kind = declared["type"][0]
    if isinstance(value, str) and kind != "string":
        value = _from_text(name, value, kind)
    if value is None or (value == "" and name != "ledger_url"):
        default = declared.get("default")
        return default.copy() if isinstance(default, (list, dict)) else default
    if kind == "string" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # an id, written as a number
    if not _is_kind(value, kind):
        message = f"{name} must be {_EXPECTED[kind]}{_bounds(declared)}"
        raise SettingError(message)
    if not _within_bounds(value, declared):
        message = f"{name} must be {_EXPECTED[kind]}{_bounds(declared)}"
        raise SettingError(message)
    return value.strip() if isinstance(value, str) else value


_EXPECTED: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list (as JSON)",
    "object": "an object (as JSON)",
}


def _from_text(name: str, text: str, kind: str) -> Any:
    if not text.strip():
        return None
    if kind == "boolean":
        flags = {"true": True, "1": True, "yes": True, "on": True}
        flags |= {"false": False, "0": False, "no": False, "off": False}
        return flags.get(text.strip().lower(), text)
    try:
        return json.loads(text)
    except ValueError:
        message = f"{name} must be {_EXPECTED[kind]}"
        raise SettingError(message) from None


def _is_kind(value: object, kind: str) -> bool:
    if isinstance(value, bool) or kind == "boolean":
        return isinstance(value, bool) and kind == "boolean"
    kinds: dict[str, type | tuple[type, ...]] = {
        "string": str,
        "integer": int,
        "array": list,
        "object": dict,
    }
    if kind == "number":
        return isinstance(value, (int, float)) or hasattr(value, "is_finite")
    return isinstance(value, kinds[kind])


def _within_bounds(value: Any, declared: Mapping[str, Any]) -> bool:
    return (
        ("enum" not in declared or value in declared["enum"])
        and ("minimum" not in declared or value >= declared["minimum"])
        and ("maximum" not in declared or value <= declared["maximum"])
        and ("exclusiveMinimum" not in declared or value > declared["exclusiveMinimum"])
    )


def _bounds(declared: Mapping[str, Any]) -> str:
    if "enum" in declared:
        return f": one of {', '.join(declared['enum'])}"
    if "maximum" in declared:
        return f" from {declared['minimum']} to {declared['maximum']}"
    if "minimum" in declared:
        return f", at least {declared['minimum']}"
    return " above 0" if "exclusiveMinimum" in declared else ""


def _complaints(values: Mapping[str, Any]) -> Iterator[str]:
    if not values["event_source_id"]:
        yield _UNSET_SOURCE
    token = values["access_token"]
    if not token and not values["dry_run"]:
        yield _UNSET
    if token and not (token.isascii() and token.isprintable() and " " not in token):
        yield "access_token has characters that no token has: copy it again, without line breaks"
    url = urlsplit(values["api_url"])
    if url.scheme not in {"https", "http"} or not url.hostname:
        yield "api_url must be a URL such as https://business-api.tiktok.com"
    elif url.scheme == "http" and url.hostname not in _LOOPBACK:
        yield "api_url must begin with https://, because the access token travels with it"


def environment_complaint(environment: Mapping[str, str], prefix: str) -> str | None:
    """Names the first setting in the environment that the SDK could not read; None if all are fine.

    The SDK reads whole numbers with a plain `int()`, whose error names neither setting nor cause.
    """
    for name, declared in SETTINGS.items():
        text = environment.get(prefix + name.upper())
        if text is None:
            continue
        kind = declared["type"][0]
        try:
            parsed = _from_text(name, text, kind) if kind != "string" else text
        except SettingError as complaint:
            return str(complaint)
        if kind != "string" and not _is_kind(parsed, kind):
            return f"{name} must be {_EXPECTED[kind]}"
    return None
