"""The bodies of the admin calls: what a test may change while the process runs."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - msgspec reads it
from typing import Any, Literal

import msgspec

from tests.emulator.advertiser_modes import Mode  # noqa: TC001 - msgspec reads it
from tests.emulator.catalogue.scopes import SCOPES
from tests.emulator.dataset.objects import Kind  # noqa: TC001 - msgspec reads it


class ClockChange(msgspec.Struct, forbid_unknown_fields=True):
    """Freeze the clock at an instant, let seconds pass at once, or move the header `Date`."""

    now: str | None = None
    forward: float = 0.0
    date_ahead: float | None = None


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
    """Make an advertiser unreadable, on every path, one, or those of a scope; give it a status."""

    advertiser_id: str
    mode: Mode | None = None
    path: str | None = None
    scope: str | None = None
    status: str | None = None
    after_page: PageOf | None = None

    def paths(self) -> tuple[str | None, ...]:
        """The paths that the mode is for; null is all.

        Raises:
            KeyError: TikTok has no such scope.
        """
        return (self.path,) if self.scope is None else SCOPES[self.scope]


class PixelChange(msgspec.Struct, forbid_unknown_fields=True):
    """Add a pixel where there is none with the code; on `silent` UTC days its site is mute."""

    advertiser_id: str
    code: str
    name: str | None = None
    silent: list[date] = []


class AnswerChange(msgspec.Struct, forbid_unknown_fields=True):
    """How an advertiser's answers differ on a path; null is everyone, every path, no change."""

    advertiser_id: str | None = None
    path: str | None = None
    max_ads: int | None = None
    unserved_rows: int | None = None
    refused_metrics: frozenset[str] | None = None
    refused_fields: frozenset[str] | None = None
    optimization_event: str | None = None
    after_page: PageOf | None = None

    def attributes(self) -> dict[str, Any]:
        """The changed attributes of an Answer."""
        found = {
            "max_ads": self.max_ads,
            "unserved_rows": self.unserved_rows,
            "refused_metrics": self.refused_metrics,
            "refused_fields": self.refused_fields,
            "optimization_event": self.optimization_event,
        }
        return {name: value for name, value in found.items() if value is not None}


class ObjectChange(msgspec.Struct, forbid_unknown_fields=True):
    """Create, delete, pause or resume an object, at once or after a page."""

    action: Literal["insert", "delete", "pause", "resume"]
    kind: Kind
    advertiser_id: str
    id: str | None = None
    parent_id: str | None = None
    name: str | None = None
    after_page: PageOf | None = None
