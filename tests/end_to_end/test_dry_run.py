"""A dry run through Meltano: a look at what would be sent, and nothing else."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.demo import orders
from tests.demo.purchases import NOW, PLUGINS, Delivery, OrdersDirection
from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.demo.meltano import Meltano
    from tests.demo.postgres import Database

MADE = orders.orders(NOW, count=300)


@pytest.fixture(scope="module")
def tiktok() -> Iterator[LocalTikTok]:
    """A local TikTok that should hear nothing."""
    with LocalTikTok("--scale", "small", "--now", NOW.isoformat()) as local:
        yield local


@pytest.fixture(scope="module")
def direction(
    meltano: Meltano, database: Database, tiktok: LocalTikTok, logs: Path
) -> OrdersDirection:
    """A shop with some orders."""
    with database.connect() as connection:
        orders.put(connection, MADE)
    return OrdersDirection(meltano, database, tiktok, logs)


@pytest.fixture(scope="module")
def dry(direction: OrdersDirection) -> Delivery:
    """The dry run, without a token."""
    return direction.deliver(
        "dry",
        TARGET_TIKTOK_EVENTS_DRY_RUN="true",
        TARGET_TIKTOK_EVENTS_ACCESS_TOKEN="",
    )


def test_it_counts_what_would_be_sent(dry: Delivery) -> None:
    """The table at the end is that of a real run."""
    fates = Counter(order.fate for order in MADE)

    assert dry.count("records") == len(MADE)
    assert dry.count("would be sent") == fates["sent"]
    assert dry.count("already sent, in the ledger") == fates["repeated"]
    assert sum(dry.cells().get(label) is not None for label in ("dead letters", "left out by rule"))


def test_tiktok_hears_nothing(dry: Delivery) -> None:
    """No request is made."""
    assert dry.requests == 0


def test_it_leaves_no_files(dry: Delivery, direction: OrdersDirection) -> None:
    """Neither ledger nor dead letters are written."""
    assert dry.count("records")
    assert not direction.dead_letters.exists()
    assert not (direction.meltano.directory / "ledger.db").exists()


def test_it_leaves_no_state(dry: Delivery, direction: OrdersDirection) -> None:
    """Meltano keeps no state of it: the next real run begins where the last real one ended."""
    assert dry.count("records")
    assert direction.meltano.state("-to-".join(PLUGINS)) == {}
