"""How far the figures can be relied on."""

from __future__ import annotations

from typing import Final

from adloop_report.charts import Chart, Series
from adloop_report.marts import ALARMS, FRESHNESS, LATE
from adloop_report.sections.section import Section
from adloop_report.tables import imports

FIRED: Final = Section(
    "alarms",
    "Alarms",
    "What the tests of the models found, and what to do about it.",
    (ALARMS,),
    tables=(imports.ALARMS,),
)

LATE_CONVERSIONS: Final = Section(
    "late",
    "Late conversions",
    "TikTok adds conversions to a day for weeks: how much of today's figure a day had at each "
    "age. This is the evidence for the tap's lookback, and a reason not to judge yesterday's "
    "CPA.",
    (LATE,),
    charts=(
        Chart(
            "late",
            "How complete a day is, by its age",
            "numbers",
            "age_days",
            (
                Series(imports.LATE.name, "share", "Conversions"),
                Series(imports.LATE.name, "value_share", "Value"),
            ),
            "of today's figure",
            x_title="days after the day",
            is_share=True,
        ),
    ),
    tables=(imports.LATE,),
)

IMPORTS: Final = Section(
    "freshness",
    "Imports",
    "When each advertiser was imported last, and which days are known to be incomplete.",
    (FRESHNESS,),
    tables=(imports.FRESHNESS,),
)
