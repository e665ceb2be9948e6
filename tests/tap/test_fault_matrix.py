"""A return code of each class, on the calls and on the first, a middle and the last page.

That every code belongs to its class is the business of `tiktok/test_codes`. Runs are in this
process, so that the waits between attempts cost nothing; requests and pages are real. The first
of two advertisers is struck, the second must be complete unless the whole stream or run is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads.errors import RunFailed
from tests.emulator.process import LocalTikTok
from tests.tap.fault_matrix import (
    CALLS,
    DISCOVERY,
    FATAL,
    FIRST,
    INFO,
    LAST,
    MIDDLE,
    OUTCOME_BEHIND_ANOTHER,
    OUTCOME_OF_RUN,
    PAGED,
    PAGES,
    PASSING,
    REPORT,
    SMALLER,
    STREAM_OF,
    Matrix,
    Place,
    one_of,
)
from tests.tap.local_settings import NOW
from tests.tap.return_codes import CLASS_OF_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("tap fault matrix")  # one local TikTok for all of them


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
    """Lend the two advertisers, without faults; the first is the one to be struck."""
    _matrix.strike(0)
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    _matrix.tiktok.clear_faults()
    return _matrix


def test_the_matrix_has_a_first_a_middle_and_a_last_page(matrix: Matrix) -> None:
    """Three pages of everything are asked for, or the tests below would show little."""
    for path, stream in STREAM_OF.items():
        matrix.tiktok.clear_requests()
        matrix.run(stream)

        asked = [
            one["page"]
            for one in matrix.tiktok.requests(path)
            if one["advertiser_id"] == matrix.struck
        ]
        assert set(asked) == set(PAGES)
        assert matrix.expected(stream, matrix.other)


@pytest.mark.parametrize("place", [*CALLS, *PAGED], ids=str)
def test_codes_that_pass_are_waited_out(matrix: Matrix, place: Place) -> None:
    """Nothing is lost, nothing comes twice, and each fault costs one request more."""
    ran = matrix.run_with(place, *PASSING)

    assert (ran.exit_code, ran.error) == (0, None)
    assert ran.output.records(place.stream) == matrix.expected(place.stream)
    assert matrix.requests(place) == len(PASSING) + 1
    assert sum(ran.time.slept) >= 1


@pytest.mark.parametrize("struck", [0, 1], ids=["first advertiser", "second advertiser"])
@pytest.mark.parametrize("code", FATAL)
@pytest.mark.parametrize("place", [FIRST, MIDDLE, LAST], ids=str)
def test_a_fatal_code_costs_one_request_and_what_its_class_says(
    matrix: Matrix, place: Place, code: int, struck: int
) -> None:
    """Stop, advertiser, stream or request: see `assert_outcome`."""
    matrix.strike(struck)
    assert_outcome(matrix, place, code, is_behind=bool(struck))


def assert_outcome(matrix: Matrix, place: Place, code: int, *, is_behind: bool) -> None:
    """See that one advertiser is struck, which may stand behind the other one."""
    ran = matrix.run_with(place, code)
    outcome = CLASS_OF_CODE[code]
    found = ran.output.records(place.stream)

    assert matrix.requests(place) == 1, "it is not asked for again"
    if outcome == "stop":
        assert isinstance(ran.error, RunFailed)
        assert ran.error.code == code
        assert ran.error.request_id
        return
    outcomes = OUTCOME_BEHIND_ANOTHER if is_behind else OUTCOME_OF_RUN
    assert ran.exit_code == outcomes[outcome]
    (failure,) = ran.failures
    assert f"answered {code}" in failure
    assert "request_id" in failure
    assert "What to do" in failure
    is_lost = outcome == "stream" and not is_behind
    of_other = [] if is_lost else matrix.expected(place.stream, matrix.other)
    assert [one for one in found if one["advertiser_id"] == matrix.other] == of_other
    assert matrix.struck not in ran.output.bookmarks(place.stream)
    whose = "all advertisers" if outcome == "stream" else f"advertiser {matrix.struck}"
    assert f"{place.stream} of {whose} failed" in failure
    assert ran.output.duplicates == {}


@pytest.mark.parametrize("place", [FIRST, MIDDLE, LAST], ids=str)
def test_a_query_that_is_too_large_is_asked_in_parts(matrix: Matrix, place: Place) -> None:
    """40067 on any page: every record arrives, each once, and the same query is not repeated."""
    ran = matrix.run_with(place, SMALLER)

    assert ran.exit_code == 0
    assert ran.output.duplicates == {}
    found = sorted(map(str, ran.output.records(place.stream)))
    assert found == sorted(map(str, matrix.expected(place.stream)))
    if place.path == REPORT:
        assert matrix.requests(place) == 1


@pytest.mark.parametrize("code", [*FATAL, SMALLER])
def test_a_fatal_code_of_the_discovery_stops_the_run(matrix: Matrix, code: int) -> None:
    """Without the list of advertisers nothing can be imported: one request, one clear error."""
    ran = matrix.run_with(CALLS[0], code)

    assert ran.error is not None
    assert f"answered {code}" in str(ran.error)
    assert matrix.requests(CALLS[0]) == 1
    assert ran.output.messages == []


@pytest.mark.parametrize("code", [*FATAL, SMALLER])
def test_a_fatal_code_of_the_description(matrix: Matrix, code: int) -> None:
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
    {"kind": "status", "status": 429},
    {"kind": "html", "status": 502},
    {"kind": "truncate"},
    {"kind": "reset"},
]
"""One of each kind; all of them are in `tiktok/test_client`."""


@pytest.mark.parametrize("place", [*CALLS, FIRST, MIDDLE, LAST], ids=str)
def test_what_breaks_on_the_way_is_asked_for_again(matrix: Matrix, place: Place) -> None:
    """HTTP 429 and 5xx, a cut body, a reset connection: the same records as without."""
    matrix.tiktok.clear_requests()
    for fault in HTTP_FAULTS:
        one = {} if place.page is None else {"advertiser_id": matrix.struck, "page": place.page}
        matrix.tiktok.fault(path=place.path, **fault, **one)
    ran = matrix.run(place.stream, discover=place.path == DISCOVERY)

    assert (ran.exit_code, ran.error) == (0, None)
    assert ran.output.records(place.stream) == matrix.expected(place.stream)
    assert matrix.requests(place) == len(HTTP_FAULTS) + 1


@pytest.mark.parametrize("struck", [0, 1], ids=["first advertiser", "second advertiser"])
@pytest.mark.parametrize("place", [MIDDLE, LAST], ids=str)
def test_a_fault_that_stays_fails_its_advertiser_only(
    matrix: Matrix, place: Place, struck: int
) -> None:
    """After the last attempt the advertiser's stream fails; the other advertiser is complete."""
    matrix.strike(struck)
    matrix.tiktok.fault(
        code=50000, path=place.path, page=place.page, advertiser_id=matrix.struck, times=0
    )

    ran = matrix.run(place.stream)

    assert ran.exit_code == 3
    assert "answered 50000" in ran.failures[0]
    assert matrix.struck not in ran.output.bookmarks(place.stream)
    found = ran.output.records(place.stream, matrix.other)
    assert found == matrix.expected(place.stream, matrix.other)


