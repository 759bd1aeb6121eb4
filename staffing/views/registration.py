"""What the staff list puts in the navigation, the first steps and the help."""

from directorate.core import registry
from directorate.core.domain.access import Operation, Subject
from directorate.core.models import Person
from staffing.models import AgencyBooking, LeaveLedger
from staffing.models.leave import LedgerKind
from staffing.views import desk

# What an account holds without anything having been loaded or logged.
GIVEN_TO_EVERYBODY = (LedgerKind.ENTITLEMENT, LedgerKind.BH_ENTITLEMENT, LedgerKind.BH_TAKEN)
STAFF = (Subject.ESTABLISHMENT, Subject.MEDICAL_STAFF)


def register() -> None:
    """Hand everything to the shell; called once when Django starts."""
    registry.register_navigation(registry.NavigationItem("Staff", "staffing:staff_list", STAFF, order=35))
    registry.register_figures(desk.figures_of)
    registry.register_card(desk.cards, section="paper", order=60)
    registry.register_help(
        registry.HelpTopic(
            "Desk counts",
            "On Friday each team enters six numbers: letters to type and the oldest, referrals to triage and the oldest, "
            "results to file, voicemails. The page shows them over the weeks.",
            "staffing:desk_count_list",
            (Subject.DESK_COUNTS,),
            order=36,
        )
    )
    registry.register_start_step(
        registry.StartStep(
            text="Enter the staff list, or load the establishment workbook",
            without="Without it: nobody can log leave, and the weekly report counts nobody.",
            url_name="staffing:staff_list",
            subjects=STAFF,
            order=20,
            done=Person.objects.exists,
            operation=Operation.WRITE,
        )
    )
    registry.register_start_step(
        registry.StartStep(
            text="Load the leave spreadsheet with this year’s balances, and the leave requests of doctors",
            without="Without it: leave can be asked for and approved, but the balance knows nothing taken before today.",
            url_name="imports:batch_upload",
            subjects=(Subject.ESTABLISHMENT,),
            order=25,
            done=LeaveLedger.objects.exclude(kind__in=GIVEN_TO_EVERYBODY).exists,
        )
    )
    registry.register_start_step(
        registry.StartStep(
            text="Load the agency workbook, and of locum doctors the bookings and timesheets",
            without="Without it: the weekly report shows no agency, and asks HR for nothing about it.",
            url_name="imports:batch_upload",
            subjects=(Subject.ESTABLISHMENT,),
            order=60,
            done=AgencyBooking.objects.exists,
        )
    )
    registry.register_help(
        registry.HelpTopic(
            "Staff",
            "Who works here, in which team and on which days. Contracts change from a day on; a last day ends them.",
            "staffing:staff_list",
            STAFF,
            order=35,
        )
    )
