"""One advertiser that TikTok refuses does not cost the others their import, through Meltano."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.demo import warehouse
from tests.demo.ads import FIRST_RUN, PLUGINS, SECOND_RUN, AdsDirection
from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.demo.meltano import Meltano, Run
    from tests.demo.postgres import Database


@pytest.fixture(scope="module")
def tiktok() -> Iterator[LocalTikTok]:
    """Two advertisers, the first of which the token may no longer read."""
    with LocalTikTok("--scale", "small", "--now", FIRST_RUN.isoformat()) as local:
        forbid(local, "forbidden")
        yield local


def forbid(tiktok: LocalTikTok, mode: str) -> None:
    """Set what TikTok says about the first advertiser."""
    tiktok.admin("POST", "advertisers", {"advertiser_id": tiktok.advertiser_ids[0], "mode": mode})


@pytest.fixture(scope="module")
def ads(meltano: Meltano, database: Database, tiktok: LocalTikTok, logs: Path) -> AdsDirection:
    """The direction from TikTok to the warehouse."""
    return AdsDirection(meltano, database, tiktok, logs)


@pytest.fixture(scope="module")
def failed(ads: AdsDirection) -> Run:
    """The run in which the first advertiser is refused."""
    return ads.meltano.attempt(*PLUGINS, log=ads.logs / "failed.log", env=ads.environ(FIRST_RUN))


def spend_by_advertiser(ads: AdsDirection) -> dict[str, Any]:
    """What the warehouse holds, by advertiser."""
    spends = warehouse.spend_per_advertiser(ads.database, "daily_metrics")
    return {spend.advertiser_id: spend for spend in spends}


def test_the_run_fails_and_names_the_advertiser(ads: AdsDirection, failed: Run) -> None:
    """Meltano ends with 1; the tap's log says which advertiser, and what to do."""
    refused = ads.tiktok.advertiser_ids[0]

    assert failed.exit_code == 1
    assert any(refused in line and "What to do" in line for line in failed.said("tap-tiktok-ads"))


def test_the_other_advertiser_is_complete(ads: AdsDirection, failed: Run) -> None:
    """What can be read is loaded, and its sum is right."""
    assert failed.exit_code
    _, readable = ads.tiktok.advertiser_ids
    spend = spend_by_advertiser(ads)[readable]

    assert spend.spend == ads.true_spend(spend) > 0


def test_only_the_advertisers_that_were_read_have_a_bookmark(
    ads: AdsDirection, failed: Run
) -> None:
    """The refused advertiser's place is kept: it has no bookmark yet."""
    assert failed.exit_code
    state = ads.meltano.state("-to-".join(PLUGINS))
    partitions = state["singer_state"]["bookmarks"]["daily_metrics"]["partitions"]

    assert [part["context"]["advertiser_id"] for part in partitions] == [
        ads.tiktok.advertiser_ids[1]
    ]


def test_the_next_run_makes_up_for_it(ads: AdsDirection, failed: Run) -> None:
    """When TikTok lets the tap in again, the advertiser's whole history is imported."""
    assert failed.exit_code
    forbid(ads.tiktok, "ok")
    ads.run_at(SECOND_RUN, "recovered")

    for spend in spend_by_advertiser(ads).values():
        assert spend.spend == ads.true_spend(spend) > 0
