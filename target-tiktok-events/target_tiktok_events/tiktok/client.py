"""One call of TikTok's API: bytes out, envelope back. It knows neither retries nor Singer.

TikTok's documentation: "Events API 2.0", `POST /open_api/v1.3/event/track/`; the trailing slash
is part of the path. The token travels in the header `Access-Token`, without a prefix.
"""

from __future__ import annotations

import json
import time
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec
import requests
from msgspec.structs import replace
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import NewConnectionError

from target_tiktok_events.tiktok.transport_faults import cause_of

if TYPE_CHECKING:
    from collections.abc import Mapping

API: Final = "/open_api/v1.3"
TRACK_PATH: Final = f"{API}/event/track/"
NO_ANSWER: Final = 0
_LONGEST_NUMBER: Final = 9  # digits; so many seconds are more than anybody waits


class Envelope(msgspec.Struct, frozen=True):
    """TikTok's answer as it came: `code`, `message`, `request_id` and `data` of the body.

    `status` is the HTTP status, or `NO_ANSWER` when the transport failed; `message` then says
    how. `code` is None when the body is not TikTok's JSON. `retry_after` are the seconds that the
    answer asks to wait, None if it asks for none. `connected` is False when not even a connection
    came about, so that TikTok has nothing of the request. `date` is the HTTP header of that name.
    """

    status: int
    code: int | None = None
    message: str = ""
    request_id: str = ""
    data: Any = None
    retry_after: float | None = None
    connected: bool = True
    date: str = ""


class _AccessToken(AuthBase):
    """The token as an auth object, so that `requests` never asks ~/.netrc for another one."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Access-Token"] = self._token
        return request


class Client:
    """Calls TikTok over connections that all threads of a run share.

    A redirect is never followed: it would carry the token to where it points. Cookies are not
    kept: no request depends on an earlier one. Proxies and certificates are those of the
    environment.

    Args:
        api_url: scheme and host, without a trailing slash.
        access_token: the Events API token of the event source, or a Marketing API token.
        timeout: seconds for connecting, and between two bytes of the answer.
        connections: so many stay open for the next request; as many as threads post.
    """

    def __init__(self, api_url: str, access_token: str, timeout: float, connections: int) -> None:
        self._api_url = api_url.rstrip("/")
        self._host = urlsplit(api_url).netloc
        self._timeout = timeout
        self._session = _session(access_token, connections)

    def post(self, body: bytes) -> Envelope:
        """Sends one request to `event/track/`; every fault of the transport is an envelope, too."""
        return self._answer("POST", TRACK_PATH, data=body)

    def get(self, path: str, query: Mapping[str, str]) -> Envelope:
        """Asks the Marketing API on a path such as `/pixel/list/`; faults as those of `post`."""
        return self._answer("GET", API + path, params=query)

    def _answer(self, method: str, path: str, **sent: Any) -> Envelope:
        try:
            response = self._session.request(
                method, self._api_url + path, timeout=self._timeout, allow_redirects=False, **sent
            )
        except requests.RequestException as error:
            message = _fault(error, self._timeout, self._host)
            return Envelope(NO_ANSWER, message=message, connected=_was_connected(error))
        headers = response.headers
        envelope = read_envelope(
            response.status_code, response.content, headers.get("X-TT-LOGID", "")
        )
        asked = seconds_asked(headers.get("Retry-After", ""), time.time())
        return replace(envelope, retry_after=asked, date=headers.get("Date", ""))

    def close(self) -> None:
        """Closes the connections that wait for a request."""
        self._session.close()


def _session(access_token: str, connections: int) -> requests.Session:
    """A session that nothing changes any more, so that threads can share it."""
    session = requests.Session()
    session.auth = _AccessToken(access_token)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update(
        {"Content-Type": "application/json", "User-Agent": "target-tiktok-events"}
    )
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=connections))
    return session


def read_envelope(status: int, body: bytes, log_id: str = "") -> Envelope:
    """Reads an answer of any shape; what is not TikTok's JSON gives an envelope without code."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        return Envelope(status, request_id=log_id)
    return Envelope(
        status,
        code=_as_code(answer.get("code")),
        message=_as_text(answer.get("message")),
        request_id=_as_text(answer.get("request_id")) or log_id,
        data=answer.get("data"),
    )


def seconds_asked(retry_after: str, now: float) -> float | None:
    """The seconds of a header `Retry-After`, a number or a date; None if it is neither.

    Args:
        retry_after: the header.
        now: Unix seconds.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return float(text[:_LONGEST_NUMBER])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


def _as_code(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal():
        return int(value)
    return None


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _fault(error: requests.RequestException, timeout: float, host: str) -> str:
    """Names a fault of the transport; the exception's own text is long and repeats the URL."""
    if isinstance(error, requests.Timeout) and not isinstance(error, requests.ConnectTimeout):
        return f"no answer of {host} within {timeout:g} s"
    if isinstance(error, requests.ConnectionError):
        return f"no connection to {host}: {cause_of(error)}"
    return f"the answer of {host} was unreadable ({type(error).__name__})"


def _was_connected(error: requests.RequestException) -> bool:
    """Whether something of the request may have reached the other side; True in doubt."""
    never = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return not isinstance(error, never) and not isinstance(cause, NewConnectionError)
