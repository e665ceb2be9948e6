"""The settings that the SDK adds (stream maps, flattening, batches): whose mistake they are.

The SDK reads them as they come, so a wrong one ended the run like a defect. The complaints name
the setting and the rule it breaks, never the value: an expression may hold a salt.
"""

from __future__ import annotations

import ast
import fnmatch
import re
from contextlib import contextmanager
from importlib.util import find_spec
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

from singer_sdk.batch import Batcher
from singer_sdk.exceptions import ConfigValidationError, MapExpressionError, MappingError
from singer_sdk.typing import DEFAULT_JSONSCHEMA_VALIDATOR

from tap_tiktok_ads.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from jsonschema import ValidationError

    Config = Mapping[str, Any]

_OF_MAPS: Final = (
    "stream_maps",
    "stream_map_config",
    "faker_config",
    "flattening_enabled",
    "flattening_max_depth",
    "flattening_max_key_length",
    "flattening_separator",
)
PARQUET: Final = "parquet"
VERSIONS: Final = "emit_activate_version_messages"
"""A setting that the SDK reads and does not declare."""

_NEEDED_BY_BATCHES: Final = (("encoding", "format"), ("storage", "root"))


def check_sdk_settings(config: Config, schema: Mapping[str, Any]) -> None:
    """Check what the SDK's own schema and its batches say of the config.

    Raises:
        SettingError: the first setting that breaks a rule.
    """
    error = _first_error(config, schema)
    if error is not None:
        raise SettingError(_broken_rule(error))
    if (config.get("flattening_max_depth") or 0) < 0:
        raise SettingError("flattening_max_depth must be a whole number from 0 on")
    if not isinstance(config.get(VERSIONS), (bool, NoneType)):
        raise SettingError(f"{VERSIONS} must be true or false")
    if config.get("batch_config"):
        _check_batches(config["batch_config"])


def _first_error(config: Config, schema: Mapping[str, Any]) -> ValidationError | None:
    try:
        return next(DEFAULT_JSONSCHEMA_VALIDATOR(schema).iter_errors(dict(config)), None)
    except AttributeError:  # the SDK's schema of `__else__` is none: the maps will judge it
        return None


def _broken_rule(error: ValidationError) -> str:
    name = ".".join(str(one) for one in error.absolute_path)
    expected: Any = error.validator_value
    if error.validator == "type":
        types = [expected] if isinstance(expected, str) else expected
        return f"{name} must be of type {' or '.join(types)}"
    if error.validator == "enum":
        return f"{name} must be one of {expected}"
    return f"{name} has a form that the Singer SDK does not know ({error.validator})"


def _check_batches(batch_config: Mapping[str, Any]) -> None:
    for part, name in _NEEDED_BY_BATCHES:
        if not (batch_config.get(part) or {}).get(name):
            raise SettingError(f"batch_config.{part}.{name} is missing")
    size = batch_config.get("batch_size")
    if size is not None and (type(size) is not int or size < 1):
        raise SettingError("batch_config.batch_size must be a whole number from 1 on")
    is_parquet = batch_config["encoding"]["format"] == PARQUET
    if is_parquet and find_spec("pyarrow") is None:
        raise SettingError(
            "batch_config.encoding.format parquet needs pyarrow: install "
            "'adloop-tap-tiktok-ads[parquet]', or choose jsonl"
        )
    try:
        Batcher.get_batcher(batch_config["encoding"]["format"])
    except Exception as error:  # noqa: BLE001 - whatever a plugin of the SDK raises when loaded
        message = f"batch_config.encoding.format needs what is not installed: {_kind(error)}"
        raise SettingError(message) from None


def check_one_output(stream: str, outputs: int) -> None:
    """Check that a file holds the records of one output: it would be announced for all of them.

    Raises:
        SettingError: a stream map gives the stream several.
    """
    if outputs > 1:
        raise SettingError(
            f"stream_maps gives {stream} several outputs, and batch_config allows one: "
            "leave one of the two out"
        )


@contextmanager
def storage_complaints() -> Iterator[None]:
    """Say that batches can't be written; the error's text may hold an address with a key."""
    try:
        yield
    except BrokenPipeError:
        raise  # the target's, met when STATE was written
    except (OSError, ImportError) as error:
        message = f"batch_config: files can't be written to its storage ({_kind(error)})"
        raise SettingError(message) from None


def map_complaint(error: Exception, config: Config) -> SettingError:
    """Say why the SDK can't build its maps of this config."""
    if isinstance(error, ConfigValidationError):
        return SettingError("; ".join(error.errors))  # of flattening: names and no values
    stream_maps = config.get("stream_maps")
    if isinstance(error, (MapExpressionError, IndexError)):  # the latter for an empty one
        place = next(_unparsable(stream_maps), "")
        return SettingError(f"stream_maps{place}: an expression does not parse")
    if isinstance(error, MappingError):
        return SettingError(f"stream_maps: {_redacted(str(error), stream_maps)}")
    names = " or ".join(name for name in _OF_MAPS if config.get(name) is not None)
    return SettingError(f"{names or 'the catalog'} can't be used ({_kind(error)})")


def record_complaint(error: Exception, stream: str) -> SettingError:
    """Say that a stream map fails on a record."""
    cause = error.__cause__ or error
    return SettingError(
        f"stream_maps: an expression fails on a record of {stream} ({_kind(cause)}): "
        "is each of its names a selected column, and none of them null?"
    )


def maps_of_nothing(stream_maps: Any, streams: Collection[str]) -> list[str]:
    """Return a line for each stream map that concerns none of these streams."""
    lines = []
    for name, definition in stream_maps.items() if isinstance(stream_maps, dict) else ():
        source = definition.get("__source__", name) if isinstance(definition, dict) else name
        if not name.startswith("__") and not fnmatch.filter(streams, source):
            lines.append(f"stream_maps.{name} concerns no stream: it does nothing")
    return lines


def _kind(error: BaseException) -> str:
    return type(error).__name__


def _unparsable(stream_maps: Any) -> Iterator[str]:
    """Name the places of expressions that are no Python."""
    for stream, definition in stream_maps.items() if isinstance(stream_maps, dict) else ():
        for column, expression in definition.items() if isinstance(definition, dict) else ():
            if isinstance(expression, str) and not _holds(ast.parse, expression):
                yield f".{stream}.{column}"


def _holds(parse: Callable[[str], Any], text: str) -> bool:
    try:
        return bool(parse(text).body)
    except (SyntaxError, ValueError):
        return False


def _redacted(text: str, values: Any) -> str:
    """Take every value out of a text; names of streams and columns are no values."""
    for value in sorted(_texts(values), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", text)
    return " ".join(text.split())


def _texts(values: Any) -> Iterator[str]:
    if isinstance(values, dict):
        for value in values.values():
            yield from _texts(value)
    elif isinstance(values, list):
        for value in values:
            yield from _texts(value)
    elif values is not None and str(values):
        yield str(values)
