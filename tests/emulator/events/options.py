"""The switches of the Events API: one for every point TikTok's documentation leaves open."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping


def _choice(*values: str, about: str) -> str:
    """One of `values`; the first is the default."""
    field: str = dataclasses.field(
        default=values[0], metadata={"choices": values, "about": about, "type": str}
    )
    return field


def _number(default: float, about: str) -> float:
    """A number that is zero or more."""
    field: float = dataclasses.field(default=default, metadata={"about": about, "type": float})
    return field


def _names(about: str) -> str:
    """Comma-separated names, or nothing."""
    field: str = dataclasses.field(default="", metadata={"about": about, "type": str})
    return field


@dataclasses.dataclass(frozen=True)
class EventsOptions:
    """How the Events API answers where TikTok's behaviour is not known."""

    keep: str = _choice(
        "full", "keys", "count", about="whole events; dedup keys only; counters only (no dedup)"
    )
    path_style: str = _choice(
        "data",
        "Data",
        "Batch",
        "none",
        "inner",
        "bare",
        about="how a message names a field: a prefix and the index; 'none' the index first; "
        "'inner' the path inside the event, without its index; 'bare' the name alone",
    )
    event_id_message: str = _choice(
        "bare", "path", about="text for an event_id that is no text: as observed, or a path"
    )
    too_many_code: str = _choice("40002", "40061", about="code for more than 1,000 events")
    max_body_bytes: float = _number(0, "a larger body is answered with HTTP 413; 0 is no limit")
    unhashed: str = _choice(
        "40062", "40002", "flag", about="email, phone, external_id that is no SHA-256"
    )
    unhashed_names: str = _choice(
        "flag", "refuse", about="first_name, last_name, zip_code that is no SHA-256"
    )
    upper_digests: str = _choice("flag", "refuse", about="SHA-256 in upper-case hex")
    currency_format: str = _choice(
        "flag", "refuse", about="currency that is not three upper-case letters"
    )
    unknown_currency: str = _choice("flag", "refuse", about="currency that TikTok does not list")
    content_type: str = _choice(
        "flag", "refuse", about="content_type that is neither product nor product_group"
    )
    page_url: str = _choice("flag", "off", "refuse", about="web event without page.url")
    custom_offline: str = _choice("flag", "refuse", about="offline event with a custom name")
    age_rule: str = _choice(
        "off", "unmatched", "refuse", "partial", about="event older than max_age_days"
    )
    max_age_days: float = _number(28, "days")
    future_rule: str = _choice(
        "off", "unmatched", "refuse", "partial", about="event later than max_future_minutes"
    )
    max_future_minutes: float = _number(10, "minutes")
    max_event_id_length: float = _number(0, "a longer event_id is refused; 0 is no limit")
    partner_names: str = _names("the only partner names accepted, comma-separated; else 40063")
    success_data: str = _choice(
        "vary", "empty", "null", "missing", about="`data` of an answer that has none"
    )
    code_type: str = _choice("number", "text", about="JSON type of `code`")
    pixel_qps: float = _number(0, "requests per second and event source id; 0 is no limit")
    pixel_qps_code: str = _choice("40100", "40132", about="code of a throttled request")
    near_pixel: str = _choice(
        "keep", "merge", about="browser and server event less than five minutes apart"
    )
    stats_counting: str = _choice(
        "received", "stored", about="pixel/event/stats before or after deduplication"
    )
    stats_day: str = _choice(
        "receipt", "event_time", about="the UTC day on which pixel/event/stats counts an event"
    )


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add one `--events-…` switch per option to `parser`."""
    group = parser.add_argument_group("Events API")
    for field in dataclasses.fields(EventsOptions):
        group.add_argument(
            "--events-" + field.name.replace("_", "-"),
            dest="events_" + field.name,
            choices=field.metadata.get("choices"),
            type=field.metadata["type"],
            default=field.default,
            help=f"{field.metadata['about']} (default: {field.default})",
        )


def from_arguments(arguments: argparse.Namespace) -> EventsOptions:
    """Return the options that the switches of `add_options` gave; absent ones keep defaults."""
    given = {
        field.name: getattr(arguments, "events_" + field.name)
        for field in dataclasses.fields(EventsOptions)
        if hasattr(arguments, "events_" + field.name)
    }
    return changed(EventsOptions(), given)


def changed(options: EventsOptions, changes: Mapping[str, object]) -> EventsOptions:
    """Return `options` with `changes`.

    Raises:
        ValueError: An option does not exist or cannot have that value; the text names it.
    """
    fields = {field.name: field for field in dataclasses.fields(EventsOptions)}
    checked: dict[str, object] = {}
    for name, value in changes.items():
        if name not in fields:
            message = f"no option {name!r}; there are {', '.join(fields)}"
            raise ValueError(message)
        checked[name] = _checked(fields[name], value)
    return dataclasses.replace(options, **checked)  # type: ignore[arg-type] # checked one by one


def _checked(field: dataclasses.Field[object], value: object) -> object:
    choices = field.metadata.get("choices")
    if choices is not None:
        # The codes among the choices may be written as JSON numbers.
        text = str(value)
        if text not in choices:
            message = f"{field.name} is one of {', '.join(choices)}"
            raise ValueError(message)
        return text
    if field.metadata["type"] is float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            message = f"{field.name} is a number"
            raise ValueError(message)
        if not math.isfinite(value) or value < 0:
            message = f"{field.name} is zero or more"
            raise ValueError(message)
        return value
    if not isinstance(value, str):
        message = f"{field.name} is text"
        raise ValueError(message)  # noqa: TRY004 - the caller reports one kind of error
    return value
