"""What belongs to an event source: page, app, lead, limited data use."""

from __future__ import annotations

from typing import Any

import pytest

from target_tiktok_events.mapping.events import Event
from tests.target.mapping.mapping_cases import NOW, ORDER, outcome, refused, sent, sent_with_counts

PAGES = {"landing_page_url": "https://s.de/a?utm_id=1", "referrer": "https://www.tiktok.com/"}


def test_page_of_a_web_event() -> None:
    """A web event has the page's address and its referrer."""
    assert sent({**ORDER, **PAGES})["page"] == {
        "url": "https://s.de/a?utm_id=1",
        "referrer": "https://www.tiktok.com/",
    }


@pytest.mark.parametrize("event_source", ["app", "offline", "crm"])
def test_page_is_for_web_only(event_source: str) -> None:
    """Other event sources have no page."""
    record = {**ORDER, **PAGES, "app_id": "1", "lead_id": "1", "email": "a@b.de"}
    assert "page" not in sent(record, event_source=event_source)


def test_page_is_not_enforced() -> None:
    """An order without a page is sent without one."""
    assert "page" not in sent(ORDER)


def test_path_is_no_page() -> None:
    """A path without a host gives way to the next column, or is left out and counted."""
    record = {**ORDER, "landing_site": "/a?ttclid=x", "page_url": "https://s.de/b"}
    assert sent(record)["page"] == {"url": "https://s.de/b"}
    item, counts = sent_with_counts({**ORDER, "landing_site": "/a", "referrer": "google"})
    assert "page" not in item
    assert counts == {"page_url_unusable": 1, "referrer_unusable": 1}


def test_mapped_page_replaces_all_page_columns() -> None:
    """When the page is mapped, no other column's URL or click id is sent."""
    record = {**ORDER, "landing_site": "https://s.de/?ttclid=no", "start": "https://s.de/start"}
    item = sent(record, field_mapping={"url": "start"})
    assert item["page"] == {"url": "https://s.de/start"}
    assert "user" not in item


@pytest.mark.parametrize("column", ["page_url", "referrer"])
def test_personal_data_in_a_page_stays_home(column: str) -> None:
    """Of a page and of a referrer only path and parameters of advertising leave, counted."""
    url = "https://s.de/u/alice%40x.de/thanks?email=alice%40x.de&utm_source=tiktok#order=7"
    item, counts = sent_with_counts({**ORDER, column: url})
    (found,) = item["page"].values()
    assert found == "https://s.de/u/removed/thanks?utm_source=tiktok"
    assert counts == {"url_parameter_removed": 1, "url_path_segment_replaced": 1}


def test_click_id_is_taken_from_where_it_was() -> None:
    """A click id in a fragment is found, though the fragment itself stays home."""
    item = sent({**ORDER, "page_url": "https://s.de/#/thanks?ttclid=E.C.P.x&name=Jane"})
    assert item["page"] == {"url": "https://s.de/"}
    assert item["user"]["ttclid"] == "E.C.P.x"


def test_relative_page_of_a_known_site() -> None:
    """Shopify's landing_site becomes a page by the setting `site_url`."""
    record = {**ORDER, "landing_site": "/a?ttclid=x&gclid=y", "page_url": "https://s.de/b"}
    item = sent(record, site_url="https://shop.example")
    assert item["page"] == {"url": "https://shop.example/a?ttclid=x"}
    assert item["user"] == {"ttclid": "x"}


def test_app_of_an_app_event() -> None:
    """An app event has the app's id from its column, else from the setting."""
    assert sent(ORDER, event_source="app", app_id="123")["app"] == {"app_id": "123"}
    record = {**ORDER, "app_id": 456, "app_name": "Shop", "app_version": "2.1"}
    assert sent(record, event_source="app", app_id="123")["app"] == {
        "app_id": "456",
        "app_name": "Shop",
        "app_version": "2.1",
    }


def test_app_event_without_app_is_refused() -> None:
    """An app event without an app id is a dead letter that names column and setting."""
    refusal = refused(ORDER, event_source="app")
    assert refusal.stage == "map"
    assert refusal.reason == "no app: app_id is empty and the setting app_id isn't set"


def test_app_columns_are_for_apps_only() -> None:
    """A shop's own app_id column, as Shopify has it, isn't sent with web events."""
    assert "app" not in sent({**ORDER, "app_id": 580111})


def test_lead_of_a_crm_event() -> None:
    """A crm event has the lead's id as text, and the CRM's name."""
    record = {"lead_id": 7, "lead_event_source": "HubSpot", "created_at": NOW}
    item = sent(record, event_source="crm", event_name="Lead")
    assert item["lead"] == {"lead_id": "7", "lead_event_source": "HubSpot"}


def test_lead_id_is_the_last_event_id() -> None:
    """A crm record without event id and order id is known by its lead id."""
    record: dict[str, Any] = {"lead_id": 7, "created_at": NOW}
    assert sent(record, event_source="crm", event_name="Lead")["event_id"] == "7"
    record["order_id"] = 8
    assert sent(record, event_source="crm", event_name="Lead")["event_id"] == "8"


def test_lead_id_is_no_event_id_elsewhere() -> None:
    """Only crm events may be known by a lead id."""
    assert refused({"lead_id": 7, "created_at": NOW}).stage == "map"


def test_crm_event_without_lead_is_refused() -> None:
    """A crm event without a lead id is a dead letter."""
    refusal = refused(ORDER, event_source="crm")
    assert (refusal.stage, refusal.reason) == ("map", "no lead: lead_id is empty")


def test_crm_takes_standard_and_custom_events() -> None:
    """TikTok's pages disagree on names of crm events, so both kinds are sent."""
    for name in ("Lead", "qualified"):
        event = outcome({**ORDER, "lead_id": 1}, event_source="crm", event_name=name)
        assert isinstance(event, Event)
        assert event.event == name


@pytest.mark.parametrize(
    ("column", "setting", "sent_as"),
    [
        (None, False, None),
        (None, True, True),
        ("", True, True),
        (True, False, True),
        ("yes", False, True),
        (False, True, False),
        ("0", True, False),
        ("perhaps", False, True),
    ],
)
def test_limited_data_use(column: Any, setting: bool, sent_as: bool | None) -> None:  # noqa: FBT001 - a case's values
    """The column counts before the setting; what can't be read limits the use."""
    item = sent({**ORDER, "limited_data_use": column}, limited_data_use=setting)
    assert item.get("limited_data_use") is sent_as


@pytest.mark.parametrize("event_source", ["offline", "crm"])
def test_limited_data_use_applies_to_web_and_app(event_source: str) -> None:
    """Event sources without limited data use don't get the key."""
    record = {**ORDER, "lead_id": 1, "email": "a@b.de", "limited_data_use": True}
    assert "limited_data_use" not in sent(record, event_source=event_source, limited_data_use=True)
