"""Vega-Lite specifications, built once by Altair; the browser draws them with its CSP-safe interpreter.

A specification holds no data: the caller's rows are added to a copy, so that Altair (a second to import) runs once
a process and never in a row loop.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from directorate.core.render.charts import BLUE, GREY, RED, TEXT, finished


@dataclass(frozen=True, slots=True)
class BandBar:
    """One bar of the shape of the list: a week of waiting, how many wait, and the list it opens."""

    week: int
    band: str
    pathways: int
    group: str
    href: str


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One census of one specialty: figures by the national method."""

    census: str
    specialty: str
    value: float


def shape_chart(bars: Sequence[BandBar]) -> dict[str, Any]:
    """The shape of the list: pathways by week of waiting, with lines at 18 and 52 weeks."""
    return _filled(_shape(), rows=bars)


def trend_chart(points: Sequence[TrendPoint], *, title: str) -> dict[str, Any]:
    """One figure over the censuses, a line a specialty, each with a mark of its own shape."""
    return {**_filled(_trend(), rows=points), "title": title}


def _filled(spec: dict[str, Any], *, rows: Sequence[BandBar] | Sequence[TrendPoint]) -> dict[str, Any]:
    return {**spec, "datasets": {**spec.get("datasets", {}), "rows": [asdict(row) for row in rows]}}


@cache
def _shape() -> dict[str, Any]:
    import altair as alt  # noqa: PLC0415 a second to import, wanted only where a chart is drawn

    groups = ["within 18 weeks", "18 to 52 weeks", "over 52 weeks"]
    bars = (
        alt.Chart(alt.NamedData("rows"))
        .mark_bar(cursor="pointer")
        .encode(
            x=alt.X(
                "week:Q", title="Weeks waiting", bin=alt.BinParams(binned=True, step=1), scale=alt.Scale(nice=False)
            ),
            x2=alt.X2("week_end:Q"),
            y=alt.Y("pathways:Q", title="Pathways"),
            color=alt.Color(
                "group:N",
                title=None,
                sort=groups,
                scale=alt.Scale(domain=groups, range=[BLUE, GREY, RED]),
                legend=alt.Legend(orient="top", columns=alt.ExprRef("width < 420 ? 1 : 3")),
            ),
            tooltip=[
                alt.Tooltip("band:N", title="Weeks"),
                alt.Tooltip("pathways:Q", title="Pathways", format=","),
            ],
        )
        .transform_calculate(week_end="datum.week + 1")
    )
    lines = alt.Chart(alt.InlineData(values=[{"at": 18, "text": "18 weeks"}, {"at": 52, "text": "52 weeks"}]))
    rules = lines.mark_rule(color=TEXT, strokeWidth=2, strokeDash=[6, 3]).encode(x="at:Q")
    labels = lines.mark_text(align="left", baseline="top", dx=4, fontSize=14, color=TEXT).encode(
        x="at:Q", y=alt.value(0), text="text:N"
    )
    return finished(alt.layer(bars, rules, labels), height=260)


@cache
def _trend() -> dict[str, Any]:
    import altair as alt  # noqa: PLC0415 as above

    lines = (
        alt.Chart(alt.NamedData("rows"))
        .mark_line(point=alt.OverlayMarkDef(size=70, filled=True))
        .encode(
            x=alt.X("census:T", title=None, axis=alt.Axis(format="%-d %b %y", labelOverlap=True)),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False)),
            color=alt.Color(
                "specialty:N",
                title=None,
                scale=alt.Scale(range=[BLUE, RED, TEXT, GREY]),
                legend=alt.Legend(orient="top", columns=alt.ExprRef("width < 420 ? 1 : 3")),
            ),
            shape=alt.Shape("specialty:N", title=None),
            tooltip=[
                alt.Tooltip("census:T", title="Census", format="%-d %B %Y"),
                alt.Tooltip("specialty:N", title="Specialty"),
                alt.Tooltip("value:Q", title="Value", format=",.2f"),
            ],
        )
    )
    return finished(lines, height=200)
