"""The `properties` object of an event: value, currency, and the line items as `contents`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.event_names import is_custom
from target_tiktok_events.mapping.line_items import ContentsBuilder, contents_properties
from target_tiktok_events.mapping.money import MoneyReader
from target_tiktok_events.mapping.orders import Order, Reader, item_reader
from target_tiktok_events.mapping.refusals import Refusal
from target_tiktok_events.mapping.values import is_blank, text_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.mapping.rules import EventRule

_TEXTS = ("order_id", "shop_id", "description", "search_string", "query", "delivery_category")
_CONTENT_TYPES = frozenset({"product", "product_group"})


class PropertiesBuilder:
    """Builds the `properties` object of events, and counts what it had to leave out.

    Counted are `value_missing` (an order event without a total), `<key>_unusable` and
    `line_item_without_id`.
    """

    def __init__(
        self, options: MappingOptions, orders: Reader[Order], counts: Counter[str]
    ) -> None:
        self._counts = counts
        self._orders = orders
        self._event_source = options.event_source
        self._money = MoneyReader(options, orders, counts)
        self._contents = ContentsBuilder(item_reader(options.field_mapping), counts)

    def build(
        self, order: Order, record: Mapping[str, Any], event: str, rule: EventRule | None
    ) -> dict[str, Any]:
        """The `properties` object of a record.

        Raises:
            Refusal: stage `value`, for an amount, a currency or line items that can't be sent.
        """
        properties: dict[str, Any] = {}
        contents = self._contents.build(order.line_items) if order.line_items is not None else []
        value = self._money.value(order, record, event, rule)
        if value is not None:
            properties["value"] = value
        if value is not None or contents:
            currency = self._money.currency(order, record, rule)
            if currency is not None:
                properties["currency"] = currency
            elif value is not None:
                raise Refusal("value", self._money.no_currency())
        for key in _TEXTS:
            found = getattr(order, key)
            if found is not None:
                text = self._text(key, found)
                if text is not None:
                    properties[key] = text
        self._put_content_type(properties, order.content_type)
        if contents:
            if "content_type" not in properties and not is_custom(event, self._event_source):
                properties["content_type"] = "product"
            properties |= contents_properties(contents)
        return properties

    def _put_content_type(self, properties: dict[str, Any], kind: Any) -> None:
        if kind is None or is_blank(kind):
            return
        if isinstance(kind, str) and kind.strip() in _CONTENT_TYPES:
            properties["content_type"] = kind.strip()
        else:
            self._counts["content_type_unusable"] += 1

    def _text(self, key: str, value: Any) -> str | None:
        text = text_of(value)
        if text is None and not is_blank(value):
            self._counts[f"{key}_unusable"] += 1
        return text
