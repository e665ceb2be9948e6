"""The Marketing API: authentication, throttling, then the endpoint, in an envelope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.emulator.envelope import ApiError, failure, success
from tests.emulator.page_cache import Rendered

if TYPE_CHECKING:
    from tests.emulator.context import Context
    from tests.emulator.throttle import Throttle
    from tests.emulator.wire import Reply, Request

PREFIX = "/open_api/v1.3"


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated request to an endpoint; `path` is without the prefix."""

    request: Request
    path: str
    token: str


Handler = Callable[[Call], Rendered]
"""Answers the JSON of `data`, or raises ApiError."""


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint; `open_` ones need no token."""

    handler: Handler
    open_: bool = False


Routes = Mapping[tuple[str, str], Route]


class MarketingApi:
    """Everything under /open_api/v1.3 except the Events API."""

    def __init__(self, context: Context, routes: Routes, throttle: Throttle) -> None:
        self._context = context
        self._routes = routes
        self._throttle = throttle

    def answer(self, request: Request) -> Reply:
        """Run the endpoint; an application error is an HTTP 200 envelope too."""
        request_id = self._context.request_id()
        try:
            data = self._run(request)
        except ApiError as error:
            empty = b"null" if self._context.options.null_data_on_error else b"{}"
            return failure(error.code, error.message, request_id, empty)
        return success(data.data, request_id, data.headers)

    def _run(self, request: Request) -> Rendered:
        path = request.path.removeprefix(PREFIX)
        route = self._routes.get((request.method, path))
        if route is None:
            raise ApiError(40400, f"Router not found: {request.method} {request.path}")
        token = "" if route.open_ else self._context.tokens.require(request.headers)
        self._throttle.check_app()
        self._context.punishment.check(request)
        if advertiser_id := request.query.get("advertiser_id"):
            self._throttle.check_advertiser(advertiser_id, path)
        return route.handler(Call(request, path, token))
