"""Campaigns, ad groups and ads: what does not change, and what time does to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from tests.emulator.catalogue.campaign_types import PLATFORM, PROMOTE, TOP_VIEW

Kind = Literal["campaign", "adgroup", "ad"]
Automation = Literal["MANUAL", "SMART_PLUS", "UPGRADED_SMART_PLUS"]
Origin = Literal["TT_ADS_PLATFORM", "PROMOTE"]


LONGEST_PERIOD = 50


@dataclass(slots=True)
class Object:
    """Anything with an id, a life and a status. Times are UTC."""

    id: int
    index: int
    name: str
    created: datetime
    deleted: datetime | None
    enabled: bool
    edited: datetime | None = field(default=None, kw_only=True)
    """The instant of an edit by an admin call."""

    def is_deleted(self, now: datetime) -> bool:
        """Whether it was deleted itself; its parents are asked separately."""
        return self.deleted is not None and self.deleted <= now

    def revision(self, now: datetime) -> int:
        """How many times it was edited: every few days of its life."""
        end = min(now, self.deleted) if self.deleted else now
        return max(0, (end - self.created).days // self._period)

    def modified(self, now: datetime) -> datetime:
        """The instant of its latest edit, or of its deletion."""
        if self.deleted is not None and self.deleted <= now:
            return self.deleted
        planned = self.created + timedelta(days=self.revision(now) * self._period)
        return max(planned, self.edited) if self.edited else planned

    @property
    def _period(self) -> int:
        return 3 + self.id % LONGEST_PERIOD


@dataclass(slots=True)
class Campaign(Object):
    """A campaign and what its children inherit."""

    objective: str
    automation: Automation
    buying_type: str = "AUCTION"
    origin: Origin = PLATFORM

    def gone(self, now: datetime) -> bool:
        """Whether listings and reports hide it by default."""
        return self.is_deleted(now)

    @property
    def is_special(self) -> bool:
        """Whether listings show it and what is below it only on request."""
        return self.buying_type == TOP_VIEW or self.origin == PROMOTE


@dataclass(slots=True)
class AdGroup(Object):
    """An ad group of a campaign."""

    campaign: Campaign

    def gone(self, now: datetime) -> bool:
        """Whether it or its campaign was deleted."""
        return self.is_deleted(now) or self.campaign.gone(now)


@dataclass(slots=True)
class Ad(Object):
    """An ad; of an upgraded Smart+ campaign: one creative of the ad `smart_plus_id`."""

    ad_group: AdGroup
    smart_plus_id: int | None
    first_day: date
    last_day: date | None
    daily_cents: int
    key: int = field(default=0)
    """A 64-bit number that its facts derive from."""

    @property
    def campaign(self) -> Campaign:
        """Its ad group's campaign."""
        return self.ad_group.campaign

    @property
    def grain_id(self) -> int:
        """The id of report dimension `ad_id_v2`."""
        return self.smart_plus_id or self.id

    def gone(self, now: datetime) -> bool:
        """Whether it, its ad group or its campaign was deleted."""
        return self.is_deleted(now) or self.ad_group.gone(now)

    def ended(self, now: datetime) -> datetime | None:
        """The instant from which it spends nothing more because something was deleted."""
        instants = (self.deleted, self.ad_group.deleted, self.campaign.deleted)
        return min((i for i in instants if i is not None and i <= now), default=None)


def campaign_of(found: Object) -> Campaign:
    """The campaign that an object belongs to, or is."""
    if isinstance(found, (Ad, AdGroup)):
        return found.campaign
    assert isinstance(found, Campaign)
    return found
