"""The data set: advertisers built when first asked for, changed only by admin calls."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from tests.emulator.dataset.accounts import Account, account
from tests.emulator.dataset.objects import Ad, AdGroup, Campaign, Kind, Object, campaign_of
from tests.emulator.dataset.pixels import Pixel, build_pixels, new_pixel
from tests.emulator.dataset.portfolio import (
    Plan,
    build_ad,
    build_ad_groups,
    build_ads,
    build_campaigns,
    new_ad_group,
    new_campaign,
)
from tests.emulator.dataset.special_campaigns import build_special_campaigns

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from tests.emulator.clock import Clock

AnyObject = TypeVar("AnyObject", bound=Object)


@dataclass(slots=True)
class Advertiser:
    """One advertiser's objects, oldest first; `version` grows with every change."""

    account: Account
    campaigns: list[Campaign]
    ad_groups: list[AdGroup]
    ads: list[Ad]
    version: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def id(self) -> str:
        """Its advertiser id."""
        return self.account.advertiser_id

    def objects(self, kind: Kind) -> Sequence[Object]:
        """Its objects of one kind, oldest first."""
        objects: dict[Kind, Sequence[Object]] = {
            "campaign": self.campaigns,
            "adgroup": self.ad_groups,
            "ad": self.ads,
        }
        return objects[kind]


class World:
    """All advertisers. Nothing is kept per day: facts are computed when asked for."""

    def __init__(self, options: argparse.Namespace, clock: Clock) -> None:
        span = timedelta(days=options.days - 1)
        first_day = options.first_day or clock.now().date() - span
        self._clock = clock
        self._accounts = {
            a.advertiser_id: a for a in (account(i) for i in range(options.advertisers))
        }
        self.plan = Plan(
            seed=options.seed,
            campaigns=options.campaigns,
            ad_groups=options.ad_groups,
            ads=options.ads,
            first_day=first_day,
            last_day=first_day + span,
            top_view=options.top_view,
            promote=options.promote,
        )
        self._pixels = {
            a.advertiser_id: list(build_pixels(a, options.pixels, options.pixel_code))
            for a in self._accounts.values()
        }
        self._built: dict[str, Advertiser] = {}
        self._lock = threading.Lock()

    @property
    def advertiser_ids(self) -> list[str]:
        """Every advertiser's id."""
        return list(self._accounts)

    def exists(self, advertiser_id: str) -> bool:
        """Whether there is such an advertiser."""
        return advertiser_id in self._accounts

    def name_of(self, advertiser_id: str) -> str:
        """An advertiser's name; of one that only a token knows, any name."""
        found = self._accounts.get(advertiser_id)
        return found.name if found else "Closed account"

    def advertiser(self, advertiser_id: str) -> Advertiser:
        """An advertiser with its objects.

        Raises:
            KeyError: there is none with this id.
        """
        with self._lock:
            found = self._built.get(advertiser_id)
            if found is None:
                found = self._build(self._accounts[advertiser_id])
                self._built[advertiser_id] = found
            return found

    def _build(self, owner: Account) -> Advertiser:
        campaigns = list(build_campaigns(owner, self.plan))
        campaigns += build_special_campaigns(owner, self.plan, campaigns.copy())
        ad_groups = list(build_ad_groups(owner, self.plan, campaigns))
        return Advertiser(owner, campaigns, ad_groups, list(build_ads(owner, self.plan, ad_groups)))

    def pixels(self, advertiser_id: str) -> list[Pixel]:
        """An advertiser's pixels, oldest first.

        Raises:
            KeyError: there is none with this id.
        """
        return self._pixels[advertiser_id]

    def pixel(self, advertiser_id: str, code: str, name: str | None = None) -> Pixel:
        """The pixel of an advertiser with a code, made when there is none.

        Raises:
            KeyError: no such advertiser.
        """
        own = self._pixels[advertiser_id]
        with self._lock:
            found = next((pixel for pixel in own if pixel.code == code), None)
            if found is None:
                found = new_pixel(self._accounts[advertiser_id], len(own), code, name)
                own.append(found)
            return found

    def insert(
        self, advertiser_id: str, kind: Kind, parent_id: str | None, name: str | None
    ) -> str:
        """Create an object now, under the given parent or the newest live one; its id.

        Raises:
            KeyError: no such advertiser or parent.
        """
        advertiser = self.advertiser(advertiser_id)
        with advertiser.lock:
            made = self._make(advertiser, kind, parent_id)
            made.name = name or made.name
            advertiser.version += 1
        return str(made.id)

    def _make(self, advertiser: Advertiser, kind: Kind, parent_id: str | None) -> Object:
        owner, now = advertiser.account, self._clock.now()
        if kind == "campaign":
            campaign = new_campaign(owner, len(advertiser.campaigns), now)
            advertiser.campaigns.append(campaign)
            return campaign
        if kind == "adgroup":
            parent = _pick(advertiser.campaigns, parent_id, now)
            ad_group = new_ad_group(owner, len(advertiser.ad_groups), now, parent)
            advertiser.ad_groups.append(ad_group)
            return ad_group
        ad_group = _pick(advertiser.ad_groups, parent_id, now)
        ad = build_ad(owner, self.plan, ad_group, len(advertiser.ads), now)
        ad.last_day = None
        advertiser.ads.append(ad)
        return ad

    def delete(self, advertiser_id: str, kind: Kind, id_: str | None) -> str:
        """Delete an object now, the newest live one when no id is given; its id.

        Raises:
            KeyError: no such advertiser or object.
        """
        advertiser = self.advertiser(advertiser_id)
        now = self._clock.now()
        with advertiser.lock:
            doomed = _pick(advertiser.objects(kind), id_, now)
            doomed.deleted = now
            advertiser.version += 1
        return str(doomed.id)

    def enable(self, advertiser_id: str, kind: Kind, id_: str | None, *, enabled: bool) -> str:
        """Resume or pause an object now, the newest live one when no id is given; its id.

        Raises:
            KeyError: no such advertiser or object.
        """
        advertiser = self.advertiser(advertiser_id)
        now = self._clock.now()
        with advertiser.lock:
            found = _pick(advertiser.objects(kind), id_, now)
            found.enabled, found.edited = enabled, now
            advertiser.version += 1
        return str(found.id)


def _pick(objects: Sequence[AnyObject], id_: str | None, now: datetime) -> AnyObject:
    for candidate in reversed(objects):
        unnamed = id_ is None and not campaign_of(candidate).is_special
        if str(candidate.id) == id_ or (unnamed and not candidate.is_deleted(now)):
            return candidate
    message = f"no such object: {id_ or 'none alive'}"
    raise KeyError(message)
