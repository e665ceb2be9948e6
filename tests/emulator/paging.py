"""Offset paging over a list that may change between two pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tests.emulator.envelope import parameter_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.emulator.parameters import Parameters

Item = TypeVar("Item")

DEFAULT_SIZE = 10
LARGEST_SIZE = 1000


class Page(NamedTuple):
    """A page as it was asked for."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """How many items come before it."""
        return (self.number - 1) * self.size

    def of(self, items: Sequence[Item], served: int) -> Sequence[Item]:
        """The items on this page, of those that any page serves: the first `served`."""
        return items[self.offset : min(self.offset + self.size, served)]

    def info(self, total: int, empty_total_page: int = 0) -> dict[str, int]:
        """TikTok's `page_info`."""
        return {
            "page": self.number,
            "page_size": self.size,
            "total_number": total,
            "total_page": -(-total // self.size) if total else empty_total_page,
        }


def read_page(parameters: Parameters, largest: int = LARGEST_SIZE, *, clamp: bool = False) -> Page:
    """`page` and `page_size`.

    Raises:
        ApiError: 40002 for a page below 1 or a size outside 1..largest; with `clamp` a larger
            size is lowered instead.
    """
    number = parameters.number("page", 1)
    size = parameters.number("page_size", DEFAULT_SIZE)
    if number < 1:
        raise parameter_error("page: Must be greater than or equal to 1.")
    if size < 1 or (size > largest and not clamp):
        raise parameter_error(f"page_size: Must be between 1 and {largest}.")
    return Page(number, min(size, largest))
