"""The sections in their order, from the top, and every view in them."""

from __future__ import annotations

from typing import Final

from adloop_report.sections import events, imports, performance

TILES: Final = performance.TILES
"""The row of figures above the sections."""

SECTIONS: Final = (
    imports.FIRED,
    performance.TREND,
    performance.ROAS_TRIPLET,
    performance.CAMPAIGNS,
    events.FUNNEL,
    events.RECONCILIATION_DAYS,
    events.KEYS,
    imports.LATE_CONVERSIONS,
    imports.IMPORTS,
)

VIEWS: Final = {
    view.name: view
    for view in (
        *(tile.view for tile in TILES),
        *(view for section in SECTIONS for view in (*section.tables, *section.children)),
    )
}
"""Every view of the page by its name."""
