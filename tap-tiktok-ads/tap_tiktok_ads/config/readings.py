"""One value of the config -> the value the tap works with, by the kind of its setting.

Values come as JSON, or as text from environment variables and hand-written files. Errors name
the setting and never repeat a value that could be secret.
"""

from __future__ import annotations

import ipaddress
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import urlsplit

from tap_tiktok_ads.config.declarations import AUTO, Kind
from tap_tiktok_ads.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tap_tiktok_ads.config.declarations import Setting

_TRUE_TEXTS: Final = frozenset({"true", "1", "yes", "on"})
_FALSE_TEXTS: Final = frozenset({"false", "0", "no", "off"})
_ID: Final = re.compile(r"[0-9]{1,32}")
_METRIC: Final = re.compile(r"[a-z][a-z0-9_]{0,99}")


def read_value(setting: Setting, value: Any) -> Any:
    """Return the typed value, or the setting's default when nothing is set.

    Lists become tuples of text, () when there is none; what has no default becomes None.

    Raises:
        SettingError: the value does not fit, or a required one is missing.
    """
    if setting.kind in {Kind.TEXT, Kind.URL} and isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        value = setting.default
    if value is not None:
        return _READERS[setting.kind](setting, value)
    if setting.required:
        raise SettingError(f"{setting.name} is missing: {setting.advice}")
    return () if setting.kind in {Kind.IDS, Kind.METRICS, Kind.OBJECTS} else None


def _text(setting: Setting, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise SettingError(f"{setting.name} must be text")
    text = str(value)
    if not text.isprintable() or not text.isascii():
        message = f"{setting.name} holds characters that can't be part of it: paste it again"
        raise SettingError(message)
    return text


def _path(setting: Setting, value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise SettingError(f"{setting.name} must be the path of a file")
    return value


def _database(setting: Setting, value: Any) -> str:
    """Read the URL as text: what opens the database knows more of URLs, and takes long to load."""
    if not isinstance(value, str) or not value.isprintable() or "://" not in value:
        raise SettingError(
            f"{setting.name} is no SQLAlchemy URL: write sqlite:///path/to/changes.db or "
            "postgresql://user:password@host/database"
        )
    return value.strip()


def _ids(setting: Setting, value: Any) -> tuple[str, ...]:
    return _texts(setting, value, _ID, example='["7001112223334445556"]')


def _metrics(setting: Setting, value: Any) -> tuple[str, ...]:
    return _texts(setting, value, _METRIC, example='["cash_spend", "total_purchase"]')


def _objects(setting: Setting, value: Any) -> tuple[Mapping[str, Any], ...]:
    """Read a list of objects; JSON text is accepted too. What they hold is checked elsewhere."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = None
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise SettingError(f"{setting.name} must be a list of objects, as JSON")
    return tuple(value)


def _texts(setting: Setting, value: Any, pattern: re.Pattern[str], example: str) -> tuple[str, ...]:
    """Read a list of text; a comma- or space-separated text and whole numbers are accepted."""
    found: list[str] = []
    for part in value if isinstance(value, list | tuple) else [value]:
        if isinstance(part, bool) or not isinstance(part, str | int):
            raise SettingError(f"{setting.name} must be a list of text, for example {example}")
        found += re.split(r"[,\s]+", str(part).strip("[]() \t\n"))
    texts = tuple(dict.fromkeys(one.strip("'\"") for one in found if one.strip("'\"")))
    for one in texts:
        if not pattern.fullmatch(one):
            raise SettingError(f"{setting.name} holds {one!r}: expected {example}")
    return texts


def _date(setting: Setting, value: Any) -> date:
    match = re.match(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?$", str(value))
    try:
        return date.fromisoformat(match[1]) if match else _no_date(setting)
    except ValueError:
        _no_date(setting)


def _no_date(setting: Setting) -> NoReturn:
    raise SettingError(f"{setting.name} is no date: write it as YYYY-MM-DD")


def _whole_number(setting: Setting, value: Any) -> int:
    number = _bounded(setting, value)
    if number is None or number != int(number):
        message = f"{setting.name} must be a whole number from {setting.low} to {setting.high}"
        raise SettingError(message)
    return int(number)


def _days_or_auto(setting: Setting, value: Any) -> int | str:
    if str(value).strip().lower() == AUTO:
        return AUTO
    try:
        return _whole_number(setting, value)
    except SettingError as error:
        raise SettingError(f"{error}, or {AUTO}") from None


def _number(setting: Setting, value: Any) -> float:
    number = _bounded(setting, value)
    if number is None:
        message = f"{setting.name} must be a number from {setting.low:g} to {setting.high:g}"
        raise SettingError(message)
    return number


def _bounded(setting: Setting, value: Any) -> float | None:
    """Read a number inside the bounds of its setting; None for anything else."""
    if isinstance(value, bool) or setting.low is None or setting.high is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if setting.low <= number <= setting.high else None


def _yes_or_no(setting: Setting, value: Any) -> bool:
    text = str(value).lower()
    if text not in _TRUE_TEXTS | _FALSE_TEXTS:
        raise SettingError(f"{setting.name} must be true or false")
    return text in _TRUE_TEXTS


def _choice(setting: Setting, value: Any) -> str:
    text = str(value).strip().lower()
    if text not in setting.choices:
        raise SettingError(f"{setting.name} must be {' or '.join(setting.choices)}")
    return text


def _url(setting: Setting, value: Any) -> str:
    """Only https keeps the token secret on the way; a local stand-in needs no secrecy."""
    name, url = setting.name, _text(setting, value)
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port is None or parts.port else None
    except ValueError:  # half an IPv6 address, or a port that is no number
        raise SettingError(
            f"{name} is no URL: write it like https://host or http://[::1]:8080"
        ) from None
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise SettingError(
            f"{name} is a host, without a path, a query or a user: write only what stands before "
            f"/open_api, such as {setting.default}"
        )
    if host and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))):
        return url
    raise SettingError(f"{name} must begin with https:// (http:// is allowed for loopback only)")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


_READERS: Final[Mapping[Kind, Callable[[Setting, Any], Any]]] = {
    Kind.TEXT: _text,
    Kind.URL: _url,
    Kind.PATH: _path,
    Kind.DATABASE: _database,
    Kind.IDS: _ids,
    Kind.METRICS: _metrics,
    Kind.OBJECTS: _objects,
    Kind.DATE: _date,
    Kind.WHOLE_NUMBER: _whole_number,
    Kind.NUMBER: _number,
    Kind.DAYS_OR_AUTO: _days_or_auto,
    Kind.YES_OR_NO: _yes_or_no,
    Kind.CHOICE: _choice,
}
