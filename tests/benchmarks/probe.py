"""What a reader asks TikTok for, learned from one small run, and asked for ahead of time.

The local TikTok makes a page when it is first asked for and then keeps it. So that a
measurement meets kept pages only, every page a reader will ask for is asked for before.
"""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.benchmarks.workloads import Workload
    from tests.emulator.process import LocalTikTok

REPORT = "/open_api/v1.3/report/integrated/get/"
CHANGING = frozenset({"advertiser_id", "start_date", "end_date", "page"})
THREADS = 8

_open = build_opener(ProxyHandler({})).open
_PAGE_INFO = re.compile(rb'"total_(number|page)":(\d+)')


@dataclass(frozen=True)
class Habit:
    """The reports a reader asks for, without advertiser, days and page."""

    reports: tuple[dict[str, str], ...]

    @property
    def ads(self) -> dict[str, str]:
        """The report at the level of ads."""
        return next(one for one in self.reports if one["data_level"] == "AUCTION_AD")

    @property
    def metrics(self) -> int:
        """How many metrics it asks for there."""
        return len(set(json.loads(self.ads["metrics"])))


@dataclass(frozen=True)
class Served:
    """What a workload holds for a reader: rows and pages at the level of ads."""

    rows: int
    pages: int


def habit_of(requests: Iterable[dict[str, Any]]) -> Habit:
    """The reader's reports, from the log of what it was answered."""
    found = {}
    for entry in requests:
        if entry["path"] == REPORT and entry["code"] == 0:
            report = {k: v for k, v in entry["query"].items() if k not in CHANGING}
            found[json.dumps(report, sort_keys=True)] = report
    return Habit(tuple(found.values()))


def ask_ahead(tiktok: LocalTikTok, habit: Habit, workload: Workload) -> Served:
    """Ask for all pages of a workload the way a reader does, and count them."""
    ids = workload.advertiser_ids(tiktok)
    rows = pages = 0
    with ThreadPoolExecutor(THREADS) as threads:
        for report in habit.reports:
            queries = [
                {**report, "advertiser_id": one, "start_date": start, "end_date": end}
                for one in ids
                for start, end in workload.days
            ]
            firsts = list(threads.map(lambda query: _page(tiktok, query, 1), queries))
            rest = [
                (query, page)
                for query, (_, last) in zip(queries, firsts, strict=True)
                for page in range(2, last + 1)
            ]
            for _ in threads.map(lambda asked: _page(tiktok, *asked), rest):
                pass
            if report is habit.ads:
                rows = sum(number for number, _ in firsts)
                pages = len(firsts) + len(rest)
    return Served(rows, pages)


def _page(tiktok: LocalTikTok, query: dict[str, str], page: int) -> tuple[int, int]:
    """Rows and pages of the whole report, as one page tells them."""
    url = f"{tiktok.url}{REPORT}?{urlencode({**query, 'page': page})}"
    request = Request(url, headers={"Access-Token": tiktok.token})  # noqa: S310 - our own URL
    while True:
        with _open(request, timeout=600) as reply:
            body: bytes = reply.read()
        # Searched, not decoded: that takes longer than all the rest, and ten times the memory.
        told = dict(_PAGE_INFO.findall(body, body.rfind(b'"page_info"')))
        if told:
            return int(told[b"number"]), int(told[b"page"])
        if not body.startswith(b'{"code":40100'):
            raise RuntimeError(f"the local TikTok refused the report: {body[:500].decode()}")
        time.sleep(0.2)
