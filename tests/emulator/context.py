"""What every endpoint works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.emulator.advertiser_modes import AdvertiserModes
from tests.emulator.after_page import AfterPage
from tests.emulator.answers import Answers
from tests.emulator.auth import Tokens
from tests.emulator.clock import Clock
from tests.emulator.dataset.world import World
from tests.emulator.envelope import RequestId, request_ids
from tests.emulator.faults import Faults, read_faults
from tests.emulator.page_cache import PageCache
from tests.emulator.punishment import Punishment
from tests.emulator.request_log import RequestLog

if TYPE_CHECKING:
    import argparse


@dataclass(frozen=True)
class Context:
    """The state of one local TikTok."""

    options: argparse.Namespace
    clock: Clock
    tokens: Tokens
    modes: AdvertiserModes
    answers: Answers
    world: World
    pages: PageCache
    faults: Faults
    log: RequestLog
    after_page: AfterPage
    punishment: Punishment
    request_id: RequestId


def build_context(options: argparse.Namespace) -> Context:
    """Everything fresh, as the options say."""
    clock = Clock(options.now)
    return Context(
        options=options,
        clock=clock,
        tokens=Tokens(options.token),
        modes=AdvertiserModes(options.deleted_advertiser_code),
        answers=Answers(options.max_ads),
        world=World(options, clock),
        pages=PageCache(),
        faults=read_faults(options.faults),
        log=RequestLog(),
        after_page=AfterPage(),
        punishment=Punishment(options.app_id, clock.seconds, enabled=options.punish_timeouts),
        request_id=request_ids(clock.now),
    )
