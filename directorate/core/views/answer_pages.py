"""What the pages of answer links have in common: they are opened without a sign-in, and the link is the right."""

from django.http import HttpResponse


def unlinked(response: HttpResponse) -> HttpResponse:
    """Let the address neither be passed on to other sites nor be found; ours has to know where an answer comes from."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
