"""What TikTok checks in `user`: hashed where it must be, clear where it must not be hashed."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any

from tests.emulator.events.fields import TEXT, USER, Flag, check_types
from tests.emulator.events.refusals import NOT_HASHED, FieldError

if TYPE_CHECKING:
    from tests.emulator.events.options import EventsOptions

EMPTY_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""SHA-256 of nothing: the sender hashed a blank."""

_LOWER_DIGEST = re.compile(r"[0-9a-f]{64}")
_ANY_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_HASHED_ADDRESS = re.compile(r"(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})")
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_PRIVATE_IPV4 = re.compile(r"10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2[0-9]|3[01])\.")
_CLEAR_PLACE = re.compile(r"[a-z0-9\u00a1-\uffff]*")

_MATCH_KEYS = ("email", "phone", "external_id")
_HASHED_NAMES = ("first_name", "last_name", "zip_code")
_PLACES = ("city", "state", "country")
_NEVER_HASHED = ("ttclid", "ttp", "user_agent", "locale", "idfv", *_PLACES)
_NOT_HASHED_TEXT = "PII must be hashed with SHA-256"


def check_user(user: dict[str, Any], options: EventsOptions, flag: Flag) -> None:
    """Check the object `user` of one event.

    Raises:
        FieldError: 40002 for a wrong type, 40062 (option `unhashed`) for clear personal data.
    """
    check_types(user, USER, "user.", flag)
    for name in _MATCH_KEYS:
        if name in user:
            _check_match_key(name, user[name], options, flag)
    for name in _HASHED_NAMES:
        if name in user:
            _check_name(name, user[name], options, flag)
    for name in _NEVER_HASHED:
        if name in user and _ANY_DIGEST.fullmatch(user[name]):
            flag("hashed_" + name, "user." + name)
    for name in _PLACES:
        if name in user and not _CLEAR_PLACE.fullmatch(user[name]):
            flag("unnormalised_" + name, "user." + name)
    if "ip" in user:
        _check_ip(user["ip"], flag)


def _check_match_key(name: str, value: object, options: EventsOptions, flag: Flag) -> None:
    path = "user." + name
    if type(value) is list:
        if not value:
            flag("empty_list", path)
        for position, item in enumerate(value):
            _check_digest(f"{path}.{position}", name, item, options, flag)
    else:
        _check_digest(path, name, value, options, flag)


def _check_digest(path: str, name: str, value: object, options: EventsOptions, flag: Flag) -> None:
    if type(value) is not str:
        raise FieldError(path=path, problem=TEXT.problem)
    if _LOWER_DIGEST.fullmatch(value):
        if value == EMPTY_DIGEST:
            flag("empty_digest", path)
    elif _ANY_DIGEST.fullmatch(value):
        if options.upper_digests == "refuse":
            raise FieldError(path=path, problem=_NOT_HASHED_TEXT, code=NOT_HASHED)
        flag("upper_case_digest", path)
    elif options.unhashed == "flag":
        flag("unhashed_" + name, path)
    else:
        raise FieldError(path=path, problem=_NOT_HASHED_TEXT, code=int(options.unhashed))


def _check_name(name: str, value: str, options: EventsOptions, flag: Flag) -> None:
    if _LOWER_DIGEST.fullmatch(value):
        if value == EMPTY_DIGEST:
            flag("empty_digest", "user." + name)
    elif _ANY_DIGEST.fullmatch(value):
        flag("upper_case_digest", "user." + name)
    elif options.unhashed_names == "refuse":
        code = NOT_HASHED if options.unhashed == "flag" else int(options.unhashed)
        raise FieldError(path="user." + name, problem=_NOT_HASHED_TEXT, code=code)
    else:
        flag("unhashed_" + name, "user." + name)


def _check_ip(ip: str, flag: Flag) -> None:
    if _IPV4.fullmatch(ip):
        if _PRIVATE_IPV4.match(ip):
            flag("private_ip", "user.ip")
    elif _HASHED_ADDRESS.fullmatch(ip):
        flag("hashed_ip", "user.ip")
    else:
        _check_ipv6(ip, flag)


def _check_ipv6(ip: str, flag: Flag) -> None:
    try:
        address = ipaddress.IPv6Address(ip)
    except ValueError:
        flag("invalid_ip", "user.ip")
        return
    # Not is_private: that counts the addresses kept for examples, which tests must use.
    if address.is_loopback or address.is_link_local or address in _UNIQUE_LOCAL:
        flag("private_ip", "user.ip")


_UNIQUE_LOCAL = ipaddress.IPv6Network("fc00::/7")
