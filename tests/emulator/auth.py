"""Who may read what: tokens and the advertisers they were granted."""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING

from tests.emulator.envelope import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Tokens:
    """The accepted tokens. A token granted nothing in particular reads every advertiser."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self._granted: dict[str, frozenset[str] | None] = dict.fromkeys(tokens)
        self._lock = threading.Lock()

    def accepted(self, token: str) -> bool:
        """Whether the token is known and not revoked."""
        return token in self._granted

    def require(self, headers: Mapping[str, str]) -> str:
        """The token of a request, from the header `Access-Token` and nowhere else.

        Raises:
            ApiError: 40104 without the header, 40105 for an unknown or revoked token.
        """
        token = headers.get("access-token", "")
        if not token:
            raise ApiError(40104, "Access token is empty.")
        if not self.accepted(token):
            raise ApiError(40105, "Access token is incorrect or has been revoked.")
        return token

    def advertisers_of(self, token: str, everyone: Iterable[str]) -> list[str]:
        """The advertiser ids a token was granted; `everyone` when it was granted all."""
        granted = self._granted.get(token)
        return list(everyone) if granted is None else sorted(granted)

    def may_read(self, token: str, advertiser_id: str) -> bool:
        """Whether a token was granted an advertiser."""
        granted = self._granted.get(token, frozenset())
        return granted is None or advertiser_id in granted

    def revoke(self, token: str) -> None:
        """Refuse the token from now on."""
        with self._lock:
            self._granted.pop(token, None)

    def grant(self, token: str, advertiser_ids: Iterable[str] | None = None) -> None:
        """Accept the token, for these advertisers or for all."""
        granted = None if advertiser_ids is None else frozenset(advertiser_ids)
        with self._lock:
            self._granted[token] = granted

    def issue(self) -> str:
        """A fresh token that reads every advertiser."""
        token = secrets.token_hex(20)
        self.grant(token)
        return token


def no_permission(advertiser_id: str) -> ApiError:
    """The refusal of an advertiser that the token does not cover, existing or not."""
    return ApiError(40001, f"No permission to operate advertiser: {advertiser_id}")
