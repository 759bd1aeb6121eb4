"""The chart of a report: one Vega-Lite specification for the browser, SVG for PDF."""

import json
from functools import lru_cache
from typing import Any

import altair
import vl_convert

from reports.domain.report_document import Row

BLUE = "#005eb8"


def trend_specification(rows: tuple[Row, ...]) -> dict[str, Any]:
    """Return the Vega-Lite specification of the sickness rate by week; weeks without a printed number are left out."""
    values = [
        {"week": row.heading, "rate": float(cell.value), "text": f"{cell.text}%"}
        for row in rows
        for cell in row.cells
        if cell.value is not None
    ]
    base = altair.Chart(altair.InlineData(values=values)).encode(
        x=altair.X("week:N", sort=None, title="Week to", axis=altair.Axis(labelAngle=-45)),
        y=altair.Y("rate:Q", title="Sickness rate, %", scale=altair.Scale(zero=True)),
    )
    line = base.mark_line(color=BLUE, point=altair.OverlayMarkDef(color=BLUE, size=40))
    words = base.mark_text(dy=-10, fontSize=10).encode(text=altair.Text("text:N"))
    chart = (line + words).properties(width=640, height=180).configure_view(stroke=None)
    specification: dict[str, Any] = chart.to_dict()
    return specification


@lru_cache(maxsize=4)
def _svg(text: str) -> str:
    return vl_convert.vegalite_to_svg(text)


def trend_svg(rows: tuple[Row, ...]) -> str:
    """Return the same chart as SVG; drawn once for the copies of a run."""
    return _svg(json.dumps(trend_specification(rows), sort_keys=True))
