"""Tokens and users: `/oauth2/advertiser/get/`, `/oauth2/access_token/`, `/user/info/`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import msgspec

from tests.emulator.envelope import ApiError, encode, parameter_error
from tests.emulator.page_cache import Rendered
from tests.emulator.parameters import Parameters, missing

if TYPE_CHECKING:
    from tests.emulator.context import Context
    from tests.emulator.marketing import Call

SCOPE = [4, 10, 21, 220]


class OAuth:
    """The endpoints that know tokens, not advertisers' data."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._unused_codes = {context.options.auth_code}
        self._lock = threading.Lock()

    def advertisers(self, call: Call) -> Rendered:
        """Every advertiser the token was granted and not lost since, unpaged, readable or not."""
        parameters = Parameters(call.request.query)
        self._check_app(parameters.required("app_id"), parameters.required("secret"))
        world, modes = self._context.world, self._context.modes
        granted = self._context.tokens.advertisers_of(call.token, world.advertiser_ids)
        ids = [id_ for id_ in granted if modes.is_listed(id_)]
        listed = [{"advertiser_id": i, "advertiser_name": world.name_of(i)} for i in ids]
        return Rendered(encode({"list": listed}), {})

    def access_token(self, call: Call) -> Rendered:
        """A fresh token for an auth code that was not used before."""
        body = _json_object(call.request.body)
        for name in ("app_id", "secret", "auth_code"):
            if not body.get(name):
                raise missing(name)
        self._check_app(str(body["app_id"]), str(body["secret"]))
        with self._lock:
            if body["auth_code"] not in self._unused_codes:
                raise ApiError(40110, "Auth code is expired or has been used.")
            self._unused_codes.remove(body["auth_code"])
        data = {
            "access_token": self._context.tokens.issue(),
            "advertiser_ids": list(self._context.world.advertiser_ids),
            "scope": SCOPE,
        }
        return Rendered(encode(data), {})

    def user(self, _call: Call) -> Rendered:
        """The user behind the token."""
        data = {
            "core_user_id": "7012345678901234567",
            "display_name": "local",
            "email": "l***@e***.com",
            "avatar_url": "https://example.com/avatar.png",
            "create_time": 1_630_335_591,
        }
        return Rendered(encode(data), {})

    def _check_app(self, app_id: str, secret: str) -> None:
        options = self._context.options
        if (app_id, secret) != (options.app_id, options.app_secret):
            raise ApiError(options.wrong_secret_code, "The app id or secret is incorrect.")


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError:
        found = None
    if not isinstance(found, dict):
        raise parameter_error("The request body is no JSON object.")
    return found
