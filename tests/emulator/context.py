"""What every endpoint works with."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from tests.emulator.auth import AdvertiserModes, Tokens
from tests.emulator.clock import Clock
from tests.emulator.dataset.world import World
from tests.emulator.envelope import RequestId, request_ids
from tests.emulator.page_cache import PageCache


@dataclass(frozen=True)
class Context:
    """The state of one local TikTok."""

    options: argparse.Namespace
    clock: Clock
    tokens: Tokens
    modes: AdvertiserModes
    world: World
    pages: PageCache
    request_id: RequestId


def build_context(options: argparse.Namespace) -> Context:
    """Everything fresh, as the options say."""
    clock = Clock(options.now)
    return Context(
        options=options,
        clock=clock,
        tokens=Tokens(options.token),
        modes=AdvertiserModes(options.deleted_advertiser_code),
        world=World(options, clock),
        pages=PageCache(),
        request_id=request_ids(clock.now),
    )
