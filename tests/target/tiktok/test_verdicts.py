"""The table of return codes, and what every kind of answer means."""

from __future__ import annotations

import pytest

from target_tiktok_events.tiktok.client import NO_ANSWER, Envelope
from target_tiktok_events.tiktok.codes import CODES, Recovery, recovery_of
from target_tiktok_events.tiktok.verdicts import judge, named_positions
from tests.target.made_events import answered

ACCEPTED = [0]
STOPS = [
    *(40001, 40006, 40007, 40008, 40009, 40010, 40014, 40051, 40063, 40400, 41001),
    *(40101, 40102, 40104, 40105, 40106, 40113, 40117, 40118, 40124, 40125, 40130),
    *(40300, 40301),
]
RETRIES = [40202, 40700]
LONG_RETRIES = [40016, 40100, 40132, 40133, 60001, 61000]
ISOLATES = [40000, 40002, 40062]


DOCUMENTED = [
    (ACCEPTED, Recovery.ACCEPTED),
    ([20001], Recovery.PARTIAL),
    ([40050], Recovery.DUPLICATE),
    ([40061], Recovery.SHRINK),
    (STOPS, Recovery.STOP),
    (RETRIES, Recovery.RETRY),
    (LONG_RETRIES, Recovery.RETRY_LONG),
    (ISOLATES, Recovery.ISOLATE),
]
FAMILIES = [
    ([40003, 40199, 49999], Recovery.ISOLATE_OR_STOP),
    ([50000, 50002, 50999, 51010, 51012, 51050, 59999], Recovery.RETRY),
    ([60000, 69999], Recovery.RETRY_LONG),
    ([7, 30001, 70000, -1], Recovery.STOP),
]


@pytest.mark.parametrize(("codes", "recovery"), [*DOCUMENTED, *FAMILIES])
def test_every_code_has_the_recovery_of_the_documentation(
    codes: list[int], recovery: Recovery
) -> None:
    """Each code of TikTok's table leads to what its meaning asks for; so does its family."""
    assert {code: recovery_of(code)[0] for code in codes} == dict.fromkeys(codes, recovery)


def test_no_code_of_the_table_is_left_out_here() -> None:
    """The fault matrix has one code of each class, so every class must be complete."""
    tested = [code for codes, _ in DOCUMENTED for code in codes]
    assert sorted(tested) == sorted(CODES)


def test_http_200_with_a_code_is_a_failure() -> None:
    """Success is judged by the code, never by the HTTP status."""
    assert judge(answered(40105)).recovery is Recovery.STOP


@pytest.mark.parametrize(
    ("status", "recovery"),
    [
        (NO_ANSWER, Recovery.RETRY),
        (200, Recovery.RETRY),
        (301, Recovery.STOP),
        (302, Recovery.STOP),
        (307, Recovery.STOP),
        (400, Recovery.STOP),
        (403, Recovery.STOP),
        (404, Recovery.STOP),
        (405, Recovery.STOP),
        (408, Recovery.RETRY),
        (413, Recovery.SHRINK),
        (429, Recovery.RETRY_LONG),
        (500, Recovery.RETRY_LONG),
        (502, Recovery.RETRY_LONG),
        (504, Recovery.RETRY_LONG),
    ],
)
def test_answer_without_a_code_is_judged_by_its_status(status: int, recovery: Recovery) -> None:
    """A gateway's page, an empty or a cut answer tells only what its HTTP status tells."""
    assert judge(Envelope(status)).recovery is recovery


@pytest.mark.parametrize(("status", "recovery"), [(502, Recovery.RETRY_LONG), (404, Recovery.STOP)])
def test_code_0_on_an_error_status_is_no_success(status: int, recovery: Recovery) -> None:
    """An answer that contradicts itself never counts as a delivery."""
    assert judge(Envelope(status, 0)).recovery is recovery


@pytest.mark.parametrize(
    ("status", "code", "recovery"),
    [
        (429, 429, Recovery.RETRY_LONG),  # a gateway that repeats its status as a code
        (503, 50000, Recovery.RETRY_LONG),
        (500, 40002, Recovery.ISOLATE),
        (429, 40105, Recovery.STOP),
        (404, 40002, Recovery.STOP),
        (404, 50000, Recovery.STOP),
        (302, 0, Recovery.STOP),
        (302, 50000, Recovery.STOP),
    ],
)
def test_status_decides_where_no_code_of_tiktok_does(
    status: int, code: int, recovery: Recovery
) -> None:
    """A server's fault that passes is waited for; a redirect or a wrong path stops the run."""
    assert judge(Envelope(status, code)).recovery is recovery


def test_wait_that_the_answer_asks_for_reaches_the_verdict() -> None:
    """With a code of TikTok and without one."""
    assert judge(Envelope(503, retry_after=7.0)).retry_after == 7
    assert judge(Envelope(200, 40100, retry_after=7.0)).retry_after == 7


def test_envelope_level_refusal_stops() -> None:
    """A wrong event source must not turn a thousand good orders into dead letters."""
    verdict = judge(answered(40002, "Invalid value for event_source_id: not a valid string."))
    assert verdict.recovery is Recovery.STOP
    assert "check event_source_id against event_source: web takes a pixel code" in verdict.reason


def test_reason_holds_meaning_and_path_but_no_value() -> None:
    """The reason of a verdict can be stored as it is."""
    verdict = judge(answered(40002, "data.3.user.email: 'ann@example.com' is not hashed"))
    assert verdict.reason == "invalid parameter: data.3.user.email: … is not hashed"
    assert verdict.index == 3


def test_text_of_a_verdict_begins_with_the_request_id() -> None:
    """TikTok's support asks for the request id first."""
    assert str(judge(answered(40105))).startswith("request 20260101AAAA: code 40105")


def test_text_of_a_verdict_says_how_long_the_answer_asks_to_wait() -> None:
    """A run that ends because that is too long says so."""
    assert str(judge(Envelope(429, retry_after=7200))).endswith("(asks to wait 7200 s)")


@pytest.mark.parametrize(
    ("data", "positions"),
    [
        ({"failed_events": [{"order_in_batch": 3, "error_code": 40002}]}, (3,)),
        ({"result": {"errors": [{"index": 0}, {"index": 7}]}}, (0, 7)),
        ([{"event_index": 2}, {"event_index": 2}], (2,)),
        ({"failed": [{"position": True}, {"position": "4"}, {"position": -1}]}, ()),
        ({"total": 5}, ()),
        ({}, ()),
        (None, ()),
        ("text", ()),
    ],
)
def test_positions_are_found_anywhere_below_data(data: object, positions: tuple[int, ...]) -> None:
    """TikTok publishes no shape for partial success, so any object with a position counts."""
    assert named_positions(data) == positions
