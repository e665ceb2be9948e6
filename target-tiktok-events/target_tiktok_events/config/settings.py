"""The settings of a run, checked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from target_tiktok_events.config.dead_letter_limit import DeadLetterLimit, read_limit
from target_tiktok_events.config.declarations import SETTINGS
from target_tiktok_events.config.event_sources import (
    EventSource,
    read_event_sources,
    token_complaint,
)
from target_tiktok_events.config.mapping_settings import mapping_options
from target_tiktok_events.config.project_paths import in_project, ledger_in_project
from target_tiktok_events.config.values import read_values
from target_tiktok_events.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from target_tiktok_events.mapping.options import MappingOptions

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
    outcome_retention_days: int
    dead_letter_path: str
    dead_letter_retention_days: int | None
    history_path: str | None
    max_dead_letters: DeadLetterLimit
    dry_run: bool
    request_timeout: float
    api_url: str
    event_sources: tuple[EventSource, ...]
    mapping: MappingOptions


def read_settings(
    config: Mapping[str, Any], environment: Mapping[str, str] = os.environ
) -> Settings:
    """The settings with their kinds and defaults; keys that are not declared stay away.

    `environment` may hold the tokens of `event_sources`. The first of `event_sources` in the
    result is the event source of the settings themselves.

    Raises:
        SettingError: with one complaint after the other; none repeats a value.
    """
    values = read_values(config, SETTINGS)
    complaints = list(_complaints(values))
    if complaints:
        raise SettingError("; ".join(complaints))
    found = read_event_sources(values, environment)
    plain = {name: values[name] for name in values if name in Settings.__struct_fields__}
    return Settings(
        **{
            **plain,
            "access_token": values["access_token"] or "",
            "test_event_code": values["test_event_code"] or None,
            "ledger_url": ledger_in_project(values["ledger_url"], os.environ),
            "dead_letter_path": in_project(values["dead_letter_path"], os.environ),
            "history_path": in_project(values["history_path"], os.environ)
            if values["history_path"]
            else None,
            "max_dead_letters": read_limit(values["max_dead_letters"]),
            "request_timeout": float(values["request_timeout"]),
            "event_sources": found.sources,
        },
        mapping=replace(mapping_options(values), routes=found.routes),
    )


def _complaints(values: Mapping[str, Any]) -> Iterator[str]:
    if not values["event_source_id"]:
        yield _UNSET_SOURCE
    token = values["access_token"]
    if not token and not values["dry_run"]:
        yield _UNSET
    if complaint := token_complaint(token or ""):
        yield f"access_token {complaint}"
    yield from _address_complaints(values["api_url"])


def _address_complaints(api_url: str) -> Iterator[str]:
    url = urlsplit(api_url)
    if url.scheme not in {"https", "http"} or not url.hostname:
        yield "api_url must be a URL such as https://business-api.tiktok.com"
    elif url.path.strip("/") or url.query or url.fragment or url.username:
        yield (
            "api_url is a host, without a path, a query or a user: write only what stands before "
            "/open_api, such as https://business-api.tiktok.com"
        )
    elif url.scheme == "http" and url.hostname not in _LOOPBACK:
        yield "api_url must begin with https://, because the access token travels with it"
