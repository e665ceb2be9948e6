"""What an order and its line items may hold: each field once, with its conventional columns.

Columns that are neither conventional nor mapped are never read, so they can't leave the shop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

_WEB, _APP, _CRM = frozenset({"web"}), frozenset({"app"}), frozenset({"crm"})


class Field:
    """What is known of a field before any setting is read.

    Attributes:
        columns: conventional columns, the first that isn't empty counts; () = only if mapped.
        aliases: other names of the field in `field_mapping`, beside its columns.
        event_sources: those that take the field, by TikTok's documentation of the event object;
            None for all. For the others it is never read.
        personal: whether it says something about a person; such columns name no record.
        several: whether a path that matches several values gives all of them.
        zero_is_blank: whether 0 and false stand for no id, so that the next source counts.
        amount: whether it may be mapped to one subtraction of columns.
    """

    __slots__ = (
        "aliases",
        "amount",
        "columns",
        "event_sources",
        "personal",
        "several",
        "zero_is_blank",
    )

    def __init__(  # noqa: PLR0913 - each is a word of the declarations below
        self,
        *columns: str,
        aliases: tuple[str, ...] = (),
        only: frozenset[str] | None = None,
        personal: bool = False,
        several: bool = False,
        zero_is_blank: bool = False,
        amount: bool = False,
    ) -> None:
        self.columns = columns
        self.aliases = aliases
        self.event_sources = only
        self.personal = personal
        self.several = several
        self.zero_is_blank = zero_is_blank
        self.amount = amount

    def applies_to(self, event_source: str) -> bool:
        """Whether TikTok takes the field for this event source."""
        return self.event_sources is None or event_source in self.event_sources


class Order(msgspec.Struct):
    """The fields of one record: any JSON value, None if missing; nothing is judged yet."""

    order_id: Annotated[Any, Field("order_id", "id")]
    event_id: Annotated[Any, Field("event_id")]
    created_at: Annotated[
        Any,
        Field("created_at", "processed_at", "order_date", "timestamp", aliases=("event_time",)),
    ]
    total: Annotated[Any, Field("total", "total_price", "value", amount=True)]
    currency: Annotated[Any, Field("currency")]
    email: Annotated[Any, Field("email", personal=True, several=True)]
    phone: Annotated[Any, Field("phone", personal=True, several=True)]
    external_id: Annotated[
        Any,
        Field(
            *("external_id", "customer_id", "visitor_id"),
            only=_WEB | _CRM,
            personal=True,
            several=True,
        ),
    ]
    ttclid: Annotated[Any, Field("ttclid", only=_WEB, personal=True)]
    ttp: Annotated[Any, Field("ttp", only=_WEB, personal=True)]
    ip: Annotated[Any, Field("ip", "browser_ip", only=_WEB | _APP, personal=True)]
    user_agent: Annotated[Any, Field("user_agent", only=_WEB | _APP, personal=True)]
    landing_page_url: Annotated[
        Any,
        Field("landing_page_url", only=_WEB, aliases=("landing_site", "page_url", "url")),
    ]
    landing_site: Annotated[Any, Field("landing_site", only=_WEB)]
    page_url: Annotated[Any, Field("page_url", only=_WEB)]
    referrer: Annotated[Any, Field("referrer", only=_WEB)]
    locale: Annotated[Any, Field("locale", only=_WEB | _APP)]
    first_name: Annotated[Any, Field("first_name", only=_WEB, personal=True)]
    last_name: Annotated[Any, Field("last_name", only=_WEB, personal=True)]
    city: Annotated[Any, Field("city", only=_WEB, personal=True)]
    state: Annotated[Any, Field("state", only=_WEB, personal=True)]
    zip: Annotated[Any, Field("zip", only=_WEB, personal=True, aliases=("zip_code",))]
    country: Annotated[Any, Field("country", personal=True)]
    country_code: Annotated[Any, Field("country_code", personal=True)]
    line_items: Annotated[Any, Field("line_items", several=True)]
    content_type: Annotated[Any, Field("content_type")]
    shop_id: Annotated[Any, Field("shop_id")]
    lead_id: Annotated[Any, Field("lead_id", only=_CRM)]
    lead_event_source: Annotated[Any, Field("lead_event_source", only=_CRM)]
    limited_data_use: Annotated[Any, Field("limited_data_use", only=_WEB | _APP)]
    app_id: Annotated[Any, Field("app_id", only=_APP)]
    app_name: Annotated[Any, Field("app_name", only=_APP)]
    app_version: Annotated[Any, Field("app_version", only=_APP)]
    idfa: Annotated[Any, Field("idfa", only=_APP, personal=True)]
    idfv: Annotated[Any, Field("idfv", only=_APP, personal=True)]
    gaid: Annotated[Any, Field("gaid", only=_APP, personal=True)]
    att_status: Annotated[Any, Field("att_status", only=_APP)]
    description: Annotated[Any, Field()]
    search_string: Annotated[Any, Field(aliases=("search",))]
    query: Annotated[Any, Field()]
    delivery_category: Annotated[Any, Field()]

    @property
    def pages(self) -> tuple[Any, Any, Any]:
        """The pages that may be the landing page, the likeliest first."""
        return self.landing_page_url, self.landing_site, self.page_url


class Item(msgspec.Struct):
    """The fields of one line item; `field_mapping` names them `line_items.product_id` and so on."""

    product_id: Annotated[
        Any, Field("product_id", "sku", aliases=("content_id",), zero_is_blank=True)
    ]
    name: Annotated[Any, Field("name", "title", aliases=("content_name",))]
    category: Annotated[Any, Field("category", "product_type", aliases=("content_category",))]
    brand: Annotated[Any, Field("brand", "vendor")]
    price: Annotated[Any, Field("price")]
    quantity: Annotated[Any, Field("quantity")]


def _declared(struct: type[Order | Item]) -> Mapping[str, Field]:
    hints = get_type_hints(struct, include_extras=True)
    return {name: hints[name].__metadata__[0] for name in struct.__struct_fields__}


ORDER_FIELDS = _declared(Order)
"""What is declared above, by the name of the field."""

ITEM_FIELDS = _declared(Item)
"""The same for line items."""

PAGE_FIELDS = ("landing_page_url", "landing_site", "page_url")
"""One field to the user, read as three: the click id may be in a page that can't be sent."""

PERSONAL_FIELDS = frozenset(name for name, field in ORDER_FIELDS.items() if field.personal)
"""Fields that say something about a person."""

PERSONAL_COLUMNS = frozenset(
    column for name in PERSONAL_FIELDS for column in (name, *ORDER_FIELDS[name].columns)
)
"""Their names and conventional columns; none of them ever names a record in a report."""
