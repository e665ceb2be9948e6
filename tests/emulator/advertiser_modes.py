"""Advertisers gone wrong: closed, lost to the token, without a scope, suspended."""

from __future__ import annotations

import threading
from typing import Literal

from tests.emulator.auth import no_permission
from tests.emulator.catalogue.statuses import ADVERTISER_STATUSES
from tests.emulator.envelope import ApiError

Mode = Literal["ok", "deleted", "forbidden", "scope_missing", "withdrawn"]


class AdvertiserModes:
    """Advertisers that an admin call made unreadable, on every path or on one, and statuses."""

    def __init__(self, deleted_code: int = 40001) -> None:
        self._modes: dict[tuple[str, str | None], Mode] = {}
        self._statuses: dict[str, str] = {}
        self._deleted_code = deleted_code
        self._lock = threading.Lock()

    def set(self, advertiser_id: str, mode: Mode, path: str | None = None) -> None:
        """Change what reading an advertiser comes to; a mode of one path wins.

        `ok` mends the path; without one it mends all.
        """
        with self._lock:
            if mode == "ok" and path is None:
                for key in [key for key in self._modes if key[0] == advertiser_id]:
                    del self._modes[key]
            else:
                self._modes[advertiser_id, path] = mode

    def check(self, advertiser_id: str, path: str) -> None:
        """Let a readable advertiser pass; `path` is like `/campaign/get/`.

        Raises:
            ApiError: in TikTok's words for the mode the advertiser is in.
        """
        mode = self._modes.get((advertiser_id, path)) or self._modes.get((advertiser_id, None))
        if mode in {"forbidden", "withdrawn"}:
            raise no_permission(advertiser_id)
        if mode == "deleted":
            raise ApiError(
                self._deleted_code, f"advertiser {advertiser_id} doesn't exist or has been deleted."
            )
        if mode == "scope_missing":
            raise ApiError(40001, f"advertiser does not grant you {path}:GET permission")

    def is_listed(self, advertiser_id: str) -> bool:
        """Whether the token's list of advertisers still has it: others are refused but listed."""
        return self._modes.get((advertiser_id, None)) != "withdrawn"

    def set_status(self, advertiser_id: str, status: str) -> None:
        """Give an advertiser a status, which refuses nothing by itself.

        Raises:
            ValueError: TikTok has no such status.
        """
        if status not in ADVERTISER_STATUSES:
            message = f"no status of an advertiser: {status}"
            raise ValueError(message)
        self._statuses[advertiser_id] = status

    def status(self, advertiser_id: str) -> str | None:
        """The status it was given, if any."""
        return self._statuses.get(advertiser_id)
