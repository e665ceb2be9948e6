"""The events that the floor builds: what any sender has to put into them, and no more.

The events are those of the target, but for what the floor leaves out: phone numbers in their
international form, a look at what a page's path holds, and the cleaning of what is not clean here.
"""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

SITE: Final = "https://shop.example.com"
_CLICK: Final = re.compile(r"[?&]ttclid=([^&#]+)")


def hashed(text: str) -> str:
    """SHA-256 of trimmed text in lower case."""
    return sha256(text.strip().lower().encode()).hexdigest()


def event_of(order: dict[str, Any]) -> dict[str, Any]:
    """The event of an order whose columns are all there and all right."""
    items = order["line_items"]
    return {
        "event": "CompletePayment",
        "event_id": order["event_id"],
        "event_time": int(datetime.fromisoformat(order["created_at"][:19] + "+00:00").timestamp()),
        "user": {
            "email": [hashed(order["email"])],
            "phone": [hashed(order["phone"])],
            "external_id": [hashed(order["external_id"])],
            "first_name": hashed(order["first_name"]),
            "last_name": hashed(order["last_name"]),
            "zip_code": hashed(order["zip"]),
            "ttclid": order["ttclid"],
            "ttp": order["ttp"],
            "ip": order["ip"],
            "user_agent": order["user_agent"],
            "locale": order["locale"],
            "city": order["city"].lower(),
            "state": order["state"].lower(),
            "country": order["country"].lower(),
        },
        "page": {"url": order["landing_page_url"], "referrer": order["referrer"]},
        "properties": {
            "value": order["total"],
            "currency": order["currency"],
            "order_id": order["order_id"],
            "shop_id": order["shop_id"],
            "content_type": order["content_type"],
            "contents": [
                {
                    "content_id": item["product_id"],
                    "content_name": item["name"],
                    "content_category": item["category"],
                    "brand": item["brand"],
                    "price": item["price"],
                    "quantity": item["quantity"],
                }
                for item in items
            ],
            "content_ids": [item["product_id"] for item in items],
            "num_items": sum(item["quantity"] for item in items),
        },
        "limited_data_use": order["limited_data_use"],
    }


def event_of_row(order: dict[str, Any]) -> dict[str, Any]:
    """The event of an order that is a row of a table."""
    return {
        "event": "CompletePayment",
        "event_id": order["order_id"],
        "event_time": int(datetime.fromisoformat(order["created_at"][:19] + "+00:00").timestamp()),
        "user": {
            "email": [hashed(order["email"])],
            "phone": [hashed(order["phone"])],
            "external_id": [hashed(order["customer_id"])],
            "first_name": hashed(order["first_name"]),
            "last_name": hashed(order["last_name"]),
            "zip_code": hashed(order["zip"]),
            "ttclid": order["ttclid"],
            "ip": order["ip"],
            "user_agent": order["user_agent"],
            "city": order["city"].lower(),
            "state": order["state"].lower(),
            "country": order["country_code"].lower(),
        },
        "page": {"url": order["landing_page_url"], "referrer": order["referrer"]},
        "properties": {
            "value": order["total"],
            "currency": order["currency"],
            "order_id": order["order_id"],
        },
    }


def event_of_shopify(order: dict[str, Any]) -> dict[str, Any]:
    """The event of an order of Shopify's REST API."""
    address, landing, items = order["billing_address"], order["landing_site"], order["line_items"]
    return {
        "event": "CompletePayment",
        "event_id": str(order["id"]),
        "event_time": int(datetime.fromisoformat(order["processed_at"]).timestamp()),
        "user": {
            "email": [hashed(order["email"])],
            "phone": [hashed(address["phone"])],
            "external_id": [hashed(str(order["customer"]["id"]))],
            "first_name": hashed(address["first_name"]),
            "last_name": hashed(address["last_name"]),
            "zip_code": hashed(address["zip"]),
            "ip": order["browser_ip"],
            "user_agent": order["client_details"]["user_agent"],
            "locale": order["customer_locale"],
            "city": address["city"].lower(),
            "state": address["province_code"].lower(),
            "country": address["country_code"].lower(),
            **_click_of(landing),
        },
        "page": {"url": SITE + _listed(landing), "referrer": order["referring_site"]},
        "properties": {
            "value": order["total_price"],
            "currency": order["currency"],
            "order_id": str(order["id"]),
            "content_type": "product",
            "contents": [
                {
                    "content_id": str(item["variant_id"]),
                    "content_name": item["title"],
                    "brand": item["vendor"],
                    "price": float(item["price"]),
                    "quantity": item["quantity"],
                }
                for item in items
            ],
            "content_ids": [str(item["variant_id"]) for item in items],
            "num_items": sum(item["quantity"] for item in items),
        },
    }


def event_of_woocommerce(order: dict[str, Any]) -> dict[str, Any]:
    """The event of an order of WooCommerce's REST API."""
    person, items = order["billing"], order["line_items"]
    notes = {note["key"]: note["value"] for note in order["meta_data"]}
    landing = notes["_wc_order_attribution_session_entry"]
    ids = [item["sku"] or str(item["variation_id"] or item["product_id"]) for item in items]
    return {
        "event": "CompletePayment",
        "event_id": str(order["id"]),
        "event_time": int(datetime.fromisoformat(order["date_paid_gmt"] + "+00:00").timestamp()),
        "user": {
            "email": [hashed(person["email"])],
            "phone": [hashed(person["phone"])],
            "external_id": [hashed(str(order["customer_id"]))],
            "first_name": hashed(person["first_name"]),
            "last_name": hashed(person["last_name"]),
            "zip_code": hashed(person["postcode"]),
            "ip": order["customer_ip_address"],
            "user_agent": order["customer_user_agent"],
            "city": person["city"].lower(),
            "state": person["state"].lower(),
            "country": person["country"].lower(),
            **_click_of(landing),
        },
        "page": {
            "url": _listed(landing),
            "referrer": notes["_wc_order_attribution_referrer"],
        },
        "properties": {
            "value": float(order["total"]),
            "currency": order["currency"],
            "order_id": str(order["id"]),
            "content_type": "product",
            "contents": [
                {
                    "content_id": id_,
                    "content_name": item["name"],
                    "price": item["price"],
                    "quantity": item["quantity"],
                }
                for id_, item in zip(ids, items, strict=True)
            ],
            "content_ids": ids,
            "num_items": sum(item["quantity"] for item in items),
        },
    }


EVENT_OF: Final = {
    "": event_of,
    "flat": event_of_row,
    "shopify": event_of_shopify,
    "woocommerce": event_of_woocommerce,
}
"""Kind of orders -> the event of one."""


def _click_of(page: str) -> dict[str, str]:
    found = _CLICK.search(page)
    return {} if found is None else {"ttclid": found[1]}


def _listed(page: str) -> str:
    """A page with the parameters that may leave."""
    path, _, query = page.partition("?")
    pairs = [pair for pair in query.split("&") if pair.startswith(("utm_", "ttclid="))]
    return f"{path}?{'&'.join(pairs)}" if pairs else path
