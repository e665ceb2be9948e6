"""Reads the body of an event/track request: its envelope, then every event, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tests.emulator.events.refusals import (
    BAD_BATCH_SIZE,
    BAD_PARAMETER,
    BAD_PARTNER_NAME,
    BAD_REQUEST,
    FieldError,
    RefusalError,
)
from tests.emulator.events.validation import check_event
from tests.emulator.events.vocabulary import EVENT_SOURCE_IDS

if TYPE_CHECKING:
    from tests.emulator.events.fields import Flag
    from tests.emulator.events.options import EventsOptions

MAX_EVENTS = 1_000

_REQUIRED = ("event_source", "event_source_id", "data")
_PREFIXES = {"data": "data.", "Data": "Data.", "Batch": "Batch.", "none": ""}


class Mistake(msgspec.Struct, frozen=True):
    """A sender's mistake that was let pass: never holds a value, only where it stood."""

    kind: str
    index: int | None
    path: str


class Batch(msgspec.Struct):
    """The request as accepted: `events` are JSON objects as they were sent."""

    event_source: str
    event_source_id: str
    test_event_code: str | None
    events: list[Any]
    mistakes: list[Mistake]


def read_envelope(body: bytes, options: EventsOptions) -> Batch:
    """Return the batch with its events unchecked.

    Raises:
        RefusalError: 40000 for a body that is no JSON, 40002 for an envelope that is not right,
            40063 for a partner name.
    """
    try:
        content = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise RefusalError(code=BAD_REQUEST, message="Request body is not valid JSON.") from None
    if type(content) is not dict:
        raise _invalid("request body", "not a valid object")
    missing = [name for name in _REQUIRED if name not in content]
    if missing:
        text = f"Missing required field(s): {', '.join(missing)}."
        raise RefusalError(code=BAD_PARAMETER, message=text)
    mistakes: list[Mistake] = []
    _check_source(content["event_source"], content["event_source_id"])
    _check_partner_name(content, options)
    return Batch(
        event_source=content["event_source"],
        event_source_id=content["event_source_id"],
        test_event_code=_test_event_code(content, mistakes),
        events=_events(content["data"], options),
        mistakes=mistakes,
    )


def check_events(batch: Batch, options: EventsOptions) -> None:
    """Check every event and note the mistakes that are let pass in `batch.mistakes`.

    Raises:
        RefusalError: The first event that is not right refuses all of them.
    """
    for index, event in enumerate(batch.events):
        try:
            check_event(event, batch.event_source, options, _noting(batch.mistakes, index))
        except FieldError as error:
            message = describe(index, error, options)
            raise RefusalError(code=error.code, message=message) from None


def describe(index: int, error: FieldError, options: EventsOptions) -> str:
    """Return TikTok's message for one wrong field in the style of option `path_style`."""
    observed = error.path == "event_id" and options.event_id_message == "bare"
    if options.path_style == "bare" or observed:
        problem = error.problem[0].lower() + error.problem[1:]
        names = [part for part in error.path.split(".") if not part.isdigit()]
        return f"Invalid value for {names[-1] or 'data'}: {problem}."
    if options.path_style == "inner":
        return f"{error.path or 'data'}: {error.problem}"
    path = f"{_PREFIXES[options.path_style]}{index}.{error.path}".rstrip(".")
    return f"{path}: {error.problem}"


def _noting(mistakes: list[Mistake], index: int) -> Flag:
    def flag(kind: str, path: str) -> None:
        mistakes.append(Mistake(kind, index, path))

    return flag


def _invalid(name: str, problem: str) -> RefusalError:
    return RefusalError(code=BAD_PARAMETER, message=f"Invalid value for {name}: {problem}.")


def _check_source(event_source: object, event_source_id: object) -> None:
    if type(event_source) is not str:
        raise _invalid("event_source", "not a valid string")
    shape = EVENT_SOURCE_IDS.get(event_source)
    if shape is None:
        raise _invalid("event_source", "must be one of web, app, offline, crm")
    # TikTok says the same of an id of another source's kind, such as a pixel code with `offline`.
    if type(event_source_id) is not str or not shape.fullmatch(event_source_id):
        raise _invalid("event_source_id", "not a valid string")


def _check_partner_name(content: dict[str, Any], options: EventsOptions) -> None:
    if "partner_name" not in content:
        return
    if type(content["partner_name"]) is not str:
        raise _invalid("partner_name", "not a valid string")
    allowed = options.partner_names
    if allowed and content["partner_name"] not in allowed.split(","):
        raise RefusalError(code=BAD_PARTNER_NAME, message="Invalid partner name.")


def _test_event_code(content: dict[str, Any], mistakes: list[Mistake]) -> str | None:
    if "test_event_code" not in content:
        return None
    code = content["test_event_code"]
    if type(code) is not str:
        raise _invalid("test_event_code", "not a valid string")
    if not code:
        mistakes.append(Mistake("blank_text", None, "test_event_code"))
    return code or None


def _events(data: object, options: EventsOptions) -> list[Any]:
    if type(data) is not list:
        raise _invalid("data", "not a valid list")
    if not data:
        raise _invalid("data", "shorter than minimum length 1")
    if len(data) > MAX_EVENTS:
        code = int(options.too_many_code)
        message = (
            "Invalid batch size."
            if code == BAD_BATCH_SIZE
            else f"Invalid value for data: longer than maximum length {MAX_EVENTS}."
        )
        raise RefusalError(code=code, message=message)
    return data
