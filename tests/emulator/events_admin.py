"""Keeps the tokens of the Events API the same as those of the Marketing API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.defaults import TOKEN
from tests.emulator.envelope import encode
from tests.emulator.wire import Endpoint, Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TOKENS_PATH = "/__emulator__/events/tokens"


class EventsAdmin:
    """Speaks to the Events API through its own admin path, as a test would."""

    def __init__(self, routes: Mapping[tuple[str, str], Endpoint], tokens: Iterable[str]) -> None:
        self._tokens = routes["POST", TOKENS_PATH]
        accepted = set(tokens)
        for token in accepted:
            self.change_token(token, None)
        if TOKEN not in accepted:
            self.change_token(None, TOKEN)

    def change_token(self, grant: str | None, revoke: str | None) -> None:
        """Grant one token for every event source, or revoke one, or both."""
        change = {"grant": grant, "revoke": revoke}
        if grant is None and revoke is None:
            return
        self._tokens(Request("POST", TOKENS_PATH, {}, {}, encode(change)))
