"""The `properties` object of an event: value, currency, and the line items as `contents`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TYPE_CHECKING

from target_tiktok_events.columns import Field, Fields
from target_tiktok_events.currencies import CURRENCIES
from target_tiktok_events.event_names import ORDER_NAMES, is_custom
from target_tiktok_events.field_paths import Getter, compile_path, nested
from target_tiktok_events.refusals import Refusal
from target_tiktok_events.values import Number, amount, is_blank, quantity, text_of

if TYPE_CHECKING:
    from target_tiktok_events.mapping_options import MappingOptions
    from target_tiktok_events.event_rules import EventRule
    from collections import Counter

_TEXTS = ("shop_id", "description", "search_string", "query", "delivery_category")
_CONTENT_TYPES = frozenset({"product", "product_group"})


class PropertiesReader:
    """Reads the `properties` object out of records, and counts what it had to leave out.

    Counted are `value_missing` (an order event without a total), `<key>_unusable` and
    `line_item_without_id`.
    """

    def __init__(self, options: MappingOptions, fields: Fields, counts: Counter[str]) -> None:
        self._counts = counts
        self._event_source = options.event_source
        self._default_currency = options.default_currency
        self._total, self._currency = fields["total"], fields["currency"]
        self._order_id = fields["order_id"].get
        self._content_type = fields["content_type"].get
        self._contents = ContentsReader(fields, counts)
        self._texts = tuple((key, fields[key].get) for key in _TEXTS)
        self._rule_values = {
            rule.name: _column(rule.value, f"{rule.name}.value")
            for rule in options.event_mappings
            if isinstance(rule.value, str)
        }
        self._rule_currencies = {
            rule.name: _column(rule.currency, f"{rule.name}.currency")
            for rule in options.event_mappings
            if rule.currency is not None and rule.currency not in CURRENCIES
        }

    def read(self, record: Mapping[str, Any], event: str, rule: EventRule | None) -> dict[str, Any]:
        """The `properties` object of a record.

        Raises:
            Refusal: stage `value`, for an amount, a currency or line items that can't be sent.
        """
        properties: dict[str, Any] = {}
        value = self._value(record, event, rule)
        if value is not None:
            properties["value"] = value
        contents = self._contents.read(record)
        if value is not None or contents:
            currency = self._currency_of(record, rule)
            if currency is not None:
                properties["currency"] = currency
            elif value is not None:
                raise Refusal("value", self._no_currency())
        order_id = self._text("order_id", self._order_id(record))
        if order_id is not None:
            properties["order_id"] = order_id
        for key, get in self._texts:
            found = get(record)
            if found is not None:
                text = self._text(key, found)
                if text is not None:
                    properties[key] = text
        self._put_contents(properties, contents, record, event)
        return properties

    def _put_contents(
        self,
        properties: dict[str, Any],
        contents: list[dict[str, Any]],
        record: Mapping[str, Any],
        event: str,
    ) -> None:
        kind = self._content_type(record)
        if kind is not None and not is_blank(kind):
            if isinstance(kind, str) and kind.strip() in _CONTENT_TYPES:
                properties["content_type"] = kind.strip()
            else:
                self._counts["content_type_unusable"] += 1
        if not contents:
            return
        if "content_type" not in properties and not is_custom(event, self._event_source):
            properties["content_type"] = "product"
        properties["contents"] = contents
        ids = list(dict.fromkeys(item["content_id"] for item in contents if "content_id" in item))
        if ids:
            properties["content_ids"] = ids
        count = _total_quantity(contents)
        if count is not None:
            properties["num_items"] = count

    def _value(
        self, record: Mapping[str, Any], event: str, rule: EventRule | None
    ) -> Number | None:
        field = self._total
        if rule is not None and rule.value is not None:
            if rule.value is False:
                return None
            if not isinstance(rule.value, str):
                return rule.value
            field = self._rule_values[rule.name]
        found = field.get(record)
        if found is None or is_blank(found):
            if event in ORDER_NAMES:
                self._counts["value_missing"] += 1
            return None
        return amount_or_refusal(found, field.column_of(record))

    def _currency_of(self, record: Mapping[str, Any], rule: EventRule | None) -> str | None:
        field = self._currency
        if rule is not None and rule.currency is not None:
            if rule.name not in self._rule_currencies:
                return rule.currency
            field = self._rule_currencies[rule.name]
        found = field.get(record)
        if found is None or is_blank(found):
            return self._default_currency
        code = found.strip().upper() if isinstance(found, str) else ""
        if code not in CURRENCIES:
            reason = f"{field.column_of(record)} is no currency that TikTok takes in events"
            raise Refusal("value", reason)
        return code

    def _no_currency(self) -> str:
        columns = self._currency.columns
        return f"a value but no currency: {columns} is empty and default_currency isn't set"

    def _text(self, key: str, value: Any) -> str | None:
        text = text_of(value)
        if text is None and not is_blank(value):
            self._counts[f"{key}_unusable"] += 1
        return text


class ContentsReader:
    """Reads `contents` out of the line items of records."""

    def __init__(self, fields: Fields, counts: Counter[str]) -> None:
        self._counts = counts
        self._items = fields["line_items"]
        self._id = fields.of_item("product_id").get
        self._texts = (
            ("content_name", fields.of_item("name").get),
            ("content_category", fields.of_item("category").get),
            ("brand", fields.of_item("brand").get),
        )
        self._price, self._quantity = fields.of_item("price"), fields.of_item("quantity")

    def read(self, record: Mapping[str, Any]) -> list[dict[str, Any]]:
        """One content for each line item that says anything; [] without line items.

        Line items may be JSON text. Nulls in the list are no items.

        Raises:
            Refusal: stage `value`; the reason names the item, as in `line_items[2].price`.
        """
        items = self._items.get(record)
        if items is None:
            return []
        items = nested(items)
        if isinstance(items, Mapping):
            items = [items]
        if not isinstance(items, list):
            if is_blank(items):
                return []
            reason = f"{self._items.column_of(record)} is no list of line items"
            raise Refusal("value", reason)
        contents = [self._content(item, index) for index, item in enumerate(items) if item]
        return [content for content in contents if content]

    def _content(self, item: Any, index: int) -> dict[str, Any]:
        item = nested(item)
        if not isinstance(item, Mapping):
            raise Refusal("value", f"line_items[{index}] is no object")
        content: dict[str, Any] = {}
        content_id = text_of(self._id(item))
        if content_id is not None:
            content["content_id"] = content_id
        else:
            self._counts["line_item_without_id"] += 1
        for key, get in self._texts:
            text = text_of(get(item))
            if text is not None:
                content[key] = text
        price = self._price.get(item)
        if price is not None and price != "":
            content["price"] = amount_or_refusal(price, f"line_items[{index}].price")
        count = self._quantity.get(item)
        if count is not None and count != "":
            path = f"line_items[{index}].quantity"
            content["quantity"] = quantity(amount_or_refusal(count, path))
        return content


def amount_or_refusal(value: object, column: str) -> Number:
    """The amount of a column.

    Raises:
        Refusal: stage `value`; the value is no plain number, too large, or negative.
    """
    number = amount(value)
    if number is None:
        reason = f"{column} is no plain number such as 12.50 (no sign, separator or currency)"
        raise Refusal("value", reason)
    if number < 0:
        raise Refusal("value", f"{column} is negative; TikTok takes no refunds")
    return number


def _total_quantity(contents: list[dict[str, Any]]) -> int | None:
    total: int | Decimal = 0
    for item in contents:
        count = item.get("quantity", 1)
        total += count if type(count) is int else Decimal(str(count))
    return int(total) if total == int(total) else None


def _column(path: str | None, setting: str) -> Field:
    name = path or ""
    getter: Getter = compile_path(name, setting)
    return Field(name, [(name, getter)])
