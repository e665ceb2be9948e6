"""The value and the currency of an order: exact, never negative, never a guessed currency."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from target_tiktok_events.mapping.currencies import CURRENCIES, ISO_CURRENCIES, digits_of
from target_tiktok_events.mapping.events import Unmappable, ValueCounts
from target_tiktok_events.mapping.values import Number, amount, is_blank, is_negative

if TYPE_CHECKING:
    from target_tiktok_events.mapping.orders import Order
    from target_tiktok_events.mapping.plans import EventPlan


class MoneyReader:
    """Reads value and currency of orders by the plan of their event.

    Counted are `value_missing` (an order event without a total that may go without),
    `currency_unlisted` (of ISO 4217 but not of TikTok's list) and `currency_unusable`.

    Args:
        default_currency: of orders without a currency, or None.
        in_minor_units: whether amounts are whole cents, by the digits of their currency.
        counts: gets what was left out.
    """

    def __init__(
        self, default_currency: str | None, counts: ValueCounts, *, in_minor_units: bool
    ) -> None:
        self._default_currency = default_currency
        self._in_minor_units = in_minor_units
        self._counts = counts

    def read(self, order: Order, plan: EventPlan) -> tuple[Number | None, str | None]:
        """Value and currency that the event holds; a value never comes without a currency.

        Raises:
            Unmappable: stage `value`; the total is no amount, or an amount without a usable
                currency, or a purchase has none.
        """
        if not plan.sends_value:
            return None, None
        number = amount(order.total)
        if number is None:
            return None, self._without_value(order, plan)
        currency = self._currency(order)
        if currency is None:
            columns = plan.fields.columns("currency")
            problem = f"a value but no currency: {columns} is empty and default_currency isn't set"
            raise Unmappable("value", problem)
        if self._in_minor_units and not plan.has_fixed_value:
            number = major_units(number, currency)
            if number is None:
                problem = "is no whole number of minor units, as amount_unit says it is"
                raise Unmappable("value", problem, "total")
        return number, currency

    def of_items(self, order: Order) -> str | None:
        """The currency of an order's line items; None when it has none that can be read."""
        try:
            return self._currency(order)
        except Unmappable:
            self._counts.unusable("currency")
            return None

    def _without_value(self, order: Order, plan: EventPlan) -> str | None:
        """The currency of an event whose order has no total: that of its line items."""
        if not is_blank(order.total):
            raise Unmappable("value", amount_problem(order.total), "total")
        if plan.needs_value:
            columns = plan.fields.columns("total")
            problem = f"no value: {columns} is empty; a rule with value: false sends it without"
            raise Unmappable("value", problem)
        if plan.expects_value:
            self._counts.note("value_missing")
        return None if order.line_items is None else self.of_items(order)

    def _currency(self, order: Order) -> str | None:
        found = order.currency
        code = found.strip().upper() if isinstance(found, str) else ""
        if code in CURRENCIES:
            return code
        if is_blank(found):
            return self._default_currency
        if code not in ISO_CURRENCIES:
            raise Unmappable("value", "is no currency code of ISO 4217, such as EUR", "currency")
        self._counts.note("currency_unlisted")
        return code


def major_units(number: Number, currency: str) -> Decimal | None:
    """An amount of minor units (cents) in major ones; None if it is no whole number of them."""
    exact = Decimal(str(number))
    if exact != exact.to_integral_value():
        return None
    return Decimal(int(exact)).scaleb(-digits_of(currency))


def amount_problem(value: object) -> str:
    """What is wrong with a value that is no amount, to follow the name of its column."""
    if is_negative(value):
        return "is negative; TikTok takes no refunds"
    return "is no plain number such as 12.50"
