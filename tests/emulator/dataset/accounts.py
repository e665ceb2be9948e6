"""The advertisers: where they are, what they pay in, how they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

Role = Literal["normal", "limited", "idle"]

FIRST_ADVERTISER_ID = 7_001_000_000_000_000_001
ADVERTISER_ID_STEP = 1_000_003
"""Advertiser ids depend on nothing but their position, so more advertisers keep the old ones."""


@dataclass(frozen=True, slots=True)
class Place:
    """A country with its currency and zone; `posix_zone` has TikTok's inverted sign."""

    zone: str
    posix_zone: str
    currency: str
    country: str
    language: str


@dataclass(frozen=True, slots=True)
class Account:
    """One advertiser as `/advertiser/info/` knows it."""

    index: int
    advertiser_id: str
    name: str
    place: Place
    role: Role

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its report days."""
        return ZoneInfo(self.place.zone)


PLACES = (
    Place("America/Los_Angeles", "Etc/GMT+8", "USD", "US", "en"),
    Place("Europe/Berlin", "Etc/GMT-1", "EUR", "DE", "de"),
    Place("Asia/Tokyo", "Etc/GMT-9", "JPY", "JP", "ja"),
    Place("Asia/Kolkata", "Asia/Kolkata", "INR", "IN", "en"),
    Place("UTC", "UTC", "GBP", "GB", "en"),
    Place("Pacific/Auckland", "Etc/GMT-12", "NZD", "NZ", "en"),
)
NAMES = (
    "Acme US",
    'Müller & Söhne "Schuhe"',
    "東京スニーカー 👟",
    "मुंबई Bazaar",
    "Idle & Co",
    "Kiwi\nTrading",
)
LIMITED_INDEX = 3
IDLE_INDEX = 4


def account(index: int) -> Account:
    """The advertiser at a position; each seventh and so on repeats the places and names."""
    round_, place = divmod(index, len(PLACES))
    name = NAMES[place] if not round_ else f"{NAMES[place]} {round_ + 1}"
    role: Role = "normal"
    if index == LIMITED_INDEX:
        role = "limited"
    elif index == IDLE_INDEX:
        role = "idle"
    advertiser_id = str(FIRST_ADVERTISER_ID + index * ADVERTISER_ID_STEP)
    return Account(index, advertiser_id, name, PLACES[place], role)
