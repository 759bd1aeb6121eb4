"""Doctors, specialties and hospitals by the names that files of rotas give them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from directorate.core.models import Person, Site, Specialty, TreatmentFunction
from directorate.core.models.people import StaffGroup

SITE_CODES = {"WRH": "RWP50", "ALX": "RWP01", "AGH": "RWP01", "KTC": "RWP31"}
SPECIALTY_WORDS = {
    "oral and maxillofacial surgery": "omfs", "oral & maxillofacial surgery": "omfs", "max fax": "omfs",
    "otolaryngology": "ent", "ear nose and throat": "ent", "derm": "dermatology",
}  # fmt: skip
TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor"})


def plain(name: str) -> str:
    """Return a name for comparison: case, blanks, dots and a title in front do not matter."""
    words = name.casefold().replace(".", " ").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in TITLES else words)


def doctors_by_name() -> Mapping[str, Sequence[Person]]:
    """Return doctors by surname, by forenames with surname, as colleagues call them, and by consultant code."""
    found: dict[str, list[Person]] = defaultdict(list)
    for person in Person.objects.filter(staff_group=StaffGroup.MEDICAL).select_related("specialty"):
        names = (person.surname, f"{person.forenames} {person.surname}", str(person), person.consultant_code or "")
        for name in {plain(name) for name in names} - {""}:
            found[name].append(person)
    return found


def fault_of_name(name: str, *, doctors: Mapping[str, Sequence[Person]]) -> str:
    """Return why a name is not one doctor, empty when it is."""
    known = doctors.get(plain(name), ())
    if len(known) == 1:
        return ""
    return "ambiguous_worker" if known else "unknown_worker"


def sites_by_name() -> Mapping[str, int]:
    """Return sites by name, code, letter and the short names that rotas use."""
    rows = list(Site.objects.all())
    by_code = {site.code: site.pk for site in rows}
    found = {plain(name): site.pk for site in rows for name in (site.name, site.code, site.letter)}
    return found | {plain(name): by_code[code] for name, code in SITE_CODES.items() if code in by_code}


def specialties_by_name() -> Mapping[str, Specialty]:
    """Return specialties by name, by code, by the names and codes of their treatment functions, and as people say."""
    rows = {row.pk: row for row in Specialty.objects.filter(is_active=True)}
    by_code = {row.code: row for row in rows.values()}
    functions = TreatmentFunction.objects.filter(specialty__in=rows).values_list("code", "name", "specialty")
    found = {plain(name): rows[specialty] for *names, specialty in functions for name in names}
    found |= {plain(word): by_code[code] for word, code in SPECIALTY_WORDS.items() if code in by_code}
    return found | {plain(name): row for row in rows.values() for name in (row.code, row.name)}
