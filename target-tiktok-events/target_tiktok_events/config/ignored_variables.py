"""Variables of the environment that were meant as settings, and reached none.

Meltano hands a plugin the settings that its definition declares, and drops the rest; a run that was
meant as a trial would then be a real one. Without Meltano only `--config=ENV` reads variables.
"""

from __future__ import annotations

import ast
import json
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from target_tiktok_events.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PREFIX: Final = "TARGET_TIKTOK_EVENTS_"
_INSTANCE: Final = "MELTANO_LOADER_NAME"
"""Where Meltano says as which plugin it runs this one: another name has a prefix of its own."""

_NO_SETTINGS: Final = ("loglevel", "log_level", "access_token_")
"""Variables of the SDK, and the tokens of `event_sources`."""


def check_variables(
    environment: Mapping[str, str],
    config: Mapping[str, Any],
    declared: Mapping[str, Mapping[str, Any]],
    *,
    with_environment: bool,
) -> None:
    """Checks that each variable with the plugin's prefix reached its setting.

    Raises:
        SettingError: those of `ignored_variables`.
    """
    found = ignored_variables(environment, config, declared, with_environment=with_environment)
    if found:
        raise SettingError("; ".join(found))


def ignored_variables(
    environment: Mapping[str, str],
    config: Mapping[str, Any],
    declared: Mapping[str, Mapping[str, Any]],
    *,
    with_environment: bool,
) -> list[str]:
    """A sentence for each variable that is filled and did not reach its setting.

    It did if its setting has the value, as Meltano passes both, or if the environment is read as
    well (`with_environment`, and the setting is in `declared`: JSON schemas by name). Variables of
    another plugin of a longer name, and Meltano's own (with two underscores), are none of these.
    No sentence holds a value.
    """
    sentences = []
    for variable, name in _candidates(environment, declared):
        if with_environment and name in declared:
            continue
        value = config.get(name)
        if value is None:
            value = declared.get(name, {}).get("default")
        if value is not None and _same(environment[variable], value):
            continue
        if not _is_part(name, config):
            sentences.append(_sentence(variable, name, config, declared))
    return sentences


def _candidates(
    environment: Mapping[str, str], declared: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """The variables that look like settings of this plugin, each with the setting's name."""
    plugin = environment.get(_INSTANCE) or "target-tiktok-events"
    own = plugin.upper().replace("-", "_") + "_"
    for variable, text in sorted(environment.items()):
        if not text.strip():
            continue
        if variable.startswith(own) and own != PREFIX:
            name = variable.removeprefix(own).lower()
        elif variable.startswith(PREFIX):
            name = variable.removeprefix(PREFIX).lower()
            if name.startswith(_NO_SETTINGS) or _is_of_another(name, declared):
                continue
        else:
            continue
        if "__" not in f"_{name}" and not name.startswith(_NO_SETTINGS):
            yield variable, name


def _is_of_another(name: str, declared: Mapping[str, Any]) -> bool:
    """Whether the variable is of a plugin whose name is longer, such as …_EU_ACCESS_TOKEN."""
    return name not in declared and any(f"_{one}_" in f"{name}_" for one in declared)


def _is_part(name: str, config: Mapping[str, Any]) -> bool:
    """Whether Meltano took the variable from inside an object, such as FIELD_MAPPING_EMAIL."""
    return any(
        isinstance(value, dict) and name.startswith(f"{one}_") for one, value in config.items()
    )


def _sentence(
    variable: str, name: str, config: Mapping[str, Any], declared: Mapping[str, Any]
) -> str:
    if config.get(name) is not None:
        return (
            f"{variable} is set, but --config gives {name} another value, which counts: "
            "take one of the two away, or add --config=ENV"
        )
    if name in declared:
        return (
            f"{variable} is set, but did not reach the setting {name}: declare {name} below the "
            "plugin's settings in meltano.yml, or add --config=ENV to the command; or unset it"
        )
    near = get_close_matches(name, declared, n=1)
    suggestion = f"; did you mean {PREFIX}{near[0].upper()}?" if near else ""
    return f"{variable} is set, but there is no setting {name}: correct or unset it{suggestion}"


def _same(text: str, value: Any) -> bool:
    """Whether a variable says what a setting has, in any of the ways in which Meltano writes it."""
    wanted = _plain(value)
    listed = text.replace(",", " ").split()
    return wanted in (_plain(text), _plain(_read(text)), _plain(listed))


def _read(text: str) -> Any:
    for read in (json.loads, ast.literal_eval):
        try:
            return read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return text


def _plain(value: Any) -> Any:
    """A form in which equal settings are equal: nested keys flat, scalars as text."""
    if isinstance(value, dict):
        return dict(_flat(value))
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    text = str(value).strip()
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return {"true": "true", "false": "false"}.get(text.lower(), text)


def _flat(value: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, one in value.items():
        if isinstance(one, dict) and one:
            yield from _flat(one, f"{above}{key}.")
        else:
            yield f"{above}{key}", _plain(one)
