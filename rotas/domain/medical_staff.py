"""The medical staff list: grades, registration numbers, and what runs out when.

Source: rota rule book, section 7.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

GRADES = (
    "F1", "F2", "CT1", "CT2", "ST1", "ST2", "ST3", "ST4", "ST5", "ST6", "ST7", "ST8", "DCT1", "DCT2", "DCT3",
    "Trust doctor", "Clinical fellow", "Specialty doctor", "Specialist", "Associate specialist", "Consultant",
    "Locum consultant", "Academic",
)  # fmt: skip
GRADE_ALIASES = {"fy1": "F1", "fy2": "F2", "cons": "Consultant"}
_GRADE_OF = {grade.casefold(): grade for grade in GRADES}
_GMC = re.compile(r"[0-9]{7}")
_GDC = re.compile(r"[0-9]{5,6}")
_CONSULTANT_CODE = re.compile(r"C(?P<number>[0-9]{7})", re.IGNORECASE)
ALERT_WORDS = {
    "visa_expiry": "Visa ends", "honorary_expiry": "Honorary contract ends", "revalidation_due": "Revalidation due",
    "end": "Post ends", "cct_date": "CCT",
}  # fmt: skip
AlertLevel = Literal["EXPIRED", "D30", "D60", "D90"]
LEVELS: tuple[tuple[int, AlertLevel], ...] = ((-1, "EXPIRED"), (30, "D30"), (60, "D60"), (90, "D90"))
CONTRACTS = {
    "substantive": "substantive", "permanent": "substantive", "fixed term": "fixed_term", "fixed-term": "fixed_term",
    "training": "training", "locum": "locum", "honorary": "honorary", "bank": "bank", "agency": "agency",
}  # fmt: skip
CONSULTANT_GRADES = frozenset({"Consultant", "Locum consultant"})
# Those whose week is made of programmed activities.
WITH_PAS = CONSULTANT_GRADES | {"Specialty doctor", "Specialist", "Associate specialist"}
ALERT_FIELDS = ("visa_expiry", "honorary_expiry", "revalidation_due", "end", "cct_date")

# Career grades, locally employed doctors and locums work under the Regulations, not under the residents' terms.
_NOT_RESIDENT = (
    "consultant",
    "specialty doctor",
    "specialist",
    "staff grade",
    "trust doctor",
    "clinical fellow",
    "locum",
)


def is_resident(grade: str, *, is_consultant: bool) -> bool:
    """Return whether a doctor works under the 2016 terms of resident doctors. Source: rota rule book, section 3.1."""
    words = grade.casefold()
    return not is_consultant and not any(word in words for word in _NOT_RESIDENT)


@dataclass(frozen=True, slots=True)
class Alert:
    """A date that has passed or comes soon."""

    field: str
    level: AlertLevel
    days_left: int

    @property
    def words(self) -> str:
        """Return what runs out and in how many days."""
        name = ALERT_WORDS[self.field]
        if self.days_left < 0:
            return f"{name} {-self.days_left} {'day' if self.days_left == -1 else 'days'} ago"
        return (
            f"{name} in {self.days_left} {'day' if self.days_left == 1 else 'days'}"
            if self.days_left
            else f"{name} today"
        )


def grade_of(text: str) -> tuple[str, bool] | None:
    """Return the grade and whether an alias was used; None when it is not in the table or ambiguous."""
    word = text.strip().casefold()
    if word in _GRADE_OF:
        return _GRADE_OF[word], False
    return (GRADE_ALIASES[word], True) if word in GRADE_ALIASES else None


def gmc_number(text: str) -> tuple[str, bool] | None:
    """Return seven digits and whether they came as a consultant code; None when it is neither. Never padded."""
    code = _CONSULTANT_CODE.fullmatch(text)
    if code:
        return code["number"], True
    return (text, False) if _GMC.fullmatch(text) else None


def is_gdc_number(text: str) -> bool:
    """Return whether the text is five or six digits."""
    return bool(_GDC.fullmatch(text))


def alerts(dates: Mapping[str, date | None], *, grade: str, as_of: date) -> list[Alert]:
    """Return what has run out or does within 90 days; the CCT date counts for ST grades only."""
    found = []
    for name in ALERT_FIELDS:
        day = dates.get(name)
        if day is None or (name == "cct_date" and not grade.startswith("ST")):
            continue
        left = (day - as_of).days
        level = next((word for most, word in LEVELS if left <= most), None)
        if level:
            found.append(Alert(field=name, level=level, days_left=left))
    return found


@dataclass(frozen=True, slots=True)
class DoctorFacts:
    """What is known of a doctor; `wte` and `pas` are only whether they are known."""

    grade: str
    is_registered: bool
    has_post: bool
    has_pas: bool
    has_site: bool
    has_revalidation_date: bool
    has_visa: bool
    has_visa_expiry: bool


def missing(facts: DoctorFacts) -> Sequence[str]:
    """Return in words what the list should hold of a doctor and does not."""
    wanted = (
        ("GMC or GDC number", not facts.is_registered),
        ("post", not facts.has_post),
        ("PAs", facts.has_post and facts.grade in WITH_PAS and not facts.has_pas),
        ("site", facts.has_post and not facts.has_site),
        ("revalidation date", facts.is_registered and not facts.has_revalidation_date),
        ("end of the visa", facts.has_visa and not facts.has_visa_expiry),
    )
    return [name for name, lacks in wanted if lacks]
