"""The pixels of an advertiser: the same for the same options, more by an admin call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.emulator.dataset.accounts import Account

FIRST_ID = 7_245_000_000_000_000_002
IDS_PER_ADVERTISER = 1_000_000
FIRST_CREATED = datetime(2023, 5, 1, 8, tzinfo=timezone.utc)


@dataclass(slots=True)
class Pixel:
    """A pixel: its id for reading, its code for sending events.

    On `silent` UTC days its browser part was broken: the site sent nothing.
    """

    id: str
    code: str
    name: str
    created: datetime
    silent: set[date] = field(default_factory=set)


def build_pixels(owner: Account, count: int, codes: Sequence[str]) -> Iterator[Pixel]:
    """The pixels, oldest first; `codes` are those of the first advertiser's first ones.

    The advertiser without activity has none.
    """
    for index in range(0 if owner.role == "idle" else count):
        known = codes[index : index + 1] if owner.index == 0 else ()
        yield new_pixel(owner, index, known[0] if known else f"CLOCAL{owner.index:06}P{index:06}")


def new_pixel(owner: Account, index: int, code: str, name: str | None = None) -> Pixel:
    """The pixel at a position."""
    return Pixel(
        id=str(FIRST_ID + owner.index * IDS_PER_ADVERTISER + index),
        code=code,
        name=name or f"shop of {owner.name} #{index}",
        created=FIRST_CREATED + timedelta(days=owner.index, hours=index),
    )
