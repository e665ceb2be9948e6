"""The rate in the steady phase, and what a watch sees of a local TikTok."""

from __future__ import annotations

from urllib.request import ProxyHandler, Request, build_opener

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.request_watch import RequestWatch, Sample, steady_rate
from tests.emulator.process import LocalTikTok


@given(rate=st.integers(1, 500), seconds=st.integers(5, 100), idle=st.floats(0, 60))
def test_even_requests_have_their_rate_whenever_they_begin(
    rate: int, seconds: int, idle: float
) -> None:
    """N requests a second, sampled each second after any silence, are N a second."""
    samples = [Sample(0.0, 0), *(Sample(idle + s, rate * s) for s in range(seconds + 1))]
    assert steady_rate(samples) == pytest.approx(rate)


def test_slow_begin_and_end_do_not_count() -> None:
    """The first and the last tenth may take their time."""
    samples = [Sample(0, 0), Sample(30, 10), Sample(34, 90), Sample(90, 100)]
    assert steady_rate(samples) == pytest.approx(20)


def test_pause_in_the_middle_counts() -> None:
    """A second without requests lowers the rate."""
    samples = [Sample(0, 0), Sample(2, 40), Sample(3, 40), Sample(5, 80)]
    assert steady_rate(samples) == pytest.approx(64 / (4.6 - 0.4))


@pytest.mark.parametrize("samples", [[], [Sample(1, 0)], [Sample(1, 5)]])
def test_nothing_has_no_steady_phase(samples: list[Sample]) -> None:
    """Without requests there is no rate, and none is made up."""
    with pytest.raises(ValueError, match="no steady phase"):
        steady_rate(samples)


def test_watch_counts_requests_and_refusals() -> None:
    """Each request counts once, and what is over the limit counts as refused."""
    ask = build_opener(ProxyHandler({})).open
    with LocalTikTok("--scale", "small", "--qps", "1") as tiktok:
        request = Request(f"{tiktok.url}/open_api/v1.3/user/info/")  # noqa: S310 - our own URL
        request.add_header("Access-Token", tiktok.token)
        with RequestWatch(tiktok) as watch:
            for _ in range(4):
                ask(request).close()
    assert watch.requests == 4
    assert watch.refused == 3
    assert watch.samples[-1].answered == 4
