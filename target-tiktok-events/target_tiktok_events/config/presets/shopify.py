"""Orders of Shopify: as its REST API writes them (snake case) and its GraphQL API (camel case).

The columns are those of Matatika's tap-shopify (REST, `/orders.json`) and of singer-io's (GraphQL
Admin API, bulk operations). Statuses: `financial_status` of a REST order, `displayFinancialStatus`
of a GraphQL one, the same words in capitals.

Which of them is a conversion: an order that is paid, wholly or but for a refund of a part of it.
One that waits for its payment becomes the same conversion later, because taps emit it again when
it changes; were it sent as an order placed, TikTok would count two conversions of different names.
"""

from __future__ import annotations

from typing import Any, Final

from target_tiktok_events.config.presets.preset import Preset

_PURCHASE: Final = "CompletePayment"
_NOT_YET_PAID: Final = ["pending", "authorized", "partially_paid"]
_TAKEN_BACK: Final = ["refunded", "voided", "expired"]


def _address(snake: str, camel: str) -> list[str]:
    """A part of the address: that of the bill, else that of the parcel, else the customer's."""
    return [
        f"$.billing_address.{snake}",
        f"$.shipping_address.{snake}",
        f"$.customer.default_address.{snake}",
        f"$.billingAddress.{camel}",
        f"$.shippingAddress.{camel}",
        f"$.customer.defaultAddress.{camel}",
    ]


def _attribute(name: str) -> list[str]:
    """A note that the shop's theme keeps with the order, such as a click id."""
    return [
        f"$.note_attributes[?(@.name=='{name}')].value",
        f"$.customAttributes[?(@.key=='{name}')].value",
    ]


def _when(status: object) -> list[dict[str, Any]]:
    return [{"financial_status": status}, {"displayFinancialStatus": status}]


def _rules(name: str, conditions: list[dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
    return [{"name": f"shopify: {name}", "when": when, **more} for when in conditions]


SHOPIFY: Final = Preset(
    streams=("orders",),
    field_mapping={
        "order_id": ["legacyResourceId", "id"],
        "created_at": ["processed_at", "created_at", "processedAt", "createdAt"],
        "total": ["total_price", "$.totalPriceSet.shopMoney.amount"],
        "currency": ["currency", "$.totalPriceSet.shopMoney.currencyCode", "currencyCode"],
        "email": ["email", "contact_email", "$.customer.email"],
        "phone": ["phone", *_address("phone", "phone"), "$.customer.phone"],
        "external_id": ["$.customer.id"],
        "first_name": [
            *_address("first_name", "firstName"),
            *("$.customer.first_name", "$.customer.firstName"),
        ],
        "last_name": [
            *_address("last_name", "lastName"),
            *("$.customer.last_name", "$.customer.lastName"),
        ],
        "city": _address("city", "city"),
        "state": _address("province_code", "provinceCode"),
        "zip": _address("zip", "zip"),
        "country_code": _address("country_code", "countryCodeV2"),
        "ip": ["browser_ip", "$.client_details.browser_ip", "clientIp"],
        "user_agent": ["$.client_details.user_agent"],
        "locale": ["customer_locale", "customerLocale"],
        "ttclid": [*_attribute("ttclid"), *_attribute("_ttclid")],
        "ttp": [*_attribute("_ttp"), *_attribute("ttp")],
        "landing_page_url": [
            "landing_site",
            "$.customerJourneySummary.lastVisit.landingPage",
            "$.customerJourneySummary.firstVisit.landingPage",
        ],
        "referrer": [
            "referring_site",
            "$.customerJourneySummary.lastVisit.referrerUrl",
            "$.customerJourneySummary.firstVisit.referrerUrl",
        ],
        "line_items": ["line_items", "$.lineItems.edges[*].node", "$.lineItems.nodes", "lineItems"],
        # The catalogue of Shopify's TikTok channel has an item per variant.
        "line_items.product_id": [
            "variant_id",
            "$.variant.id",
            "product_id",
            "$.product.id",
            "sku",
        ],
        "line_items.name": ["title", "name"],
        "line_items.brand": ["vendor"],
        "line_items.price": ["price", "$.originalUnitPriceSet.shopMoney.amount"],
    },
    event_mappings=[
        *_rules("test order", [{"test": True}], skip=True),
        *_rules(
            "cancelled",
            [{"cancelled_at": {"exists": True}}, {"cancelledAt": {"exists": True}}],
            skip=True,
        ),
        *_rules("not yet paid", _when(_NOT_YET_PAID), skip=True),
        *_rules("refunded, voided or expired", _when(_TAKEN_BACK), skip=True),
        *_rules("paid", _when("paid"), event_name=_PURCHASE),
        {
            "name": "shopify: partially refunded",
            "when": {"financial_status": "partially_refunded"},
            "event_name": _PURCHASE,
            "value": "current_total_price",
        },
        {
            "name": "shopify: partially refunded",
            "when": {"displayFinancialStatus": "partially_refunded"},
            "event_name": _PURCHASE,
            "value": "$.currentTotalPriceSet.shopMoney.amount",
        },
    ],
)
"""The preset `shopify`."""
