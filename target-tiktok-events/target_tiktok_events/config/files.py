"""Reads what `--config` names: files, and the word ENV for the environment."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from target_tiktok_events.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterable


class GivenConfig(msgspec.Struct, frozen=True):
    """The settings as the command line gives them.

    `values` is what the files say together, the last word counts; `with_environment` says
    whether the environment has its say after them.
    """

    values: dict[str, Any]
    with_environment: bool


def read_config(names: Iterable[str]) -> GivenConfig:
    """The settings in these files.

    Raises:
        SettingError: a file is missing, or holds no JSON object.
    """
    values: dict[str, Any] = {}
    paths = list(names)
    for path in paths:
        if path != "ENV":
            values |= _object_in(Path(path))
    return GivenConfig(values, "ENV" in paths)


def _object_in(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        message = f"--config: the file {path} can't be read ({error.strerror}): check its path"
        raise SettingError(message) from None
    except ValueError as error:
        message = (
            f"--config: the file {path} can't be read as a JSON object ({type(error).__name__})"
        )
        raise SettingError(message) from None
    if not isinstance(found, dict):
        message = f"--config: the file {path} can't be read as a JSON object"
        raise SettingError(message)
    return found
