"""Orders as the REST APIs of Shopify and WooCommerce give them, with a user's mapping."""

from __future__ import annotations

import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from target_tiktok_events.mapping.events import LeftOut
from tests.target.mapping.mapping_cases import outcome, sent_with_counts

SAMPLES = Path(__file__).parent / "samples"

SHOPIFY: dict[str, Any] = {
    "field_mapping": {
        "created_at": "processed_at",
        "external_id": "$.customer.id",
        "first_name": "$.billing_address.first_name",
        "last_name": "$.billing_address.last_name",
        "phone": "$.billing_address.phone",
        "city": "$.billing_address.city",
        "state": "$.billing_address.province_code",
        "zip": "$.billing_address.zip",
        "country_code": "$.billing_address.country_code",
        "user_agent": "$.client_details.user_agent",
        "locale": "customer_locale",
        "referrer": "referring_site",
        "ttp": "$.note_attributes[?(@.name=='ttp')].value",
        "line_items.product_id": "variant_id",
    },
    "event_mappings": [
        {"when": {"test": True}, "skip": True},
        {"when": {"financial_status": ["refunded", "voided"]}, "skip": True},
        {"when": {"financial_status": "pending"}, "event_name": "PlaceAnOrder"},
        {"when": {"financial_status": "paid"}, "event_name": "CompletePayment"},
    ],
}
WOOCOMMERCE: dict[str, Any] = {
    "field_mapping": {
        "created_at": "date_created_gmt",
        "email": "$.billing.email",
        "phone": "$.billing.phone",
        "first_name": "$.billing.first_name",
        "last_name": "$.billing.last_name",
        "city": "$.billing.city",
        "state": "$.billing.state",
        "zip": "$.billing.postcode",
        "country_code": "$.billing.country",
        "ip": "customer_ip_address",
        "user_agent": "customer_user_agent",
        "ttclid": "$.meta_data[?(@.key=='_ttclid')].value",
        "referrer": "$.meta_data[?(@.key=='_wc_order_attribution_referrer')].value",
    },
    "event_mappings": [
        {"when": {"status": ["cancelled", "refunded", "failed"]}, "skip": True},
        {"when": {"status": ["pending", "on-hold"]}, "event_name": "PlaceAnOrder"},
        {"when": {"status": ["processing", "completed"]}, "event_name": "CompletePayment"},
    ],
}


def sample(name: str) -> dict[str, Any]:
    """A sample order, read as the target reads it: fractions are decimals."""
    order: dict[str, Any] = json.loads((SAMPLES / name).read_text("utf-8"), parse_float=Decimal)
    return order


def hashed(text: str) -> str:
    """The digest of a text that needs no normalising."""
    return sha256(text.encode()).hexdigest()


def test_shopify_order() -> None:
    """A Shopify order becomes a purchase with everything that TikTok can match."""
    item, counts = sent_with_counts(sample("shopify_order.json"), **SHOPIFY)
    assert item == {
        "event": "CompletePayment",
        "event_id": "5540119970018",
        "event_time": 1704724870,
        "user": {
            "email": [hashed("jana.muster+shop@example.com")],
            "phone": [hashed("+4915123456789")],
            "external_id": [hashed("7211345674466")],
            "first_name": hashed("jana"),
            "last_name": hashed("muster"),
            "zip_code": hashed("50667"),
            "city": "köln",
            "state": "nw",
            "country": "de",
            "ttclid": "E.C.P.CuYBaBcDeF_2-x",
            "ttp": "2aZ9kExampleCookieValue",
            "ip": "198.51.100.24",
            "user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X)"
            " AppleWebKit/605.1.15",
            "locale": "de-DE",
        },
        "page": {"referrer": "https://www.tiktok.com/"},
        "properties": {
            "value": Decimal("121.40"),
            "currency": "EUR",
            "order_id": "5540119970018",
            "content_type": "product",
            "contents": [
                {
                    "content_id": "44123456789282",
                    "content_name": "Wool socks - 39-42 / grey",
                    "brand": "Nordwolle",
                    "price": Decimal("19.25"),
                    "quantity": 2,
                },
                {
                    "content_id": "44123456822050",
                    "content_name": "Merino scarf",
                    "brand": "Nordwolle",
                    "price": Decimal("88.00"),
                    "quantity": 1,
                },
            ],
            "content_ids": ["44123456789282", "44123456822050"],
            "num_items": 3,
        },
    }
    assert counts == {"page_url_unusable": 1}


def test_woocommerce_order() -> None:
    """A WooCommerce order becomes a purchase; the guest's customer id 0 is left out."""
    item, counts = sent_with_counts(sample("woocommerce_order.json"), **WOOCOMMERCE)
    assert item == {
        "event": "CompletePayment",
        "event_id": "727",
        "event_time": 1704731282,
        "user": {
            "email": [hashed("zoe.obrien@example.org")],
            "phone": [hashed("+442079460018")],
            "first_name": hashed("zoë"),
            "last_name": hashed("o'brien-smith"),
            "zip_code": hashed("st42ab"),
            "city": "stokeontrent",
            "country": "gb",
            "ttclid": "E.C.P.WooClickId-AbC",
            "ip": "2001:db8:85a3::8a2e:370:7334",
            "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
        },
        "page": {"referrer": "https://www.tiktok.com/"},
        "properties": {
            "value": Decimal("29.35"),
            "currency": "GBP",
            "order_id": "727",
            "content_type": "product",
            "contents": [
                {"content_id": "93", "content_name": "Woo Single #1", "price": 3, "quantity": 2},
                {
                    "content_id": "22",
                    "content_name": "Ship Your Idea - Color: Black, Size: M",
                    "price": 12,
                    "quantity": 1,
                },
            ],
            "content_ids": ["93", "22"],
            "num_items": 3,
        },
    }
    assert counts == {"external_id_placeholder": 1}


@pytest.mark.parametrize(
    ("name", "settings"),
    [("shopify_order.json", SHOPIFY), ("woocommerce_order.json", WOOCOMMERCE)],
)
def test_nested_columns_stored_as_text(name: str, settings: dict[str, Any]) -> None:
    """An order whose nested columns the warehouse stores as JSON text gives the same event."""
    order = sample(name)
    as_text = {
        column: json.dumps(value, default=float) if isinstance(value, (dict, list)) else value
        for column, value in order.items()
    }
    assert sent_with_counts(as_text, **settings) == sent_with_counts(order, **settings)


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"test": True}, "event_mappings[0]"),
        ({"financial_status": "refunded"}, "event_mappings[1]"),
    ],
)
def test_shopify_test_and_refunded_orders(columns: dict[str, Any], rule: str) -> None:
    """Test orders and refunded orders are left out by the rule that says so."""
    order = {**sample("shopify_order.json"), **columns}
    left_out = outcome(order, keys=["id"], **SHOPIFY)
    assert left_out == LeftOut("orders", rule, "5540119970018", 1704724870)


def test_nothing_else_of_the_orders_is_sent() -> None:
    """Notes, tokens, street names and other columns nobody mapped stay in the shop."""
    for name, settings in (
        ("shopify_order.json", SHOPIFY),
        ("woocommerce_order.json", WOOCOMMERCE),
    ):
        item = json.dumps(sent_with_counts(sample(name), **settings)[0], default=str)
        for secret in (
            "ring twice",
            "Lange",
            "b1946ac",
            "Market Lane",
            "wc_order",
            "muster",
            "obrien",
        ):
            assert secret not in item
