"""TikTok's envelope: `code`, `message`, `request_id`, `data`, HTTP status 200 even for errors."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from tests.emulator.wire import Reply

if TYPE_CHECKING:
    from datetime import datetime

RequestId = Callable[[], str]

_encode = msgspec.json.Encoder().encode


class ApiError(Exception):
    """An application error: `code` and `message` of TikTok's return code table."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message


class NeverAnswered(Exception):
    """The query is so slow that the client gives up first."""


def parameter_error(message: str) -> ApiError:
    """The 40002 that rejects a whole request."""
    return ApiError(40002, message)


def request_ids(now: Callable[[], datetime]) -> RequestId:
    """Fresh request ids: 14 digits of time and 20 hexadecimal digits."""

    def fresh() -> str:
        return f"{now():%Y%m%d%H%M%S}{secrets.token_hex(10).upper()}"

    return fresh


def encode(data: Any) -> bytes:
    """JSON bytes of `data`."""
    return _encode(data)


def success(data: bytes, request_id: str, headers: dict[str, str] | None = None) -> Reply:
    """Code 0 around `data`, which is JSON already so that a cached page is not encoded again."""
    return _reply(0, "OK", data, request_id, headers)


def failure(code: int, message: str, request_id: str, data: bytes = b"{}") -> Reply:
    """An application error as TikTok sends it: HTTP 200."""
    return _reply(code, message, data, request_id, None)


def _reply(
    code: int, message: str, data: bytes, request_id: str, headers: dict[str, str] | None
) -> Reply:
    head = b'{"code":%d,"message":%b,"request_id":"%b","data":' % (
        code,
        _encode(message),
        request_id.encode(),
    )
    return Reply(
        body=b"".join((head, data, b"}")),
        headers={"X-Tt-Logid": request_id, **(headers or {})},
    )
