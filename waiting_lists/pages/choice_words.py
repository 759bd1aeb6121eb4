"""The choices of a list in words: above the list, in the file that leaves it and in the name of that file."""

from typing import Any

from waiting_lists.domain.bands import band_name
from waiting_lists.domain.list_choices import CHANGES, LIST_TYPES, SORTS, STEPS, TABS, ListChoices
from waiting_lists.pages.listing import Facets


def choice_words(choices: ListChoices, *, facets: Facets) -> list[tuple[str, dict[str, Any]]]:
    """The filters in use in words, each with the choices that take it away."""
    names = {option.value: option.text for option in (*facets.consultants, *facets.sites)}
    at = f" on {choices.at:%-d %B %Y}" if choices.at else ""
    by = f" on {choices.by:%-d %B %Y} if nothing happens" if choices.by else at
    found: list[tuple[str, dict[str, Any]]] = []
    if choices.over:
        found.append((f"over {choices.over} weeks{by}", {"over": None, "by": None, "changed": ""}))
    if choices.reach and choices.first and choices.last:
        words = f"reach {choices.reach} weeks from {choices.first:%-d %b} to {choices.last:%-d %B %Y}"
        found.append((words, {"reach": None, "first": None, "last": None}))
    if choices.band is not None:
        found.append((f"waiting {band_name(choices.band)} weeks{at}", {"band": None}))
    if choices.act is not None:
        words = f"reach a breach within {choices.act} days, no date that keeps it in time"
        found.append((words, {"act": None}))
    if choices.due is not None:
        found.append((f"my action is due within {choices.due} days", {"due": None}))
    flags = {
        "urgent": "cancer, P1 or P2",
        "within": f"within 18 weeks{at}",
        "unknown": "clock start unknown",
        "cancer": "on the cancer list",
        "mine": "my consultants",
        "national": "as the national figures count",
    }
    found += [(text, {name: False}) for name, text in flags.items() if getattr(choices, name)]
    texts = {
        "line": f"reported as {choices.line}",
        "consultant": names.get(choices.consultant, "a consultant who is not on this list"),
        "site": names.get(choices.site, choices.site),
        "list_type": LIST_TYPES.get(choices.list_type, ("", ()))[0],
        "priority": choices.priority,
        "step": STEPS.get(choices.step, "").lower(),
        "changed": CHANGES.get(choices.changed, "") if choices.over and choices.by else "",
    }
    return found + [(text, {name: ""}) for name, text in texts.items() if text and getattr(choices, name)]


def list_words(choices: ListChoices, *, facets: Facets) -> str:
    """Return which list it is, in one line: All, over 52 weeks on 31 March 2027 if nothing happens, sorted by wait."""
    specialty = [option.text for option in facets.specialties if option.value == choices.specialty]
    filters = [text for text, _ in choice_words(choices, facets=facets)]
    turned = ", the other way round" if choices.down else ""
    return ", ".join([TABS[choices.tab], *specialty, *filters, f"sorted by {SORTS[choices.order].lower()}{turned}"])


def file_stem(choices: ListChoices, *, census_date: Any) -> str:
    """Return the name of the file without its ending, with the cohort when it is one."""
    parts = [f"waiting-list-{census_date.isoformat()}", choices.specialty]
    if choices.over and choices.by:
        parts += [f"{choices.over}-weeks-by-{choices.by.isoformat()}", choices.step]
    return "-".join(part for part in parts if part)
