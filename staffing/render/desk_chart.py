"""The chart of a team's desk counts over the weeks."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from directorate.core.render.charts import BLUE, GREY, RED, TEXT, finished


@dataclass(frozen=True, slots=True)
class CountPoint:
    """One number of one day."""

    day: str
    measure: str
    waiting: int


def desk_chart(points: Sequence[CountPoint]) -> dict[str, Any]:
    """Return the Vega-Lite specification: a line a measure, each with a mark of its own shape."""
    return {**_lines(), "datasets": {"rows": [asdict(point) for point in points]}}


@cache
def _lines() -> dict[str, Any]:
    import altair as alt  # noqa: PLC0415 a second to import, wanted only where a chart is drawn

    lines = (
        alt.Chart(alt.NamedData("rows"))
        .mark_line(point=alt.OverlayMarkDef(size=70, filled=True))
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%-d %b", labelOverlap=True)),
            y=alt.Y("waiting:Q", title="Waiting"),
            color=alt.Color(
                "measure:N",
                title=None,
                sort=None,
                scale=alt.Scale(range=[BLUE, RED, TEXT, GREY]),
                legend=alt.Legend(orient="top", columns=alt.ExprRef("width < 420 ? 2 : 4")),
            ),
            shape=alt.Shape("measure:N", title=None, sort=None),
            tooltip=[
                alt.Tooltip("day:T", title="Counted", format="%-d %B %Y"),
                alt.Tooltip("measure:N", title="What"),
                alt.Tooltip("waiting:Q", title="Waiting", format=","),
            ],
        )
    )
    return finished(lines, height=260)
