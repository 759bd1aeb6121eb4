"""A document to a tagged PDF that fetches nothing."""

from base64 import b64encode
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports.domain.report_document import Document
from reports.render.chart import trend_svg

OUR_CHART = "data:image/svg+xml;base64,"


class NothingButOurCharts(URLFetcher):
    """Refuses every address, files and the network included; only the charts we embed are read."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the embedded chart.

        Raises: ValueError for any other address.
        """
        if not url.startswith(OUR_CHART):
            raise ValueError("A report fetches nothing.")
        return super().fetch(url, headers)


def pdf(document: Document) -> bytes:
    """Return the report as PDF/UA-1: tagged, with title and language, no author, page numbers in the footer."""
    charts = {
        table.chart: OUR_CHART + b64encode(trend_svg(table.rows).encode()).decode()
        for block in document.blocks
        for table in block.tables
        if table.chart and any(cell.value is not None for row in table.rows for cell in row.cells)
    }
    html = render_to_string("reports/pdf.html", {"document": document, "about": document.about, "charts": charts})
    fetcher = NothingButOurCharts(allowed_protocols={"data"})
    page = HTML(string=html, url_fetcher=fetcher, base_url=None)
    styles = CSS(string=(Path(settings.BASE_DIR) / "static" / "reports.print.css").read_text(), url_fetcher=fetcher)
    made: bytes = page.write_pdf(stylesheets=[styles], pdf_variant="pdf/ua-1")
    return made
