"""Orders of WooCommerce, as its REST API (`/wc/v3/orders`) and the taps for it write them.

Which of them is a conversion: an order in `processing` or `completed`, which includes cash on
delivery; or one in a status of the shop's own that has been paid. One that waits for its payment
becomes the same conversion later, when the tap emits it again.

Line items carry the id that WooCommerce's TikTok plugin writes into the catalogue: the SKU, else
the id of the variation or product.
"""

from __future__ import annotations

from typing import Any, Final

from target_tiktok_events.config.presets.preset import Preset

_PURCHASE: Final = "CompletePayment"
_NOT_YET_PAID: Final = ["pending", "on-hold", "checkout-draft", "auto-draft", "draft"]
_TAKEN_BACK: Final = ["cancelled", "refunded", "failed", "trash"]


def _meta(*keys: str) -> list[str]:
    """What plugins, and WooCommerce's own order attribution, keep with the order."""
    return [f"$.meta_data[?(@.key=='{key}')].value" for key in keys]


def _person(name: str) -> list[str]:
    return [f"$.billing.{name}", f"$.shipping.{name}"]


def _rule(name: str, when: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": f"woocommerce: {name}", "when": when, **more}


WOOCOMMERCE: Final = Preset(
    streams=("orders",),
    field_mapping={
        "order_id": "id",
        "created_at": ["date_paid_gmt", "date_paid", "date_created_gmt", "date_created"],
        "total": "total",
        "currency": "currency",
        "email": "$.billing.email",
        "phone": _person("phone"),
        "external_id": "customer_id",
        "first_name": _person("first_name"),
        "last_name": _person("last_name"),
        "city": _person("city"),
        "state": _person("state"),
        "zip": _person("postcode"),
        "country_code": _person("country"),
        "ip": "customer_ip_address",
        "user_agent": ["customer_user_agent", *_meta("_wc_order_attribution_user_agent")],
        "ttclid": _meta("ttclid", "_ttclid", "tiktok_ttclid"),
        "ttp": _meta("_ttp", "ttp"),
        "landing_page_url": _meta("_wc_order_attribution_session_entry"),
        "referrer": _meta("_wc_order_attribution_referrer"),
        "line_items": "line_items",
        "line_items.product_id": ["sku", "variation_id", "product_id"],
        "line_items.name": "name",
        "line_items.price": "price",
    },
    event_mappings=[
        _rule("cancelled, refunded or failed", {"status": _TAKEN_BACK}, skip=True),
        _rule("not yet paid", {"status": _NOT_YET_PAID}, skip=True),
        _rule("paid", {"status": ["processing", "completed"]}, event_name=_PURCHASE),
        _rule("paid", {"date_paid_gmt": {"exists": True}}, event_name=_PURCHASE),
        _rule("paid", {"date_paid": {"exists": True}}, event_name=_PURCHASE),
    ],
)
"""The preset `woocommerce`."""
