"""Times of orders from end to end: the shop's zone, and orders from before a beginning."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.target.target_process import Target, order, recently, singer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok


def test_wall_clock_of_the_shop(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Times without a zone are the shop's, said once; orders before `send_since` are counted."""
    moment = datetime.now(timezone.utc).replace(microsecond=0) - timedelta(days=1)
    naive = moment.astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None).isoformat(" ")
    records = [
        order(1, created_at=naive),
        order(2, created_at=naive),
        order(3, created_at=recently(days=3)),
        order(4, created_at=recently(days=90)),
    ]
    since = (moment - timedelta(hours=1)).isoformat()
    target = Target(tmp_path, tiktok, timezone="America/New_York", send_since=since)
    result = target.run(singer(records))
    assert (result.code, result.states) == (0, [{"done": 4}]), result.stderr
    stored = tiktok.admin("GET", "events", list="stored")["items"]
    assert [item["event"]["event_time"] for item in stored] == [int(moment.timestamp())] * 2
    assert result.stderr.count("created_at holds times without a zone") == 1
    assert "read as America/New_York" in result.stderr
    assert (result.count("left out by rule"), result.count("send_since")) == (2, 2)
