"""Line items -> `contents`, `content_ids` and `num_items` of an event's properties."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.money import bad_amount
from target_tiktok_events.mapping.paths import nested
from target_tiktok_events.mapping.refusals import Refusal
from target_tiktok_events.mapping.values import amount, is_blank, quantity, text_of

if TYPE_CHECKING:
    from collections import Counter

    from target_tiktok_events.mapping.orders import Item, Reader

Content = dict[str, Any]

_USUAL_QUANTITY = 1_000_000
"""Far below the largest `quantity` that can be sent; `_any` judges what is above."""


class ContentsBuilder:
    """Builds the `contents` of events; counts `line_item_without_id`."""

    def __init__(self, items: Reader[Item], counts: Counter[str]) -> None:
        self._items = items
        self._counts = counts

    def build(self, line_items: Any) -> list[Content]:
        """One content for each line item that says anything; [] without line items.

        Line items may be JSON text, a list or a single object. Nulls in the list are no items.

        Raises:
            Refusal: stage `value`; the reason names the item, as in `line_items[2].price`.
        """
        items = nested(line_items) if type(line_items) is str else line_items
        if not isinstance(items, list):
            if is_blank(items):
                return []
            if not isinstance(items, Mapping):
                raise Refusal("value", "line_items is no list of objects")
            items = [items]
        contents = [
            self._content(item, index) for index, item in enumerate(items) if item is not None
        ]
        return [content for content in contents if content]

    def _content(self, raw: Any, index: int) -> Content:
        fields = nested(raw) if type(raw) is str else raw
        # `Mapping` is asked last: an abstract type is slow to check, and nearly all are plain.
        if type(fields) is not dict and not isinstance(fields, Mapping):
            raise Refusal("value", f"line_items[{index}] is no object")
        return self._usual(fields) or self._any(fields, index)

    def _usual(self, fields: Mapping[str, Any]) -> Content | None:
        """What `_any` gives for an item with every field in its first column and usual type.

        None for any other item. Most are usual, and an order has several of them.
        """
        id_, name, category, brand, price, count = self._items.first_values(fields)
        if not (type(name) is type(category) is type(brand) is str and type(count) is int):
            return None
        text, number = text_of(id_), amount(price)
        name, category, brand = name.strip(), category.strip(), brand.strip()
        if number is None or not (text and name and category and brand):
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

    def _any(self, fields: Mapping[str, Any], index: int) -> Content:
        item = self._items.read(fields)
        content: Content = {}
        if (text := text_of(item.product_id)) is not None:
            content["content_id"] = text
        else:
            self._counts["line_item_without_id"] += 1
        if item.name is not None and (text := text_of(item.name)):
            content["content_name"] = text
        if item.category is not None and (text := text_of(item.category)):
            content["content_category"] = text
        if item.brand is not None and (text := text_of(item.brand)):
            content["brand"] = text
        if (price := amount(item.price)) is not None:
            content["price"] = price
        elif not is_blank(item.price):
            raise bad_amount(item.price, f"line_items[{index}].price")
        if (count := quantity(item.quantity)) is not None:
            content["quantity"] = count
        elif not is_blank(item.quantity):
            raise bad_amount(item.quantity, f"line_items[{index}].quantity")
        return content


def contents_properties(contents: list[Content]) -> dict[str, Any]:
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
