"""What an e-mail from the complaints team says, as far as it can be read; what is not plain is left empty.

Dates are read day first and only beside words that say what they are; a date that is none is left out.
"""

import re
from dataclasses import dataclass
from datetime import date

MONTHS = {
    name: place
    for place, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_DATE = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s/.-]+(\d{1,2}|[a-z]{3,9})[\s/.,-]+(\d{4}|\d{2})\b"
_GAP = r"[^\n\d]{0,40}?"
_RECEIVED = re.compile(rf"\b(?:date\s+)?(?:received|recd|receipt)\b{_GAP}{_DATE}", re.IGNORECASE)
_SENT = re.compile(rf"^\s*(?:sent|date):\s*{_DATE}", re.IGNORECASE | re.MULTILINE)
_WANTED = re.compile(
    rf"\b(?:draft|statements?|comments)\b[^\n\d]{{0,60}}?\b(?:by|before|on)\b{_GAP}{_DATE}", re.IGNORECASE
)
_DATIX = re.compile(r"\bdatix(?:\s+(?:ref(?:erence)?|no|number|id))?\s*[.:#]?\s*([A-Z]{0,3}-?\d{3,8})\b", re.IGNORECASE)
_WEB_REF = re.compile(r"\b(W-?\d{4,7})\b(?!\d)")
_NUMBER = re.compile(
    r"\b(?:hospital|patient|unit|mrn|local)\s*(?:no|number|num|id|ref)?\.?\s*[:#]?\s*([A-Z]{0,2}\d{6,8})\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"^\s*(?:complainant|complaint\s+from|from\s+whom|name\s+of\s+complainant)\s*:\s*(.+)$", re.I | re.M)
# Without a colon only where the rest of the line is a name with a title and who that is to the patient.
_FROM = re.compile(
    r"\b(?:complaint|letter|e-?mail)?\s*from\s+((?:mr|mrs|miss|ms|dr|mx)\.?\s+[^,\n(]{1,80}?)\s*[,(]\s*((?:the\s+|his\s+|her\s+)?"
    r"(?:wife|husband|partner|mother|father|daughter|son|sister|brother|parent|carer|friend|patient|grandmother|grandfather)\b[^,\n).]{0,60})",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"^\s*(?:kind|best|warm|many)?\s*(?:regards|wishes|thanks|thank you|yours (?:sincerely|faithfully|truly)|sent from my)\b",
    re.IGNORECASE,
)
_RELATION = re.compile(r"^(.*?)\s*\(([^)]+)\)\s*$")
_POINT = re.compile(r"^\s*(?:point\s*)?(\d{1,2})\s*[.):-]\s+(\S.*)$", re.IGNORECASE)
SPECIALTIES = {
    "ent": ("ent", "ear nose and throat", "ear, nose and throat", "otolaryngology"),
    "omfs": ("omfs", "max fax", "maxfax", "maxillofacial", "maxillo-facial", "oral surgery"),
    "dermatology": ("dermatology", "skin clinic"),
}
KINDS = {"pals": ("pals concern", "pals enquiry"), "mp": ("mp letter", "mp enquiry", "letter from the mp")}


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was found; empty or None where the text does not say. `specialty` is our code."""

    datix_ref: str = ""
    received: date | None = None
    draft_wanted: date | None = None
    specialty: str = ""
    kind: str = ""
    complainant_name: str = ""
    complainant_relation: str = ""
    patient_number: str = ""
    points: tuple[str, ...] = ()


def read_pasted(text: str) -> Pasted:
    """Return what an e-mail says about a complaint."""
    who, relation = _complainant(text)
    return Pasted(
        datix_ref=_first(_DATIX, text).upper() or _first(_WEB_REF, text),
        received=_date_of(_RECEIVED.search(text)) or _date_of(_SENT.search(text)),
        draft_wanted=_date_of(_WANTED.search(text)),
        specialty=_only_one(text, words=SPECIALTIES),
        kind=_only_one(text, words=KINDS),
        complainant_name=who[:200],
        complainant_relation=relation[:100],
        patient_number=_first(_NUMBER, text).upper(),
        points=tuple(_points(text)),
    )


def split_points(text: str) -> list[str]:
    """Return one point a line; numbers and dashes in front of a line are dropped, empty lines too."""
    lines = (re.sub(r"^\s*(?:\d{1,2}\s*[.):-]|[-•*])\s+", "", line).strip() for line in text.splitlines())
    return [line for line in lines if line]


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(1) if found else ""


def _date_of(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    day, month, year = found.groups()[-3:]
    number = int(month) if month.isdigit() else MONTHS.get(month[:3].lower(), 0)
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None


def _complainant(text: str) -> tuple[str, str]:
    """Mrs V (daughter of patient): the name, and in brackets who she is."""
    who = _first(_WHO, text).strip()
    found = _RELATION.match(who) if who else _FROM.search(text)
    return (found.group(1).strip(), found.group(2).strip()) if found else (who, "")


def _only_one(text: str, *, words: dict[str, tuple[str, ...]]) -> str:
    """The one code whose words occur; empty when none or several do."""
    plain = f" {re.sub(r'[^a-z,-]+', ' ', text.lower())} "
    found = [code for code, names in words.items() if any(re.search(rf"\b{re.escape(n)}\b", plain) for n in names)]
    return found[0] if len(found) == 1 else ""


def _points(text: str) -> list[str]:
    """Numbered lines that count up from 1, the lines without a number behind them joined on."""
    points: list[str] = []
    is_open = False
    for line in text.splitlines():
        found = _POINT.match(line)
        if found and int(found.group(1)) == len(points) + 1:
            points.append(found.group(2).strip())
            is_open = True
        elif not line.strip() or _SIGN_OFF.match(line):
            is_open = False
        elif is_open:
            points[-1] = f"{points[-1]} {line.strip()}"
    return points
