"""The `user` object of an event: what TikTok may match a person by, hashed where it must be.

What applies to which event source follows TikTok's documentation of `data[].user`; what
doesn't apply isn't sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TYPE_CHECKING

from target_tiktok_events import pii
from target_tiktok_events.events import MatchKey
from target_tiktok_events.field_paths import Getter, nested
from target_tiktok_events.ip_addresses import public_address
from target_tiktok_events.page_urls import click_id_of
from target_tiktok_events.phone import normalised_phone, region_of
from target_tiktok_events.pii import Unusable, digest
from target_tiktok_events.values import text_of

if TYPE_CHECKING:
    from target_tiktok_events.columns import Fields
    from collections import Counter

_Normalise = Callable[[str], "str | Unusable"]

_ADDRESS = ("first_name", "last_name", "zip", "city", "state", "country")
APPLICABLE: Mapping[str, frozenset[str]] = {
    "web": frozenset(
        ("email", "phone", "external_id", "ttclid", "ttp", "ip", "user_agent", "locale", *_ADDRESS)
    ),
    "app": frozenset(
        ("email", "phone", "ip", "user_agent", "locale", "idfa", "idfv", "gaid", "att_status")
    ),
    "offline": frozenset(("email", "phone")),
    "crm": frozenset(("email", "phone", "external_id")),
}
"""Event source -> the fields of `user` it takes."""

_HASHED: Mapping[str, tuple[str, _Normalise]] = {
    "first_name": ("first_name", pii.normalised_name),
    "last_name": ("last_name", pii.normalised_name),
    "zip": ("zip_code", pii.normalised_zip),
}
_CLEAR: Mapping[str, _Normalise] = {
    "ttp": pii.verbatim,
    "user_agent": pii.verbatim,
    "locale": pii.locale,
    "city": pii.place,
    "state": pii.place,
    "idfa": pii.idfa,
    "idfv": pii.verbatim,
    "gaid": pii.gaid,
    "att_status": pii.att_status,
}
_SETS_OF_KEYS = tuple(MatchKey(bits) for bits in range(64))
"""IntFlag arithmetic is slow; a table of every set is not."""
_NO_FIELD: Getter = {}.get


class UserReader:
    """Reads the `user` object out of records, and counts what it had to leave out.

    Counted are `<key>_placeholder`, `<key>_unusable` and `<key>_already_hashed`.
    """

    def __init__(
        self, event_source: str, fields: Fields, region: str | None, counts: Counter[str]
    ) -> None:
        applicable = APPLICABLE[event_source]

        def getter(name: str) -> Getter:
            return fields[name].get if name in applicable else _NO_FIELD

        self._counts = counts
        self._default_region = region
        self._email, self._phone = getter("email"), getter("phone")
        self._external_id = getter("external_id")
        self._country_code, self._country = fields["country_code"].get, fields["country"].get
        self._sends_country = "country" in applicable
        self._ttclid, self._ip = getter("ttclid"), getter("ip")
        pages = fields["landing_page_url"].candidates if "ttclid" in applicable else ()
        self._pages = tuple(page for _, page in pages)
        self._hashed = tuple(
            (key, getter(name), normalise)
            for name, (key, normalise) in _HASHED.items()
            if name in applicable
        )
        self._clear = tuple(
            (name, getter(name), normalise)
            for name, normalise in _CLEAR.items()
            if name in applicable
        )

    def read(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The `user` object of a record. Never raises."""
        user: dict[str, Any] = {}
        country = self._country_of(record)
        self._put_digests(user, "email", self._email(record), pii.normalised_email)
        phone = self._phone(record)
        if phone is not None:
            region = (country and region_of(country)) or self._default_region
            self._put_digests(user, "phone", phone, lambda text: normalised_phone(text, region))
        self._put_digests(
            user, "external_id", self._external_id(record), pii.normalised_external_id
        )
        for key, get, normalise in self._hashed:
            value = get(record)
            if value is not None:
                hashed = self._digest(key, value, normalise)
                if hashed is not None:
                    user[key] = hashed
        self._put_clear(user, record)
        if country is not None and self._sends_country:
            user["country"] = country
        return user

    def _put_clear(self, user: dict[str, Any], record: Mapping[str, Any]) -> None:
        for key, get, normalise in self._clear:
            value = get(record)
            if value is not None:
                text = self._usable(key, value, normalise)
                if text is not None:
                    user[key] = text
        click_id = self._click_id(record)
        if click_id is not None:
            user["ttclid"] = click_id
        address = self._ip(record)
        if address is not None:
            public = self._usable("ip", address, public_address)
            if public is not None:
                user["ip"] = public

    def _put_digests(
        self, user: dict[str, Any], key: str, value: Any, normalise: _Normalise
    ) -> None:
        if value is None:
            return
        if type(value) is str and value[:1] == "[":
            value = nested(value)
        values = value if isinstance(value, list) else (value,)
        digests = {self._digest(key, each, normalise): None for each in values}
        digests.pop(None, None)
        if digests:
            user[key] = list(digests)

    def _digest(self, key: str, value: Any, normalise: _Normalise) -> str | None:
        normal = self._usable(key, value, normalise)
        if normal is None:
            return None
        try:
            hashed = digest(normal)
        except UnicodeEncodeError:
            self._counts[f"{key}_unusable"] += 1
            return None
        if hashed == normal:
            self._counts[f"{key}_already_hashed"] += 1
        return hashed

    def _usable(self, key: str, value: Any, normalise: _Normalise) -> str | None:
        text = value if type(value) is str else text_of(value)
        if text is None:
            if value is not None and value != "":
                self._counts[f"{key}_unusable"] += 1
            return None
        normal = normalise(text)
        if type(normal) is str:
            return normal
        if normal is not Unusable.BLANK:
            self._counts[f"{key}_{normal.value}"] += 1
        return None

    def _country_of(self, record: Mapping[str, Any]) -> str | None:
        value = self._country_code(record)
        code = pii.country(value) if type(value) is str else None
        if type(code) is str:
            return code
        value = self._country(record)
        return None if value is None else self._usable("country", value, pii.country)

    def _click_id(self, record: Mapping[str, Any]) -> str | None:
        value = self._ttclid(record)
        if value is not None:
            click_id = self._usable("ttclid", value, pii.verbatim)
            if click_id is not None:
                return click_id
        for page in self._pages:
            url = page(record)
            found = click_id_of(url) if type(url) is str else None
            if found is not None:
                return self._usable("ttclid", found, pii.verbatim)
        return None


def match_keys_of(user: Mapping[str, Any]) -> MatchKey:
    """Which match keys a `user` object holds."""
    return _SETS_OF_KEYS[
        ("email" in user)
        | ("phone" in user) << 1
        | ("external_id" in user) << 2
        | ("ttclid" in user) << 3
        | ("ttp" in user) << 4
        | ("ip" in user and "user_agent" in user) << 5
    ]
