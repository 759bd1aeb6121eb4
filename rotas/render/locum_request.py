"""A request for a locum on one page of paper."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from directorate.core.render.pdf import pdf_of


def pdf(title: str, *, lines: Sequence[tuple[str, str]]) -> bytes:
    """Return the request as a tagged PDF."""
    return pdf_of(render_to_string("rotas/locum_pdf.html", {"title": title, "lines": lines}))
