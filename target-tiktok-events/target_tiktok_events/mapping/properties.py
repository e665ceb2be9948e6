"""The `properties` object of an event: value, currency, and the line items as `contents`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.contents import Content, ContentsBuilder
from target_tiktok_events.mapping.money import MoneyReader, major_units
from target_tiktok_events.mapping.values import is_blank, text_of

if TYPE_CHECKING:
    from target_tiktok_events.mapping.events import ValueCounts
    from target_tiktok_events.mapping.fields import FieldFinder
    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.mapping.orders import Item, Order
    from target_tiktok_events.mapping.plans import EventPlan

_TEXTS = ("order_id", "shop_id", "description", "search_string", "query", "delivery_category")
_CONTENT_TYPES = frozenset({"product", "product_group"})


class PropertiesBuilder:
    """Builds the `properties` object of events, and counts what it had to leave out.

    Counted are `<key>_unusable`, and what `MoneyReader` and `ContentsBuilder` count.
    """

    def __init__(
        self, items: FieldFinder[Item], options: MappingOptions, counts: ValueCounts
    ) -> None:
        self._counts = counts
        self._in_minor_units = options.amount_unit == "minor"
        self._money = MoneyReader(
            options.default_currency, counts, in_minor_units=self._in_minor_units
        )
        self._contents = ContentsBuilder(items, counts)

    def build(self, order: Order, plan: EventPlan) -> dict[str, Any]:
        """The `properties` object of an order.

        Raises:
            Unmappable: stage `value`, for an amount or a currency that can't be sent.
        """
        properties: dict[str, Any] = {}
        value, currency = self._money.read(order, plan)
        contents = self._contents.build(order.line_items) if order.line_items is not None else []
        if value is not None:
            properties["value"] = value
        if currency is not None and (contents or value is not None):
            properties["currency"] = currency
        self._put_texts(properties, order)
        kind = self._content_type(order.content_type) or (contents and plan.content_type)
        if kind:
            properties["content_type"] = kind
        if contents:
            if self._in_minor_units:
                if not plan.sends_value:
                    currency = self._money.of_items(order)
                self._to_major_units(contents, currency)
            properties |= _contents_properties(contents)
        return properties

    def _to_major_units(self, contents: list[Content], currency: str | None) -> None:
        for content in contents:
            price = content.pop("price", None)
            if price is None:
                continue
            major = major_units(price, currency) if currency is not None else None
            if major is None:
                self._counts.unusable("line_item_price")
            else:
                content["price"] = major

    def _put_texts(self, properties: dict[str, Any], order: Order) -> None:
        for key in _TEXTS:
            found = getattr(order, key)
            if found is None:
                continue
            text = text_of(found)
            if text is not None:
                properties[key] = text
            elif not is_blank(found):
                self._counts.unusable(key)

    def _content_type(self, kind: Any) -> str | None:
        if kind is None or is_blank(kind):
            return None
        if isinstance(kind, str) and kind.strip() in _CONTENT_TYPES:
            return kind.strip()
        self._counts.unusable("content_type")
        return None


def _contents_properties(contents: list[Content]) -> dict[str, Any]:
    """`contents` with what TikTok wants beside it.

    `content_ids` are the ids in their order, each once. `num_items` is the sum of quantities
    and missing when it is no whole number.
    """
    properties: dict[str, Any] = {"contents": contents}
    properties["content_ids"] = list(dict.fromkeys([item["content_id"] for item in contents]))
    total: int | Decimal = 0
    for item in contents:
        count = item["quantity"]
        total += count if type(count) is int else Decimal(str(count))
    if total == int(total):
        properties["num_items"] = int(total)
    return properties
