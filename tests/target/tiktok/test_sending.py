"""A batch through encoding, posting, retries and isolation."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

from target_tiktok_events.errors import Stopped, Unreachable
from target_tiktok_events.tiktok.client import NO_ANSWER, Envelope
from target_tiktok_events.tiktok.codes import CODES, Recovery
from target_tiktok_events.tiktok.outcomes import Ending
from target_tiktok_events.tiktok.patience import RetryPolicy, SharedPause
from target_tiktok_events.tiktok.sending import Destination, Sender
from tests.target.made_events import answered, endings_of, ids_of, made_event, made_events

if TYPE_CHECKING:
    from collections.abc import Callable

_LOGGER = logging.getLogger("test")


class _Script:
    """Answers from a list; then takes everything."""

    def __init__(self, *answers: Envelope | Callable[[bytes], Envelope]) -> None:
        self.answers = list(answers)
        self.bodies: list[bytes] = []

    def __call__(self, body: bytes) -> Envelope:
        self.bodies.append(body)
        answer = self.answers.pop(0) if self.answers else answered(0)
        return answer if isinstance(answer, Envelope) else answer(body)


def _delivery(post: Callable[[bytes], Envelope], code: str | None = None) -> Sender:
    now = [0.0]

    def pause(seconds: float) -> bool:
        now[0] += seconds
        return False

    policy = RetryPolicy(pause, lambda: now[0], lambda seconds: seconds)
    return Sender(post, Destination("web", "C4PIXEL", code), policy, _LOGGER)


def test_body_is_the_envelope_of_the_documentation() -> None:
    """One event source and its id above the events, which stay byte for byte."""
    script = _Script()
    events = made_events(2)
    _delivery(script).send(events)
    assert json.loads(script.bodies[0]) == {
        "event_source": "web",
        "event_source_id": "C4PIXEL",
        "data": [json.loads(event.payload) for event in events],
    }


def test_test_event_code_stands_at_the_top_and_only_if_set() -> None:
    """A production request must not hold an empty code; a test request holds it once, on top."""
    script = _Script()
    _delivery(script, "TEST123").send([made_event()])
    body = json.loads(script.bodies[0])
    assert body["test_event_code"] == "TEST123"
    assert "test_event_code" not in body["data"][0]
    _delivery(script).send([made_event()])
    assert b"test_event_code" not in script.bodies[1]


def test_outcomes_belong_to_their_events() -> None:
    """outcomes[i] is that of events[i], also when the middle one is refused."""

    def refuse_one(body: bytes) -> Envelope:
        ids = ids_of(body)
        message = f"data.{ids.index('1')}.event_id: 'x' is invalid" if "1" in ids else ""
        return answered(40002 if message else 0, message)

    report = _delivery(refuse_one).send(made_events(3))
    assert report.failure is None
    assert endings_of(report.outcomes) == [
        Ending.SENT,
        Ending.REJECTED,
        Ending.SENT,
    ]
    rejected = report.outcomes[1]
    assert rejected is not None
    assert (rejected.code, rejected.request_id) == (40002, "20260101AAAA")
    assert rejected.reason == "invalid parameter: data.0.event_id: … is invalid"


@pytest.mark.parametrize(
    "fault",
    [
        answered(50000),
        answered(40100),
        answered(40700),
        answered(60001),
        answered(51010),
        Envelope(NO_ANSWER, message="the connection failed or was cut"),
        Envelope(502),
        Envelope(429),
        Envelope(200),
    ],
)
def test_passing_fault_is_outlasted_with_the_same_bytes(fault: Envelope) -> None:
    """The same body, hence the same event ids, is sent until TikTok takes it."""
    script = _Script(fault, fault, fault)
    report = _delivery(script).send(made_events(3))
    assert endings_of(report.outcomes) == [Ending.SENT] * 3
    assert len(script.bodies) == 4
    assert len(set(script.bodies)) == 1


@pytest.mark.parametrize(
    ("fault", "lines"), [(Envelope(NO_ANSWER, message="no connection"), 1), (Envelope(429), 3)]
)
def test_fault_that_stays_is_announced_once(
    caplog: pytest.LogCaptureFixture, fault: Envelope, lines: int
) -> None:
    """Where nothing answers, one line says it; a wait of minutes is told each time."""
    with caplog.at_level("WARNING"):
        _delivery(_Script(fault, fault, fault)).send(made_events(3))
    assert caplog.text.count("Trying 3 events again") == lines


def test_request_waits_until_the_pause_of_the_run_is_over() -> None:
    """One worker was told to wait for five minutes: no other one asks meanwhile."""
    now, asked_at = [0.0], []

    def pause(seconds: float) -> bool:
        now[0] += seconds
        return False

    def post(_body: bytes) -> Envelope:
        asked_at.append(now[0])
        first = len(asked_at) == 1
        return Envelope(429, retry_after=300) if first else answered(0)

    policy = RetryPolicy(pause, lambda: now[0])
    shared = SharedPause(policy)
    one, two = (Sender(post, Destination("web", "C4"), policy, _LOGGER, shared) for _ in "ab")
    shared.extend(100)
    two.send(made_events(1))
    assert asked_at == [100, 400]
    now[0] = 390.0
    one.send(made_events(1))
    assert asked_at == [100, 400, 400]


def test_run_that_ends_while_it_pauses_sends_nothing() -> None:
    """A signal in the five minutes: the event stays open for the next run."""
    policy = RetryPolicy(lambda _seconds: True, lambda: 0.0)
    shared = SharedPause(policy)
    shared.extend(300)
    script = _Script()
    report = Sender(script, Destination("web", "C4"), policy, _LOGGER, shared).send(made_events(1))
    assert isinstance(report.failure, Unreachable)
    assert (report.outcomes, script.bodies) == ([None], [])


@pytest.mark.parametrize(
    ("fault", "in_doubt"),
    [
        (Envelope(NO_ANSWER, message="the connection failed or was cut"), {0, 1}),
        (Envelope(502), {0, 1}),
        (Envelope(200), {0, 1}),
        (answered(50000), {0, 1}),
        (Envelope(NO_ANSWER, message="no connection within 5 s", connected=False), set()),
        (Envelope(429), set()),
        (answered(40100), set()),
        (answered(40105), set()),
    ],
)
def test_failure_says_which_events_tiktok_may_have(fault: Envelope, in_doubt: set[int]) -> None:
    """A cut connection leaves that open; a refusal, or no connection at all, does not."""
    report = _delivery(lambda _body: fault).send(made_events(2))
    assert report.outcomes == [None, None]
    assert report.in_doubt == in_doubt


def test_refusal_after_a_cut_connection_leaves_no_doubt() -> None:
    """TikTok takes or refuses a request as a whole, and refused the same bytes afterwards."""
    cut = Envelope(NO_ANSWER, message="the connection failed or was cut")
    script = _Script(cut, answered(40002, "bad"), answered(0), answered(40105))
    report = _delivery(script).send(made_events(2))
    assert endings_of(report.outcomes) == [Ending.SENT, None]
    assert report.in_doubt == frozenset()


@pytest.mark.parametrize("code", [50000, 40100, 40132, 60001])
def test_lasting_fault_ends_without_an_outcome(code: int) -> None:
    """After the last retry the run fails; no event is rejected for TikTok's outage."""
    report = _delivery(lambda _body: answered(code)).send(made_events(3))
    assert isinstance(report.failure, Unreachable)
    assert report.outcomes == [None] * 3


