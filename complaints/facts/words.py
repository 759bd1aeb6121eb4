"""Complaints in words: what pages, messages and chasers say."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from complaints.domain.case_events import Bucket
from complaints.domain.clocks import Status
from complaints.models import Case, CaseFile, StatementRequest
from complaints.models.case import STATE_WORDS
from directorate.core.actions.outgoing import LINK
from directorate.core.domain.words import LONDON, long_date, plural
from directorate.core.models import Person, User

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
    return f"Dear {request.person.display_name},\n\n{chased(request, today=today)}\n\nThank you"


def chased(request: StatementRequest, *, today: date) -> str:
    """What a reminder says: until when the statement was or is wanted, and by when the draft."""
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
        f"Your statement on point {point.number} of complaint {case.reference} {stands}.{wanted} "
        f"{please} or who else can answer."
    )


def link_subject(case: Case, *, is_reminder: bool) -> str:
    """The subject of an e-mail with a link; nothing about the patient."""
    what = "Reminder: statement" if is_reminder else "Statement asked for"
    return f"{what}, complaint {case.reference}"


def asked_by_link(case: Case, requests: Sequence[StatementRequest]) -> str:
    """What an e-mail with a link asks for."""
    return f"Please let me have your statement on {_by_when(requests)}, complaint {case.reference}."


def file_from(file: CaseFile) -> str:
    """Who gave a file: uploaded by Sam Sharp; given by Mr Osborne by the link."""
    if file.uploaded_by.is_system and file.on_behalf_of:
        return f"given by {file.on_behalf_of.display_name} by the link"
    return f"uploaded by {file.uploaded_by.name}"


def link_text(person: Person, *, asked: str, others: Sequence[StatementRequest], until: datetime, by: User) -> str:
    """The e-mail with a link: reference, points by number, days, who asks; nothing of what the complaint says.

    `asked` is what it is about, `others` what the link takes as well.
    """
    also = f"The link also takes your statement on {_by_when(others)}.\n\n" if others else ""
    return (
        f"Dear {person.display_name},\n\n{asked}\n\n"
        "Read what is asked on the page below, and write your statement there, upload it, or say that you cannot "
        f"answer. You need not sign in.\n{LINK}\n\n{also}"
        "The link is for you alone: please do not pass it on. It takes each statement once, until the end of "
        f"{long_date(last_day(until))}. Please do not put patient details in an e-mail.\n\n"
        f"Thank you\n{by.name}, {by.email}\n"
    )


def last_day(until: datetime) -> date:
    """The last day on which a link works that is over at a moment."""
    return (until - timedelta(seconds=1)).astimezone(LONDON).date()


def _by_when(requests: Sequence[StatementRequest]) -> str:
    """Points 2 and 3 by 30 November 2026; several days one after the other."""
    by_day = sorted(requests, key=lambda request: (request.due_date, request.point.number))
    parts = [
        f"{points([request.point.number for request in same])} by {long_date(due)}"
        for due, same in groupby(by_day, key=lambda request: request.due_date)
    ]
    return ", ".join(parts)
