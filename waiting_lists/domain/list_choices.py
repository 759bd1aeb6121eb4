"""What a user has chosen on the patient tracking list: tab, filters, order. Read from an address, written to one.

An address holds choices only, never anything about a patient; a staff code is turned into a token that says nothing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal, Self
from urllib.parse import urlencode

from waiting_lists.domain.bands import LAST_BAND

Tab = Literal["save", "over", "queries", "all"]
TABS: dict[str, str] = {
    "save": "Can still be saved",
    "over": "Already over 52",
    "queries": "Queries",
    "all": "All",
}
LIST_TYPES = {
    "rtt": ("RTT", ("IRTT", "ORTT")),
    "inpatient": ("RTT, inpatient", ("IRTT",)),
    "outpatient": ("RTT, outpatient", ("ORTT",)),
    "planned": ("Planned", ("PLTI", "PLTO", "PTLI", "PTLO")),
    "other": ("Not RTT", ("INON", "ONON")),
}
STEPS = {
    "in-time": "Date in time",
    "late": "Date too late, or not treatment",
    "none": "No next step",
    "not-in-time": "No date in time",
    "untreated": "No treatment date",
    "any": "Any date",
}
# How a row of a cohort differs from the list before.
CHANGES = {"in": "tipped in since the list before", "lost": "lost their date since the list before"}
# The columns a list may be sorted by, with the words of their headings.
SORTS = {
    "breach": "Next breach",
    "wait": "Wait",
    "patient": "Patient",
    "priority": "P",
    "step": "Next step",
}
# A list of what needs acting on looks at most a year ahead.
FURTHEST_ACT = 366
OVER_WEEKS = (18, 52, 65, 78, 104)
DEFAULT_SORT = {"save": "breach", "over": "wait", "queries": "wait", "all": "breach"}


@dataclass(frozen=True, slots=True)
class ListChoices:
    """The choices in use; a blank is no choice.

    Attributes:
        band: index of a weekly band, 0 to 104, as at `at` (or today).
        over: already over so many weeks on `at` (or today); `within`: within 18 weeks.
        by: with `over`, over so many weeks on that later day if nothing happens (a cohort).
        first, last: with `reach`, the first day over so many weeks falls in these days, both in.
        at: the day the wait is judged on; None is today.
        mine: patients of the consultants the user works for or covers, or the user's own.
        act: reaches a breach within so many days and has no treatment date in time; `urgent`: cancer, P1 or P2 only.
        due: the user has an open action on it that is late or due within so many days.
        national: only what the national figures count (RTT, English commissioners, start known unless `unknown`).
        changed: with `over` and `by`, how the row came into the cohort or what it lost since the list before.
        step: next step judged against `by`, without one against the next breach.
    """

    tab: str = "save"
    specialty: str = ""
    line: str = ""
    consultant: str = ""
    site: str = ""
    list_type: str = ""
    band: int | None = None
    priority: str = ""
    step: str = ""
    mine: bool = False
    act: int | None = None
    due: int | None = None
    urgent: bool = False
    cancer: bool = False
    over: int | None = None
    within: bool = False
    unknown: bool = False
    by: date | None = None
    changed: str = ""
    reach: int | None = None
    first: date | None = None
    last: date | None = None
    at: date | None = None
    national: bool = False
    sort: str = ""
    down: bool = False

    @classmethod
    def read(cls, address: Mapping[str, str]) -> Self:
        """The choices an address names; what is unknown or unreadable is left out."""
        return cls(
            tab=_one_of(address, "tab", TABS) or "save",
            specialty=_token(address, "specialty"),
            line=_token(address, "line"),
            consultant=_token(address, "consultant"),
            site=_token(address, "site"),
            list_type=_one_of(address, "list_type", LIST_TYPES),
            band=_number(address, "band", highest=LAST_BAND),
            priority=_token(address, "priority"),
            step=_one_of(address, "step", STEPS),
            mine=address.get("mine") == "1",
            act=_number(address, "act", highest=FURTHEST_ACT),
            due=_number(address, "due", highest=FURTHEST_ACT),
            urgent=address.get("urgent") == "1",
            cancer=address.get("cancer") == "1",
            over=_weeks(address, "over"),
            within=address.get("within") == "1",
            unknown=address.get("unknown") == "1",
            by=_day(address, "by"),
            changed=_one_of(address, "changed", CHANGES),
            reach=_weeks(address, "reach"),
            first=_day(address, "first"),
            last=_day(address, "last"),
            at=_day(address, "at"),
            national=address.get("national") == "1",
            sort=_one_of(address, "sort", SORTS),
            down=address.get("down") == "1",
        )

    @property
    def order(self) -> str:
        """The column in use."""
        return self.sort or DEFAULT_SORT[self.tab]

    @property
    def is_filtered(self) -> bool:
        """Whether anything but tab, specialty and order is chosen."""
        return bool(self.narrowed)

    @property
    def narrowed(self) -> dict[str, str]:
        """The choices beyond tab, specialty and order, as an address writes them."""
        kept = {"tab", "specialty", "sort", "down"}
        return {name: value for name, value in self.written().items() if name not in kept}

    def written(self) -> dict[str, str]:
        """The choices as names and texts of an address; defaults are left out."""
        default = type(self)()
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: _text(value) for name, value in values if value != getattr(default, name)}

    def address(self, **extra: str) -> str:
        """The choices as a query string, never empty: an address without any is the user's own list."""
        return urlencode({**self.written(), **extra} or {"tab": self.tab})

    def with_choice(self, **changes: object) -> Self:
        """The same choices but for these."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def described(self) -> dict[str, str]:
        """What the access log is told: names of the filters and the choices made, nothing about a patient."""
        return {"tab": self.tab, "sort": self.order, **self.written()}


def token_of(code: str) -> str:
    """A stable token for a staff code, which says nothing about whose it is."""
    return hashlib.sha256(f"consultant:{code}".encode()).hexdigest()[:10]


def _text(value: object) -> str:
    if value is True:
        return "1"
    return value.isoformat() if isinstance(value, date) else str(value)


def _one_of(address: Mapping[str, str], name: str, known: Mapping[str, object]) -> str:
    value = address.get(name, "")
    return value if value in known else ""


def _token(address: Mapping[str, str], name: str) -> str:
    value = address.get(name, "")
    return value if len(value) <= 20 and value.replace("-", "").replace("_", "").isalnum() else ""


def _number(address: Mapping[str, str], name: str, *, highest: int) -> int | None:
    value = address.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 4 and int(value) <= highest else None


def _weeks(address: Mapping[str, str], name: str) -> int | None:
    number = _number(address, name, highest=max(OVER_WEEKS))
    return number if number in OVER_WEEKS else None


def _day(address: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(address.get(name, ""))
    except ValueError:
        return None
