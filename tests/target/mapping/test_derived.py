"""Rules that ask for what was derived: click ids of landing pages, and mapped fields."""

from __future__ import annotations

from typing import Any

import pytest

from target_tiktok_events.config.schema_comparison import SchemaComparison
from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.columns import Columns
from target_tiktok_events.mapping.events import Event
from target_tiktok_events.mapping.mapper import Mapper
from tests.target.mapping.mapping_cases import NOW, ORDER
from tests.target.mapping.options_for import options_for

ATTRIBUTED = [{"when": {"ttclid": {"exists": True}}, "event_name": "CompletePayment"}]


def is_sent(columns: dict[str, Any], **settings: Any) -> bool:
    """Whether an order with these columns becomes an event, read by those that are asked for."""
    record = {**ORDER, **columns}
    mapper = Mapper(options_for(**settings), lambda: NOW, Columns(record))
    read = {name: each for name, each in record.items() if name in (mapper.columns or record)}
    (found,) = mapper.map("orders", read, [])
    return isinstance(found, Event)


@pytest.mark.parametrize(
    ("columns", "is_attributed"),
    [
        ({"ttclid": "E.C.P.x"}, True),
        ({"TTCLID": "E.C.P.x"}, True),
        ({"landing_site": "/?ttclid=E.C.P.x"}, True),
        ({"page_url": "https://s.de/#/?ttclid=E.C.P.x"}, True),
        ({"ttclid": None, "landing_page_url": "https://s.de/?ttclid=E.C.P.x"}, True),
        ({"ttclid": "__CLICKID__", "landing_site": "/?ttclid=E.C.P.x"}, True),
        ({"ttclid": "__CLICKID__"}, False),
        ({"ttclid": " ", "landing_site": "/?ttclid=__CLICKID__"}, False),
        ({"landing_site": "/?gclid=x"}, False),
        ({}, False),
    ],
)
@pytest.mark.parametrize("event_source", ["web", "offline"])
def test_only_attributed_orders(
    columns: dict[str, Any],
    is_attributed: bool,  # noqa: FBT001 - expected
    event_source: str,
) -> None:
    """A condition on ttclid sees the click id of the landing page, as the event will hold it."""
    record = {"email": "a@b.de", **columns}
    found = is_sent(record, event_source=event_source, event_mappings=ATTRIBUTED, unmatched="skip")
    assert found is is_attributed


def test_click_id_where_it_is_mapped() -> None:
    """A mapped click id and a mapped page are seen, too."""
    settings: dict[str, Any] = {"event_mappings": ATTRIBUTED, "unmatched": "skip"}
    assert is_sent({"note": "E.C.P.x"}, field_mapping={"ttclid": "note"}, **settings)
    mapping = {"url": "$.visit.page"}
    assert is_sent({"visit": {"page": "/?ttclid=x"}}, field_mapping=mapping, **settings)


def test_mapped_fields() -> None:
    """A field that is no column of the stream is what field_mapping says; a column is itself."""
    rules = [{"when": {"email": {"exists": True}}, "event_name": "CompletePayment"}]
    settings: dict[str, Any] = {
        "field_mapping": {"email": "contact"},
        "event_mappings": rules,
        "unmatched": "skip",
    }
    assert is_sent({"contact": "a@b.de"}, **settings)
    assert not is_sent({"contact": None}, **settings)
    assert not is_sent({"contact": "a@b.de", "email": None}, **settings)


@pytest.mark.parametrize(
    ("columns", "condition", "is_fine"),
    [
        ({"landing_site"}, "ttclid", True),
        ({"page"}, "ttclid", True),
        ({"ttclid"}, "ttclid", True),
        (set(), "ttclid", False),
        ({"contact"}, "email", True),
        ({"email"}, "email", True),
        (set(), "email", False),
        ({"landing_site"}, "ttclick", False),
    ],
)
def test_settings_against_schema(columns: set[str], condition: str, is_fine: bool) -> None:  # noqa: FBT001 - expected
    """A condition is fine where the stream has something that it can be derived from."""
    rules = [{"when": {condition: {"exists": True}}, "event_name": "CompletePayment"}]
    mapping = {"email": ["contact", "total"], "landing_page_url": ["page", "landing_site", "total"]}
    mapping = {key: each[:-1] for key, each in mapping.items()}
    known = {*ORDER, *columns}
    if not {"page", "landing_site"} & columns:
        del mapping["landing_page_url"]
    if "contact" not in columns:
        del mapping["email"]
    comparison = SchemaComparison(options_for(event_mappings=rules, field_mapping=mapping))
    comparison.learn("orders", known)
    if is_fine:
        comparison.check("orders")
    else:
        with pytest.raises(SettingError, match=rf"when names '{condition}'"):
            comparison.check("orders")
