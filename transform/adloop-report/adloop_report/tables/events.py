"""What became of each order on its way to TikTok."""

from __future__ import annotations

from typing import Final

from adloop_report.views import View, difference, grouped, ratio, text, total

FUNNEL: Final = View(
    "funnel",
    "funnel",
    "From order to attributed event",
    ("stage",),
    (
        grouped("stage", "Stage"),
        total("orders", "Orders"),
        ratio("share", "Of all orders", ("orders", "orders_of_all"), "percent"),
        difference("lost", "Lost on the way here", ("orders_before", "orders")),
    ),
    "stage",
)
LOSSES: Final = View(
    "losses",
    "losses",
    "What was lost, and why",
    ("where", "reason"),
    (grouped("where", "Where"), grouped("reason", "Why", "sentence"), total("orders", "Orders")),
    "orders",
    is_descending=True,
    when_empty="Nothing was lost in this choice.",
)
VALUES: Final = View(
    "values",
    "values",
    "What the orders on the way are worth",
    ("currency",),
    (
        grouped("currency", "Currency"),
        total("orders_value", "Orders", "money"),
        total("eligible_value", "Eligible", "money"),
        total("sent_value", "Sent", "money"),
        total("left_out_value", "Left out by rules", "money"),
        total("dead_lettered_value", "Dead letters", "money"),
        total("not_seen_value", "Never seen", "money"),
        total(
            "refunded_after_sending",
            "Refunded after sending",
            "money",
            "TikTok's value is too high by this: an event that was sent can't be taken back.",
        ),
    ),
    "currency",
)
RECONCILIATION: Final = View(
    "reconciliation",
    "reconciliation",
    "Orders, events and TikTok's statistics per day (UTC)",
    ("day",),
    (
        grouped("day", "Day (UTC)", "day"),
        text("status", "Status", "status"),
        text("sentence", "What happened", "sentence"),
        total("orders", "Orders"),
        total("eligible", "Eligible"),
        total("sent", "Sent"),
        total("already_sent", "Sent before"),
        total("dead_lettered", "Dead letters"),
        total("left_out", "Left out by rules"),
        total("not_seen", "Never seen"),
        total("missing", "Missing at TikTok"),
        total("surplus", "More at TikTok than sent"),
        total("pixel_server", "Received (server)"),
        total("pixel_browser", "Received (browser)"),
        total("pixel_attributed", "Attributed to an ad"),
    ),
    "day",
    is_descending=True,
)
WEEKS: Final = View(
    "weeks",
    "weeks",
    "Seven days each: beside what TikTok's reports claim",
    ("day",),
    (
        grouped("day", "Last of seven days (UTC)", "day"),
        text("status", "Status", "status"),
        total("orders", "Orders"),
        total("eligible", "Eligible"),
        total("sent", "Sent"),
        total("pixel_server", "Received (server)"),
        total("pixel_browser", "Received (browser)"),
        total("pixel_attributed", "Attributed to an ad"),
        total("reported_conversions", "Purchases TikTok claims"),
    ),
    "day",
    is_descending=True,
)
_KEYS: Final = (
    total("events_with_key", "Events with it"),
    total("events", "Events"),
    ratio("share", "Share", ("events_with_key", "events"), "percent"),
)
MATCH_KEYS: Final = View(
    "match_keys",
    "match_keys",
    "What the sent events say about the buyer",
    ("match_key",),
    (grouped("match_key", "Match key"), *_KEYS),
    "share",
    is_descending=True,
)
MATCH_KEY_DAYS: Final = View(
    "match_key_days",
    "match_keys",
    "Match keys per day (UTC)",
    ("day", "match_key"),
    (grouped("day", "Day (UTC)", "day"), grouped("match_key", "Match key"), *_KEYS),
    "day",
    is_descending=True,
)
