"""Everything collected → one HTML file that asks the network for nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import vl_convert
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from adloop_report.choices import currencies, everything
from adloop_report.figures import NOTHING, WITHOUT_CENTS, Figures, evaluate, written
from adloop_report.sections.contents import SECTIONS, TILES, VIEWS
from adloop_report.statuses import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from adloop_report.charts import Chart
    from adloop_report.figures import Choice
    from adloop_report.sections.section import Section, Tile
    from adloop_report.sources import Collected
    from adloop_report.views import View

NUMBERS: Final = frozenset({"count", "money", "ratio", "percent"})
MOST_ROWS_SHOWN: Final = 200
"""As in tables.js."""

_ASSETS: Final = files("adloop_report") / "assets"
_OFFERED: Final = "window.vegaEmbed = vegaEmbed;"
"""What the page's script takes of Vega."""
_SCRIPTS: Final = ("figures.js", "tables.js", "charts.js", "page.js")


@dataclass(frozen=True)
class Shown:
    """A view and its rows, as the page is written."""

    view: View
    rows: list[Figures]

    @property
    def has_money(self) -> bool:
        """Whether its figures are in the currency that is chosen."""
        return any(column.kind == "money" for column in self.view.columns)


@dataclass(frozen=True)
class Part:
    """A section, its tables, and what would fill those that are empty."""

    section: Section
    charts: list[Chart]
    tables: list[Shown]
    hints: list[str]


def html(collected: Collected, *, title: str, schema: str, made_at: datetime) -> str:
    """Return the page."""
    choice = everything(collected)
    script = "\n".join(_asset(name) for name in _SCRIPTS)
    vega = _vega()
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(_asset("page.html.j2")).render(
        title=title,
        schema=schema,
        version=version("adloop-report"),
        made_at=made_at.strftime("%Y-%m-%d %H:%M"),
        policy=_policy(vega, script),
        style=Markup(_asset("page.css")),  # noqa: S704 - files of this package
        vega=Markup(vega),  # noqa: S704
        script=Markup(script),  # noqa: S704
        data=Markup(_embedded(_data(collected, choice))),  # noqa: S704 - holds no `<`
        choice=choice,
        currencies=currencies(collected),
        tiles=[_tile(tile, collected, choice) for tile in TILES],
        parts=[_part(section, collected, choice) for section in SECTIONS],
        left_out=collected.left_out,
        numbers=NUMBERS,
        nothing=NOTHING,
        statuses=STATUSES,
        most_rows_shown=MOST_ROWS_SHOWN,
    )


@cache
def _vega() -> str:
    """Vega, Vega-Lite and Vega-Embed, as vl-convert carries them: a second of work."""
    return vl_convert.javascript_bundle(_OFFERED)


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _policy(*scripts: str) -> str:
    """Only the page's own scripts run, known by their digests; nothing can be fetched."""
    hashes = (b64encode(sha256(script.encode()).digest()).decode() for script in scripts)
    sources = " ".join(f"'sha256-{one}'" for one in hashes)
    return (
        f"default-src 'none'; script-src {sources}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _embedded(data: Mapping[str, Any]) -> str:
    """JSON that can't end the element in which it stands, whatever names hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _data(collected: Collected, choice: Choice) -> dict[str, Any]:
    return {
        "choice": {
            "currency": choice.currency,
            "advertiser": choice.advertiser,
            "firstDay": choice.first_day,
            "lastDay": choice.last_day,
        },
        "currencies": currencies(collected),
        "advertisers": [
            {
                "advertiser_id": str(row["advertiser_id"]),
                "name": collected.names["advertisers"][str(row["advertiser_id"])],
                "currency": row.get("currency"),
            }
            for row in collected.advertisers
        ],
        "names": collected.names,
        "views": {name: view.as_json() for name, view in VIEWS.items()},
        "charts": [
            chart.as_json() for section in SECTIONS for chart in _charts(section, collected)
        ],
        "datasets": {name: one.as_json() for name, one in collected.datasets.items()},
        "statuses": STATUSES,
        "without_cents": sorted(WITHOUT_CENTS),
    }


def _tile(tile: Tile, collected: Collected, choice: Choice) -> dict[str, Any]:
    rows = _shown(tile.view, collected, choice).rows
    column = next(one for one in tile.view.columns if one.key == tile.column)
    text = rows[0].texts[tile.column] if rows else written(None, column.kind)
    return {**vars(tile), "text": text, "is_money": column.kind == "money" or column.key == "cpa"}


def _part(section: Section, collected: Collected, choice: Choice) -> Part:
    """A section with what there are rows of; of the rest the hints say what fills it."""
    hints = [line for mart in section.marts for line in collected.hints.get(mart.name, ())]
    tables = [
        view
        for view in section.tables
        if _has_rows(view, collected) or (view.is_good_when_empty and not hints)
    ]
    return Part(
        section,
        _charts(section, collected),
        [_shown(view, collected, choice) for view in tables],
        list(dict.fromkeys(hints)),
    )


def _charts(section: Section, collected: Collected) -> list[Chart]:
    """The charts that have anything to draw."""
    return [
        chart
        for chart in section.charts
        if any(_has_rows(VIEWS[series.view], collected) for series in chart.series)
    ]


def _has_rows(view: View, collected: Collected) -> bool:
    return bool(collected.datasets[view.dataset].rows)


def _shown(view: View, collected: Collected, choice: Choice) -> Shown:
    rows = evaluate(view, collected.datasets[view.dataset], choice, collected.names)
    return Shown(view, rows)
