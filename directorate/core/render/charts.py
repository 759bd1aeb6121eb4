"""The look that every chart shares."""

from typing import Any

BLUE, DARK_BLUE, RED, GREY, TEXT = "#005eb8", "#003087", "#b0171f", "#4c6272", "#212b32"
FONT = "Frutiger W01, Arial, sans-serif"


def finished(chart: Any, *, height: int) -> dict[str, Any]:
    """Return the Vega-Lite specification of an Altair chart, as wide as its place, in our type and colours."""
    dressed = (
        chart.properties(width="container", height=height)
        .configure(font=FONT, background="transparent")
        .configure_axis(labelFontSize=14, titleFontSize=14, labelColor=TEXT, titleColor=TEXT, grid=True)
        .configure_legend(labelFontSize=14, labelColor=TEXT)
        .configure_title(fontSize=16, color=TEXT, anchor="start")
        .configure_view(stroke=None)
    )
    spec: dict[str, Any] = dressed.to_dict()
    return spec
