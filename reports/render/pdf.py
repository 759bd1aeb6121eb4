"""A document to a PDF."""

from base64 import b64encode
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from directorate.core.render.pdf import EMBEDDED_CHART, pdf_of
from reports.domain.report_document import Document
from reports.render.chart import trend_svg


def pdf(document: Document) -> bytes:
    """Return the report as a tagged PDF with page numbers in the footer."""
    charts = {
        table.chart: EMBEDDED_CHART + b64encode(trend_svg(table.rows).encode()).decode()
        for block in document.blocks
        for table in block.tables
        if table.chart and any(cell.value is not None for row in table.rows for cell in row.cells)
    }
    html = render_to_string("reports/pdf.html", {"document": document, "about": document.about, "charts": charts})
    return pdf_of(html, styles=(Path(settings.BASE_DIR) / "static" / "reports.print.css").read_text())
