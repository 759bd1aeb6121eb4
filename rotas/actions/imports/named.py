"""Doctors and hospitals by the names that files of rotas give them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from directorate.core.models import Person, Site
from directorate.core.models.people import StaffGroup

SITE_CODES = {"WRH": "RWP50", "ALX": "RWP01", "AGH": "RWP01", "KTC": "RWP31"}


def plain_name(name: str) -> str:
    """Return a name for comparison: lower case, one blank between words."""
    return " ".join(name.casefold().split())


def doctors_by_name() -> Mapping[str, Sequence[int]]:
    """Return doctors by surname, by forenames with surname, as colleagues call them, and by consultant code."""
    found: dict[str, list[int]] = defaultdict(list)
    for person in Person.objects.filter(staff_group=StaffGroup.MEDICAL):
        names = (person.surname, f"{person.forenames} {person.surname}", str(person), person.consultant_code or "")
        for name in {plain_name(name) for name in names} - {""}:
            found[name].append(person.pk)
    return found


def sites_by_name() -> Mapping[str, int]:
    """Return sites by name, code, letter and the short names that rotas use."""
    rows = list(Site.objects.all())
    by_code = {site.code: site.pk for site in rows}
    found = {plain_name(name): site.pk for site in rows for name in (site.name, site.code, site.letter)}
    return found | {plain_name(name): by_code[code] for name, code in SITE_CODES.items() if code in by_code}
