"""What the waiting list hands to the shell: navigation, cards, search, start step, help."""

from directorate.core import registry
from directorate.core.domain.access import Operation, Subject
from waiting_lists.models import Census
from waiting_lists.views import escalations, my_desk, searches, today

KEYS = (
    ("↑ ↓", "move between rows"),
    ("c", "write a comment; Enter saves and moves to the next row"),
    ("n", "next row without a comment"),
    ("p", "set a planned date"),
    ("a", "add an action with owner and due date"),
    ("q", "ask for validation"),
    ("v", "say that the row was validated; Enter saves and moves to the next row"),
    ("o", "note an offer of a date; type the date and the answer"),
    ("?", "show the keys"),
)


def register() -> None:
    """Called once, when Django has loaded every app."""
    registry.register_navigation(
        registry.NavigationItem("Waiting list", "waiting_lists:dashboard", (Subject.WAITING_LIST_AGGREGATE,), order=20),
    )
    registry.register_sources(today.source_dates)
    registry.register_do_first(today.cancer_this_week)
    registry.register_do_first(today.close_to_breach)
    registry.register_figures(escalations.decision_figures)
    registry.register_card(escalations.decision_cards, section="decide", order=10)
    registry.register_figures(my_desk.my_figures)
    registry.register_top(my_desk.patient_search)
    registry.register_card(my_desk.my_list_cards, section="list", order=10)
    registry.register_card(my_desk.action_cards, section="list", order=15)
    registry.register_card(today.list_cards, section="list", order=20)
    registry.register_search(registry.SearchSource("Patients on the waiting list", searches.patient_hits, order=10))
    _register_help()


def _register_help() -> None:
    registry.register_start_step(
        registry.StartStep(
            text="Load the waiting list",
            without="Without it: no dashboard, no breach dates, no patients to find.",
            url_name="imports:batch_upload",
            subjects=(Subject.WAITING_LIST_IMPORT,),
            order=30,
            done=Census.objects.exists,
            operation=Operation.WRITE,
        )
    )
    registry.register_help(
        registry.HelpTopic(
            title="Waiting list",
            text="Figures by specialty as at the last list, cohorts, and who will breach in the next eight weeks. Each number opens its rows.",
            url_name="waiting_lists:dashboard",
            subjects=(Subject.WAITING_LIST_AGGREGATE,),
            order=20,
        )
    )
    registry.register_help(
        registry.HelpTopic(
            title="Patient tracking list",
            text="Who can still be saved, who is already over, what was said and who acts. Comments survive every new list.",
            url_name="waiting_lists:pathway_list",
            subjects=(Subject.WAITING_LIST,),
            order=21,
            keys=KEYS,
        )
    )
