"""What the guides show: one row a picture. The picture's name is the page's URL name; `bin/screenshots` takes them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page as BrowserPage

from complaints.models import Draft, StatementRequest
from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import Person, Team
from reports.models import ReportRun
from rotas.models import CancellationRequest, Gap, LocumRequest, Timesheet
from staffing.models import Absence
from tests.browser import shot_records as made
from waiting_lists.models import CensusPathway, Comment, Escalation

Find = Callable[[], dict[str, object]]
DESK = Role.ASSISTANT_MANAGER
ADMINISTRATOR = Role.ADMINISTRATOR
ROTA_FILE = Path(__file__).parents[1] / "data/imports/rotas/ent_middle_grade_rota.xlsx"


@dataclass(frozen=True)
class Shot:
    """One picture.

    Attributes:
        page: the name in the table of pages (`tests/browser/pages_*.py`) of what it shows.
        url: the URL name.
        role: who is signed in: the demo's account of this role; nobody for links that open without signing in.
        find: the arguments of the address, found in the demo's data.
        query: what stands after the address.
        arrange: what is done before the picture is taken.
        phone: whether it is a phone, 390 pixels wide.
        named: the picture's name where the address does not tell it from another.
        status: what the page answers with.
        weeks_later: how many weeks after the Monday of the others.
    """

    page: str
    url: str
    role: Role | None
    find: Find | None = None
    query: str = ""
    arrange: Callable[[BrowserPage], None] | None = None
    phone: bool = False
    named: str = ""
    status: int = 200
    weeks_later: int = 0

    @property
    def file(self) -> str:
        """The picture's name."""
        if self.named:
            return f"{self.named}.png"
        return f"{self.url.replace(':', '-').replace('_', '-')}{'-phone' if self.phone else ''}.png"

    def address(self) -> str:
        """The path on the site."""
        return reverse(self.url, kwargs=self.find() if self.find else None) + self.query


def _colleague() -> dict[str, object]:
    return {"person": Person.objects.filter(team__name="ENT secretaries").earliest("pk").pk}


def _team() -> dict[str, object]:
    return {"team": Team.objects.get(name="ENT secretaries").pk}


def _absence() -> dict[str, object]:
    return {"absence": Absence.objects.filter(person__team__name="ENT secretaries").latest("first_date", "pk").pk}


def _sickness() -> dict[str, object]:
    ill = Absence.objects.filter(kind="sickness", person__team__name="ENT secretaries")
    return {"absence": ill.latest("first_date", "pk").pk}


def _case() -> dict[str, object]:
    late = StatementRequest.objects.late_on(clock.today()).filter(point__case__state="acknowledged")
    return {"case": late.order_by("due_date", "pk")[0].point.case_id}


def _statement() -> dict[str, object]:
    late = StatementRequest.objects.late_on(clock.today()).filter(point__case__state="acknowledged")
    found = late.select_related("point").order_by("due_date", "pk")[0]
    return {"case": found.point.case_id, "statement": found.pk}


def _point() -> dict[str, object]:
    found = StatementRequest.objects.get(pk=_statement()["statement"])
    return {"case": found.point.case_id, "point": found.point_id}


def _pathway() -> dict[str, object]:
    """Who of those with a comment waits longest, in ENT."""
    waiting = CensusPathway.objects.filter(pathway_key__in=Comment.objects.values("pathway_key"), specialty__code="ent")
    return {"key": waiting.order_by("-census_id", "rtt_period_start_date", "pk")[0].pathway_key}


def _escalation() -> dict[str, object]:
    return {"key": Escalation.objects.get(state="asked").key}


def _run() -> dict[str, object]:
    return {"pk": ReportRun.objects.filter(definition__kind="weekly").latest("pk").pk}


def _limit() -> dict[str, object]:
    return {"key": "limit_rtt52"}


def _holidays() -> dict[str, object]:
    return {"register": "bank-holidays"}


def _paste_email(page: BrowserPage) -> None:
    page.get_by_label("Paste the e-mail of the complaints team").fill(
        "Datix W-54321. Please find attached a complaint about ENT, received 20 November 2026.\n"
        "Complainant: Mr Gray (husband of the patient)\nHospital number: W7654321\n"
        "Please send your draft response by Tuesday 8 December 2026.\n\n"
        "1. The wait for surgery\n2. Cancelled on the day\n3. Attitude at the desk\n"
    )
    page.get_by_label("Datix reference").focus()
    page.wait_for_timeout(1500)


