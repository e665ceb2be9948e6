"""Rendered pages and recent reports."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.emulator.page_cache import PageCache, Rendered
from tests.emulator.recent import Recent
from tests.emulator.tests.asking import REPORT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.emulator.tests.asking import Asking


@pytest.fixture
def page_cache() -> Iterator[PageCache]:
    """An empty cache."""
    cache = PageCache()
    yield cache
    cache.close()


def test_a_page_is_rendered_once_and_comes_back_whole(page_cache: PageCache) -> None:
    """Bytes and headers, whatever their number and order."""
    cache, rendered = page_cache, []

    def page(number: int) -> Rendered:
        rendered.append(number)
        return Rendered(bytes([number % 256]) * number * 1_000, {"n": str(number)})

    for number in (3, 1, 2, 3, 2, 1):
        found = cache.get(number, lambda n=number: page(n))  # type: ignore[misc] # bound early
        assert found == Rendered(bytes([number]) * number * 1_000, {"n": str(number)})
    assert rendered == [3, 1, 2]


def test_many_threads_may_write_pages_at_once(page_cache: PageCache) -> None:
    """No page is mixed up with another."""
    cache = page_cache

    def ask(number: int) -> bool:
        body = str(number).encode() * 5_000
        return cache.get(number, lambda: Rendered(body, {})).data == body

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, [*range(200), *range(200)]))


def test_the_least_recently_used_is_dropped() -> None:
    """Asking for an item keeps it."""
    recent: Recent[int] = Recent(2)
    built = []

    def build(number: int) -> int:
        built.append(number)
        return number

    for number in (1, 2, 1, 3, 1, 2):
        assert recent.get(number, lambda n=number: build(n)) == number  # type: ignore[misc] # bound early
    assert built == [1, 2, 3, 2]


def test_a_kept_page_never_outlives_its_data(start: Callable[..., Asking]) -> None:
    """The same request after an insertion or a step of the clock is answered anew."""
    asking = start()
    advertiser_id = asking.tiktok.advertiser_ids[0]
    first = asking.data("/ad/get/", advertiser_id=advertiser_id)
    change = {"action": "insert", "kind": "ad", "advertiser_id": advertiser_id}
    asking.tiktok.admin("POST", "objects", change)
    second = asking.data("/ad/get/", advertiser_id=advertiser_id)
    assert second["page_info"]["total_number"] == first["page_info"]["total_number"] + 1
    before = asking.data(REPORT, **asking.report("AUCTION_ADVERTISER"))
    asking.tiktok.set_now("2026-11-20T14:00:00Z")
    assert asking.data(REPORT, **asking.report("AUCTION_ADVERTISER")) != before


def test_a_kept_page_has_a_request_id_of_its_own(reading: Asking) -> None:
    """Only `data` is kept."""
    answers = [reading.envelope(REPORT, **reading.report()) for _ in range(2)]
    assert answers[0]["data"] == answers[1]["data"]
    assert answers[0]["request_id"] != answers[1]["request_id"]
