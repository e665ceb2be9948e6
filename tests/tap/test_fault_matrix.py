"""Every return code on every endpoint, on the first, a middle and the last page.

What each code must lead to stands in `return_codes`. Runs are in this process, so that the
waits between attempts cost nothing; requests and pages are real. The first of two advertisers
is struck, the second must be complete unless the whole stream or run is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tap_tiktok_ads.errors import RunFailed
from tests.emulator.process import LocalTikTok
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, settings_for
from tests.tap.return_codes import CLASS_OF_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.tap.in_process import Ran
    from tests.tap.singer import Record

INFO = "/advertiser/info/"
DISCOVERY = "/oauth2/advertiser/get/"
REPORT = "/report/integrated/get/"
STREAM_OF = {
    "/campaign/get/": "campaigns",
    "/adgroup/get/": "ad_groups",
    "/ad/get/": "ads",
    REPORT: "daily_metrics",
}
OTHER_REPORTS = ("ad_group_daily_metrics", "campaign_daily_metrics", "advertiser_daily_metrics")
PAGES = (1, 2, 3)
PATIENT = 5
"""Faults in a row that are waited out; one more is the last."""


class Place(NamedTuple):
    """Where a fault strikes: a page of the first advertiser's listing or report, or a call."""

    path: str
    page: int | None = None
    stream: str = "campaigns"

    def __str__(self) -> str:
        """Name the place in the name of a test."""
        page = f" page {self.page}" if self.page else ""
        return f"{self.path}{page} {self.stream if self.path == REPORT else ''}".strip()


CALLS = [Place(DISCOVERY), Place(INFO)]
PAGED = [Place(path, page, stream) for path, stream in STREAM_OF.items() for page in PAGES]
OTHERS = [Place(REPORT, page, stream) for stream in OTHER_REPORTS for page in PAGES]

OUTCOME_OF_RUN = {"stop": 1, "advertiser": 3, "stream": 3, "request": 3}


def codes(*outcomes: str) -> list[int]:
    return [code for code, outcome in CLASS_OF_CODE.items() if outcome in outcomes]


REPEATED = codes("retry", "throttled", "lane", "long")
FATAL = codes(*OUTCOME_OF_RUN)
ONE_OF_EACH = [next(iter(codes(outcome))) for outcome in OUTCOME_OF_RUN]


