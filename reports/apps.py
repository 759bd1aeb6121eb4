"""The reports app."""

from django.apps import AppConfig

from directorate.core import registry
from directorate.core.domain.access import Operation, Subject


class ReportsConfig(AppConfig):
    """Registers navigation, Today's lines, the start page's step and help."""

    name = "reports"

    def ready(self) -> None:
        """Tell the shell what reports show."""
        from reports.facts.agency import timesheet_source  # noqa: PLC0415
        from reports.facts.sources import register_source  # noqa: PLC0415
        from reports.facts.trac import trac_source  # noqa: PLC0415
        from reports.models import Recipient  # noqa: PLC0415 models exist only when apps are ready
        from reports.views.today import do_first, latest_report  # noqa: PLC0415

        register_source(timesheet_source)
        register_source(trac_source)
        registry.register_navigation(
            registry.NavigationItem("Reports", "reports:run_list", (Subject.HR_REPORT,), order=40)
        )
        registry.register_quick_button(
            registry.QuickButton("Monday brief", "reports:monday_brief", (Subject.HR_REPORT,), order=60)
        )
        registry.register_do_first(do_first)
        registry.register_card(latest_report, section="paper", order=40)
        registry.register_start_step(
            registry.StartStep(
                text="Say who receives the weekly report",
                without="Without it: the report is drafted every Monday and sent to nobody.",
                url_name="reports:recipient_list",
                subjects=(Subject.POLICY_NUMBER,),
                order=70,
                done=lambda: Recipient.objects.reachable().exists(),
            )
        )
        registry.register_start_topic(
            registry.HelpTopic(
                title="Your spreadsheet says, we say",
                text="Keep your spreadsheets beside this service for a month. Enter what they say of a figure on a day: ours "
                "stands beside it, with the difference and the reason.",
                url_name="reports:comparison_list",
                subjects=(Subject.HR_REPORT,),
                order=10,
            )
        )
        registry.register_help(
            registry.HelpTopic(
                title="Weekly report to HR",
                text="Drafted on Monday at half past seven. Look at it, add up to three lines, release it. It sends by itself at "
                "midday when somebody has said that absences are entered up to the Sunday.",
                url_name="reports:run_list",
                subjects=(Subject.HR_REPORT,),
                order=40,
                operation=Operation.READ,
            )
        )