def _type_leave(line: str) -> Callable[[BrowserPage], None]:
    def arrange(page: BrowserPage) -> None:
        page.locator("#line").press_sequentially(line)
        page.wait_for_timeout(1500)

    return arrange


def _comment_on_first_row(page: BrowserPage) -> None:
    page.keyboard.press("ArrowDown")
    for text in ("Rang, will ring back on Friday", "Would take a cancellation at once"):
        page.keyboard.press("c")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        page.get_by_text(f"“{text}”").wait_for()
    page.keyboard.press("c")
    page.keyboard.type("Rang, no answer")
    page.evaluate("document.activeElement.closest('tr').scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(500)


def _draft_run() -> dict[str, object]:
    return {"pk": ReportRun.objects.filter(definition__kind="weekly", released_at=None).latest("pk").pk}


def _gap() -> dict[str, object]:
    return {"gap": Gap.objects.open().filter(duty__kind="nroc").earliest("duty__during", "pk").pk}


def _locum_request() -> dict[str, object]:
    return {"request_id": LocumRequest.objects.earliest("pk").pk}


def _timesheet() -> dict[str, object]:
    return {"sheet": Timesheet.objects.earliest("pk").pk}


def _cancellation() -> dict[str, object]:
    return {"request_id": CancellationRequest.objects.earliest("pk").pk}


def _cancelled_leave() -> dict[str, object]:
    return {"absence": CancellationRequest.objects.earliest("pk").absence_id}


def _draft() -> dict[str, object]:
    found = Draft.objects.latest("pk")
    return {"case": found.case_id, "version": found.version}


def _check_rota(page: BrowserPage) -> None:
    page.get_by_label("Rota or on-call list").set_input_files(ROTA_FILE)
    page.get_by_role("button", name="Check the rota").click()
    page.get_by_text("Rules are broken").wait_for()


SHOTS = (
    Shot("sign in", "account_login", None),
    Shot("Today", "shell:today", DESK),
    Shot("Today", "shell:today", Role.DIRECTORATE_MANAGER, phone=True),
    Shot("how to begin", "shell:start", DESK),
    Shot("help", "shell:help", Role.SECRETARY),
    Shot("words", "shell:glossary", Role.SECRETARY),
    Shot("search", "shell:search", Role.SECRETARY),
    Shot("waiting list", "waiting_lists:dashboard", DESK),
    Shot("can still be saved", "waiting_lists:pathway_list", Role.SECRETARY),
    Shot("cancer list", "waiting_lists:cancer_list", DESK),
    Shot("escalations", "waiting_lists:escalation_list", Role.DIRECTORATE_MANAGER),
    Shot("who left the list", "waiting_lists:left_list_view", DESK),
    Shot("questions about the list", "waiting_lists:question_list", DESK),
    Shot("published figures", "waiting_lists:published_figures", DESK),
    Shot("ask for a decision", "waiting_lists:escalation_add", DESK),
    Shot("escalation", "waiting_lists:escalation_detail", Role.DIRECTORATE_MANAGER, find=_escalation),
    Shot("pathway", "waiting_lists:pathway_detail", DESK, find=_pathway),
    Shot("changes to a pathway", "waiting_lists:pathway_history", DESK, find=_pathway),
    Shot("comment", "waiting_lists:comment_add", DESK, find=_pathway),
    Shot("find a patient", "waiting_lists:pathway_search", Role.SECRETARY),
    Shot("log leave", "staffing:leave_log", Role.TEAM_LEADER, arrange=_type_leave("mil a 7/12 11/12")),
    Shot("leave to approve", "staffing:leave_inbox", DESK),
    Shot("leave to approve", "staffing:leave_inbox", Role.DIRECTORATE_MANAGER, phone=True),
    Shot("team calendar", "staffing:team_calendar", Role.TEAM_LEADER),
    Shot(
        "team calendar, a year",
        "staffing:team_calendar",
        Role.TEAM_LEADER,
        query="?weeks=52",
        named="staffing-wall-chart",
    ),
    Shot("my leave", "staffing:my_leave", Role.SECRETARY),
    Shot("return to work", "staffing:returns_to_work", Role.TEAM_LEADER),
    Shot("to enter in ESR", "staffing:esr_entries", DESK),
    Shot("absence asked for", "staffing:absence_detail", DESK, find=_absence),
    Shot("dates of an absence", "staffing:absence_dates", DESK, find=_absence),
    Shot("reason for sickness", "staffing:absence_reason", Role.TEAM_LEADER, find=_sickness),
    Shot("person", "staffing:person_detail", DESK, find=_colleague),
    Shot("staff list", "staffing:staff_list", DESK),
    Shot("staff record", "staffing:staff_record", DESK, find=_colleague),
    Shot("add a person", "staffing:person_add", DESK),
    Shot("change a person", "staffing:person_edit", DESK, find=_colleague),
    Shot("change a contract", "staffing:contract_change", DESK, find=_colleague),
    Shot("posts and vacancies", "staffing:post_list", DESK),
    Shot("post", "staffing:post_detail", DESK, find=made.post),
    Shot("minimum cover", "staffing:minimum_cover_list", DESK),
    Shot("minimum cover of a team", "staffing:minimum_cover_edit", DESK, find=_team),
    Shot("desk counts", "staffing:desk_count_list", DESK),
    Shot("desk counts of a team", "staffing:desk_count_team", DESK, find=_team),
    Shot("price caps", "staffing:price_cap_list", DESK),
    Shot("week sheet", "rotas:week_sheet", Role.ROTA_COORDINATOR),
    Shot("day board", "rotas:day_board", Role.ROTA_COORDINATOR),
    Shot(
        "week sheet to edit", "rotas:week_sheet", Role.ROTA_COORDINATOR, query="?edit=1", named="rotas-week-sheet-edit"
    ),
    Shot("change a half day", "rotas:half_day_edit", Role.ROTA_COORDINATOR, find=made.half_day),
    Shot("changes of a half day", "rotas:half_day_history", Role.ROTA_COORDINATOR, find=made.half_day_changed),
    Shot("rules of the week", "rotas:week_rules", Role.ROTA_COORDINATOR, query="?specialty=ent"),
    Shot("on call", "rotas:on_call_list", Role.ROTA_COORDINATOR),
    Shot("doctors", "rotas:doctor_list", Role.ROTA_COORDINATOR),
    Shot("add a doctor", "rotas:doctor_add", Role.ROTA_COORDINATOR),
    Shot("change a doctor", "rotas:doctor_edit", Role.ROTA_COORDINATOR, find=made.doctor),
    Shot("changes to a doctor", "rotas:doctor_history", Role.ROTA_COORDINATOR, find=made.doctor),
    Shot("gaps", "rotas:gap_list", Role.ROTA_COORDINATOR),
    Shot("cover now", "rotas:gap_cover", Role.ROTA_COORDINATOR, find=_gap),
    Shot("ask the bank office", "rotas:locum_ask", Role.ROTA_COORDINATOR, find=_gap),
    Shot("locum request", "rotas:locum_detail", Role.ROTA_COORDINATOR, find=_locum_request),
    Shot("e-mail addresses of the desk", "rotas:address_list", Role.ROTA_COORDINATOR),
    Shot("clinics and lists of a leave", "rotas:leave_sessions", Role.ROTA_COORDINATOR, find=_cancelled_leave),
    Shot("cancellations", "rotas:cancellation_list", Role.ROTA_COORDINATOR),
    Shot("cancellation", "rotas:cancellation_detail", Role.ROTA_COORDINATOR, find=_cancellation),
    Shot("bookings of locums", "rotas:booking_list", Role.ROTA_COORDINATOR),
    Shot("timesheets", "rotas:timesheet_list", Role.ROTA_COORDINATOR),
    Shot(
        "timesheet",
        "rotas:timesheet_detail",
        Role.ROTA_COORDINATOR,
        find=_timesheet,
        arrange=made.code_the_timesheet,
    ),
    Shot("who may sign timesheets", "rotas:signatory_list", DESK),
    Shot("check a rota", "rotas:rota_check", Role.ROTA_COORDINATOR, arrange=_check_rota),
    Shot("complaints", "complaints:case_list", DESK),
    Shot("log a complaint", "complaints:case_log", DESK, arrange=_paste_email),
    Shot("complaint", "complaints:case_detail", DESK, find=_case),
    Shot("draft of a response", "complaints:draft_detail", DESK, find=_draft),
    Shot("statement", "complaints:statement_detail", DESK, find=_statement),
    Shot("weekly list of complaints", "complaints:weekly_list", DESK),
    Shot("who may see a complaint", "complaints:case_access", DESK, find=_case),
    Shot("import", "imports:batch_upload", DESK),
    Shot("imports", "imports:batch_list", DESK),
    Shot("reports", "reports:run_list", DESK),
    Shot("Monday brief on screen", "reports:monday_brief", Role.DIRECTORATE_MANAGER, phone=True),
    Shot("report", "reports:run_view", Role.DIRECTORATE_MANAGER, find=_run),
    Shot("exit plans of agency", "reports:exit_plan_list", Role.DIRECTORATE_MANAGER),
    Shot("agency plan, pay and exemptions", "reports:agency_plan_list", DESK),
    Shot("type plan and pay", "reports:agency_plan_change", DESK),
    Shot("record an exemption", "reports:exemption_add", DESK),
    Shot("last day of an exemption", "reports:exemption_end", DESK, find=made.exemption),
    Shot("your spreadsheet says, we say", "reports:comparison_list", DESK),
    Shot("recipients", "reports:recipient_list", DESK),
    Shot("administration", "core_admin:administration_home", ADMINISTRATOR),
    Shot("what each role may do", "core_admin:role_list", ADMINISTRATOR),
    Shot("users", "core_admin:user_list", ADMINISTRATOR),
    Shot("one user", "core_admin:user_view", ADMINISTRATOR, find=made.user),
    Shot("new user", "core_admin:user_add", ADMINISTRATOR),
    Shot("policy numbers", "core_admin:policy_number_list", Role.DIRECTORATE_MANAGER),
    Shot("one limit of a clock", "core_admin:policy_number_view", Role.DIRECTORATE_MANAGER, find=_limit),
    Shot("bank holidays", "core_admin:register_list", ADMINISTRATOR, find=_holidays),
    Shot("history and access log", "core_admin:audit_search", Role.AUDITOR),
    Shot("own account", "account_view", DESK),
    Shot("second step", "mfa_index", ADMINISTRATOR),
    Shot("accessibility statement", "shell:accessibility", Role.SECRETARY),
    Shot("not found", "shell:today", DESK, query="nowhere/", named="not-found", status=404),
    Shot("queries", "waiting_lists:pathway_list", Role.SECRETARY, query="?tab=queries", named="waiting-lists-queries"),
    Shot("over 52 weeks", "waiting_lists:pathway_list", DESK, query="?tab=over", named="waiting-lists-over-52"),
    Shot("bring a workbook back", "waiting_lists:list_return", Role.SECRETARY),
    Shot("leave decided by a link", "staffing:leave_answer", None, find=made.leave_by_link),
    Shot(
        "staff record of a doctor",
        "staffing:staff_record",
        Role.ROTA_COORDINATOR,
        find=made.doctor,
        named="staffing-staff-record-doctor",
    ),
    Shot("add a second contract", "staffing:contract_add", DESK, find=_colleague),
    Shot("change a post", "staffing:post_edit", DESK, find=made.post),
    Shot("cannot come", "rotas:gap_open", Role.ROTA_COORDINATOR, find=made.duty_ahead),
    Shot("changes of a duty", "rotas:duty_history", Role.ROTA_COORDINATOR, find=made.duty_ahead),
    Shot("find a swap", "rotas:swap_find", Role.ROTA_COORDINATOR, find=made.duty_ahead),
    Shot("my duties", "rotas:my_duties", Role.RESIDENT),
    Shot("swap your duty", "rotas:own_swap_find", Role.CONSULTANT, find=made.own_duty),
    Shot(
        "question about a swap",
        "rotas:swap_find",
        Role.ROTA_COORDINATOR,
        find=made.duty_ahead,
        arrange=made.as_the_other_doctor,
        named="rotas-swap-answer",
    ),
    Shot(
        "question to a doctor",
        "rotas:gap_cover",
        Role.ROTA_COORDINATOR,
        find=_gap,
        arrange=made.as_the_doctor,
        named="rotas-offer-answer",
    ),
    Shot(
        "answer of a doctor",
        "rotas:gap_cover",
        Role.ROTA_COORDINATOR,
        find=_gap,
        arrange=made.say_yes,
        named="rotas-offer-answered",
    ),
    Shot("question to the bank office", "rotas:locum_reply", None, find=made.bank_office),
    Shot("sessions to cancel, for the booking office", "rotas:cancellation_reply", None, find=made.booking_office),
    Shot("statement by a link", "complaints:statement_answer", None, find=made.statement_by_link),
    Shot("late statements", "complaints:case_list", DESK, query="?show=late", named="complaints-late-statements"),
    Shot("change a complaint", "complaints:case_edit", DESK, find=_case),
    Shot("change a point of a complaint", "complaints:point_edit", DESK, find=_point),
    Shot("write a draft", "complaints:draft_write", DESK, find=_case),
    Shot(
        "import, asked what it is",
        "imports:batch_upload",
        DESK,
        arrange=made.send_what_nobody_knows,
        named="imports-batch-sort",
    ),
    Shot("import of a workbook", "imports:batch_view", DESK, find=made.workbook),
    Shot("rows not loaded", "imports:row_list", DESK, find=made.workbook),
    Shot("noticed in an import", "imports:warning_list", DESK, find=made.workbook),
    Shot("one figure compared", "reports:comparison_edit", DESK, find=made.comparison),
    Shot(
        "link for a password",
        "core_admin:user_view",
        ADMINISTRATOR,
        find=made.user,
        arrange=made.link_for_password,
        named="core-admin-user-make-link",
    ),
    Shot("change a user", "core_admin:user_edit", ADMINISTRATOR, find=made.user),
    Shot("close a user", "core_admin:user_close", ADMINISTRATOR, find=made.user),
    Shot("reset a second step", "core_admin:user_reset_second_step", ADMINISTRATOR, find=made.user),
    Shot("give a role", "core_admin:grant_add", ADMINISTRATOR, find=made.user),
    Shot("change a role", "core_admin:grant_edit", ADMINISTRATOR, find=made.grant),
    Shot("end a role", "core_admin:grant_end", ADMINISTRATOR, find=made.grant),
    *(
        Shot(page, "core_admin:register_list", ADMINISTRATOR, find=made.register(name), named=f"core-admin-{name}")
        for page, name in (
            ("sites", "sites"),
            ("specialties", "specialties"),
            ("treatment functions", "treatment-functions"),
            ("commissioners outside England", "commissioners-outside-england"),
            ("teams", "teams"),
        )
    ),
    Shot("new bank holiday", "core_admin:register_add", ADMINISTRATOR, find=made.register("bank-holidays")),
    Shot(
        "one treatment function",
        "core_admin:register_view",
        ADMINISTRATOR,
        find=made.register("treatment-functions", "254"),
    ),
    Shot("remove a bank holiday", "core_admin:register_remove", ADMINISTRATOR, find=made.one_holiday),
    Shot(
        "one policy number",
        "core_admin:policy_number_view",
        Role.DIRECTORATE_MANAGER,
        find=lambda: {"key": "rtw_working_days"},
        named="core-admin-policy-number",
    ),
    Shot(
        "change a policy number",
        "core_admin:policy_number_change",
        Role.DIRECTORATE_MANAGER,
        find=made.policy("rtw_working_days"),
    ),
    Shot(
        "change a limit of a clock",
        "core_admin:policy_number_change",
        Role.DIRECTORATE_MANAGER,
        find=made.policy("limit_rtt52"),
        named="core-admin-limit-change",
    ),
    Shot("who viewed a record", "core_admin:record_readings", Role.AUDITOR, find=made.report_read),
    Shot("own password", "account_change_password", ADMINISTRATOR),
    Shot("own passkeys", "mfa_list_webauthn", ADMINISTRATOR),
    Shot("where signed in", "usersessions_list", ADMINISTRATOR),
    Shot(
        "can still be saved",
        "waiting_lists:pathway_list",
        Role.DIRECTORATE_MANAGER,
        query="?tab=all&step=untreated&over=52&by=2027-03-31&sort=wait",
        named="waiting-lists-cohort",
    ),
    Shot(
        "over 52 weeks",
        "waiting_lists:pathway_list",
        DESK,
        query="?tab=over",
        arrange=_comment_on_first_row,
        named="waiting-lists-comment-on-row",
    ),
    Shot(
        "log leave",
        "staffing:leave_log",
        Role.TEAM_LEADER,
        arrange=_type_leave("aba s"),
        named="staffing-leave-log-sick",
    ),
    Shot(
        "log leave",
        "staffing:leave_log",
        Role.SECRETARY,
        arrange=_type_leave("mar a 25/1 29/1"),
        named="staffing-leave-log-consultant",
    ),
    Shot("release, draft", "reports:run_release", Role.DIRECTORATE_MANAGER, find=_draft_run),
    Shot(
        "Monday brief",
        "shell:today",
        Role.DIRECTORATE_MANAGER,
        arrange=made.monday_brief,
        phone=True,
        named="monday-brief",
    ),
    Shot(
        "import, checked",
        "imports:batch_upload",
        DESK,
        arrange=made.drop_next_list,
        named="imports-list-checked",
        weeks_later=1,
    ),
)
