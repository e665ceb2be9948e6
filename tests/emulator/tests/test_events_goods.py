"""`properties`: money, currencies and the items bought."""

from __future__ import annotations

import pytest

from tests.emulator.events.sender import Sender, digest, order
from tests.emulator.events.vocabulary import CURRENCIES

GOOD = {"value": 46, "currency": "USD"}


def refusal(*options: str, **properties: object) -> str:
    """Send an order with these properties, which must be refused with 40002; the message."""
    sender = Sender(*options)
    answer = sender.post(order(properties=properties))
    assert answer["code"] == 40002
    assert sender.summary["stored"] == 0
    message: str = answer["message"]
    return message.removeprefix("data.0.properties.")


def flags_of(*options: str, **properties: object) -> dict[str, int]:
    """Send an order with these properties, which must be accepted; the flags it raised."""
    sender = Sender(*options)
    assert sender.post(order(properties={**GOOD, **properties}))["code"] == 0
    return sender.flags


@pytest.mark.parametrize("name", ["content_id", "content_name", "content_category", "brand"])
@pytest.mark.parametrize("value", [1, None, True, []])
def test_the_texts_of_an_item_must_be_text(name: str, value: object) -> None:
    """A content_id as number is the classic that refuses a whole batch."""
    contents = [{"content_id": "a"}, {"content_id": "b", name: value}]
    assert refusal(contents=contents) == f"contents.1.{name}: Not a valid string"


@pytest.mark.parametrize("name", ["price", "quantity"])
@pytest.mark.parametrize("value", ["8.00", None, True, []])
def test_the_numbers_of_an_item_must_be_numbers(name: str, value: object) -> None:
    """Text that looks like a number is text."""
    message = refusal(contents=[{"content_id": "a", name: value}])
    assert message == f"contents.0.{name}: Not a valid number"


@pytest.mark.parametrize("name", ["value", "predicted_ltv", "num_items"])
@pytest.mark.parametrize("value", ["46.00", None, False, {}])
def test_amounts_must_be_numbers(name: str, value: object) -> None:
    """True and false are no numbers in JSON."""
    assert refusal(**{name: value}) == f"{name}: Not a valid number"


@pytest.mark.parametrize(
    "name",
    ["order_id", "shop_id", "currency", "content_type", "description", "search_string", "query"],
)
@pytest.mark.parametrize("value", [1, None, ["x"]])
def test_the_texts_of_an_order_must_be_text(name: str, value: object) -> None:
    """An order id as number is refused."""
    assert refusal(**{name: value}) == f"{name}: Not a valid string"


@pytest.mark.parametrize("contents", [{}, "x", None, 1])
def test_contents_must_be_a_list(contents: object) -> None:
    """A single item is an array of one."""
    assert refusal(contents=contents) == "contents: Not a valid list"


@pytest.mark.parametrize("item", [None, "x", 1, []])
def test_every_item_must_be_an_object(item: object) -> None:
    """The position of the item is in the message."""
    assert refusal(contents=[{"content_id": "a"}, item]) == "contents.1: Not a valid object"


@pytest.mark.parametrize("value", [1, None, []])
def test_every_content_id_must_be_text(value: object) -> None:
    """The position of the id is in the message."""
    assert refusal(content_ids=["a", "b", value]) == "content_ids.2: Not a valid string"
    assert refusal(content_ids="a") == "content_ids: Not a valid list"


def test_zero_is_a_value() -> None:
    """A free order is an order."""
    item = {"content_id": "a", "price": 0, "quantity": 0}
    assert flags_of(value=0, num_items=0, predicted_ltv=0, contents=[item]) == {}


def test_every_listed_currency_is_accepted() -> None:
    """TikTok lists 62."""
    assert len(CURRENCIES) == 62
    for currency in CURRENCIES:
        assert flags_of(currency=currency) == {}


@pytest.mark.parametrize("currency", ["usd", "US", "USDX", "$", ""])
def test_a_malformed_currency_is_flagged_or_refused(currency: str) -> None:
    """Three upper-case letters, by default not enforced."""
    assert flags_of(currency=currency)["malformed_currency"] == 1
    message = refusal("--events-currency-format", "refuse", currency=currency)
    assert message == "currency: Not a valid choice"


def test_an_unlisted_currency_is_flagged_or_refused() -> None:
    """What TikTok does with one is not known; its shape is right."""
    assert flags_of("--events-currency-format", "refuse", currency="XAF") == {"unknown_currency": 1}
    message = refusal("--events-unknown-currency", "refuse", currency="XAF")
    assert message == "currency: Not a valid choice"


def test_the_content_type_is_flagged_or_refused_outside_its_list() -> None:
    """TikTok's partners send others."""
    assert flags_of(content_type="product_group") == {}
    assert flags_of(content_type="socks") == {"unknown_content_type": 1}
    message = refusal("--events-content-type", "refuse", content_type="socks")
    assert message == "content_type: Not a valid choice"


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ({"value": -1}, "negative_number"),
        ({"num_items": -1}, "negative_number"),
        ({"num_items": 1.5}, "odd_quantity"),
        ({"contents": []}, "empty_list"),
        ({"content_ids": []}, "empty_list"),
        ({"contents": [{"content_id": "a", "price": -1}]}, "negative_number"),
        ({"contents": [{"content_id": "a", "quantity": -1}]}, "odd_quantity"),
        ({"contents": [{"content_id": "a", "quantity": 0.5}]}, "odd_quantity"),
        ({"contents": [{"price": 1}]}, "content_without_id"),
        ({"contents": [{"content_id": ""}]}, "blank_text"),
        ({"content_ids": [""]}, "blank_text"),
        ({"contents_ids": ["a"]}, "misspelt_key"),
        ({"order_id": digest("1")}, "hashed_order_id"),
        ({"delivery_category": "post"}, "unknown_delivery_category"),
    ],
)
def test_mistakes_that_tiktok_lets_pass_are_flagged(
    properties: dict[str, object], kind: str
) -> None:
    """Each is a fault of the sender, not a refusal."""
    assert flags_of(**properties) == {kind: 1}


def test_a_value_without_currency_is_flagged() -> None:
    """Revenue needs both."""
    sender = Sender()
    sender.post(order(properties={"value": 1}))
    assert sender.flags == {"value_without_currency": 1}


@pytest.mark.parametrize("name", ["Purchase", "CompletePayment"])
def test_a_purchase_without_value_is_flagged(name: str) -> None:
    """TikTok takes it, but it is worth nothing in a report."""
    event = order(event=name)
    del event["properties"]
    sender = Sender()
    sender.post(order(event="Contact", properties={}), event)
    assert [flag["index"] for flag in sender.kept("flags")] == [1]
    assert sender.flags == {"purchase_without_value": 1}
