"""Charts as Vega-Lite, made with Altair. They hold no data: the page's script hands it over.

Every chart draws rows of one shape, which the script makes of its views: `x` (a day in
milliseconds, a number or a name), `where` (`x` in words), `series`, `value`, `text` (the value as
tables write it), `said` (all of it in words) and `place` (its order).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import altair as alt

if TYPE_CHECKING:
    from collections.abc import Mapping

# Okabe and Ito's colours, which people with any colour vision tell apart, a little darker or
# lighter where they would not stand out on white or on black.
PALETTE: Final = (
    *("#0072b2", "#d55e00", "#009e73", "#b8619b", "#c98a00", "#4aa3df", "#7a7a7a", "#8c6d31"),
)
_DASHES: Final = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
_HEIGHT: Final = 240
_ROWS: Final = "rows"


@dataclass(frozen=True)
class Series:
    """A line, or the bars of one colour: a column of a view."""

    view: str
    column: str
    label: str


@dataclass(frozen=True)
class Chart:
    """What is drawn. `x` is the column of the views that says where, by day, number or name."""

    name: str
    title: str
    kind: Literal["days", "numbers", "bars"]
    x: str
    series: tuple[Series, ...]
    y_title: str
    x_title: str = ""
    is_share: bool = False
    split: str = ""
    """The column each of whose values is a series of its own."""
    most: int = 0
    """How many rows of its view are drawn; 0 draws all."""

    def as_json(self) -> Mapping[str, Any]:
        """The declaration for the page's script, with the specification to draw."""
        return {**asdict(self), "spec": specification(self)}


def specification(chart: Chart) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart."""
    drawn = _bars(chart) if chart.kind == "bars" else _lines(chart)
    fit: Literal["fit", "fit-x"] = "fit-x" if chart.kind == "bars" else "fit"
    spec: dict[str, Any] = (
        drawn.properties(width="container", autosize=alt.AutoSizeParams(type=fit, resize=True))
        .configure(background="transparent", font="system-ui, sans-serif", padding=4)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal")
        .configure_legend(
            orient="bottom",
            title=None,
            labelFontSize=12,
            labelLimit=220,
            columns=1 if chart.kind == "bars" else 2,
            symbolSize=260,
            symbolStrokeWidth=3,
        )
        .to_dict()
    )
    return spec


def _lines(chart: Chart) -> Any:
    is_days = chart.kind == "days"
    x = alt.X(
        "x:T" if is_days else "x:Q",
        title=chart.x_title or None,
        scale=alt.Scale(type="utc") if is_days else alt.Undefined,
        axis=alt.Axis(
            grid=False,
            labelOverlap=True,
            tickMinStep=alt.Undefined if is_days else 1,
            format="%-d %b" if is_days else "d",
            tickCount=6,
        ),
    )
    y = alt.Y("value:Q", title=chart.y_title, axis=_value_axis(chart))
    base = alt.Chart(alt.NamedData(_ROWS), height=_height(chart), description=chart.title).encode(
        x, y, _colour(chart)
    )
    # A screen reader is told of each point; of the line that joins them there is nothing to say.
    line = base.mark_line(strokeWidth=2, aria=False).encode(_dash(chart), order="x:Q")
    points = base.mark_point(filled=True, opacity=1, size=26)
    return alt.layer(line, points.encode(description="said:N", tooltip=_tooltip(chart)))


def _height(chart: Chart) -> int:
    """More, where a legend of many lines takes its share."""
    return _HEIGHT + (90 if chart.split else 0)


def _bars(chart: Chart) -> Any:
    several = len(chart.series) > 1
    order = alt.EncodingSortField("place", op="min", order="ascending")
    base = alt.Chart(alt.NamedData(_ROWS), description=chart.title).encode(
        alt.Y("x:N", title=None, sort=order, axis=alt.Axis(ticks=False)),
        alt.X("value:Q", title=chart.y_title, axis=_value_axis(chart)),
        tooltip=_tooltip(chart),
    )
    if several:
        base = base.encode(alt.YOffset("series:N", sort=[one.label for one in chart.series]))
    bars = base.mark_bar(cornerRadiusEnd=3).encode(_colour(chart), description="said:N")
    return alt.layer(
        bars, base.mark_text(align="left", dx=5, fontSize=12, aria=False).encode(text="text:N")
    )


def _value_axis(chart: Chart) -> alt.Axis:
    return alt.Axis(format="~%" if chart.is_share else "~s", tickCount=5, domain=False, ticks=False)


def _colour(chart: Chart) -> alt.Color:
    legend = alt.Legend() if chart.kind == "bars" else alt.Legend(symbolType="stroke")
    if chart.kind == "bars" and len(chart.series) == 1:
        return alt.Color("series:N", legend=None, scale=alt.Scale(range=[PALETTE[0]]))
    return alt.Color("series:N", scale=_scale(chart, PALETTE), legend=legend)


def _dash(chart: Chart) -> alt.StrokeDash:
    """Lines differ by more than their colour."""
    return alt.StrokeDash(
        "series:N", scale=_scale(chart, _DASHES), legend=alt.Legend(symbolType="stroke")
    )


def _scale(chart: Chart, values: tuple[Any, ...]) -> alt.Scale:
    """A fixed sign for each series, whatever the reader chooses to see."""
    if chart.split:
        return alt.Scale(range=list(values))
    labels = [one.label for one in chart.series]
    return alt.Scale(domain=labels, range=list(values[: len(labels)]))


def _tooltip(chart: Chart) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("where:N", title="Day" if chart.kind == "days" else chart.x_title or "Of"),
        alt.Tooltip("series:N", title="What"),
        alt.Tooltip("text:N", title="Value"),
    ]
