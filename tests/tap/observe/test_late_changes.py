"""What the log says of late changes: the finest stream, by age, each currency by itself."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import TYPE_CHECKING

from tap_tiktok_ads.changes.by_age import Changes
from tap_tiktok_ads.observe.late_changes import log_late_changes
from tap_tiktok_ads.observe.summary import Share

if TYPE_CHECKING:
    import pytest

CURRENCIES = {"1": "USD", "2": "EUR", "3": "USD"}


def told(caplog: pytest.LogCaptureFixture, by_age: dict[str, dict[int, Changes]]) -> list[str]:
    """The lines about daily_metrics of these advertisers, beside another stream that is coarser."""
    coarser = Share(changes_by_age={9: Changes(5, 5)})
    shares = {("daily_metrics", one): Share(changes_by_age=ages) for one, ages in by_age.items()}
    with caplog.at_level(logging.INFO, "tap_tiktok_ads"):
        log_late_changes({("campaign_daily_metrics", "1"): coarser, **shares}, CURRENCIES)
    return caplog.messages


def test_each_age_and_currency_has_its_line(caplog: pytest.LogCaptureFixture) -> None:
    """Money of two currencies is never added; days without a change have no line."""
    one = {0: Changes(10, 2, Decimal("1.50"), Decimal(3)), 28: Changes(10, 0, Decimal(0))}
    lines = told(
        caplog,
        {
            "1": one,
            "2": {7: Changes(1000, 1, Decimal("-0.50"), Decimal(0))},
            "3": {0: Changes(5, 1, Decimal("0.25"), Decimal(1))},
        },
    )

    assert lines == [
        "daily_metrics, 0 days old: 3 of 15 rows changed, spend +1.75 USD, conversions +4",
        "daily_metrics, 7 days old: 1 of 1,000 rows changed, spend -0.50 EUR, conversions +0",
        (
            "daily_metrics: the oldest day that changed is 7 days old, of days up to 28 days old: "
            "reimport_lookback_window should reach it"
        ),
    ]


def test_days_without_a_change_are_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """That nothing changed is evidence too."""
    assert told(caplog, {"1": {0: Changes(1), 28: Changes(1)}}) == [
        "daily_metrics: no row changed on days emitted before, up to 28 days old"
    ]
