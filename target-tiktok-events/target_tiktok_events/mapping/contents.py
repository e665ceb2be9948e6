"""The line items of an order as `contents`; one that can't be used never costs the order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.paths import nested
from target_tiktok_events.mapping.values import (
    Number,
    amount,
    is_blank,
    is_negative,
    is_zero,
    quantity,
    text_of,
)

if TYPE_CHECKING:
    from target_tiktok_events.mapping.events import ValueCounts
    from target_tiktok_events.mapping.fields import FieldFinder
    from target_tiktok_events.mapping.orders import Item

Content = dict[str, Any]

_USUAL_QUANTITY = 1_000_000
"""Far below the largest `quantity` that can be sent; `_any_content` judges what is above."""


class ContentsBuilder:
    """Builds the `contents` of events, and counts what it leaves out.

    Left out are items that are no object (`line_item_unusable`), without an id
    (`line_item_without_id`), with a negative price (`line_item_negative`) or a quantity of 0 or
    less (`line_item_without_quantity`), and line items that are no list (`line_items_unusable`).
    An item keeps its place without a price that can't be read (`line_item_price_unusable`), and
    with a quantity of 1 in place of such a quantity (`line_item_quantity_unusable`).
    """

    def __init__(self, items: FieldFinder[Item], counts: ValueCounts) -> None:
        self._items = items
        self._counts = counts

    def build(self, line_items: Any) -> list[Content]:
        """One content for each line item that can be used; [] without any. Never raises.

        Line items may be JSON text, a list or a single object. Nulls in the list are no items.
        """
        items = nested(line_items) if type(line_items) is str else line_items
        if not isinstance(items, list):
            if is_blank(items):
                return []
            if not isinstance(items, Mapping):
                self._counts.unusable("line_items")
                return []
            items = [items]
        contents = [self._content(item) for item in items if item is not None]
        return [content for content in contents if content is not None]

    def _content(self, raw: Any) -> Content | None:
        fields = nested(raw) if type(raw) is str else raw
        # `Mapping` is asked last: an abstract type is slow to check, and nearly all are plain.
        if type(fields) is not dict and not isinstance(fields, Mapping):
            self._counts.unusable("line_item")
            return None
        full = self._full_content(fields)
        if full is not None:
            return full
        item = self._items.find(fields)
        return _usual_content(item) or self._any_content(item)

    def _full_content(self, fields: Mapping[str, Any]) -> Content | None:
        """What `_any_content` gives for an item with all fields in first columns, of usual type.

        None for any other item.
        """
        id_, name, category, brand, price, count = self._items.first_values(fields)
        if not (type(name) is type(category) is type(brand) is str and type(count) is int):
            return None
        text, number = text_of(id_), amount(price)
        name, category, brand = name.strip(), category.strip(), brand.strip()
        if number is None or is_zero(id_) or not (text and name and category and brand):
            return None
        if not 0 < count <= _USUAL_QUANTITY:
            return None
        return {
            "content_id": text,
            "content_name": name,
            "content_category": category,
            "brand": brand,
            "price": number,
            "quantity": count,
        }

    def _any_content(self, item: Item) -> Content | None:
        text = text_of(item.product_id)
        count = self._quantity(item.quantity)
        problem = _problem(item, text, count)
        if problem is not None or text is None:
            self._counts.note(f"line_item_{problem}")
            return None
        content: Content = {"content_id": text}
        if item.name is not None and (text := text_of(item.name)):
            content["content_name"] = text
        if item.category is not None and (text := text_of(item.category)):
            content["content_category"] = text
        if item.brand is not None and (text := text_of(item.brand)):
            content["brand"] = text
        if (price := amount(item.price)) is not None:
            content["price"] = price
        elif not is_blank(item.price):
            self._counts.unusable("line_item_price")
        content["quantity"] = count
        return content

    def _quantity(self, value: Any) -> Number:
        """The quantity, 0 for a negative one, and 1 where there is none that can be read."""
        count = quantity(value)
        if count is not None:
            return count
        if is_negative(value):
            return 0
        if not is_blank(value):
            self._counts.unusable("line_item_quantity")
        return 1


def _usual_content(item: Item) -> Content | None:
    """What `_any_content` gives for an item that can be used, with a price; None for any other.

    Most are usual, and an order has several of them.
    """
    text, price, count = text_of(item.product_id), amount(item.price), item.quantity
    if text is None or price is None or type(count) is not int:
        return None
    if not 0 < count <= _USUAL_QUANTITY:
        return None
    content: Content = {"content_id": text}
    for key, value in (
        ("content_name", item.name),
        ("content_category", item.category),
        ("brand", item.brand),
    ):
        if value is not None and (name := text_of(value)):
            content[key] = name
    content["price"] = price
    content["quantity"] = count
    return content


def _problem(item: Item, content_id: str | None, count: Number) -> str | None:
    """Why an item is left out, as a word for the counts; None if it isn't."""
    if content_id is None:
        return "without_id"
    if is_negative(item.price):
        return "negative"
    return None if count else "without_quantity"
