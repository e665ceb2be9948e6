"""The event sources of a run: that of the settings, and those of the setting `event_sources`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from target_tiktok_events.config.declarations import EVENT_SOURCES
from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.routes import Route
from target_tiktok_events.mapping.rules import parse_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_KEYS: Final = ("name", "stream", "when", "event_source_id", "event_source", "access_token")
_TOKEN_VARIABLE: Final = "TARGET_TIKTOK_EVENTS_ACCESS_TOKEN_"  # noqa: S105 - no token but a name


class EventSource(msgspec.Struct, frozen=True, kw_only=True):
    """Where events go: an event source at TikTok, and the token that may send to it.

    `name` is what reports call it. `access_token` is "" in a dry run without one.
    """

    name: str
    event_source: str
    event_source_id: str
    access_token: str


class EventSources(msgspec.Struct, frozen=True):
    """All event sources of a run, that of the settings first, and which records go to which."""

    sources: tuple[EventSource, ...]
    routes: tuple[Route, ...]


def read_event_sources(values: Mapping[str, Any], environment: Mapping[str, str]) -> EventSources:
    """The event sources that the values of `read_values` stand for.

    The token of an entry is its own, else that of the environment variable of its name (see
    `token_variable`), else the setting `access_token`.

    Raises:
        SettingError: an entry can't be used; the text names it and never repeats a token.
    """
    default = EventSource(
        name=values["event_source_id"],
        event_source=values["event_source"],
        event_source_id=values["event_source_id"],
        access_token=values["access_token"] or "",
    )
    sources, routes = [default], []
    for index, raw in enumerate(values["event_sources"] or ()):
        setting = f"event_sources[{index}]"
        if complaint := next(_complaints(raw, setting), None):
            raise SettingError(complaint)
        source = _source(raw, default, environment)
        _check_token(source, setting, is_needed=not values["dry_run"])
        number = _number(source, sources, setting)
        if number == len(sources):
            sources.append(source)
        routes.append(Route(_rule(raw, setting), number, source.event_source))
    return EventSources(tuple(sources), tuple(routes))


def token_variable(name: str) -> str:
    """The environment variable with the token of the event source of this name."""
    return _TOKEN_VARIABLE + re.sub(r"[^A-Z0-9]", "_", name.upper())


def token_complaint(token: str) -> str | None:
    """What is wrong with a token, as far as that can be seen; None if it may be one."""
    if token.isascii() and token.isprintable() and " " not in token:
        return None
    return "has characters that no token has: copy it again, without line breaks"


def _complaints(raw: Any, setting: str) -> Iterator[str]:
    if not isinstance(raw, dict):
        yield f"{setting} must be an object such as {{stream: orders_de, event_source_id: C…}}."
        return
    unknown = [key for key in raw if key not in _KEYS]
    if unknown:
        yield f"{setting} has the unknown key {unknown[0]!r}; it may have {', '.join(_KEYS)}."
    for key in ("name", "event_source", "access_token"):
        if not isinstance(raw.get(key), (str, type(None))):
            yield f"{setting}.{key} must be text."
    found = raw.get("event_source_id")
    if isinstance(found, bool) or not isinstance(found, (str, int)) or not str(found).strip():
        yield f"{setting}.event_source_id is missing: write the id that Events Manager shows."
    if (raw.get("event_source") or EVENT_SOURCES[0]) not in EVENT_SOURCES:
        yield f"{setting}.event_source must be one of {', '.join(EVENT_SOURCES)}."
    if not raw.get("stream") and not raw.get("when"):
        yield f"{setting} needs stream or when: which records go there?"


def _rule(raw: Mapping[str, Any], setting: str) -> Any:
    """`stream` and `when` as a rule of event_mappings reads them."""
    try:
        [rule] = parse_rules([{key: raw.get(key) for key in ("stream", "when")}])
    except SettingError as error:
        raise SettingError(str(error).replace("event_mappings[0]", setting)) from None
    return msgspec.structs.replace(rule, name=setting)


def _source(
    raw: Mapping[str, Any], default: EventSource, environment: Mapping[str, str]
) -> EventSource:
    source_id = str(raw["event_source_id"]).strip()
    name = (raw.get("name") or "").strip() or source_id
    token = raw.get("access_token") or environment.get(token_variable(name))
    return EventSource(
        name=name,
        event_source=raw.get("event_source") or default.event_source,
        event_source_id=source_id,
        access_token=(token or default.access_token).strip(),
    )


def _check_token(source: EventSource, setting: str, *, is_needed: bool) -> None:
    if is_needed and not source.access_token:
        message = (
            f"{setting}.access_token is missing: write it there, or into the environment variable "
            f"{token_variable(source.name)}."
        )
        raise SettingError(message)
    if complaint := token_complaint(source.access_token):
        message = f"{setting}.access_token {complaint}"
        raise SettingError(message)


def _number(source: EventSource, known: Sequence[EventSource], setting: str) -> int:
    """The number of an event source; entries for the same one share it."""
    for number, other in enumerate(known):
        if source.event_source_id == other.event_source_id:
            if source.event_source == other.event_source and (
                source.access_token == other.access_token
            ):
                return number
            message = (
                f"{setting} has the event_source_id of another entry, or of the settings, but "
                "another event_source or access_token."
            )
            raise SettingError(message)
        if token_variable(source.name) == token_variable(other.name):
            message = f"{setting}.name {source.name!r} is that of another event source."
            raise SettingError(message)
    return len(known)
