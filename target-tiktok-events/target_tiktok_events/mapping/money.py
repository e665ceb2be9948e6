"""The value and the currency of an order: exact, never negative, never a guessed currency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.currencies import CURRENCIES
from target_tiktok_events.mapping.event_names import ORDER_NAMES
from target_tiktok_events.mapping.paths import Getter, compile_path
from target_tiktok_events.mapping.refusals import Refusal
from target_tiktok_events.mapping.values import Number, amount, is_blank, is_negative

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.mapping.orders import Order, Reader
    from target_tiktok_events.mapping.rules import EventRule


class MoneyReader:
    """Reads value and currency by the rule that matched, else from the columns of the order.

    Counts `value_missing`: an order event whose record has no total.
    """

    def __init__(
        self, options: MappingOptions, orders: Reader[Order], counts: Counter[str]
    ) -> None:
        self._counts = counts
        self._orders = orders
        self._default_currency = options.default_currency
        self._rule_values: dict[str, Getter] = {
            rule.name: compile_path(rule.value, f"{rule.name}.value")
            for rule in options.event_mappings
            if isinstance(rule.value, str)
        }
        self._rule_currencies: dict[str, Getter] = {
            rule.name: compile_path(rule.currency, f"{rule.name}.currency")
            for rule in options.event_mappings
            if rule.currency is not None and rule.currency not in CURRENCIES
        }

    def value(
        self, order: Order, record: Mapping[str, Any], event: str, rule: EventRule | None
    ) -> Number | None:
        """The value of the event; None when the rule leaves it out or the record has none.

        Raises:
            Refusal: stage `value`; the value is no plain number, too large, or negative.
        """
        found, column = order.total, None
        if rule is not None and rule.value is not None:
            if not isinstance(rule.value, str):
                return rule.value if rule.value is not False else None
            found, column = self._rule_values[rule.name](record), rule.value
        number = amount(found)
        if number is None:
            if is_blank(found):
                if event in ORDER_NAMES:
                    self._counts["value_missing"] += 1
                return None
            raise bad_amount(found, column or self._orders.column_of("total", record))
        return number

    def currency(
        self, order: Order, record: Mapping[str, Any], rule: EventRule | None
    ) -> str | None:
        """The currency of the event; None when neither rule, record nor setting has one.

        Raises:
            Refusal: stage `value`; TikTok doesn't take the currency.
        """
        found, column = order.currency, None
        if rule is not None and rule.currency is not None:
            if rule.name not in self._rule_currencies:
                return rule.currency
            found, column = self._rule_currencies[rule.name](record), rule.currency
        code = found.strip().upper() if isinstance(found, str) else ""
        if code not in CURRENCIES:
            if is_blank(found):
                return self._default_currency
            column = column or self._orders.column_of("currency", record)
            raise Refusal("value", f"{column} is no currency that TikTok takes in events")
        return code

    def no_currency(self) -> str:
        """The reason of a value without a currency; it names what to fill in."""
        columns = self._orders.columns("currency")
        return f"a value but no currency: {columns} is empty and default_currency isn't set"


def bad_amount(value: object, column: str) -> Refusal:
    """The refusal of a value that is no amount; its reason names the column only."""
    if is_negative(value):
        return Refusal("value", f"{column} is negative; TikTok takes no refunds")
    return Refusal("value", f"{column} is no plain number such as 12.50")
