"""What rotas put in the navigation and the help."""

from directorate.core import registry
from directorate.core.domain.access import Operation, Subject
from rotas.facts.doctors import has_doctors
from rotas.facts.on_call_list import has_duties

ROTAS = (Subject.ROTA,)
DOCTORS = (Subject.MEDICAL_STAFF,)
WHERE = (Subject.WHEREABOUTS, Subject.ROTA)


def register() -> None:
    """Hand everything to the shell; called once when Django starts."""
    registry.register_navigation(
        registry.NavigationItem("Week sheet", "rotas:week_sheet", WHERE, order=33),
        registry.NavigationItem("On call", "rotas:on_call_list", ROTAS, order=34),
        registry.NavigationItem("Doctors", "rotas:doctor_list", DOCTORS, order=37),
        registry.NavigationItem("Check a rota", "rotas:rota_check", ROTAS, order=36, operation=Operation.WRITE),
    )
    registry.register_start_step(
        registry.StartStep(
            text="Load the medical staff list, then the current rota or on-call list and the week of the consultants",
            without="Without them: no doctors, no week sheet, no gaps to cover, no list for the switchboard.",
            url_name="imports:batch_upload",
            subjects=(Subject.MEDICAL_STAFF,),
            order=40,
            done=lambda: has_doctors() and has_duties(),
        )
    )
    for topic in TOPICS:
        registry.register_help(topic)


TOPICS = (
    registry.HelpTopic(
        "Week sheet",
        "Where the doctors of a specialty are, half day by half day: leave, then on call, then clinic or theatre. "
        "Gaps are hatched. It prints on one page.",
        "rotas:week_sheet",
        WHERE,
        order=41,
    ),
    registry.HelpTopic(
        "On call",
        "Who is on call this week, with the bleep. A doctor who cannot come leaves a gap, and you see at once who can "
        "do it; or find a swap. The switchboard has a link of its own that you can revoke.",
        "rotas:on_call_list",
        ROTAS,
        order=42,
    ),
    registry.HelpTopic(
        "My duties",
        "For doctors: your own duties to come. Find a swap shows who could do one for a duty of theirs within the rules, "
        "and asks them; with a yes the two are exchanged.",
        "rotas:my_duties",
        ROTAS,
        order=42,
        operation=Operation.WRITE,
    ),
    registry.HelpTopic(
        "Cover now",
        "For each gap: who can do it within the rules and with what margin, why the others cannot, a text to copy, "
        "and one button for the doctor who said yes.",
        "rotas:gap_list",
        ROTAS,
        order=43,
        operation=Operation.WRITE,
    ),
    registry.HelpTopic(
        "Cancellations",
        "Clinics and lists to cancel or reduce because a doctor is on leave: asked of the booking office and theatres "
        "when the leave is approved, done in PAS, patients with new dates.",
        "rotas:cancellation_list",
        (Subject.MEDICAL_LEAVE, Subject.MEDICAL_LEAVE_APPROVAL),
        order=44,
        operation=Operation.WRITE,
    ),
    registry.HelpTopic(
        "Bookings of locums",
        "Each booking beside what the agency confirmed, the timesheet and the invoice: what fits, what is to be asked, "
        "what may be paid. All of it as a workbook.",
        "rotas:booking_list",
        (Subject.LOCUM,),
        order=44,
    ),
    registry.HelpTopic(
        "Doctors",
        "The medical staff list: grade, specialty, site, WTE and PAs, from when to when, what is missing and what runs "
        "out within 90 days. It leaves as a workbook and comes back.",
        "rotas:doctor_list",
        DOCTORS,
        order=44,
    ),
    registry.HelpTopic(
        "Check a rota",
        "Drop a rota or an on-call list and read which working-time rules it keeps, before it is published. "
        "Nothing is stored.",
        "rotas:rota_check",
        ROTAS,
        order=45,
        operation=Operation.WRITE,
    ),
)
