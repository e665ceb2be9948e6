"""What is asked for while TikTok lets no more requests of the first advertiser start."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads.errors import AdvertiserFailed, Stopped
from tap_tiktok_ads.fetch import room_ahead
from tap_tiktok_ads.fetch.look_ahead import LookAhead
from tap_tiktok_ads.fetch.page import Page, Split, Unanswered
from tap_tiktok_ads.tiktok.rows import decode_rows, encode_rows
from tests.tap.fetch.test_look_ahead import WEEK, query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.quota import Quota

ROWS = [{"ad_id": "17", "ad_name": "cut \ud83d", "n": n} for n in range(200)]


class Busy:
    """A quota that some advertisers have used up, until who rests is let go on."""

    def __init__(self, *advertisers: int) -> None:
        self.advertisers = {str(one) for one in advertisers}
        self.at_rest = threading.Event()
        self.is_over = threading.Event()

    def seconds_until_free(self, asked: Query) -> float:
        return 1.0 if asked.advertiser_id in self.advertisers else 0.0

    def rest(self, _seconds: float) -> None:
        self.at_rest.set()
        assert self.is_over.wait(10)
        self.advertisers.clear()


class Answers:
    """Answers at once, and notes what was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, asked: Query, number: int) -> Page:
        self.asked.append(asked.advertiser_id)
        rows = encode_rows(ROWS)
        return Page(asked, number, 1, len(rows), rows, sum(memoryview(row).nbytes for row in rows))


def test_while_the_first_waits_the_others_are_asked_for() -> None:
    """The one with most to ask comes first; what is read, and in which order, is the same."""
    quota, answers = Busy(0), Answers()
    quota.is_over.set()
    groups = [
        [query(group, number) for number in range(size)] for group, size in enumerate((2, 2, 3))
    ]

    with LookAhead(answers, 1, quota) as reader:
        reader.start(groups)
        pages = [
            page
            for group, queries in enumerate(groups)
            for place in range(len(queries))
            for page in reader.pages(group, place)
        ]

    assert answers.asked == ["2", "1", "2", "1", "2", "0", "0"]
    assert [page.query for page in pages] == [one for queries in groups for one in queries]
    assert all(isinstance(page, Page) and decode_rows(page.rows) == ROWS for page in pages)


@pytest.mark.parametrize(("bound", "value"), [("MOST_FAR_PAGES", 5), ("MOST_FAR_BYTES", 2_000)])
def test_what_waits_for_its_turn_is_bounded(
    bound: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In pages and in bytes; what is needed first never waits for room."""
    monkeypatch.setattr(room_ahead, bound, value)
    quota, answers = Busy(0), Answers()
    groups = [[query(0, 0)], [query(1, number) for number in range(50)]]

    with LookAhead(answers, 1, quota) as reader:
        reader.start(groups)
        assert quota.at_rest.wait(10)
        assert 3 <= len(answers.asked) <= 6
        quota.is_over.set()
        read = sum(
            1
            for group, queries in enumerate(groups)
            for place in range(len(queries))
            for _ in reader.pages(group, place)
        )

    assert read == 51


class Moody(Busy):
    """A quota that is used up now and then."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._chance = random.Random(seed)

    def seconds_until_free(self, _asked: Query) -> float:
        return self._chance.choice([0.0, 1.0])

    def rest(self, _seconds: float) -> None:
        pass


def mixed(asked: Query, number: int) -> Page | Split | Unanswered:
    """Answer with pages; one advertiser is gone, one query too large, one does not bring more."""
    if asked.advertiser_id == "2" and asked.params["number"] == "3":
        raise AdvertiserFailed("gone")
    if asked.window == WEEK:
        return Split([query(1, 90), query(1, 91, pages=2)])
    if asked.params["number"] == "5":
        return Unanswered(asked)
    return Page(asked, number, int(asked.params["pages"]), 0, (), 2)


def names_in(reader: LookAhead, group: int) -> Iterator[str]:
    """Read a group; the names of its pages' queries in order, and whether it failed."""
    try:
        for place in range(6):
            for page in reader.pages(group, place):
                yield page.query.params["number"]
    except AdvertiserFailed:
        yield "failed"


def what_is_read(workers: int, quota: Quota | None) -> list[list[str]]:
    """Read twelve groups, one of which is left out."""
    groups = [[query(group, n, pages=1 + n % 3) for n in range(6)] for group in range(12)]
    groups[1][2] = query(1, 2, window=WEEK)
    with LookAhead(mixed, workers, quota) as reader:
        reader.start(groups)
        reader.skip(7)
        return [list(names_in(reader, group)) for group in range(12)]


@pytest.mark.parametrize("workers", [1, 4, 16])
@pytest.mark.parametrize("seed", range(10))
def test_order_and_failures_do_not_depend_on_who_had_to_wait(workers: int, seed: int) -> None:
    """Whatever quotas are used up when, also with a split, a failure, and a group left out."""
    usual = what_is_read(1, None)
    assert usual[1] == ["0", "1", "1", "90", "91", "91", "3", "4", "4", "5"]
    assert usual[2][-1] == "failed"

    assert what_is_read(workers, Moody(seed)) == usual


def test_one_window_per_advertiser_is_no_reason_to_fetch_all_of_them() -> None:
    """The bound holds over groups, too: each page is the first of its group."""
    asked = read = most = 0

    def fetch(query: Query, number: int) -> Page:
        nonlocal asked, most
        asked += 1
        most = max(most, asked - read)
        return Page(query, number, 1, 0, (), 2)

    with LookAhead(fetch, 1) as reader:
        reader.start([[query(group, 0)] for group in range(100)])
        for group in range(100):
            for _ in reader.pages(group, 0):
                read += 1

    assert (asked, read) == (100, 100)
    assert most <= room_ahead.most_ahead(1) + 1


def test_who_waits_for_a_quota_ends_with_the_run() -> None:
    """A wait that is ended early ends its thread, and leaves none behind."""

    class Ending(Busy):
        def rest(self, _seconds: float) -> None:
            self.at_rest.set()
            raise Stopped("the run is ending")

    before, quota = threading.active_count(), Ending(0)
    reader = LookAhead(Answers(), 3, quota)
    reader.start([[query(0, 0)]])
    assert quota.at_rest.wait(10)
    reader.close()

    assert threading.active_count() == before
