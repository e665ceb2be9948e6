"""The catalog and the state that the command line hands in, as files."""

from __future__ import annotations

import json
from typing import IO, Any, Final

from tap_tiktok_ads.errors import SettingError

State = dict[str, Any]

_BYTE_ORDER_MARK: Final = "\ufeff"

_WRAPPED: Final = {"singer_state": "Meltano's own state", "value": "a whole STATE message"}
"""What files hold that have a state inside of them."""


def read_json(file: IO[str] | None, option: str) -> dict[str, Any] | None:
    """Read a JSON object; an empty file counts as none, as orchestrators write it.

    Raises:
        SettingError: the file of this option holds something else.
    """
    if file is None:
        return None
    try:
        text = file.read().removeprefix(_BYTE_ORDER_MARK).strip()
        value = json.loads(text) if text else {}
    except (OSError, ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise SettingError(f"the file of {option} holds no JSON object")
    return value if text else None


def check_state(state: State | None) -> State | None:
    """Return the state, which has the layout that the tap writes.

    Raises:
        SettingError: it has another one. To read it as no state at all would import everything
            again, and leave days out that lie before the default start.
    """
    if not state:
        return state
    if "bookmarks" not in state:
        wrapped = next((what for name, what in _WRAPPED.items() if name in state), None)
        told = f" is {wrapped}: hand in what is inside of it" if wrapped else " has no bookmarks"
        raise SettingError(f"the file of --state{told}")
    for name, stream in _objects(state["bookmarks"], "bookmarks"):
        partitions = stream.get("partitions", [])
        if not isinstance(partitions, list):
            raise _mistake(f"bookmarks.{name}.partitions", "a list")
        for partition in partitions:
            if not isinstance(partition, dict) or not isinstance(partition.get("context"), dict):
                raise _mistake(f"bookmarks.{name}.partitions", "a list of objects with a context")
    return state


def _objects(value: Any, place: str) -> list[tuple[str, State]]:
    if not isinstance(value, dict):
        raise _mistake(place, "an object")
    for name, one in value.items():
        if not isinstance(one, dict):
            raise _mistake(f"{place}.{name}", "an object")
    return list(value.items())


def _mistake(place: str, expected: str) -> SettingError:
    return SettingError(f"the file of --state: {place} must be {expected}")
