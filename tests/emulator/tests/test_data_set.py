"""The data set: what it holds and what it costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.emulator.dataset.accounts import account
from tests.emulator.tests.asking import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking


def test_more_advertisers_keep_the_old_ones(start: Callable[..., Asking], reading: Asking) -> None:
    """Ids and numbers of an advertiser do not depend on how many there are."""
    asking = start("--advertisers", "9")
    old = reading.tiktok.advertiser_ids
    assert asking.tiktok.advertiser_ids[: len(old)] == old
    for advertiser_id in (old[0], old[5]):
        span = (advertiser_id, "2026-11-01", TODAY)
        assert asking.tiktok.truth(*span) == reading.tiktok.truth(*span)


def test_ids_are_unique_over_all_advertisers_and_kinds(reading: Asking) -> None:
    """No two objects share an id."""
    ids = [
        item[key]
        for advertiser_id in reading.tiktok.advertiser_ids
        for path, key in (
            ("/campaign/get/", "campaign_id"),
            ("/adgroup/get/", "adgroup_id"),
            ("/ad/get/", "ad_id"),
        )
        for item in reading.listed(path, advertiser_id, primary_status="STATUS_ALL")
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("options", "counts"),
    [
        ((), (4, 8, 16)),
        (("--scale", "small"), (2, 2, 4)),
        (("--scale", "small", "--ads", "5"), (2, 2, 10)),
        (("--campaigns", "1", "--ad-groups", "1", "--ads", "1"), (1, 1, 1)),
    ],
)
def test_the_size_can_be_chosen(
    start: Callable[..., Asking], options: tuple[str, ...], counts: tuple[int, int, int]
) -> None:
    """A preset, and single numbers over it."""
    asking = start(*options)
    found = asking.tiktok.truth(asking.tiktok.advertiser_ids[0], TODAY, TODAY)["entities"]
    assert tuple(kind["with_deleted"] for kind in found.values()) == counts


def test_the_history_is_as_long_as_asked_for(start: Callable[..., Asking]) -> None:
    """--days counts today."""
    asking = start("--days", "10")
    days = asking.tiktok.truth(asking.tiktok.advertiser_ids[0], "2026-10-01", TODAY)["days"]
    assert (min(days), max(days)) == ("2026-11-11", TODAY)


def test_deleted_objects_had_spend_that_a_month_shows(reading: Asking) -> None:
    """In the last 30 days there are rows of deleted objects at every level."""
    rows = reading.tiktok.truth(reading.tiktok.advertiser_ids[0], "2026-10-22", TODAY)["rows"]
    for level in ("ad", "ad_group", "campaign"):
        assert rows[level]["without_deleted"] < rows[level]["with_deleted"]


def test_a_thousand_advertisers_and_a_million_rows_cost_no_memory(
    start: Callable[..., Asking],
) -> None:
    """Facts are computed when asked for; what is not asked for does not exist."""
    asking = start("--advertisers", "1000", "--ads", "5", "--days", "60")
    for advertiser_id in asking.tiktok.advertiser_ids[:40]:
        asking.tiktok.truth(advertiser_id, "2026-11-10", TODAY)
    status = Path(f"/proc/{asking.tiktok.pid}/status")
    if not status.exists():
        pytest.skip("memory is read from /proc")
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmRSS")]
    assert int(line.split()[1]) < 120 * 1024


def test_the_roles_are_always_at_the_same_place() -> None:
    """The fourth advertiser is limited, the fifth idle, the others are normal."""
    roles = [account(index).role for index in range(12)]
    assert roles[3:5] == ["limited", "idle"]
    assert set(roles[:3] + roles[5:]) == {"normal"}
    assert len({account(index).name for index in range(60)}) == 60
