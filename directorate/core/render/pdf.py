"""HTML to a tagged PDF that fetches nothing."""

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

EMBEDDED_CHART = "data:image/svg+xml;base64,"


class NothingButOurCharts(URLFetcher):
    """Refuses every address, files and the network included; only the charts we embed are read."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the embedded chart.

        Raises: ValueError for any other address.
        """
        if not url.startswith(EMBEDDED_CHART):
            raise ValueError("A document fetches nothing.")
        return super().fetch(url, headers)


def pdf_of(html: str, *, styles: str = "") -> bytes:
    """Return the page as PDF/UA-1: tagged, with title and language, no author."""
    fetcher = NothingButOurCharts(allowed_protocols={"data"})
    sheets = [CSS(string=styles, url_fetcher=fetcher)] if styles else []
    page = HTML(string=html, url_fetcher=fetcher, base_url=None)
    made: bytes = page.write_pdf(stylesheets=sheets, pdf_variant="pdf/ua-1")
    return made
