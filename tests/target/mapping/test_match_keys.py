"""Events that TikTok can match to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.mapping.mapper import Mapper
from tests.target.mapping.mapping_cases import NOW, ORDER, refused, sent
from tests.target.mapping.options_for import options_for

if TYPE_CHECKING:
    from collections import Counter


def counts(record: dict[str, Any], **settings: Any) -> Counter[str]:
    """What the mapper counts for one record."""
    mapper = Mapper(options_for(**settings), lambda: NOW)
    assert len(mapper.map("orders", record, [])) == 1
    return mapper.counts


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"email": " ", "phone": None},
        {"email": "n/a", "phone": "12"},
        {"external_id": "7", "ttclid": "x", "ip": "8.8.8.8", "user_agent": "Mozilla"},
    ],
)
def test_offline_event_without_email_and_phone(columns: dict[str, Any]) -> None:
    """An offline event is matched by email and phone only: without both it is a dead letter."""
    refusal = refused({**ORDER, **columns}, event_source="offline")
    assert (refusal.stage, refusal.record_key) == ("map", "order_id=1001")
    assert refusal.reason == (
        "no match key: email and phone are empty or can't be used, and an offline event needs one"
        " of them"
    )


def test_reason_names_the_mapped_columns() -> None:
    """The reason says where email and phone were looked for."""
    mapping = {"email": ["mail", "$.buyer.mail"], "phone": "tel"}
    refusal = refused(ORDER, event_source="offline", field_mapping=mapping)
    assert refusal.reason.startswith("no match key: mail or $.buyer.mail and tel are empty")


@pytest.mark.parametrize("columns", [{"email": "a@b.de"}, {"phone": "+49 151 23456789"}])
def test_offline_event_with_one_of_them(columns: dict[str, Any]) -> None:
    """One of the two is enough."""
    assert sent({**ORDER, **columns}, event_source="offline")["user"]


@pytest.mark.parametrize(
    ("columns", "is_counted"),
    [
        ({}, True),
        ({"city": "Berlin", "first_name": "Jane"}, True),
        ({"ip": "8.8.8.8"}, True),
        ({"ip": "8.8.8.8", "user_agent": "Mozilla"}, False),
        ({"landing_site": "/?ttclid=x"}, False),
        ({"external_id": "7"}, False),
    ],
)
def test_web_event_without_match_key(columns: dict[str, Any], is_counted: bool) -> None:  # noqa: FBT001 - expected
    """A web event without any match key is sent and counted."""
    assert bool(counts({**ORDER, **columns})["match_key_missing"]) is is_counted


@pytest.mark.parametrize("event_source", ["crm", "app"])
def test_other_event_sources_have_ids_of_their_own(event_source: str) -> None:
    """A lead and an app's user are known otherwise; nothing is said of them."""
    record = {**ORDER, "lead_id": 7, "app_id": "1"}
    assert not counts(record, event_source=event_source)["match_key_missing"]


def test_a_refused_event_is_not_counted() -> None:
    """Only what is sent is counted."""
    assert not counts({**ORDER, "total": None})["match_key_missing"]
