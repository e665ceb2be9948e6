"""What the endpoints of the Events API share."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.emulator.events.answers import Answers
from tests.emulator.events.options import EventsOptions
from tests.emulator.events.scripts import Scripts
from tests.emulator.events.store import EventStore
from tests.emulator.events.throttle import Throttle
from tests.emulator.events.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.emulator.events.answers import Answer
    from tests.emulator.events.partial import PartialScript
    from tests.emulator.events.poison import RefusalScript
    from tests.emulator.wire import Reply


@dataclass
class EventsState:
    """The state of one Events API; hold `lock` while reading or changing anything but options."""

    clock: Callable[[], datetime]
    request_id: Callable[[], str]
    seconds: Callable[[], float]
    options: EventsOptions = field(default_factory=EventsOptions)
    tokens: Tokens = field(default_factory=Tokens)
    throttle: Throttle = field(init=False)
    partials: Scripts[PartialScript] = field(default_factory=Scripts)
    refusals: Scripts[RefusalScript] = field(default_factory=Scripts)
    store: EventStore = field(default_factory=EventStore)
    answers: Answers = field(default_factory=Answers)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.throttle = Throttle(self.seconds)

    def reply(self, answer: Answer, request_id: str) -> Reply:
        """Build the reply to one request."""
        with self.lock:
            return self.answers.reply(answer, request_id, self.options)
