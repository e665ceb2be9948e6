"""Settings in environment variables, as far as the SDK reads them too trustingly."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.config.ignored_variables import PREFIX
from tap_tiktok_ads.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def check_environment(schema: Mapping[str, Any]) -> None:
    """Check whole numbers and objects, which the SDK reads with a plain `int()` and `loads()`.

    Raises:
        SettingError: one is none; its value is not repeated.
    """
    for name, declared in schema["properties"].items():
        text = os.environ.get(PREFIX + name.upper())
        types = declared.get("type", ())
        if text is None or {"array", "string"} <= set(types):
            continue
        if "array" in types:
            _check(name, "a JSON list", json.loads, text)
        elif "integer" in types:
            _check(name, "a whole number", int, text)
        elif "object" in types:
            _check(name, "a JSON object", json.loads, text)


def _check(name: str, expected: str, read: Callable[[str], Any], text: str) -> None:
    try:
        read(text)
    except ValueError:
        raise SettingError(f"{name} must be {expected}") from None
