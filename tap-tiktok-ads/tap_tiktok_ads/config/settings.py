"""The tap's settings: their declaration, and the config turned into typed values.

Errors name the setting and never repeat a value that could be secret.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tap_tiktok_ads.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_API_URL: Final = "https://business-api.tiktok.com"
MAX_LOOKBACK_DAYS: Final = 365
MAX_CONCURRENT_REQUESTS: Final = 64
MAX_PER_SECOND: Final = 100_000.0
MAX_TIMEOUT: Final = 3600.0
LEAST: Final = 0.001
"""Longer waits than these make no sense, and a socket refuses them with a traceback."""

TRUE_TEXTS: Final = frozenset({"true", "1", "yes", "on"})
FALSE_TEXTS: Final = frozenset({"false", "0", "no", "off"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user set, checked; see the table in the README for the meaning."""

    access_token: str
    app_id: str | None
    app_secret: str | None
    advertiser_ids: tuple[str, ...]
    exclude_advertiser_ids: tuple[str, ...]
    start_date: date | None
    end_date: date | None
    reimport_lookback_window: int
    include_deleted: bool
    metrics: tuple[str, ...]
    max_concurrent_requests: int
    max_requests_per_second: float
    request_timeout: float
    api_url: str
    check_totals: bool


def read_settings(config: Mapping[str, Any]) -> Settings:
    """Check the config.

    Raises:
        SettingError: the first setting that is missing or wrong.
    """
    settings = Settings(
        access_token=_text(config, "access_token") or _missing_token(),
        app_id=_text(config, "app_id"),
        app_secret=_text(config, "app_secret"),
        advertiser_ids=_names(config, "advertiser_ids", _id),
        exclude_advertiser_ids=_names(config, "exclude_advertiser_ids", _id),
        start_date=_date(config, "start_date"),
        end_date=_date(config, "end_date"),
        reimport_lookback_window=_integer(
            config, "reimport_lookback_window", 28, 0, MAX_LOOKBACK_DAYS
        ),
        include_deleted=_boolean(config, "include_deleted", default=True),
        metrics=_names(config, "metrics", _metric),
        max_concurrent_requests=_integer(
            config, "max_concurrent_requests", 8, 1, MAX_CONCURRENT_REQUESTS
        ),
        max_requests_per_second=_positive(config, "max_requests_per_second", 10, MAX_PER_SECOND),
        request_timeout=_positive(config, "request_timeout", 60, MAX_TIMEOUT),
        api_url=_api_url(_text(config, "api_url") or DEFAULT_API_URL),
        check_totals=_boolean(config, "check_totals", default=True),
    )
    _check_together(settings)
    return settings


def _check_together(settings: Settings) -> None:
    if bool(settings.app_id) != bool(settings.app_secret):
        missing = "app_secret" if settings.app_id else "app_id"
        raise SettingError(f"{missing} is missing: app_id and app_secret work only together")
    if not settings.advertiser_ids and not settings.app_id:
        raise SettingError(
            "advertiser_ids is missing: name the advertisers to import, or set app_id and "
            "app_secret to import all that the token may read"
        )
    start, end = settings.start_date, settings.end_date
    if start and end and start > end:
        raise SettingError(f"start_date {start} is after end_date {end}: swap or mend them")


def _missing_token() -> str:
    raise SettingError(
        "access_token is missing: set the token that TikTok gave when the advertiser "
        "authorized your app (environment variable TAP_TIKTOK_ADS_ACCESS_TOKEN)"
    )


def _text(config: Mapping[str, Any], name: str) -> str | None:
    value = config.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise SettingError(f"{name} must be text")
    text = str(value).strip()
    if not text.isprintable() or not text.isascii():
        raise SettingError(f"{name} holds characters that can't be part of it: paste it again")
    return text or None


def _names(config: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Read a list of text; a comma- or space-separated text and whole numbers are accepted."""
    value = config.get(name)
    if value is None:
        return ()
    parts = value if isinstance(value, list | tuple) else [value]
    names: list[str] = []
    for part in parts:
        if isinstance(part, bool) or not isinstance(part, str | int):
            raise SettingError(
                f"{name} must be a list of text, for example {pattern_example(name)}"
            )
        names += re.split(r"[,\s]+", str(part).strip("[]() \t\n"))
    cleaned = tuple(dict.fromkeys(one.strip("'\"") for one in names if one.strip("'\"")))
    for one in cleaned:
        if not pattern.fullmatch(one):
            raise SettingError(f"{name} holds {one!r}: expected {pattern_example(name)}")
    return cleaned


_id: Final = re.compile(r"[0-9]{1,32}")
_metric: Final = re.compile(r"[a-z][a-z0-9_]{0,99}")


def pattern_example(name: str) -> str:
    """Show what a list setting looks like."""
    return '["cash_spend", "total_purchase"]' if name == "metrics" else '["7001112223334445556"]'


def _date(config: Mapping[str, Any], name: str) -> date | None:
    value = config.get(name)
    if value is None or value == "":
        return None
    match = re.match(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?$", str(value))
    try:
        return date.fromisoformat(match[1]) if match else _no_date(name)
    except ValueError:
        return _no_date(name)


def _no_date(name: str) -> date:
    raise SettingError(f"{name} is no date: write it as YYYY-MM-DD")


def _integer(config: Mapping[str, Any], name: str, default: int, low: int, high: int) -> int:
    value = config.get(name)
    if value is None or value == "":
        return default
    number = _number(value)
    if number is None or number != int(number) or not low <= number <= high:
        raise SettingError(f"{name} must be a whole number from {low} to {high}")
    return int(number)


def _positive(config: Mapping[str, Any], name: str, default: float, most: float) -> float:
    value = config.get(name)
    if value is None or value == "":
        return default
    number = _number(value)
    if number is None or not LEAST <= number <= most:
        raise SettingError(f"{name} must be a number from {LEAST:g} to {most:g}")
    return number


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None


def _boolean(config: Mapping[str, Any], name: str, *, default: bool) -> bool:
    value = config.get(name)
    if value is None or value == "":
        return default
    text = str(value).lower()
    if text not in TRUE_TEXTS | FALSE_TEXTS:
        raise SettingError(f"{name} must be true or false")
    return text in TRUE_TEXTS


def _api_url(url: str) -> str:
    """Only https keeps the token secret on the way; a local stand-in needs no secrecy."""
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port is None or parts.port else None
    except ValueError:  # half an IPv6 address, or a port that is no number
        raise SettingError(
            "api_url is no URL: write it like https://host or http://[::1]:8080"
        ) from None
    if parts.scheme == "https" and host:
        return url
    if parts.scheme == "http" and host and _is_loopback(host):
        return url
    raise SettingError("api_url must begin with https:// (http:// is allowed for loopback only)")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
