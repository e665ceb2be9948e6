"""Why no answer came, in words: the errors of `requests` are long and repeat the URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import requests
import urllib3

if TYPE_CHECKING:
    from collections.abc import Iterator

_CAUSES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (requests.ConnectTimeout, "nothing answered in time"),
    (requests.exceptions.ProxyError, "the proxy refused or did not answer"),
    (requests.exceptions.SSLError, "its TLS certificate is not trusted, or it speaks no TLS"),
    (urllib3.exceptions.NameResolutionError, "there is no such host name (DNS)"),
    (ConnectionRefusedError, "connection refused, nothing listens there"),
    (urllib3.exceptions.NewConnectionError, "the network does not lead there"),
    (requests.ConnectionError, "the connection was cut"),
)


def cause_of(error: requests.RequestException) -> str:
    """The cause as a phrase without address, path or query."""
    causes = list(_chain(error))
    for kind, words in _CAUSES:
        if any(isinstance(one, kind) for one in causes):
            return words
    return type(error).__name__


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what led to it: `requests` and `urllib3` keep that in several places."""
    found: BaseException | None = error
    while found is not None:
        yield found
        inner = getattr(found, "reason", None) or next(iter(found.args), None)
        found = inner if isinstance(inner, BaseException) else found.__cause__
