"""The search of the header: asks each app that registered a search, and logs that (never what) was searched."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest

from directorate.core import registry
from directorate.core.forms.plain import PlainForm

logger = logging.getLogger(__name__)

MOST_HITS = 10


class SearchForm(PlainForm):
    """What to look for; by POST only, because it may be a patient's number or name."""

    q = forms.CharField(
        label="Name, hospital number, NHS number or reference",
        min_length=2,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Type a name or a number to search for",
            "min_length": "Type at least 2 characters",
            "max_length": "Type at most 100 characters",
        },
    )


@dataclass(frozen=True)
class Found:
    """What one kind of thing gave; `failed` when its search could not be made."""

    title: str
    hits: Sequence[registry.SearchHit]
    failed: bool = False


def search(request: HttpRequest, *, text: str) -> list[Found]:
    """The hits of each kind in its order, at most ten a kind, a kind whose own number was typed first."""
    results = [_ask(source, request=request, text=text) for source in registry.searches]
    found = [result for result in results if result.hits or result.failed]
    return sorted(found, key=lambda result: not any(hit.is_exact for hit in result.hits))


def _ask(source: registry.SearchSource, *, request: HttpRequest, text: str) -> Found:
    try:
        return Found(title=source.title, hits=list(source.find(request, text))[:MOST_HITS])
    except Exception:  # one kind that fails must not hide the others
        # Only the kind of error: its message may quote what was searched for.
        logger.error("The search for %s failed", source.title, exc_info=False)  # noqa: TRY400
        return Found(title=source.title, hits=(), failed=True)
