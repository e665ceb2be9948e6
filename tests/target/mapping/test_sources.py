"""Where a field may come from: columns, paths, constants, templates, and several in turn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.sources import columns_of, sources_of, with_columns
from tests.target.mapping.mapping_cases import ORDER, outcome, refused, sent

TEMPLATE = {"event_id": {"template": "{shop}-{order_id}"}}


def test_event_id_of_a_template() -> None:
    """Two shops whose orders share an id get event ids of their own."""
    ids = [
        sent({**ORDER, "shop": shop}, field_mapping=TEMPLATE)["event_id"] for shop in (" de ", 7)
    ]
    assert ids == ["de-1001", "7-1001"]


@pytest.mark.parametrize("shop", [None, "", " ", True, [], {}])
def test_template_with_an_empty_part_is_blank(shop: Any) -> None:
    """Without one of its parts a template gives nothing: the order id counts, as for a blank."""
    assert sent({**ORDER, "shop": shop}, field_mapping=TEMPLATE)["event_id"] == "1001"
    mapping = {"order_id": {"template": "{shop}-{number}"}}
    assert (
        "{shop}-{number} are empty"
        in refused({**ORDER, "shop": shop}, field_mapping=mapping).reason
    )


def test_parts_of_a_template_may_be_nested() -> None:
    """A part is a column, a dotted name or a JSONPath."""
    mapping = {"order_id": {"template": "{$.shop.id}/{shop.region}/{number}!"}}
    record = {**ORDER, "shop": {"id": Decimal("3.0"), "region": "eu"}, "number": "A"}
    assert sent(record, field_mapping=mapping)["event_id"] == "3/eu/A!"


def test_constant() -> None:
    """A constant stands in every event, whatever the record holds."""
    mapping = {"content_type": {"const": "product_group"}, "shop_id": {"const": 7}}
    properties = sent({**ORDER, "shop_id": "x"}, field_mapping=mapping)["properties"]
    assert (properties["content_type"], properties["shop_id"]) == ("product_group", "7")


def test_a_path_without_any_match_is_not_filled() -> None:
    """After a path that may match several values and matches none, the next source counts."""
    mapping = {"email": ["$.contacts[*].email", "$.notes[?(@.name=='e')].value", "$.buyer.email"]}
    buyer = {**ORDER, "email": None, "buyer": {"email": "a@b.de"}}
    cases: list[dict[str, Any]] = [
        {},
        {"contacts": []},
        {"contacts": [{}], "notes": [{"name": ""}]},
    ]
    for found in cases:
        assert len(sent({**buyer, **found}, field_mapping=mapping)["user"]["email"]) == 1


def test_list_of_fall_backs() -> None:
    """The first source of a list that is filled counts; a constant may be the last."""
    mapping = {"shop_id": ["shop", "$.origin.shop", {"template": "{a}{b}"}, {"const": "main"}]}

    def shop_of(**columns: Any) -> str:
        found: str = sent({**ORDER, **columns}, field_mapping=mapping)["properties"]["shop_id"]
        return found

    assert shop_of(shop="s", origin={"shop": "o"}) == "s"
    assert shop_of(shop="", origin={"shop": "o"}) == "o"
    assert shop_of(shop=None, a="1", b="2") == "12"
    assert shop_of() == "main"


def test_fall_backs_of_a_field_with_several_values() -> None:
    """A path that matches several emails gives all of them, in a list of sources too."""
    mapping = {"email": ["mail", "$.contacts[*].email"]}
    record = {**ORDER, "contacts": [{"email": "a@example.com"}, {"email": "b@example.com"}]}
    assert len(sent(record, field_mapping=mapping)["user"]["email"]) == 2


def test_line_items_take_the_same_sources() -> None:
    """The fields of an item are found in the item, in turn, or made of it."""
    mapping = {
        "line_items.product_id": {"template": "shop_{product}_{variant}"},
        "line_items.name": ["label", "title"],
        "line_items.brand": {"const": "House"},
    }
    items = [{"product": 1, "variant": 2, "title": "Sock"}]
    [content] = sent({**ORDER, "line_items": items}, field_mapping=mapping)["properties"][
        "contents"
    ]
    assert content["content_id"] == "shop_1_2"
    assert (content["content_name"], content["brand"]) == ("Sock", "House")


def test_personal_part_of_a_template_names_no_record() -> None:
    """A column that goes into a personal field by a template does not name a record."""
    mapping = {"first_name": {"template": "{kontakt} {zusatz}"}}
    record = {**ORDER, "kontakt": "Alice"}
    event = outcome(record, keys=["kontakt"], field_mapping=mapping)
    assert event.record_key == "event_id=1001"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "raw",
    [
        5,
        "",
        " ",
        True,
        [],
        {},
        ["a", 5],
        ["a", ["b"]],
        {"const": None},
        {"const": ["a"]},
        {"const": 1, "template": "{a}"},
        {"column": "a"},
        {"template": "no part"},
        {"template": "{}"},
        {"template": "{a"},
        {"template": "{a}}"},
        {"template": 5},
        {"template": "{$.[}"},
    ],
)
def test_unusable_source(raw: Any) -> None:
    """Anything else is refused with the name of the setting, and without an exception of Python."""
    with pytest.raises(SettingError, match=r"^field_mapping\.total[ .]"):
        sources_of(raw, "field_mapping.total")


def test_columns_can_be_listed_and_changed() -> None:
    """Each column and path of a source is known, and can be written as the SCHEMA does."""
    raw = ["a", {"template": "{b}-{$.c.d}"}, {"const": "e"}]
    assert [list(columns_of(each)) for each in raw] == [["a"], ["b", "$.c.d"], []]
    changed = with_columns(raw, "field_mapping.x", lambda _setting, text: text.upper())
    assert changed == ["A", {"template": "{B}-{$.C.D}"}, {"const": "e"}]
