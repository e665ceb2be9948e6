"""The benchmark's orders as shops have them: a captured one of each tap, with other customers."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from typing import Any, Final

from tests.target.presets.shop_orders import lines_of

_SOURCES: Final = {"shopify": "shopify_rest", "woocommerce": "woocommerce"}
"""Preset -> the tap's captured output."""
_PAID: Final = {"shopify": 5_830_114_000_001, "woocommerce": 4201}
"""Preset -> the order that is taken: paid, with every field that the preset reads."""
_SHOP: Final = "https://shop.example.com"


def shop_record(preset: str, order: dict[str, Any]) -> dict[str, Any]:
    """A nested order of the benchmark as the tap of this shop writes it."""
    return _RECORDS[preset](deepcopy(_captured(preset)[1]), order)


def shop_schema(preset: str) -> dict[str, Any]:
    """What the SCHEMA message of the tap holds besides its type and stream."""
    schema = _captured(preset)[0]
    return {key: schema[key] for key in ("schema", "key_properties")}


@cache
def _captured(preset: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The SCHEMA of the orders, and the record."""
    messages = [json.loads(line) for line in lines_of(_SOURCES[preset])]
    orders = [each for each in messages if each.get("stream") == "orders"]
    records = (each["record"] for each in orders if each["type"] == "RECORD")
    schema = next(each for each in orders if each["type"] == "SCHEMA")
    return schema, next(record for record in records if record["id"] == _PAID[preset])


def _shopify(record: dict[str, Any], order: dict[str, Any]) -> dict[str, Any]:
    placed = order["created_at"].replace(".000000Z", "+00:00")
    address = {
        **{name: order[name] for name in ("first_name", "last_name", "phone", "city", "zip")},
        "province_code": order["state"],
        "country_code": order["country_code"],
    }
    customer = {**record["customer"], "id": "@number@", "email": order["email"]}
    customer["default_address"] = {**customer["default_address"], **address}
    return {
        **record,
        **dict.fromkeys(("email", "contact_email"), order["email"]),
        **dict.fromkeys(("created_at", "processed_at", "updated_at"), placed),
        "id": "@number@",
        "name": "#@id@",
        "total_price": "@total@",
        "currency": order["currency"],
        "customer_locale": order["locale"],
        "browser_ip": order["ip"],
        "client_details": {**record["client_details"], "user_agent": order["user_agent"]},
        # Browsers tell other sites no more than the host.
        "referring_site": "https://www.tiktok.com/",
        "landing_site": order["landing_page_url"].removeprefix(_SHOP),
        "billing_address": {**record["billing_address"], **address},
        "shipping_address": {**record["shipping_address"], **address},
        "customer": customer,
    }


def _woocommerce(record: dict[str, Any], order: dict[str, Any]) -> dict[str, Any]:
    placed = order["created_at"].removesuffix(".000000Z")
    times = [name for name in record if name.startswith("date_") and record[name]]
    person = {
        **{name: order[name] for name in ("first_name", "last_name", "city", "state", "phone")},
        "postcode": order["zip"],
        "country": order["country_code"],
    }
    notes = {"_wc_order_attribution_session_entry": order["landing_page_url"]}
    return {
        **record,
        **dict.fromkeys(times, placed),
        "id": "@number@",
        "number": "@id@",
        "total": "@amount@",
        "currency": order["currency"],
        "customer_id": "@number@",
        "customer_ip_address": order["ip"],
        "customer_user_agent": order["user_agent"],
        "billing": {**record["billing"], **person, "email": order["email"]},
        "shipping": {**record["shipping"], **person, "phone": ""},
        "meta_data": [
            {**each, "value": notes.get(each["key"], each["value"])} for each in record["meta_data"]
        ],
    }


_RECORDS: Final = {"shopify": _shopify, "woocommerce": _woocommerce}
