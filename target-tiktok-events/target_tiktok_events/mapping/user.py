"""The `user` object of an event: what TikTok may match a person by, hashed where it must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.events import MatchKey, ValueCounts
from target_tiktok_events.mapping.orders import ORDER_FIELDS
from target_tiktok_events.mapping.paths import nested
from target_tiktok_events.mapping.values import is_blank, text_of
from target_tiktok_events.personal import normalise as pii
from target_tiktok_events.personal.email_addresses import normalised_email
from target_tiktok_events.personal.ip_addresses import public_address
from target_tiktok_events.personal.normalise import Unusable, digest, is_digest, usual_digest
from target_tiktok_events.personal.pages import click_id_of
from target_tiktok_events.personal.phone import normalised_phone, region_of

if TYPE_CHECKING:
    from target_tiktok_events.mapping.orders import Order


_Normalise = Callable[[str], "str | Unusable"]

_HASHED: tuple[tuple[str, str, _Normalise], ...] = (
    ("first_name", "first_name", pii.normalised_name),
    ("last_name", "last_name", pii.normalised_name),
    ("zip", "zip_code", pii.normalised_zip),
)
"""Field, TikTok's key, and how to normalise it before it is hashed."""
_CLEAR: tuple[tuple[str, _Normalise], ...] = (
    ("ttp", pii.verbatim),
    ("ip", public_address),
    ("user_agent", pii.verbatim),
    ("locale", pii.locale),
    ("city", pii.place),
    ("state", pii.place),
    ("idfa", pii.idfa),
    ("idfv", pii.verbatim),
    ("gaid", pii.gaid),
    ("att_status", pii.att_status),
)
_SETS_OF_KEYS = tuple(MatchKey(bits) for bits in range(64))
"""IntFlag arithmetic is slow; a table of every set is not."""


class UserBuilder:
    """Builds the `user` object of events, and counts what it had to leave out.

    Counted are `<key>_placeholder`, `<key>_unusable` and `<key>_already_hashed`.
    """

    def __init__(
        self, event_source: str, default_country_code: str | None, counts: ValueCounts
    ) -> None:
        applicable = {
            name for name, field in ORDER_FIELDS.items() if field.applies_to(event_source)
        }
        self._counts = counts
        self._default_region = default_country_code
        self._hashed = tuple(each for each in _HASHED if each[0] in applicable)
        self._clear = tuple(each for each in _CLEAR if each[0] in applicable)
        self._sends_country = "city" in applicable

    def build(self, order: Order) -> dict[str, Any]:
        """The `user` object of an order. Never raises."""
        user: dict[str, Any] = {}
        country = self._country(order)
        if order.email is not None:
            self._put_digests(user, "email", order.email, normalised_email)
        if order.phone is not None:
            region = (country and region_of(country)) or self._default_region
            self._put_digests(
                user, "phone", order.phone, lambda text: normalised_phone(text, region)
            )
        if order.external_id is not None:
            self._put_digests(user, "external_id", order.external_id, _external_id)
        for name, key, normalise in self._hashed:
            value = getattr(order, name)
            if value is not None and (hashed := self._digest(key, value, normalise)):
                user[key] = hashed
        for name, normalise in self._clear:
            value = getattr(order, name)
            if value is None:
                continue
            text = normalise(value) if type(value) is str else None
            if type(text) is str or (text := self._usable(name, value, normalise)):
                user[name] = text
        if country is not None and self._sends_country:
            user["country"] = country
        self._put_click_id(user, order)
        return user

    def _put_digests(
        self, user: dict[str, Any], key: str, value: Any, normalise: _Normalise
    ) -> None:
        if type(value) is str and value[:1] != "[":
            if (hashed := self._digest(key, value, normalise)) is not None:
                user[key] = [hashed]
            return
        values = nested(value)
        found = dict.fromkeys(
            self._digest(key, each, normalise)
            for each in (values if isinstance(values, list) else [values])
        )
        found.pop(None, None)
        if found:
            user[key] = list(found)

    def _digest(self, key: str, value: Any, normalise: _Normalise) -> str | None:
        if (hashed := usual_digest(value, normalise)) is not None:
            return hashed
        normal = normalise(value) if type(value) is str else self._usable(key, value, normalise)
        if not isinstance(normal, str):
            self._leave_out(key, normal)
            return None
        hashed = digest(normal)
        if hashed is None:
            self._leave_out(key, Unusable.UNREADABLE)
        elif len(normal) == len(hashed) and is_digest(normal):
            self._counts.note(f"{key}_already_hashed")
        return hashed

    def _usable(self, key: str, value: Any, normalise: _Normalise) -> str | None:
        text = value if type(value) is str else text_of(value)
        if text is not None:
            normal = normalise(text)
            if isinstance(normal, str):
                return normal
            self._leave_out(key, normal)
        elif not is_blank(value):
            self._leave_out(key, Unusable.UNREADABLE)
        return None

    def _leave_out(self, key: str, reason: Unusable | None) -> None:
        """Count a value that is left out; None was counted before, blanks are not worth it."""
        if reason is not None and reason is not Unusable.BLANK:
            self._counts.note(f"{key}_{reason.value}")

    def _country(self, order: Order) -> str | None:
        for value in (order.country_code, order.country):
            code = pii.country(value) if type(value) is str else None
            if isinstance(code, str):
                return code
        if self._sends_country and not (is_blank(order.country_code) and is_blank(order.country)):
            self._counts.unusable("country")
        return None

    def _put_click_id(self, user: dict[str, Any], order: Order) -> None:
        if order.ttclid is not None:
            click_id = self._usable("ttclid", order.ttclid, pii.verbatim)
            if click_id is not None:
                user["ttclid"] = click_id
                return
        for page in order.pages:
            found = click_id_of(page) if type(page) is str else None
            click_id = found and self._usable("ttclid", found, pii.verbatim)
            if click_id:
                user["ttclid"] = click_id
                return


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


def _external_id(text: str) -> str | Unusable:
    return pii.normalised_external_id(text_of(text) or "")