class Matrix:
    """Two advertisers with three pages of everything, and what a run without faults gives."""

    def __init__(self, tiktok: LocalTikTok) -> None:
        self.tiktok = tiktok
        self.struck, self.other = tiktok.advertiser_ids
        self._rows: dict[str, int] = {}
        self._expected: dict[str, list[Record]] = {}
        for stream in (*STREAM_OF.values(), *OTHER_REPORTS):
            self._rows[stream] = 1000
            rows = len(self.run(stream).output.records(stream, self.struck))
            self._rows[stream] = -(-rows // len(PAGES))
            self._expected[stream] = self.run(stream).output.records(stream)

    def run(self, stream: str, *, discover: bool = False) -> Ran:
        """Import one stream, one request at a time."""
        known = {} if discover else {"advertiser_ids": [self.struck, self.other]}
        settings = settings_for(
            self.tiktok,
            max_concurrent_requests=1,
            check_totals=False,
            start_date="2026-03-02",
            **known,
        )
        return run_in_process(settings, streams=[stream], rows_per_page=self._rows[stream])

    def run_with(self, place: Place, *codes: int) -> Ran:
        """The same, with each of the codes once at a place."""
        self.tiktok.clear_faults()
        self.tiktok.clear_requests()
        for code in codes:
            one = {} if place.page is None else {"advertiser_id": self.struck, "page": place.page}
            self.tiktok.fault(code=code, path=place.path, **one)
        return self.run(place.stream, discover=place.path == DISCOVERY)

    def requests(self, place: Place) -> int:
        """How often the place was asked, in the buying types or window that failed first."""
        asked = [
            one
            for one in self.tiktok.requests(place.path)
            if place.page in {None, one["page"]}
            and (place.page is None or one["advertiser_id"] == self.struck)
        ]
        first = asked[0]["query"]
        return sum(one["query"] == first for one in asked)

    def expected(self, stream: str, advertiser_id: str | None = None) -> list[Record]:
        """The records of a run without faults."""
        return [
            record
            for record in self._expected[stream]
            if advertiser_id in {None, record["advertiser_id"]}
        ]


@pytest.fixture(scope="module")
def _matrix() -> Iterator[Matrix]:
    options = ("--advertisers", "2", "--campaigns", "3", "--ad-groups", "1", "--ads", "1")
    with (
        LocalTikTok("--now", NOW, "--days", "12", *options) as tiktok,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
        yield Matrix(tiktok)


@pytest.fixture
def matrix(_matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> Matrix:
    """Lend the two advertisers, without faults."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    _matrix.tiktok.clear_faults()
    return _matrix


@pytest.mark.parametrize("stream", [*STREAM_OF.values(), *OTHER_REPORTS])
def test_the_matrix_has_a_first_a_middle_and_a_last_page(matrix: Matrix, stream: str) -> None:
    """Three pages of everything are asked for, or the tests below would show little."""
    matrix.tiktok.clear_requests()
    matrix.run(stream)

    path = next((path for path, one in STREAM_OF.items() if one == stream), REPORT)
    asked = [
        one["page"] for one in matrix.tiktok.requests(path) if one["advertiser_id"] == matrix.struck
    ]
    assert set(asked) == set(PAGES)
    assert matrix.expected(stream, matrix.other)


@pytest.mark.parametrize("place", [*CALLS, *PAGED, *OTHERS], ids=str)
def test_each_code_that_passes_is_waited_out(matrix: Matrix, place: Place) -> None:
    """Nothing is lost, nothing comes twice, and each fault costs one request more."""
    for start in range(0, len(REPEATED), PATIENT):
        several = REPEATED[start : start + PATIENT]
        ran = matrix.run_with(place, *several)

        assert (ran.exit_code, ran.error) == (0, None), several
        assert ran.output.records(place.stream) == matrix.expected(place.stream), several
        assert matrix.requests(place) == len(several) + 1
        assert sum(ran.time.slept) >= 1


@pytest.mark.parametrize("code", FATAL)
@pytest.mark.parametrize("place", PAGED, ids=str)
def test_each_fatal_code_costs_one_request_and_what_its_class_says(
    matrix: Matrix, place: Place, code: int
) -> None:
    """Stop, advertiser, stream or request: see `assert_outcome`."""
    assert_outcome(matrix, place, code)


@pytest.mark.parametrize("code", ONE_OF_EACH)
@pytest.mark.parametrize("place", OTHERS, ids=str)
def test_the_other_levels_fail_alike(matrix: Matrix, place: Place, code: int) -> None:
    """One code of each class at the other levels of the report."""
    assert_outcome(matrix, place, code)


def assert_outcome(matrix: Matrix, place: Place, code: int) -> None:
    ran = matrix.run_with(place, code)
    outcome = CLASS_OF_CODE[code]
    found = ran.output.records(place.stream)

    assert matrix.requests(place) == 1, "it is not asked for again"
    if outcome == "stop":
        assert isinstance(ran.error, RunFailed)
        assert ran.error.code == code
        assert ran.error.request_id
        return
    assert ran.exit_code == OUTCOME_OF_RUN[outcome]
    (failure,) = ran.failures
    assert f"answered {code}" in failure
    assert "request_id" in failure
    assert "What to do" in failure
    of_other = [] if outcome == "stream" else matrix.expected(place.stream, matrix.other)
    assert [one for one in found if one["advertiser_id"] == matrix.other] == of_other
    assert matrix.struck not in ran.output.bookmarks(place.stream)
    whose = "all advertisers" if outcome == "stream" else f"advertiser {matrix.struck}"
    assert f"{place.stream} of {whose} failed" in failure
    assert ran.output.duplicates == {}


@pytest.mark.parametrize("place", [*PAGED, *OTHERS], ids=str)
def test_a_query_that_is_too_large_is_asked_in_parts(matrix: Matrix, place: Place) -> None:
    """40067 on any page: every record arrives, each once, and the same query is not repeated."""
    ran = matrix.run_with(place, 40067)

    assert ran.exit_code == 0
    assert ran.output.duplicates == {}
    found = sorted(map(str, ran.output.records(place.stream)))
    assert found == sorted(map(str, matrix.expected(place.stream)))
    if place.path == REPORT:
        assert matrix.requests(place) == 1


@pytest.mark.parametrize("code", [*FATAL, 40067])
def test_each_fatal_code_of_the_discovery_stops_the_run(matrix: Matrix, code: int) -> None:
    """Without the list of advertisers nothing can be imported: one request, one clear error."""
    ran = matrix.run_with(CALLS[0], code)

    assert ran.error is not None
    assert f"answered {code}" in str(ran.error)
    assert matrix.requests(CALLS[0]) == 1
    assert ran.output.messages == []


@pytest.mark.parametrize("code", [*FATAL, 40067])
def test_each_fatal_code_of_the_description(matrix: Matrix, code: int) -> None:
    """One that may be due to one advertiser is asked for each by itself; others stop the run."""
    ran = matrix.run_with(CALLS[1], code)

    if CLASS_OF_CODE[code] in {"stop", "stream"}:
        assert f"answered {code}" in str(ran.error)
        assert matrix.requests(CALLS[1]) == 1
    else:
        assert ran.exit_code == 0
        assert ran.output.records("campaigns") == matrix.expected("campaigns")
        assert len(matrix.tiktok.requests(INFO)) == 1 + 2


HTTP_FAULTS: list[dict[str, Any]] = [
    *({"kind": "status", "status": status} for status in (408, 429, 500, 502, 503, 504)),
    {"kind": "html", "status": 200},
    {"kind": "html", "status": 502},
    {"kind": "truncate"},
    {"kind": "reset"},
    {"kind": "body", "body": '{"code":0,"data":'},
]


@pytest.mark.parametrize("place", [*CALLS, *PAGED, *OTHERS], ids=str)
def test_what_breaks_on_the_way_is_asked_for_again(matrix: Matrix, place: Place) -> None:
    """HTTP 429 and 5xx, HTML, a cut body, a reset connection: the same records as without."""
    for start in range(0, len(HTTP_FAULTS), PATIENT):
        several = HTTP_FAULTS[start : start + PATIENT]
        matrix.tiktok.clear_requests()
        for fault in several:
            one = {} if place.page is None else {"advertiser_id": matrix.struck, "page": place.page}
            matrix.tiktok.fault(path=place.path, **fault, **one)
        ran = matrix.run(place.stream, discover=place.path == DISCOVERY)

        assert (ran.exit_code, ran.error) == (0, None), several
        assert ran.output.records(place.stream) == matrix.expected(place.stream), several
        assert matrix.requests(place) == len(several) + 1


@pytest.mark.parametrize("place", [*PAGED, *OTHERS], ids=str)
def test_a_fault_that_stays_fails_its_advertiser_only(matrix: Matrix, place: Place) -> None:
    """After the last attempt the advertiser's stream fails; the other advertiser is complete."""
    matrix.tiktok.fault(
        code=50000, path=place.path, page=place.page, advertiser_id=matrix.struck, times=0
    )

    ran = matrix.run(place.stream)

    assert ran.exit_code == 3
    assert "answered 50000" in ran.failures[0]
    assert matrix.struck not in ran.output.bookmarks(place.stream)
    found = ran.output.records(place.stream, matrix.other)
    assert found == matrix.expected(place.stream, matrix.other)
