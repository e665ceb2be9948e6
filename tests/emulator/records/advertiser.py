"""The record of `/advertiser/info/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.emulator.catalogue.advertiser_fields import ADVERTISER_FIELDS

if TYPE_CHECKING:
    from tests.emulator.dataset.accounts import Account

FIRST_CREATED = 1_630_335_591


def advertiser_record(account: Account, status: str | None) -> dict[str, Any]:
    """Every field of an advertiser; `create_time` in epoch seconds, unlike anything else.

    Without a status it has the one of the data set.
    """
    usual = "STATUS_LIMIT" if account.role == "limited" else "STATUS_ENABLE"
    return {
        **ADVERTISER_FIELDS,
        "advertiser_id": account.advertiser_id,
        "name": account.name,
        "company": f"{account.name} Ltd.",
        "status": status or usual,
        "currency": account.place.currency,
        "timezone": account.place.posix_zone,
        "display_timezone": account.place.zone,
        "country": account.place.country,
        "language": account.place.language,
        "balance": 5_325.43 if account.index % 2 else 1_000,
        "create_time": FIRST_CREATED + account.index * 86_413,
        "owner_bc_id": "6900000000000000001" if account.index % 3 == 2 else None,
    }
