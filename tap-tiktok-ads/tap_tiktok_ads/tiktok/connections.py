"""The HTTP connections of a run: one pool, which carries the token and nothing else.

Proxies and certificates come from the environment, as users of `requests` expect.
"""

from __future__ import annotations

import logging
import re
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

if TYPE_CHECKING:
    from collections.abc import Mapping


class _NoAuthentication(AuthBase):
    """Keeps `requests` from sending what ~/.netrc holds for the host."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Leave the request as it is."""
        return request


class _HideSecrets(logging.Filter):
    """urllib3 logs whole URLs at debug level, and one endpoint takes the app secret in its URL."""

    _SECRET = re.compile(r"(\bsecret=)[^&\s\"']+")

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place; never drop it."""
        message = record.getMessage()
        if "secret=" in message:
            record.msg, record.args = self._SECRET.sub(r"\1***", message), ()
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_HideSecrets())


class Connections:
    """At most `number` open connections to one host, shared by all threads.

    A thread takes one that is open, or opens one, and gives it back when the answer is read.
    """

    def __init__(self, number: int, headers: Mapping[str, str]) -> None:
        """Nothing is opened yet; `headers` go with every request."""
        self._session = requests.Session()
        self._session.headers.update(headers)
        self._session.auth = _NoAuthentication()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=number)
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, adapter)

    def get(
        self, url: str, params: Mapping[str, str], timeout: tuple[float, float]
    ) -> requests.Response:
        """Send a GET request and return the answer, its body unread; redirects are answers.

        Raises:
            requests.RequestException: no answer came; its text may hold the whole URL.
        """
        return self._session.get(
            url, params=params, timeout=timeout, allow_redirects=False, stream=True
        )

    def close(self) -> None:
        """Close every connection."""
        self._session.close()
