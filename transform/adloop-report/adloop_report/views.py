"""What a table or chart counts, as data: read by this package and by the page's script alike.

A figure is declared once, here in the words of `Column`. `figures.py` works it out for the page as
it is written, `assets/figures.js` again for each choice of the reader; a test compares the two.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["text", "sentence", "day", "count", "money", "ratio", "percent", "status"]
NOTHING_CHOSEN: Final = "Nothing in this choice."

How = Literal["group", "name", "text", "sum", "difference", "ratio"]


@dataclass(frozen=True)
class Column:
    """One column of a view.

    `how` says what it is made of the rows of a group, and `of` of which of their columns: the
    `group`'s own value, the `name` of the thing whose id that value is (of the column and of the
    kind of names), a `text` (the last one
    there is), the `sum`, the `difference` of two sums, or the `ratio` of two sums. A sum of nothing
    but nulls is null, a ratio over zero or null too. `kind` says how it is written.
    """

    key: str
    label: str
    kind: Kind
    how: How
    of: tuple[str, ...]
    says: str = ""
    """What it means, where its label does not say it all."""

    @property
    def formula(self) -> str:
        """How it is made of the columns of the rows; empty for what is not counted."""
        sums = [f"sum({name})" for name in self.of]
        sign = {"sum": "", "difference": " - ", "ratio": " / "}.get(self.how)
        return "" if sign is None else sign.join(sums)


@dataclass(frozen=True)
class View:
    """Rows of one dataset, grouped, as a table and a chart show them."""

    name: str
    dataset: str
    caption: str
    group: tuple[str, ...]
    columns: tuple[Column, ...]
    order: str
    """The column by which rows are ordered."""
    is_descending: bool = False
    when_empty: str = NOTHING_CHOSEN

    @property
    def is_good_when_empty(self) -> bool:
        """Whether it is news, and good, that there are no rows."""
        return self.when_empty != NOTHING_CHOSEN

    def as_json(self) -> Mapping[str, Any]:
        """The declaration for the page's script."""
        return asdict(self)


def grouped(key: str, label: str, kind: Kind = "text") -> Column:
    """The value of a column by which the rows are grouped."""
    return Column(key, label, kind, "group", (key,))


def named(key: str, label: str, *, by: str, among: str, kind: Kind = "text") -> Column:
    """The name, `among` all names of a kind, of the thing whose id stands in the column `by`."""
    return Column(key, label, kind, "name", (by, among))


def text(key: str, label: str, kind: Kind = "text") -> Column:
    """A text that is the same in all rows of the group; the last one, where it is not."""
    return Column(key, label, kind, "text", (key,))


def total(key: str, label: str, kind: Kind = "count", says: str = "") -> Column:
    """The sum of the column of that name."""
    return Column(key, label, kind, "sum", (key,), says)


def difference(key: str, label: str, of: tuple[str, str], says: str = "") -> Column:
    """The sum of the first column less the sum of the second."""
    return Column(key, label, "count", "difference", of, says)


def ratio(key: str, label: str, over: tuple[str, str], kind: Kind, says: str = "") -> Column:
    """The sum of the first column over the sum of the second."""
    return Column(key, label, kind, "ratio", over, says)
