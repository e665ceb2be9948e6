"""The order of pages does not depend on who answers first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.errors import AdvertiserFailed
from tap_tiktok_ads.fetch.asking_order import AskingOrder
from tap_tiktok_ads.fetch.page import Page, Split
from tests.tap.moving_list import listing

if TYPE_CHECKING:
    import random as random_module
    from collections.abc import Callable, Sequence

    from tap_tiktok_ads.errors import TapError
    from tap_tiktok_ads.fetch.asking_order import Slot
    from tap_tiktok_ads.fetch.query import Query

    Answer = Page | Split | TapError

PLANS = st.lists(st.lists(st.sampled_from(["a", "b3", "c2s2", "d4s3", "e1s1", "f2x2"]), max_size=4))
"""Groups of queries, named by what comes: how many pages, and which one is too large or fails."""


def answer(query: Query, number: int) -> Answer:
    """Say what TikTok answers: as many pages as the name tells, a split, or a failure."""
    name = query.params["name"]
    pages = int(name[1:2] or 1)
    if name[2:] == f"s{number}":
        return Split([listing(f"{name[0]}1"), listing(f"{name[0]}3")])
    if name[2:] == f"x{number}":
        return AdvertiserFailed("gone")
    return Page(query, number, pages, 0, (), 9)


def handed_out(plan: Sequence[Sequence[str]], choose: Callable[[int], int]) -> list[object]:
    """Ask for all pages, several at once; `choose(n)` says which of n in flight is answered."""
    in_flight: list[tuple[Slot, Answer]] = []
    got: list[object] = []
    ahead = 0
    order = AskingOrder()
    order.plan([[listing(name) for name in group] for group in plan])
    for group in range(len(plan)):
        while (head := order.next_to_hand_out(group)) is not None:
            while (heads := order.next_to_ask(3)) and len(in_flight) < 5:
                slot = heads[choose(len(heads))]
                order.take(slot)
                ahead += 1
                in_flight.append((slot, answer(slot.query, slot.number)))
            if head.answer is None:
                order.settle(*in_flight.pop(choose(len(in_flight))))
                continue
            slot, *others = order.hand_out(group)
            ahead -= 1 + len(others)
            if not isinstance(slot.answer, Split):
                got.append((group, slot.place, slot.number, type(slot.answer)))
    assert (ahead, order.waiting()) == (0, 0)
    return got


@given(PLANS, st.randoms(use_true_random=False))
def test_whoever_answers_first_the_order_is_the_same(
    plan: list[list[str]], random: random_module.Random
) -> None:
    """Groups, places, pages, and what replaces a query in its place; an error ends its group."""
    assert handed_out(plan, random.randrange) == handed_out(plan, lambda _: 0)
