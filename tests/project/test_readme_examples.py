"""The configurations in the target's README work as they stand, on orders of that shape."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from target_tiktok_events.config.settings import read_settings
from tests.project.places import ROOT

EXECUTABLE = Path(sys.executable).with_name("target-tiktok-events")
CREATED = datetime.now(timezone.utc).replace(microsecond=0) - timedelta(hours=1)
ITEM = {"sku": "sku-1", "name": "Socks", "price": "8.50", "quantity": 2}

SHOPIFY = {
    "id": 450789469,
    "created_at": CREATED.isoformat(),
    "total_price": "17.00",
    "currency": "EUR",
    "test": False,
    "financial_status": "paid",
    "browser_ip": "203.0.113.7",
    "landing_site": "/offers?ttclid=E.C.P.click",
    "customer": {"id": 207119551, "email": "Ana@Mail.example", "first_name": "Ana"},
    "billing_address": {
        "phone": "0171 3920012",
        "city": "Köln",
        "zip": "50667",
        "country_code": "DE",
    },
    "client_details": {"user_agent": "Mozilla/5.0"},
    "line_items": [{**ITEM, "product_id": 632910392}],
}
WOOCOMMERCE = {
    "id": 727,
    "date_paid_gmt": CREATED.replace(tzinfo=None).isoformat(),
    "total": "17.00",
    "currency": "EUR",
    "status": "completed",
    "customer_ip_address": "203.0.113.7",
    "customer_user_agent": "Mozilla/5.0",
    "billing": {
        "email": "Ana@Mail.example",
        "phone": "+49 171 3920012",
        "first_name": "Ana",
        "city": "Köln",
        "postcode": "50667",
        "country": "DE",
    },
    "line_items": [{**ITEM, "product_id": 93}],
}


def configurations() -> dict[str, dict[str, Any]]:
    """The `config` of each example, by the heading above it."""
    text = (ROOT / "target-tiktok-events" / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^### (.+?)\n(.*?)(?=^#|\Z)", text, re.DOTALL | re.MULTILINE)
    blocks = {
        title: re.search(r"```yaml\n(config:.*?)```", body, re.DOTALL) for title, body in found
    }
    return {title: yaml.safe_load(match[1])["config"] for title, match in blocks.items() if match}


def events(config: dict[str, Any], stream: str, *records: dict[str, Any], path: Path) -> list[Any]:
    """What a dry run of the real executable would send for the records."""
    settings = {"event_source_id": "C0", **config, "dry_run": True}
    (path / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    schema = {
        "type": "SCHEMA",
        "stream": stream,
        "schema": {"properties": {}},
        "key_properties": [],
    }
    messages = [schema, *({"type": "RECORD", "stream": stream, "record": one} for one in records)]
    finished = subprocess.run(
        [EXECUTABLE, "--config", path / "config.json"],
        input="".join(json.dumps(message) + "\n" for message in messages),
        capture_output=True,
        text=True,
        check=False,
        cwd=path,
    )
    assert finished.returncode == 0, finished.stderr
    return [json.loads(line) for line in finished.stdout.splitlines()]


def digest(text: str) -> str:
    """The SHA-256 that TikTok expects of a normalised value."""
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_readme_has_the_examples() -> None:
    """Shopify, WooCommerce, what to change in their presets, other events and event sources."""
    assert list(configurations()) == [
        "A shop on Shopify",
        "A shop on WooCommerce",
        "What you may change in a preset",
        "Other events",
        "Several event sources",
    ]


def test_several_event_sources_are_read_as_the_readme_writes_them() -> None:
    """Two besides the one of the settings, whose tokens may stand in the environment."""
    config = {**configurations()["Several event sources"], "access_token": "default"}
    tokens = {
        f"TARGET_TIKTOK_EVENTS_ACCESS_TOKEN_{name}": name.lower() for name in ("STORE", "SHOP_DE")
    }
    sources = read_settings(config, tokens).event_sources
    assert [(source.event_source, source.access_token) for source in sources] == [
        ("web", "default"),
        ("offline", "store"),
        ("web", "shop_de"),
    ]


@pytest.mark.parametrize(
    ("title", "order"), [("A shop on Shopify", SHOPIFY), ("A shop on WooCommerce", WOOCOMMERCE)]
)
def test_a_paid_order_becomes_a_complete_event(
    title: str, order: dict[str, Any], tmp_path: Path
) -> None:
    """Every field that the example maps arrives: people hashed, money and lines as they are."""
    (event,) = events(configurations()[title], "orders", order, path=tmp_path)

    assert event["event"] == "CompletePayment"
    assert event["event_id"] == str(order["id"])
    assert event["event_time"] == int(CREATED.timestamp())
    assert as_lists(event["user"]) >= {
        ("email", digest("ana@mail.example")),
        ("phone", digest("+491713920012")),
        ("first_name", digest("ana")),
        ("zip_code", digest("50667")),
        ("country", "de"),
        ("ip", "203.0.113.7"),
        ("user_agent", "Mozilla/5.0"),
    }
    assert (event["properties"]["value"], event["properties"]["currency"]) == (17, "EUR")
    assert event["properties"]["contents"][0]["quantity"] == 2


def as_lists(user: dict[str, Any]) -> set[tuple[str, str]]:
    """Names and values, one pair for each value of a list."""
    return {
        (name, one)
        for name, value in user.items()
        for one in (value if isinstance(value, list) else [value])
    }


@pytest.mark.parametrize(
    ("title", "variants"),
    [
        (
            "A shop on Shopify",
            {
                "refunded": {**SHOPIFY, "financial_status": "refunded"},
                "a test": {**SHOPIFY, "test": True},
                "unpaid": {**SHOPIFY, "financial_status": "pending"},
            },
        ),
        (
            "A shop on WooCommerce",
            {
                "cancelled": {**WOOCOMMERCE, "status": "cancelled"},
                "unpaid": {**WOOCOMMERCE, "status": "on-hold"},
            },
        ),
    ],
)
def test_the_rules_of_the_examples(
    title: str, variants: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    """Refunds, cancellations, test orders and those not yet paid are left out."""
    orders = [{**order, "id": name} for name, order in variants.items()]

    assert events(configurations()[title], "orders", *orders, path=tmp_path) == []


def test_a_preset_that_was_changed(tmp_path: Path) -> None:
    """One's own entries win: sales of the shop alone, authorized ones too, without shipping."""
    pos = {**SHOPIFY, "id": "pos", "source_name": "pos"}
    authorized = {
        **SHOPIFY,
        "source_name": "web",
        "financial_status": "authorized",
        "subtotal_price": "12.00",
    }
    config = configurations()["What you may change in a preset"]

    (event,) = events(config, "shop-orders", pos, authorized, path=tmp_path)

    assert event["event_id"] == str(SHOPIFY["id"])
    assert event["properties"]["value"] == 12


def test_leads_and_subscriptions(tmp_path: Path) -> None:
    """Rules by stream give each stream its event; a lead has no value."""
    record = {"id": 1, "created_at": CREATED.isoformat(), "monthly_price": 9.9, "total": 5}
    config = configurations()["Other events"]

    (lead,) = events(config, "leads", record, path=tmp_path)
    (subscription,) = events(config, "subscriptions", record, path=tmp_path)

    assert (lead["event"], lead.get("properties", {}).get("value")) == ("SubmitForm", None)
    assert subscription["event"] == "Subscribe"
    assert subscription["properties"]["value"] == 9.9
    assert subscription["properties"]["currency"] == "EUR"
