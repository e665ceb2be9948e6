"""Every passing fault on the first, a middle and the last batch, one request at a time and eight.

The pipeline runs in this process against the local TikTok over real HTTP, with waits that cost
no time.
"""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.dead_letters.letter_file import DeadLetterFile
from target_tiktok_events.delivery.batches import BatchBuilder
from target_tiktok_events.delivery.claimed_sending import ClaimedSender
from target_tiktok_events.delivery.interruption import Interruption
from target_tiktok_events.delivery.pipeline import Pipeline
from target_tiktok_events.delivery.pipeline_parts import Parts
from target_tiktok_events.delivery.progress import Progress
from target_tiktok_events.delivery.report import Summary
from target_tiktok_events.delivery.workers import Workers
from target_tiktok_events.ledger.ledger import Ledger
from target_tiktok_events.tiktok.client import Client
from target_tiktok_events.tiktok.patience import RetryPolicy
from target_tiktok_events.tiktok.sending import Destination, Sender
from tests.target.made_events import made_events
from tests.target.target_process import PIXEL, event_requests, stored_ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

PATH = "/event/track/"
EVENTS = 300
BATCH = 100
TIMEOUT = 0.5
_LOGGER = logging.getLogger("matrix")

FAULTS: dict[str, dict[str, Any]] = {
    "40016": {"kind": "code", "code": 40016},
    "40100": {"kind": "code", "code": 40100},
    "40132": {"kind": "code", "code": 40132},
    "40133": {"kind": "code", "code": 40133},
    "40202": {"kind": "code", "code": 40202},
    "40700": {"kind": "code", "code": 40700},
    "50000": {"kind": "code", "code": 50000},
    "50002": {"kind": "code", "code": 50002},
    "51010": {"kind": "code", "code": 51010},
    "60001": {"kind": "code", "code": 60001},
    "61000": {"kind": "code", "code": 61000},
    "50000 after the store": {"kind": "code", "code": 50000, "when": "after"},
    "40050": {"kind": "code", "code": 40050},
    "40050 after the store": {"kind": "code", "code": 40050, "when": "after"},
    "40061": {"kind": "code", "code": 40061},
    "40002 once": {"kind": "code", "code": 40002, "message": "bad"},
    "40000 once": {"kind": "code", "code": 40000, "message": "bad"},
    "40062 once": {"kind": "code", "code": 40062, "message": "data.5.user.email: not hashed"},
    "40999 once": {"kind": "code", "code": 40999, "message": "bad"},
    "413": {"kind": "status", "status": 413},
    "429": {"kind": "status", "status": 429},
    "500": {"kind": "status", "status": 500},
    "502 page": {"kind": "html", "status": 502},
    "504": {"kind": "status", "status": 504},
    "reset before the store": {"kind": "reset", "when": "before"},
    "reset after the store": {"kind": "reset", "when": "after"},
    "half an answer": {"kind": "truncate"},
    "silence": {"kind": "hang", "seconds": 5},
    "silence after the store": {"kind": "hang", "seconds": 5, "when": "after"},
    "no code": {"kind": "body", "body": "{}", "when": "after"},
    "empty answer": {"kind": "body", "body": "", "when": "after"},
    "code as text": {"kind": "body", "body": '{"code":"50000"}'},
    "20001 without data": {"kind": "code", "code": 20001, "when": "after"},
    "20001 and nothing stored": {"kind": "code", "code": 20001, "when": "before"},
}


class _Rig:
    """The parts of a run, with waits that cost no time."""

    def __init__(self, tiktok: LocalTikTok, directory: Path, workers: int) -> None:
        self.states: list[int] = []
        self.dead_letters = directory / "dead.jsonl"
        self.workers = Workers(workers)
        self.letters = DeadLetterFile(self.dead_letters)
        self.ledger = Ledger(f"sqlite:///{directory}/ledger.db", PIXEL, 60)
        destination = Destination("web", PIXEL)
        client = Client(tiktok.url, tiktok.token, TIMEOUT)
        delivery = Sender(client.post, destination, RetryPolicy(_at_once), _LOGGER)
        self.summary = Summary()
        self.pipeline = Pipeline(
            Parts(
                ledger=self.ledger,
                dispatcher=ClaimedSender(delivery.send, self.ledger, _at_once),
                dead_letters=self.letters,
                builder=BatchBuilder(BATCH, 1_000_000, sum(map(len, destination.frame()))),
                workers=self.workers,
                max_in_flight=workers + 2,
                interruption=Interruption(),
                write_state=lambda state: self.states.append(int(state)),
                summary=self.summary,
                progress=Progress(self.summary, _LOGGER),
            )
        )

    def run(self) -> None:
        for number, event in enumerate(made_events(EVENTS), 1):
            self.pipeline.admit(event)
            if number % 10 == 0:
                self.pipeline.checkpoint(str(number).encode())
        self.pipeline.close()

    def close(self) -> None:
        self.workers.close()
        self.letters.close()
        self.ledger.close()


def _at_once(_seconds: float) -> bool:
    return False


@pytest.fixture
def rig(request: pytest.FixtureRequest, tiktok: LocalTikTok, tmp_path: Path) -> Iterator[_Rig]:
    """A rig with the number of workers of the test."""
    made = _Rig(tiktok, tmp_path, request.getfixturevalue("workers"))
    yield made
    made.close()


@pytest.mark.parametrize("workers", [1, 8])
@pytest.mark.parametrize("skip", [0, 1, 2], ids=["first", "middle", "last"])
@pytest.mark.parametrize("fault", list(FAULTS))
def test_passing_fault_loses_and_doubles_nothing(
    tiktok: LocalTikTok, rig: _Rig, fault: str, skip: int, workers: int
) -> None:
    """What TikTok stored is every event, once; no dead letter; few requests; the last STATE."""
    tiktok.fault(path=PATH, skip=skip, **FAULTS[fault])
    rig.run()
    assert sorted(map(int, stored_ids(tiktok))) == list(range(EVENTS))
    assert rig.dead_letters.read_bytes() == b""
    assert rig.states[-1] == EVENTS
    assert rig.states == sorted(rig.states)
    assert event_requests(tiktok) <= 3 + 1 + 2 * math.ceil(math.log2(BATCH)) + 2
