"""What a section of the page is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adloop_report.charts import Chart
    from adloop_report.marts import Mart
    from adloop_report.views import View


@dataclass(frozen=True)
class Tile:
    """A figure of the row at the top."""

    view: View
    column: str
    label: str
    of: str
    """Whose figure it is: an advertiser's that can be chosen, or the shop's."""


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    name: str
    title: str
    lead: str
    marts: tuple[Mart, ...]
    charts: tuple[Chart, ...] = ()
    tables: tuple[View, ...] = ()
    """Behind a heading that opens them, except where there is no chart."""
    is_open: bool = False
    """Whether its tables are open from the start."""
    children: tuple[View, ...] = ()
    """What a row of the first table opens: level by level."""
