"""What became of the orders on their way to TikTok."""

from __future__ import annotations

from typing import Final

from adloop_report.charts import Chart, Series
from adloop_report.marts import LOSSES, MATCH_KEYS, RECONCILIATION, VALUES, WEEKS
from adloop_report.sections.section import Section
from adloop_report.tables import events

FUNNEL: Final = Section(
    "funnel",
    "From order to TikTok",
    "Where orders are lost on their way. Counted on UTC days, for the whole shop: all "
    "advertisers and currencies. TikTok can receive a purchase from the server, from the "
    "browser, or both.",
    (RECONCILIATION, LOSSES, VALUES),
    charts=(
        Chart(
            "funnel",
            "Orders at each stage",
            "bars",
            "stage",
            (Series(events.FUNNEL.name, "orders", "Orders"),),
            "orders",
        ),
    ),
    tables=(events.FUNNEL, events.LOSSES, events.VALUES),
    is_open=True,
)

RECONCILIATION_DAYS: Final = Section(
    "reconciliation",
    "Day by day",
    "The shop's orders, what was sent, and what TikTok's pixel statistics say arrived. UTC "
    "days, because these statistics know no others; TikTok's reports count other days, so "
    "they are set beside them over seven days only.",
    (RECONCILIATION, WEEKS),
    charts=(
        Chart(
            "reconciliation",
            "Orders, sent, received",
            "days",
            "day",
            (
                Series(events.RECONCILIATION.name, "orders", "Orders"),
                Series(events.RECONCILIATION.name, "sent", "Sent"),
                Series(events.RECONCILIATION.name, "pixel_server", "Received (server)"),
                Series(events.RECONCILIATION.name, "pixel_browser", "Received (browser)"),
            ),
            "per day",
        ),
    ),
    tables=(events.RECONCILIATION, events.WEEKS),
    is_open=True,
)

KEYS: Final = Section(
    "match-keys",
    "Match keys",
    "What the sent events say about the buyer: the more of them, the more purchases TikTok can "
    "match to a click. UTC days, whole shop.",
    (MATCH_KEYS,),
    charts=(
        Chart(
            "match_keys",
            "Share of the sent events that hold a key",
            "days",
            "day",
            (Series(events.MATCH_KEY_DAYS.name, "share", "Share"),),
            "of the events",
            is_share=True,
            split="match_key",
        ),
    ),
    tables=(events.MATCH_KEYS, events.MATCH_KEY_DAYS),
)
