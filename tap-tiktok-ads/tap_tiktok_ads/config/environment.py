"""Settings in environment variables, as far as the SDK reads them too trustingly."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.config.unknown_settings import unknown_settings
from tap_tiktok_ads.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PREFIX: Final = "TAP_TIKTOK_ADS_"

_NO_SETTINGS: Final = frozenset({"loglevel", "now"})
"""Variables of the SDK and of tests. Meltano's own have a second underscore behind the prefix."""


def check_environment(schema: Mapping[str, Any]) -> None:
    """Check whole numbers and objects, which the SDK reads with a plain `int()` and `loads()`.

    Raises:
        SettingError: one is none; its value is not repeated.
    """
    for name, declared in schema["properties"].items():
        text = os.environ.get(PREFIX + name.upper())
        types = declared.get("type", ())
        if text is None or "array" in types:
            continue
        if "integer" in types:
            _check(name, "a whole number", int, text)
        elif "object" in types:
            _check(name, "a JSON object", json.loads, text)


def unknown_variables(schema: Mapping[str, Any]) -> list[str]:
    """Return a line for each variable with the tap's prefix that is no setting of this schema."""
    names = (
        name.removeprefix(PREFIX).lower() for name in sorted(os.environ) if name.startswith(PREFIX)
    )
    settings = [one for one in names if not one.startswith("_") and one not in _NO_SETTINGS]
    return unknown_settings(settings, schema["properties"])


def _check(name: str, expected: str, read: Callable[[str], Any], text: str) -> None:
    try:
        read(text)
    except ValueError:
        raise SettingError(f"{name} must be {expected}") from None
