"""What core shows in the shell: administration and the auditor's page."""

from directorate.core import registry
from directorate.core.domain.access import Operation, Role, Subject
from directorate.core.importers.feeds import IMPORT_SUBJECTS
from directorate.core.models import RoleGrant

ANY_OF_ADMINISTRATION = (Subject.ADMINISTRATION, Subject.POLICY_NUMBER)


def register() -> None:
    """Called once, when Django has loaded the models."""
    registry.register_navigation(
        registry.NavigationItem("Imports", "imports:batch_list", IMPORT_SUBJECTS, order=80, operation=Operation.WRITE),
        registry.NavigationItem("Audit", "core_admin:audit_search", (Subject.HISTORY,), order=80),
        registry.NavigationItem("Administration", "core_admin:administration_home", ANY_OF_ADMINISTRATION, order=90),
    )
    registry.register_start_step(
        registry.StartStep(
            text="Open accounts for your colleagues and give them roles",
            without="Without it: nobody else can sign in.",
            url_name="core_admin:user_list",
            subjects=(Subject.ADMINISTRATION,),
            order=10,
            done=lambda: RoleGrant.objects.exclude(role=Role.ADMINISTRATOR).exists(),
            operation=Operation.WRITE,
        )
    )
    registry.register_help(
        registry.HelpTopic(
            title="Administration",
            text="Accounts, roles, specialties, sites, bank holidays. Every page shows who changed it, when and why.",
            url_name="core_admin:administration_home",
            subjects=(Subject.ADMINISTRATION,),
            order=90,
        )
    )
    registry.register_help(
        registry.HelpTopic(
            title="Policy numbers",
            text="Limits and timescales. A change counts from a day on; earlier reports keep the old value.",
            url_name="core_admin:policy_number_list",
            subjects=(Subject.POLICY_NUMBER,),
            order=91,
        )
    )
    registry.register_help(
        registry.HelpTopic(
            title="History and access log",
            text="Who changed what, and who looked at what.",
            url_name="core_admin:audit_search",
            subjects=(Subject.HISTORY,),
            order=92,
        )
    )
