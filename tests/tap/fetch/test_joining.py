"""Rows of more metrics than TikTok answers at once: joined by what they are about, exactly."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads.fetch.asking import Asking
from tap_tiktok_ads.fetch.page import Page
from tap_tiktok_ads.fetch.page_source import PageSource
from tap_tiktok_ads.tiktok.rows import decode_rows
from tests.tap.scripted_client import Scripted, answered, report, rows_page

if TYPE_CHECKING:
    from collections.abc import Sequence

METRICS = [f"metric_{number}" for number in range(150)]
FIRST, SECOND = 0, 1


class Report:
    """A report of some ads, in pages of two rows; `changes` come after so many requests."""

    def __init__(self, *ads: int, **changes: Any) -> None:
        self.ads = {FIRST: list(ads), SECOND: list(ads)}
        self.changes = {int(name.removeprefix("after_")): one for name, one in changes.items()}
        self.requests = 0

    def __call__(self, _path: str, params: dict[str, str]) -> Any:
        part = FIRST if METRICS[0] in json.loads(params["metrics"]) else SECOND
        page = rows_page([row(ad, params) for ad in self.ads[part]], params)
        self.requests += 1
        if change := self.changes.get(self.requests):
            change(self.ads)
        return page


def row(ad: int, params: dict[str, str]) -> dict[str, Any]:
    metrics = {name: f"{ad}.{name[7:]}" for name in json.loads(params["metrics"])}
    return {"dimensions": {"ad_id": str(ad), "stat_time_day": "2026-03-01"}, "metrics": metrics}


def whole(ad: int) -> dict[str, Any]:
    return row(ad, {"metrics": json.dumps(METRICS)})


def joined(answers: Any) -> Page:
    page = Asking(PageSource(Scripted(answers)))(report(*METRICS, page_size=2), 1)
    assert isinstance(page, Page)
    return page


def by_id(page: Page) -> list[dict[str, Any]]:
    return sorted(decode_rows(page.rows), key=lambda one: str(one["dimensions"]["ad_id"]))


@pytest.mark.parametrize("ads", [[], [1], [1, 2, 3], [1, 2, 3, 4, 5]])
def test_rows_are_whole_in_whatever_order_they_come(ads: Sequence[int]) -> None:
    """TikTok does not sort the answers alike."""
    answers = Report(*ads)
    answers.ads[SECOND].reverse()
    page = joined(answers)

    assert by_id(page) == [whole(ad) for ad in ads]
    assert page.total_rows == len(ads)
    assert [one["dimensions"]["ad_id"] for one in decode_rows(page.rows)] == list(map(str, ads))


def test_a_row_that_comes_between_the_requests_is_read_in_both() -> None:
    """Half of it would be a row of wrong nulls: all are read once more."""

    def comes(ads: dict[int, list[int]]) -> None:
        ads[FIRST].append(9)
        ads[SECOND].append(9)

    answers = Report(1, 2, after_1=comes)
    page = joined(answers)

    assert by_id(page) == [whole(1), whole(2), whole(9)]
    assert page.total_rows == 3


def test_a_row_that_pages_hide_is_found_when_they_are_read_again() -> None:
    """It moved to a page that was read before."""

    def moves(ads: dict[int, list[int]]) -> None:
        ads[SECOND][:] = [3, 1, 2]

    page = joined(Report(1, 2, 3, after_3=moves))  # two pages of the first, one of the second

    assert by_id(page) == [whole(1), whole(2), whole(3)]
    assert page.total_rows == 3


def test_a_row_that_one_request_counts_and_never_serves_is_counted() -> None:
    """The others can be half of a row: it is left out, and the caller reads again."""
    report_of_three = Report(1, 2, 3)
    report_of_three.ads[SECOND].remove(3)

    def answer(path: str, params: dict[str, str]) -> Any:
        page = report_of_three(path, params)
        page["page_info"]["total_number"] = 3
        return page

    page = joined(answer)

    assert by_id(page) == [whole(1), whole(2)]
    assert page.total_rows > 2


def test_a_row_without_activity_in_some_of_the_metrics_is_kept() -> None:
    """TikTok leaves out rows without activity: what it does not say is null, nothing is lost."""
    answers = Report(1, 2)
    answers.ads[SECOND].remove(2)
    page = joined(answers)

    of_first = {"metrics": json.dumps(METRICS[:75])}
    assert by_id(page) == [whole(1), row(2, of_first)]
    assert page.total_rows == 2
    assert answers.requests == 4, "read twice, in case that it moved"


def test_rows_that_come_and_go_all_the_time_are_never_halves() -> None:
    """Each time another row is in one request only: it is counted, and the caller reads again."""

    def answer(path: str, params: dict[str, str]) -> Any:
        page = moving(path, params)
        moving.ads[FIRST][-1] += 1
        return page

    moving = Report(1, 5)
    moving.ads[SECOND] = [1, 9]
    page = joined(answer)

    assert by_id(page) == [whole(1)]
    assert page.total_rows > 1


def test_dimensions_are_the_same_in_any_order_and_texts_stay_as_tiktok_wrote_them() -> None:
    """Digits, escapes, and half an emoji in a name."""

    def answer(_path: str, params: dict[str, str]) -> Any:
        is_first = METRICS[0] in params["metrics"]
        dimensions = ['"ad_id":"1"', '"stat_time_day":"2026-03-01"']
        metrics = '"spend":"1.50","ad_name":"\\ud83d \\u00e9"' if is_first else '"reach": 7.0'
        text = ",".join(dimensions if is_first else dimensions[::-1])
        one = f'{{"metrics":{{{metrics}}},"dimensions":{{{text}}}}}'
        return answered(f'{{"list":[{one}],"page_info":{{"total_number":1,"total_page":1}}}}')

    (one,) = decode_rows(joined(answer).rows)

    assert one["metrics"]["spend"] == "1.50"
    assert one["metrics"]["reach"] == 7.0
    assert one["metrics"]["ad_name"].endswith("é")


@pytest.mark.parametrize("cut_part", [FIRST, SECOND])
def test_a_cut_of_either_request_is_a_cut_of_all(cut_part: int) -> None:
    """TikTok says it in a header of the request."""

    def answer(_path: str, params: dict[str, str]) -> Any:
        part = FIRST if METRICS[0] in json.loads(params["metrics"]) else SECOND
        page = json.dumps(rows_page([row(1, params)], params))
        return answered(page, is_truncated=part == cut_part)

    assert joined(answer).is_truncated


@pytest.mark.parametrize("row_text", ['{"dimensions":null,"metrics":[]}', "{}", '{"metrics":{}}'])
def test_rows_of_an_odd_shape_are_joined_as_far_as_they_go(row_text: str) -> None:
    """What they lack is null later on; nothing breaks here."""
    data = f'{{"list":[{row_text}],"page_info":{{"total_number":1,"total_page":1}}}}'
    page = joined(lambda *_: answered(data))

    assert decode_rows(page.rows) == [{"dimensions": {}, "metrics": {}}]
