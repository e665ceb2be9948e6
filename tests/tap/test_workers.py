"""How many requests are under way changes nothing but the time; throttling costs nothing."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads.tiktok.client import Client
from tests.emulator.process import LocalTikTok
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.tap.in_process import Ran

WORKERS = (1, 8, 32)


@pytest.fixture(scope="module")
def _larger() -> Iterator[LocalTikTok]:
    with LocalTikTok("--now", NOW, "--scale", "small", "--advertisers", "5") as tiktok:
        yield tiktok


@pytest.fixture
def larger(_larger: LocalTikTok, monkeypatch: pytest.MonkeyPatch) -> LocalTikTok:
    """Lend five advertisers of the small data set."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    _larger.clear_faults()
    _larger.clear_requests()
    return _larger


def run(tiktok: LocalTikTok, workers: int, **changes: Any) -> Ran:
    settings = settings_for(tiktok, max_concurrent_requests=workers, **changes)
    return run_in_process(settings, rows_per_page=7)


def test_records_order_and_state_do_not_depend_on_the_number_of_workers(
    larger: LocalTikTok,
) -> None:
    """1, 8 and 32 workers write the same messages in the same order, and the same last STATE."""
    one, *others = (run(larger, workers) for workers in WORKERS)

    assert one.exit_code == 0
    for other in others:
        assert other.output.comparable == one.output.comparable
    assert one.output.duplicates == {}


def test_nor_when_tiktok_misbehaves(larger: LocalTikTok) -> None:
    """The same with a lost advertiser and a failing page: it fails alone, whoever read ahead."""
    lost, broken = larger.advertiser_ids[1], larger.advertiser_ids[3]
    report = "/report/integrated/get/"
    outputs = []
    for workers in WORKERS:
        larger.clear_faults()
        larger.fault(code=40001, path="/adgroup/get/", advertiser_id=lost, times=0)
        larger.fault(code=40002, path=report, advertiser_id=broken, page=2, times=0)
        ran = run(larger, workers)
        assert ran.exit_code == 3
        outputs.append((ran.output.comparable, ran.failures_without_ids))

    assert outputs[0] == outputs[1] == outputs[2]


@pytest.mark.parametrize("workers", [1, 3])
def test_no_more_requests_are_under_way_than_the_setting_allows(
    larger: LocalTikTok, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted over all streams of the run, also where one begins before the other has ended."""
    under_way: Counter[str] = Counter()
    lock = threading.Lock()
    most = 0
    send = Client._send  # noqa: SLF001 - the moment a request is under way

    def counted(client: Client, path: str, params: Any) -> Any:
        nonlocal most
        with lock:
            under_way["now"] += 1
            most = max(most, under_way["now"])
        try:
            return send(client, path, params)
        finally:
            with lock:
                under_way["now"] -= 1

    monkeypatch.setattr(Client, "_send", counted)
    larger.fault(kind="delay", seconds=0.02, times=0)  # so that requests do overlap
    run_in_process(settings_for(larger, max_concurrent_requests=workers), real_time=True)

    assert 1 <= most <= workers


@pytest.mark.parametrize("workers", [1, 3])
def test_a_run_opens_no_more_connections_than_the_setting_and_one(
    larger: LocalTikTok, workers: int
) -> None:
    """All streams share them from the first request to the last, through faults that pass."""
    for code in (40100, 40133, 50000):
        larger.fault(code=code, path="/report/integrated/get/", times=2)
    larger.fault(kind="delay", seconds=0.02, times=50)  # so that requests do overlap
    ran = run_in_process(settings_for(larger, max_concurrent_requests=workers))

    assert ran.exit_code == 0
    assert 1 <= len({entry["connection"] for entry in larger.requests()}) <= workers + 1


@pytest.mark.parametrize("workers", [1, 8])
def test_a_run_leaves_no_thread_behind(larger: LocalTikTok, workers: int) -> None:
    """After the end, with and without an error, no page reader is alive."""
    before = set(threading.enumerate())
    run(larger, workers)
    larger.fault(code=40105, path="/ad/get/")
    assert run(larger, workers).error is not None

    left = set(threading.enumerate()) - before
    for one in left:
        one.join(10)  # on a busy machine a thread may still be busy ending
    assert not [one for one in left if one.is_alive()]


@pytest.mark.parametrize("workers", [1, 8])
def test_every_advertiser_is_checkpointed_when_it_is_finished(
    larger: LocalTikTok, workers: int
) -> None:
    """STATE after an advertiser's records holds its bookmark, not those of the next ones."""
    ran = run(larger, workers)
    with_rows = {one["advertiser_id"] for one in ran.output.records("daily_metrics")}

    finished: list[str] = []
    for message in ran.output.messages:
        if message["type"] == "RECORD" and message["stream"] == "daily_metrics":
            advertiser_id = message["record"]["advertiser_id"]
            if advertiser_id not in finished:
                finished.append(advertiser_id)
        elif message["type"] == "STATE" and finished:
            partitions = message["value"]["bookmarks"]["daily_metrics"]["partitions"]
            known = [one["context"]["advertiser_id"] for one in partitions]
            known = [one for one in known if one in with_rows]
            assert known == finished[: len(known)]
            assert len(known) >= len(finished) - 1
    assert set(finished) == with_rows
    assert len(finished) >= 4
