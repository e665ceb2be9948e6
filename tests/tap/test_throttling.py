"""The tap's own limiter against TikTok's: no request is refused."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.emulator.process import LocalTikTok
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, settings_for

if TYPE_CHECKING:
    from tests.tap.in_process import Ran

QPS = 40


def test_at_the_same_quota_no_request_is_refused(whole: Ran) -> None:
    """With max_requests_per_second at the app's tier TikTok never answers 40100."""
    with LocalTikTok("--now", NOW, "--scale", "small", "--qps", str(QPS)) as tiktok:
        settings = settings_for(tiktok, max_requests_per_second=QPS, max_concurrent_requests=8)
        ran = run_in_process(settings, real_time=True)
        codes = Counter(one["code"] for one in tiktok.requests())

    assert ran.exit_code == 0
    assert set(codes) == {0}
    assert ran.request_count == codes[0]
    assert ran.output.comparable == whole.output.comparable


def test_a_setting_above_the_quota_costs_time_and_nothing_else(whole: Ran) -> None:
    """Refused for being too fast (40100), the tap waits and imports everything."""
    with LocalTikTok("--now", NOW, "--scale", "small", "--qps", "15") as tiktok:
        ran = run_in_process(settings_for(tiktok), real_time=True)
        codes = Counter(one["code"] for one in tiktok.requests())

    assert ran.exit_code == 0
    assert codes[40100] > 0, "the stand-in did refuse"
    assert ran.output.comparable == whole.output.comparable
