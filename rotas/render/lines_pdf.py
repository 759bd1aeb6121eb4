"""A request to another office on one page of paper: a title, and lines with their names."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from directorate.core.render.pdf import pdf_of


def pdf(title: str, *, lines: Sequence[tuple[str, str]]) -> bytes:
    """Return the request as a tagged PDF."""
    html = render_to_string(
        "rotas/lines_pdf.html", {"title": title, "lines": lines, "from": settings.ORGANISATION_NAME}
    )
    return pdf_of(html, styles=(Path(settings.BASE_DIR) / "static" / "rotas.print.css").read_text())
