"""STATE with a thousand advertisers: small, without duplicates, and quick to look up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.emulator.process import LocalTikTok
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, TODAY, settings_for
from tests.tap.singer_output import state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ADVERTISERS = 1000
BYTES_PER_BOOKMARK = 160
TOMORROW = "2026-03-11"
"""Where the day has begun already: twelve hours and more east of UTC."""

STREAM = "advertiser_daily_metrics"


@pytest.fixture(scope="module")
def many() -> Iterator[LocalTikTok]:
    """Lend a thousand small advertisers."""
    sizes = ("--campaigns", "1", "--ad-groups", "1", "--ads", "1", "--days", "2")
    with LocalTikTok("--now", NOW, "--advertisers", str(ADVERTISERS), *sizes) as tiktok:
        yield tiktok


def test_state_is_small_and_has_one_partition_per_advertiser(
    many: LocalTikTok, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bounded number of bytes per advertiser, and few STATE messages in all."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    earlier = state_of(STREAM, "stat_time_day", dict.fromkeys(many.advertiser_ids, "2026-03-09"))
    settings = settings_for(many, start_date="2026-03-09", check_totals=False)

    ran = run_in_process(settings, state=earlier, streams=[STREAM])

    assert ran.exit_code == 0
    state = ran.output.state
    partitions = state["bookmarks"][STREAM]["partitions"]
    ids = [one["context"]["advertiser_id"] for one in partitions]
    assert sorted(ids) == sorted(many.advertiser_ids)
    assert {one["replication_key_value"] for one in partitions} == {TODAY, TOMORROW}
    assert len(json.dumps(state)) <= ADVERTISERS * BYTES_PER_BOOKMARK
    assert len(ran.output.states) <= 60, "each STATE holds all bookmarks"