@pytest.mark.parametrize("outcome", ["advertiser", "stream", "request"])
@pytest.mark.parametrize("place", [FIRST, MIDDLE, LAST], ids=str)
def test_a_fault_of_both_advertisers_is_no_success_that_a_setting_excuses(
    matrix: Matrix, place: Place, outcome: str
) -> None:
    """Nobody was read: exit code 1, and every row of import_status says why."""
    (code,) = one_of(outcome)
    matrix.tiktok.fault(code=code, path=place.path, page=place.page, times=0)

    ran = matrix.run(place.stream, max_failed_advertisers=2)

    assert ran.exit_code == 1
    rows = ran.output.records("import_status")
    assert len(rows) == 2
    assert {row["error_code"] for row in rows} == {code}


@pytest.mark.parametrize(
    ("settings", "exit_code"), [({}, 3), ({"max_failed_advertisers": 1}, 0)], ids=str
)
@pytest.mark.parametrize("outcome", ["advertiser", "request"])
def test_a_setting_may_excuse_one_of_two_advertisers(
    matrix: Matrix, outcome: str, settings: dict[str, Any], exit_code: int
) -> None:
    """The exit code changes; the table and import_status name the advertiser all the same."""
    (code,) = one_of(outcome)
    matrix.tiktok.fault(code=code, path=MIDDLE.path, page=2, advertiser_id=matrix.struck)

    ran = matrix.run(MIDDLE.stream, **settings)

    assert ran.exit_code == exit_code
    statuses = {r["advertiser_id"]: r["status"] for r in ran.output.records("import_status")}
    assert statuses == {matrix.struck: "failed", matrix.other: "complete"}


@pytest.mark.parametrize(("on_incomplete", "exit_code"), [("fail", 3), ("warn", 0)])
@pytest.mark.parametrize("struck", [0, 1], ids=["first advertiser", "second advertiser"])
def test_what_tiktok_does_not_serve_is_said_everywhere(
    matrix: Matrix, struck: int, on_incomplete: str, exit_code: int
) -> None:
    """A report that counts more rows than it serves: its advertiser is incomplete, no other."""
    matrix.strike(struck)
    where = {"advertiser_id": matrix.struck, "path": REPORT}
    matrix.tiktok.change_answers(**where, unserved_rows=1)

    ran = matrix.run("daily_metrics", on_incomplete=on_incomplete)

    matrix.tiktok.change_answers(**where, unserved_rows=0)
    assert ran.exit_code == exit_code
    statuses = {r["advertiser_id"]: r["status"] for r in ran.output.records("import_status")}
    assert statuses == {matrix.struck: "incomplete", matrix.other: "complete"}
