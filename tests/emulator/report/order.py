"""The order of a report's rows: none unless asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.emulator.catalogue.metrics import METRICS
from tests.emulator.envelope import parameter_error

if TYPE_CHECKING:
    from tests.emulator.parameters import Parameters

ORDER_TYPES = ("ASC", "DESC")


class Order(NamedTuple):
    """A metric to sort by."""

    field: str
    descending: bool


def read_order(parameters: Parameters) -> Order | None:
    """`order_field` and `order_type`, descending by default.

    Raises:
        ApiError: 40002 for an unknown or attribute metric, or an unknown direction.
    """
    direction = parameters.one_of("order_type", ORDER_TYPES, "DESC")
    field = parameters.text("order_field")
    if field is None:
        return None
    if field not in METRICS or METRICS[field].is_attribute:
        raise parameter_error(f"order_field: {field} is not a metric to order by.")
    return Order(field, direction == "DESC")
