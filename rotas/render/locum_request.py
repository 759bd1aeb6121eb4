"""A request for a locum on one page of paper."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse


class Nothing(URLFetcher):
    """Refuses every address, files and the network included."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Fetch nothing.

        Raises: ValueError always.
        """
        raise ValueError("A request fetches nothing.")


def pdf(title: str, *, lines: Sequence[tuple[str, str]]) -> bytes:
    """Return the request as a tagged PDF."""
    html = render_to_string("rotas/locum_pdf.html", {"title": title, "lines": lines})
    made: bytes = HTML(string=html, url_fetcher=Nothing(), base_url=None).write_pdf(pdf_variant="pdf/ua-1")
    return made
