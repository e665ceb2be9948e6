"""Checks one event as strictly as TikTok does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.emulator.events.fields import (
    AD,
    APP,
    EVENT,
    LEAD,
    MISSING,
    OBJECT,
    PAGE,
    Flag,
    check_types,
    require_text,
)
from tests.emulator.events.goods import check_properties
from tests.emulator.events.personal_data import check_user
from tests.emulator.events.refusals import FieldError
from tests.emulator.events.vocabulary import (
    ATT_STATUSES,
    PURCHASE_NAMES,
    STANDARD_EVENT_NAMES,
    STANDARD_NAMES_BY_FOLDED,
)

if TYPE_CHECKING:
    from tests.emulator.events.options import EventsOptions

_FIRST_SECOND, _LAST_SECOND = 1_000_000_000, 9_999_999_999
_NOT_APPLICABLE = {
    "web": ("app", "ad", "lead"),
    "app": ("page", "lead"),
    "offline": ("page", "app", "ad", "lead", "limited_data_use"),
    "crm": ("page", "app", "ad", "limited_data_use"),
}
_BROWSER_KEYS = ("ttclid", "ttp")
_DEVICE_KEYS = ("ip", "user_agent", "locale")
_APP_KEYS = ("idfa", "idfv", "gaid", "att_status")
_NOT_APPLICABLE_USER = {
    "web": _APP_KEYS,
    "app": _BROWSER_KEYS,
    "offline": (*_BROWSER_KEYS, *_DEVICE_KEYS, *_APP_KEYS),
    "crm": (*_BROWSER_KEYS, *_DEVICE_KEYS, *_APP_KEYS),
}
_VERSION_1_KEYS = ("context", "timestamp", "pixel_code", "type")


def check_event(event: object, source: str, options: EventsOptions, flag: Flag) -> dict[str, Any]:
    """Return the event when TikTok would store it; unknown keys are tolerated.

    Raises:
        FieldError: What TikTok would refuse, with the path inside the event.
    """
    if type(event) is not dict:
        raise FieldError(path="", problem=OBJECT.problem)
    check_types(event, EVENT, "", flag)
    name = require_text(event, "event", "")
    _check_time(event)
    _check_name(name, source, options, flag)
    _check_event_id(event, options, flag)
    user = event.get("user")
    if user is not None:
        check_user(user, options, flag)
        _flag_user(user, source, flag)
    properties = event.get("properties")
    if properties is not None:
        check_properties(properties, options, flag)
    if name in PURCHASE_NAMES and "value" not in (properties or {}):
        flag("purchase_without_value", "properties.value")
    _check_page(event, source, options, flag)
    _check_source_objects(event, source, flag)
    _flag_keys(event, source, flag)
    return event


def _check_time(event: dict[str, Any]) -> None:
    if "event_time" not in event:
        raise FieldError(path="event_time", problem=MISSING)
    seconds = event["event_time"]
    if type(seconds) is not int:
        raise FieldError(path="event_time", problem="Not a valid integer")
    if not _FIRST_SECOND <= seconds <= _LAST_SECOND:
        raise FieldError(path="event_time", problem="Not a Unix timestamp in seconds")


def _check_name(name: str, source: str, options: EventsOptions, flag: Flag) -> None:
    if name in STANDARD_EVENT_NAMES[source]:
        return
    if source == "offline":
        if options.custom_offline == "refuse":
            raise FieldError(path="event", problem="Not a valid choice")
        flag("custom_offline_event", "event")
    if name.casefold() in STANDARD_NAMES_BY_FOLDED[source]:
        flag("event_name_case", "event")


def _check_event_id(event: dict[str, Any], options: EventsOptions, flag: Flag) -> None:
    event_id = event.get("event_id")
    if not event_id:
        flag("no_event_id", "event_id")
    elif options.max_event_id_length and len(event_id) > options.max_event_id_length:
        raise FieldError(
            path="event_id",
            problem=f"Longer than maximum length {options.max_event_id_length:g}",
        )


def _check_page(event: dict[str, Any], source: str, options: EventsOptions, flag: Flag) -> None:
    page = event.get("page")
    if page is not None:
        check_types(page, PAGE, "page.", flag)
    if source != "web" or options.page_url == "off":
        return
    url = page.get("url") if page else None
    if not url:
        if options.page_url == "refuse":
            raise FieldError(path="page.url", problem=MISSING)
        flag("no_page_url", "page.url")
    elif not url.startswith(("https://", "http://")):
        flag("page_url_not_absolute", "page.url")


def _check_source_objects(event: dict[str, Any], source: str, flag: Flag) -> None:
    for name, kinds in (("app", APP), ("ad", AD), ("lead", LEAD)):
        if name in event:
            check_types(event[name], kinds, name + ".", flag)
    if source == "app":
        require_text(event.get("app", {}), "app_id", "app.")
    elif source == "crm":
        require_text(event.get("lead", {}), "lead_id", "lead.")


def _flag_user(user: dict[str, Any], source: str, flag: Flag) -> None:
    for name in _NOT_APPLICABLE_USER[source]:
        if name in user:
            flag("not_applicable", "user." + name)
    if "lead_id" in user:
        flag("misplaced_lead_id", "user.lead_id")
    idfa, gaid = user.get("idfa", ""), user.get("gaid", "")
    # A raw IDFA is upper case, its digest and everything of a GAID lower case.
    if idfa != (idfa.upper() if "-" in idfa else idfa.lower()):
        flag("idfa_case", "user.idfa")
    if gaid != gaid.lower():
        flag("gaid_case", "user.gaid")
    if user.get("att_status", "DENIED") not in ATT_STATUSES:
        flag("unknown_att_status", "user.att_status")


def _flag_keys(event: dict[str, Any], source: str, flag: Flag) -> None:
    for name in _NOT_APPLICABLE[source]:
        if name in event:
            flag("not_applicable", name)
    for name in _VERSION_1_KEYS:
        if name in event:
            flag("version_1_key", name)
    if "test_event_code" in event:
        flag("test_event_code_in_event", "test_event_code")
