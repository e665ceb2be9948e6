"""Reading query parameters as strictly as TikTok: typed, JSON where JSON is due, enums closed."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tests.emulator.envelope import ApiError, parameter_error

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MOST_IDS = 100


class Parameters:
    """The query of one request. Unknown parameters are ignored, as TikTok ignores them.

    Every method raises ApiError 40002 unless its docstring says otherwise.
    """

    def __init__(self, query: Mapping[str, str]) -> None:
        self._query = query

    def text(self, name: str) -> str | None:
        """A plain value; none when absent or empty."""
        return self._query.get(name) or None

    def required(self, name: str) -> str:
        """A plain value that must be there."""
        value = self.text(name)
        if value is None:
            raise missing(name)
        return value

    def one_of(self, name: str, allowed: Collection[str], default: str | None = None) -> str | None:
        """A value of a closed set."""
        value = self.text(name)
        if value is None:
            return default
        if value not in allowed:
            raise not_acceptable(name, allowed)
        return value

    def flag(self, name: str) -> bool:
        """`true` or `false`, false when absent."""
        value = self.text(name)
        if value is None:
            return False
        if value not in {"true", "false", "True", "False"}:
            raise parameter_error(f"{name}: Not a valid boolean.")
        return value.lower() == "true"

    def number(self, name: str, default: int) -> int:
        """An integer."""
        value = self.text(name)
        if value is None:
            return default
        try:
            return int(value)
        except ValueError:
            raise parameter_error(f"{name}: Not a valid integer.") from None

    def day(self, name: str) -> date | None:
        """A date written YYYY-MM-DD."""
        value = self.text(name)
        if value is None:
            return None
        return parse_day(name, value)

    def json(self, name: str) -> Any:
        """A JSON value; none when absent."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise parameter_error(f"{name}: Invalid JSON.") from None

    def texts(self, name: str) -> list[str] | None:
        """A JSON list of strings; none when absent."""
        value = self.json(name)
        return None if value is None else list_of_texts(name, value)

    def object(self, name: str) -> dict[str, Any]:
        """A JSON object, empty when absent."""
        value = self.json(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise parameter_error(f"{name}: Invalid input type.")
        return value


def list_of_texts(name: str, value: Any) -> list[str]:
    """`value` when it is a list of strings."""
    if not isinstance(value, list):
        raise parameter_error(f"{name}: Not a valid list.")
    for index, item in enumerate(value):
        if not isinstance(item, str):
            raise parameter_error(f"{name}.{index}: Not a valid string.")
    return value


def list_of_ids(name: str, value: Any, most: int = MOST_IDS) -> list[str]:
    """`value` when it is a list of at most `most` ids.

    Raises:
        ApiError: 40011 when there are more.
    """
    ids = list_of_texts(name, value)
    if len(ids) > most:
        raise ApiError(40011, f"{name}: the ID list is too long, the limit is {most}.")
    return ids


def parse_day(name: str, value: str) -> date:
    """A date written exactly YYYY-MM-DD."""
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, no instant
    except ValueError:
        raise parameter_error(f"{name}: Not a valid date, the format is YYYY-MM-DD.") from None


def parse_time(name: str, value: Any) -> datetime:
    """A time written `YYYY-MM-DD HH:MM:SS`, without zone."""
    try:
        return datetime.strptime(value, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - TikTok writes no zone
    except (ValueError, TypeError):
        message = f"{name}: Not a valid time, the format is YYYY-MM-DD HH:MM:SS."
        raise parameter_error(message) from None


def missing(name: str) -> ApiError:
    """A required parameter is not there."""
    return parameter_error(f'"{name}" is required, but missing.')


def not_acceptable(name: str, allowed: Collection[str]) -> ApiError:
    """A value outside a closed set; lists the set in TikTok's form."""
    names = ", ".join(f"'{value}'" for value in allowed)
    return parameter_error(
        f"{name}: one or more value of the param is not acceptable, correct is [{names}]"
    )
