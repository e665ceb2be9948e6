"""The `properties` object of an event: value, currency, and the line items as `contents`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.events import Unmappable, ValueCounts
from target_tiktok_events.mapping.money import amount_problem, currency_of, value_of
from target_tiktok_events.mapping.paths import nested
from target_tiktok_events.mapping.values import amount, is_blank, is_zero, quantity, text_of

if TYPE_CHECKING:
    from target_tiktok_events.mapping.fields import FieldFinder
    from target_tiktok_events.mapping.orders import Item, Order
    from target_tiktok_events.mapping.plans import EventPlan

Content = dict[str, Any]

_TEXTS = ("order_id", "shop_id", "description", "search_string", "query", "delivery_category")
_CONTENT_TYPES = frozenset({"product", "product_group"})
_USUAL_QUANTITY = 1_000_000
"""Far below the largest `quantity` that can be sent; `_any_content` judges what is above."""


class PropertiesBuilder:
    """Builds the `properties` object of events, and counts what it had to leave out.

    Counted are `value_missing` (an order event without a total), `<key>_unusable` and
    `line_item_without_id`.
    """

    def __init__(
        self,
        orders: FieldFinder[Order],
        items: FieldFinder[Item],
        default_currency: str | None,
        counts: ValueCounts,
    ) -> None:
        self._counts = counts
        self._default_currency = default_currency
        self._contents = ContentsBuilder(items, counts)
        self._no_currency = (
            f"a value but no currency: {orders.columns('currency')} is empty and"
            " default_currency isn't set"
        )

    def build(self, order: Order, plan: EventPlan) -> dict[str, Any]:
        """The `properties` object of an order.

        Raises:
            Unmappable: stage `value`, for an amount, a currency or line items that can't be sent.
        """
        properties: dict[str, Any] = {}
        contents = self._contents.build(order.line_items) if order.line_items is not None else []
        value = value_of(order)
        if value is not None:
            properties["value"] = value
        elif plan.expects_value:
            self._counts.note("value_missing")
        if value is not None or contents:
            currency = currency_of(order) or self._default_currency
            if currency is not None:
                properties["currency"] = currency
            elif value is not None:
                raise Unmappable("value", self._no_currency)
        self._put_texts(properties, order)
        kind = self._content_type(order.content_type) or (contents and plan.content_type)
        if kind:
            properties["content_type"] = kind
        if contents:
            properties |= _contents_properties(contents)
        return properties

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


class ContentsBuilder:
    """Builds the `contents` of events; counts `line_item_without_id`."""

    def __init__(self, items: FieldFinder[Item], counts: ValueCounts) -> None:
        self._items = items
        self._counts = counts

    def build(self, line_items: Any) -> list[Content]:
        """One content for each line item that says anything; [] without line items.

        Line items may be JSON text, a list or a single object. Nulls in the list are no items.

        Raises:
            Unmappable: stage `value`; the reason names the item, as in `line_items[2].price`.
        """
        items = nested(line_items) if type(line_items) is str else line_items
        if not isinstance(items, list):
            if is_blank(items):
                return []
            if not isinstance(items, Mapping):
                raise Unmappable("value", "line_items is no list of objects")
            items = [items]
        contents = [
            self._content(item, index) for index, item in enumerate(items) if item is not None
        ]
        return [content for content in contents if content]

    def _content(self, raw: Any, index: int) -> Content:
        fields = nested(raw) if type(raw) is str else raw
        # `Mapping` is asked last: an abstract type is slow to check, and nearly all are plain.
        if type(fields) is not dict and not isinstance(fields, Mapping):
            raise Unmappable("value", f"line_items[{index}] is no object")
        return self._usual_content(fields) or self._any_content(fields, index)

    def _usual_content(self, fields: Mapping[str, Any]) -> Content | None:
        """What `_any_content` gives for an item with all fields in first columns, of usual type.

        None for any other item. Most are usual, and an order has several of them.
        """
        id_, name, category, brand, price, count = self._items.first_values(fields)
        if not (type(name) is type(category) is type(brand) is str and type(count) is int):
            return None
        text, number = text_of(id_), amount(price)
        name, category, brand = name.strip(), category.strip(), brand.strip()
        if number is None or is_zero(id_) or not (text and name and category and brand):
            return None
        if not 0 <= count <= _USUAL_QUANTITY:
            return None
        return {
            "content_id": text,
            "content_name": name,
            "content_category": category,
            "brand": brand,
            "price": number,
            "quantity": count,
        }

    def _any_content(self, fields: Mapping[str, Any], index: int) -> Content:
        item = self._items.find(fields)
        content: Content = {}
        if (text := text_of(item.product_id)) is not None:
            content["content_id"] = text
        else:
            self._counts.note("line_item_without_id")
        if item.name is not None and (text := text_of(item.name)):
            content["content_name"] = text
        if item.category is not None and (text := text_of(item.category)):
            content["content_category"] = text
        if item.brand is not None and (text := text_of(item.brand)):
            content["brand"] = text
        if (price := amount(item.price)) is not None:
            content["price"] = price
        elif not is_blank(item.price):
            raise _bad_item(index, "price", item.price)
        if (count := quantity(item.quantity)) is not None:
            content["quantity"] = count
        elif not is_blank(item.quantity):
            raise _bad_item(index, "quantity", item.quantity)
        return content


def _contents_properties(contents: list[Content]) -> dict[str, Any]:
    """`contents` with what TikTok wants beside it.

    `content_ids` are the ids in their order, each once. `num_items` is the sum of quantities,
    where an item without a quantity counts once; it is missing when the sum is no whole number.
    """
    properties: dict[str, Any] = {"contents": contents}
    ids = list(dict.fromkeys([item["content_id"] for item in contents if "content_id" in item]))
    if ids:
        properties["content_ids"] = ids
    total: int | Decimal = 0
    for item in contents:
        count = item.get("quantity", 1)
        total += count if type(count) is int else Decimal(str(count))
    if total == int(total):
        properties["num_items"] = int(total)
    return properties


def _bad_item(index: int, key: str, value: object) -> Unmappable:
    return Unmappable("value", f"line_items[{index}].{key} {amount_problem(value)}")
