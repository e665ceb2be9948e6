"""The bodies of the admin calls: what a test may change while the process runs."""

from __future__ import annotations

from typing import Literal

import msgspec

from tests.emulator.auth import Mode  # noqa: TC001 - msgspec reads it
from tests.emulator.dataset.objects import Kind  # noqa: TC001 - msgspec reads it


class ClockChange(msgspec.Struct, forbid_unknown_fields=True):
    """Freeze the clock at an instant, or let seconds pass at once."""

    now: str | None = None
    forward: float = 0.0


class PageOf(msgspec.Struct, forbid_unknown_fields=True):
    """The page that a change waits for."""

    path: str
    page: int


class TokenChange(msgspec.Struct, forbid_unknown_fields=True):
    """Revoke a token or grant one, for some advertisers or all, at once or after a page."""

    revoke: str | None = None
    grant: str | None = None
    advertiser_ids: list[str] | None = None
    after_page: PageOf | None = None


class AdvertiserChange(msgspec.Struct, forbid_unknown_fields=True):
    """Make an advertiser unreadable, on every path or on one, at once or after a page."""

    advertiser_id: str
    mode: Mode
    path: str | None = None
    after_page: PageOf | None = None


class ObjectChange(msgspec.Struct, forbid_unknown_fields=True):
    """Create, delete, pause or resume an object, at once or after a page."""

    action: Literal["insert", "delete", "pause", "resume"]
    kind: Kind
    advertiser_id: str
    id: str | None = None
    parent_id: str | None = None
    name: str | None = None
    after_page: PageOf | None = None
