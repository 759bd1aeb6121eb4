"""What complaints hand to the shell: navigation, cards, search, start step, help."""

from complaints.facts.today import has_cases
from complaints.views import drafts, today
from directorate.core import registry
from directorate.core.domain.access import Operation, Subject

INDEX = (Subject.COMPLAINT_INDEX,)


def register() -> None:
    """Called once, when Django has loaded every app."""
    registry.register_navigation(registry.NavigationItem("Complaints", "complaints:case_list", INDEX, order=50))
    registry.register_quick_button(registry.QuickButton("+ Complaint", "complaints:case_log", INDEX, order=40))
    registry.register_do_first(today.drafts_first)
    registry.register_do_first(today.refused_first)
    registry.register_card(today.complaint_cards, section="paper", order=10)
    registry.register_figures(drafts.figures_of)
    registry.register_card(drafts.cards, section="decide", order=20)
    registry.register_search(registry.SearchSource("Complaints", today.find_cases, order=40))
    registry.register_start_step(
        registry.StartStep(
            text="Enter the open complaints",
            without="Without it: nobody sees which statements are late and which drafts are wanted.",
            url_name="complaints:case_log",
            subjects=INDEX,
            order=50,
            done=has_cases,
            operation=Operation.WRITE,
        )
    )
    registry.register_help(
        registry.HelpTopic(
            "Complaints",
            "Open complaints by the next date of ours: what is missing, from whom, and whether that person is away.",
            "complaints:case_list",
            INDEX,
            order=50,
        )
    )
    registry.register_help(
        registry.HelpTopic(
            "Log a complaint",
            "Paste the e-mail of the complaints team; it fills what it can, and the dates appear before you save.",
            "complaints:case_log",
            INDEX,
            order=51,
            operation=Operation.WRITE,
        )
    )
