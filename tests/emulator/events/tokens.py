"""Who may send to which event source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.events.refusals import NO_PERMISSION, NO_TOKEN, WRONG_TOKEN, RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT_TOKEN = "local-token"  # noqa: S105 - a local stand-in's well-known token


class Tokens:
    """The tokens TikTok issued; one may own every event source, several, or one pixel."""

    def __init__(self) -> None:
        self._owned: dict[str, frozenset[str] | None] = {DEFAULT_TOKEN: None}
        self._uses_left: dict[str, int] = {}

    def grant(self, token: str, event_source_ids: Iterable[str] | None) -> None:
        """Allow `token` for these event sources, `None` for all; takes back a revocation."""
        self._owned[token] = None if event_source_ids is None else frozenset(event_source_ids)
        self._uses_left.pop(token, None)

    def revoke(self, token: str, after_requests: int = 0) -> None:
        """Let `token` be used for `after_requests` more requests and refuse it then."""
        self._uses_left[token] = after_requests

    def use(self, token: str) -> None:
        """Count one request with `token`.

        Raises:
            RefusalError: 40104 without a token, 40105 with an unknown or revoked one; a `Bearer`
                prefix makes any token an unknown one.
        """
        if not token:
            raise RefusalError(
                code=NO_TOKEN,
                message="Access token is null, you should set it in http header with key "
                "Access-Token.",
            )
        left = self._uses_left.get(token)
        if token not in self._owned or left == 0:
            raise RefusalError(
                code=WRONG_TOKEN, message="Access token is incorrect or has been revoked."
            )
        if left is not None:
            self._uses_left[token] = left - 1

    def require(self, token: str, event_source_id: str) -> None:
        """Check that a token that was used may write to `event_source_id`.

        Raises:
            RefusalError: 40001.
        """
        owned = self._owned[token]
        if owned is not None and event_source_id not in owned:
            raise RefusalError(
                code=NO_PERMISSION,
                message=f"No permission to operate pixel code: {event_source_id}. "
                "You must be an admin or operator of this advertiser account.",
            )
