"""Complaints in words: what pages, messages and chasers say."""

from collections.abc import Sequence
from datetime import date

from complaints.domain.case_events import Bucket
from complaints.domain.clocks import Status
from complaints.models import Case, StatementRequest
from complaints.models.case import STATE_WORDS
from directorate.core.domain.words import long_date, plural

GROUNDS = [
    ("8_1_a", "By a body that has duties itself"),
    ("8_1_b", "By an employee about their employment"),
    ("8_1_c", "Made orally and resolved by the next working day"),
    ("8_1_d", "The same as one that was resolved like that"),
    ("8_1_e", "Was investigated before"),
    ("8_1_f", "The Ombudsman investigates or has investigated it"),
    ("8_1_g", "About a freedom of information request"),
    ("8_1_h", "About superannuation"),
]
STEP_WORDS = {
    "log": "Logged",
    "acknowledge": "Acknowledged",
    "request_consent": "Consent asked for",
    "consent_received": "Consent received",
    "consent_refused": "Consent refused",
    "agree_plan": "Plan agreed",
    "start_investigation": "Investigation started",
    "start_draft": "Draft started",
    "edit_draft": "Draft changed",
    "submit_for_check": "Draft sent to the complaints team",
    "approve_check": "Draft approved",
    "return_draft": "Draft came back",
    "send_response": "Response sent by the complaints team",
    "close": "Closed",
    "reopen": "Opened again",
    "phso_enquiry": "The Ombudsman asked for the papers",
    "phso_decision": "The Ombudsman decided",
    "withdraw": "Withdrawn by the complainant",
    "not_consider": "Not considered",
    "transfer_out": "Passed on to another body",
    "reinstate": "Taken up again",
    "pause": "Response clock paused",
    "resume": "Response clock runs again",
    "extend": "Extension agreed",
    "undo": "Last step taken back",
}
BUCKETS: dict[Bucket, tuple[str, str]] = {
    "overdue": ("Overdue", "red"),
    "today": ("Due today", "yellow"),
    "paused": ("Paused", "grey"),
    "soon": ("Due soon", "yellow"),
    "later": ("", ""),
    "awaiting_closure": ("To be closed", "blue"),
    "with_phso": ("With the Ombudsman", "purple"),
    "not_open": ("Not open", "grey"),
}
STATUSES: dict[Status, tuple[str, str]] = {
    "not_applicable": ("", ""),
    "paused": ("Paused", "grey"),
    "met": ("Done in time", "green"),
    "met_late": ("Done late", "red"),
    "open": ("", ""),
    "due_today": ("Due today", "yellow"),
    "overdue": ("Overdue", "red"),
}
SKIPPED = {"weekend": "weekend", "holiday": "bank holiday"}


def state(value: str) -> str:
    """Being looked into."""
    return STATE_WORDS[value]


def step(value: str) -> str:
    """Draft sent to the complaints team."""
    return STEP_WORDS.get(value, value)


def late(days: int | None) -> str:
    """1 working day late; late (0 working days) when only a weekend has passed."""
    return "" if days is None else "late (0 working days)" if days == 0 else f"{plural(days, 'working day')} late"


def relative(day: date, *, today: date) -> str:
    """today, tomorrow, yesterday, in 6 days, 3 days ago."""
    days = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    if near:
        return near
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def points(numbers: Sequence[int]) -> str:
    """One point by number, or several: point 2; points 2 and 3."""
    found = [str(number) for number in sorted(numbers)]
    if len(found) == 1:
        return f"point {found[0]}"
    return f"points {', '.join(found[:-1])} and {found[-1]}"


def asking_text(case: Case, requests: Sequence[StatementRequest]) -> str:
    """What to send to somebody who is asked: reference, points by number, day; nothing about the patient."""
    request = requests[0]
    about = points([found.point.number for found in requests])
    return (
        f"Dear {request.person.display_name},\n\n"
        f"Please let me have your statement on {about} of complaint {case.reference} by {long_date(request.due_date)}. "
        f"{_the_points(requests)}\n\nPlease do not put patient details in an e-mail: bring the statement, or ask me how to send it.\n\n"
        "Thank you"
    )


def _the_points(requests: Sequence[StatementRequest]) -> str:
    """Where the points are read: a point can name a patient, so none stands in an e-mail."""
    found = points([request.point.number for request in requests])
    return f"I tell you {found} myself; doctors also find them on Today in Directorate, under statements asked of you."


def chaser_text(request: StatementRequest, *, today: date) -> str:
    """What to send to somebody whose statement has not come; nothing about the patient."""
    case, point = request.point.case, request.point
    due = long_date(request.due_date)
    is_late = request.due_date < today
    stands = f"was due on {due} and has not reached me" if is_late else f"is due on {due}"
    please = (
        "Please send it, or tell me by return when it will come"
        if is_late
        else "Please send it by then, or tell me when it will come"
    )
    wanted = (
        f" The complaints team wants our draft by {long_date(case.draft_wanted_date)}."
        if case.draft_wanted_date
        else ""
    )
    return (
        f"Dear {request.person.display_name},\n\n"
        f"Your statement on point {point.number} of complaint {case.reference} {stands}.{wanted} "
        f"{please} or who else can answer.\n\n"
        "Thank you"
    )