STOPPING = [code for code, (recovery, _) in CODES.items() if recovery is Recovery.STOP]


@pytest.mark.parametrize("code", [*STOPPING, 30001])
def test_refusal_of_the_run_stops_at_once(code: int) -> None:
    """A wrong token is asked once, not retried, and costs no event."""
    script = _Script(answered(code))
    report = _delivery(script).send(made_events(3))
    assert isinstance(report.failure, Stopped)
    assert f"code {code}" in str(report.failure)
    assert len(script.bodies) == 1
    assert report.outcomes == [None] * 3


@pytest.mark.parametrize("status", [301, 404, 405, 403])
def test_wrong_host_or_path_stops_at_once(status: int) -> None:
    """What answers without TikTok's JSON is not TikTok: check api_url."""
    report = _delivery(lambda _body: Envelope(status)).send(made_events(1))
    assert isinstance(report.failure, Stopped)
    assert "api_url" in str(report.failure)


def test_partial_success_of_one_event_is_no_success() -> None:
    """One event can't be taken in part: it is sent again, and is open if that never changes."""
    script = _Script(answered(20001), answered(20001))
    assert _delivery(script).send([made_event()]).outcomes[0] is not None
    assert len(script.bodies) == 3
    report = _delivery(lambda _body: answered(20001)).send([made_event()])
    assert isinstance(report.failure, Unreachable)
    assert report.outcomes == [None]


def test_invalid_batch_size_of_one_event_stops() -> None:
    """One event is the smallest batch there is."""
    report = _delivery(lambda _body: answered(40061)).send(made_events(4))
    assert isinstance(report.failure, Stopped)


def test_unhashed_personal_data_is_said_loudly(caplog: pytest.LogCaptureFixture) -> None:
    """40062 is a defect of the target: the row is a dead letter and the log has an error."""

    def refuse_first(body: bytes) -> Envelope:
        return (
            answered(40062, "data.0.user.email: not hashed") if "0" in ids_of(body) else answered(0)
        )

    with caplog.at_level("ERROR"):
        report = _delivery(refuse_first).send(made_events(2))
    assert endings_of(report.outcomes) == [
        Ending.REJECTED,
        Ending.SENT,
    ]
    assert "not hashed" in caplog.text
