"""The pages of rotas."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page as BrowserPage

from directorate.core import clock
from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.domain.access import Role
from directorate.core.models import Person, User
from rotas.actions.cancellations import REPLY_PAGE
from rotas.actions.switchboard import make_link
from rotas.models import (
    ActivityTemplate,
    CancellationRequest,
    DeskAddress,
    DoctorRecord,
    Duty,
    Gap,
    LocumBooking,
    LocumRequest,
    SessionChange,
    Signatory,
    SwapOffer,
    Timesheet,
)
from tests.browser.pages import Page
from tests.browser.rota_data import night, small_rota
from tests.browser.site import Site
from tests.factories import PersonFactory, SiteFactory
from tests.rotas.factories import (
    SEEN_AT,
    ActivityTemplateFactory,
    CancellationRequestFactory,
    CancellationStepFactory,
    CoverOfferFactory,
    DoctorRecordFactory,
    DutyFactory,
    GapFactory,
    LeaveSessionFactory,
    LocumBookingFactory,
    LocumRequestFactory,
    LocumStepFactory,
    LocumTimesheetLineFactory,
    MedicalPostFactory,
    SessionChangeFactory,
    SignatoryFactory,
    SwapOfferFactory,
    TimesheetFactory,
)
from tests.staffing.factories import AbsenceFactory

FILES = Path(__file__).parents[1] / "data/imports/rotas"
COORDINATOR = (Role.ROTA_COORDINATOR,)


def _week_sheet(site: Site) -> str:
    small_rota(site)
    return reverse("rotas:week_sheet")


def _day_board(query: str = "") -> Callable[[Site], str]:
    def address(site: Site) -> str:
        small_rota(site)
        return f"{reverse('rotas:day_board')}?specialty=ent{query}"

    return address


def _week_sheet_to_edit(site: Site) -> str:
    return f"{_week_sheet(site)}?edit=1"


def _half_day(name: str, *, changed: bool = False) -> Callable[[Site], str]:
    def address(site: Site) -> str:
        small_rota(site)
        doctor = ActivityTemplate.objects.earliest("pk").person
        day = clock.today() - timedelta(days=clock.today().weekday() - 2 * changed)
        if changed and not SessionChange.objects.exists():
            by = site.people[COORDINATOR[0]]
            SessionChangeFactory(person=doctor, date=day, note="the list was moved", changed_by=by)
        return reverse(f"rotas:{name}", args=[doctor.pk, day.isoformat(), "am"])

    return address


def _save_nothing(page: BrowserPage) -> None:
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _week_rules(site: Site) -> str:
    small_rota(site)
    return f"{reverse('rotas:week_rules')}?specialty=ent"


def _on_call(site: Site) -> str:
    small_rota(site)
    return reverse("rotas:on_call_list")


def _switchboard(site: Site) -> str:
    small_rota(site)
    return reverse("rotas:switchboard", args=[make_link(purpose="Switchboard", by=site.people[COORDINATOR[0]])])


def _gaps(site: Site) -> str:
    small_rota(site)
    return reverse("rotas:gap_list")


def _cover(site: Site) -> str:
    return reverse("rotas:gap_cover", args=[small_rota(site).gap.pk])


def _covered(site: Site) -> str:
    rota, found = small_rota(site), Gap.objects.exclude(closed_at=None).first()
    if found is None:
        held, by = rota.duty, site.people[COORDINATOR[0]]
        duty = DutyFactory(rota=held.rota, person=held.person, during=night(4), site=held.site)
        found = GapFactory(duty=duty, closed_at=clock.now(), closed_by=by, how="Said yes by phone")
        CoverOfferFactory(gap=found, person=held.person)
    return reverse("rotas:gap_cover", args=[found.pk])


def _question(site: Site, *, hours: int) -> str:
    gap = small_rota(site).gap
    offer = CoverOfferFactory(gap=gap, expires_at=clock.now() + timedelta(hours=hours))
    return reverse("rotas:offer_answer", args=[token_of(AnswerLink("rotas:offer_answer", offer.key))])


def _open_question(site: Site) -> str:
    return _question(site, hours=4)


def _question_too_late(site: Site) -> str:
    return _question(site, hours=-1)


def _timesheet(site: Site) -> str:
    rota, found = small_rota(site), Timesheet.objects.first()
    if found is None:
        duty = DutyFactory(rota=rota.duty.rota, person=None, locum_name="A Locum", during=night(6), site=rota.duty.site)
        found = TimesheetFactory(request__gap__duty=duty, request__worker_name="A Locum", request__state="filled")
    return reverse("rotas:timesheet_detail", args=[found.pk])


def _timesheets(site: Site) -> str:
    _timesheet(site)
    return reverse("rotas:timesheet_list")


def _signatories(site: Site) -> str:
    if not Signatory.objects.exists():
        SignatoryFactory(user=site.people[Role.ASSISTANT_MANAGER])
    return reverse("rotas:signatory_list")


def _ask_bank_office(site: Site) -> str:
    return reverse("rotas:locum_ask", args=[small_rota(site).gap.pk])


def _locum(site: Site) -> LocumRequest:
    rota, found = small_rota(site), LocumRequest.objects.filter(state="t2_bank").first()
    if found is None:
        duty = DutyFactory(rota=rota.duty.rota, person=None, during=night(5), site=rota.duty.site)
        found = LocumRequestFactory(gap=GapFactory(duty=duty), state="t2_bank")
        LocumStepFactory(request=found, from_state="submitted", to_state="t2_bank")
    return found


def _locum_request(site: Site) -> str:
    return reverse("rotas:locum_detail", args=[_locum(site).pk])


def _bank_office_link(site: Site) -> str:
    return reverse("rotas:locum_reply", args=[token_of(AnswerLink("rotas:locum_reply", _locum(site).key))])


def _addresses(_site: Site) -> str:
    DeskAddress.objects.get_or_create(
        desk="switchboard", address="switchboard@nhs.net", added_at=SEEN_AT, added_by=User.objects.earliest("pk")
    )
    return reverse("rotas:address_list")


def _cancellation(site: Site) -> CancellationRequest:
    found = CancellationRequest.objects.filter(state="asked").first()
    if found is None:
        person = site.people[Role.CONSULTANT].person
        first = clock.today() + timedelta(days=60)
        away = AbsenceFactory(person=person, first_date=first, last_date=first + timedelta(days=4))
        ActivityTemplateFactory(person=person, weekday=first.isoweekday(), site=SiteFactory())
        found = CancellationRequestFactory(absence=away)
        LeaveSessionFactory(absence=away, request=found, over_40=2, in_cohort=1)
        CancellationStepFactory(request=found, note="No address is known")
    return found


def _cancellations(site: Site) -> str:
    _cancellation(site)
    return reverse("rotas:cancellation_list")


def _one_cancellation(site: Site) -> str:
    return reverse("rotas:cancellation_detail", args=[_cancellation(site).pk])


def _sessions_of_leave(site: Site) -> str:
    return reverse("rotas:leave_sessions", args=[_cancellation(site).absence_id])


def _cancellation_link(site: Site) -> str:
    return reverse("rotas:cancellation_reply", args=[token_of(AnswerLink(REPLY_PAGE, _cancellation(site).key))])


def _taken_back(page: BrowserPage) -> None:
    page.get_by_text("Not needed any more").click()


def _other_step(page: BrowserPage) -> None:
    page.get_by_text("Another step").click()


def _nothing_typed(name: str) -> Callable[[BrowserPage], None]:
    def arrange(page: BrowserPage) -> None:
        page.get_by_role("button", name=name, exact=True).click()
        page.get_by_text("There is a problem").wait_for()

    return arrange


def _ask_by_text(page: BrowserPage) -> None:
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="I sent them the text").click()
    page.get_by_text("Noted as asked by text").wait_for()


def _answer_yes(page: BrowserPage) -> None:
    page.get_by_role("button", name="Yes, I can").click()
    page.get_by_role("heading", name="You said yes").wait_for()


def _cannot_come(site: Site) -> str:
    return reverse("rotas:gap_open", args=[small_rota(site).duty.pk])


def _duty_history(site: Site) -> str:
    duty = small_rota(site).duty
    duty.swap_note = "" if duty.swap_note else "swap w/ Dr Featherstonehaugh-Cholmondeley"
    duty.save()
    return reverse("rotas:duty_history", args=[duty.pk])


def _swap(site: Site) -> Duty:
    """A night with a colleague's to exchange it for."""
    duty = small_rota(site).duty
    if not Duty.objects.filter(rota=duty.rota, during=night(9)).exists():
        colleague = PersonFactory(
            surname="Lockyer-Smith", title="Dr", staff_group="medical", grade="Specialty registrar", email="l@nhs.net"
        )
        other = DutyFactory(rota=duty.rota, person=colleague, during=night(9), site=duty.site)
        SwapOfferFactory(duty=duty, other=other, expires_at=clock.now() + timedelta(hours=4))
    return duty


def _find_swap(site: Site) -> str:
    return reverse("rotas:swap_find", args=[_swap(site).pk])


def _swap_link(site: Site) -> str:
    offer = SwapOffer.objects.get(duty=_swap(site), done_at=None)
    offer.answer, offer.answered_at, offer.answered_by, offer.answered_how = "", None, None, ""
    offer.save()
    return reverse("rotas:swap_answer", args=[token_of(AnswerLink("rotas:swap_answer", offer.key))])


def _swapped(site: Site) -> str:
    duty, found = small_rota(site).duty, SwapOffer.objects.exclude(done_at=None).first()
    if found is None:
        past = [DutyFactory(rota=duty.rota, during=night(-days), site=duty.site) for days in (3, 5)]
        by, now = site.people[COORDINATOR[0]], clock.now()
        found = SwapOfferFactory(
            duty=past[0], giver=past[1].person, other=past[1], person=past[0].person, answer="yes", answered_at=now,
            answered_by=by, answered_how="phone", done_at=now, done_by=by,
        )  # fmt: skip
    return reverse("rotas:swap_detail", args=[found.pk])


def _my_duty(site: Site) -> Duty:
    """A night of the resident who signs in, with a colleague's to exchange it for."""
    rota, resident = _swap(site).rota, site.people[Role.RESIDENT].person
    Person.objects.filter(pk=resident.pk).update(grade="Specialty registrar", title="Dr")
    mine = Duty.objects.filter(person=resident).first()
    return mine or DutyFactory(rota=rota, person=resident, during=night(12))


def _my_duties(site: Site) -> str:
    _my_duty(site)
    return reverse("rotas:my_duties")


def _own_swap(site: Site) -> str:
    return reverse("rotas:own_swap_find", args=[_my_duty(site).pk])


def _no_colleague_ticked(page: BrowserPage) -> None:
    page.get_by_role("button", name="E-mail yes/no links").click()
    page.get_by_text("There is a problem").wait_for()


def _ask_a_colleague(page: BrowserPage) -> None:
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="E-mail yes/no links").click()
    page.get_by_role("heading", name="Answers").wait_for()


def _no_swap_chosen(page: BrowserPage) -> None:
    page.get_by_role("button", name="Exchange the duties").click()
    page.get_by_text("There is a problem").wait_for()


def _text_and_reasons(page: BrowserPage) -> None:
    page.locator("summary", has_text="Lockyer-Smith").first.click()
    page.get_by_text("and why").click()


def _check(_site: Site) -> str:
    return reverse("rotas:rota_check")


def _make_link(page: BrowserPage) -> None:
    page.get_by_role("button", name="Make a link").click()
    page.get_by_text("It is shown once").wait_for()


def _publish(page: BrowserPage) -> None:
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("0 changes since").wait_for()


def _nobody_chosen(page: BrowserPage) -> None:
    page.get_by_role("button", name="Give it to this doctor").click()
    page.get_by_text("There is a problem").wait_for()


def _why_not(page: BrowserPage) -> None:
    page.get_by_text("and why").click()


def _no_cause(page: BrowserPage) -> None:
    page.get_by_role("button", name="Find somebody else").click()
    page.get_by_text("There is a problem").wait_for()


def _check_a_rota(page: BrowserPage) -> None:
    page.get_by_label("Rota or on-call list").set_input_files(FILES / "ent_middle_grade_rota.xlsx")
    page.get_by_role("button", name="Check the rota").click()
    page.get_by_text("Rules are broken").wait_for()


def _no_file(page: BrowserPage) -> None:
    page.get_by_role("button", name="Check the rota").click()
    page.get_by_text("There is a problem").wait_for()


def _doctors(site: Site) -> str:
    small_rota(site)
    if not DoctorRecord.objects.exists():
        doctor = PersonFactory(surname="Ashdown", staff_group="medical", grade="Consultant")
        DoctorRecordFactory(person=doctor, revalidation_due_date=clock.today() + timedelta(days=20))
        MedicalPostFactory(person=doctor)
    return reverse("rotas:doctor_list")


def _doctor(site: Site) -> Person:
    _doctors(site)
    found: Person = DoctorRecord.objects.earliest("pk").person
    return found


def _change_a_doctor(site: Site) -> str:
    return reverse("rotas:doctor_edit", args=[_doctor(site).pk])


def _doctor_history(site: Site) -> str:
    return reverse("rotas:doctor_history", args=[_doctor(site).pk])


def _add_a_doctor(_site: Site) -> str:
    return reverse("rotas:doctor_add")


def _changed_by_somebody_else(page: BrowserPage) -> None:
    post = DoctorRecord.objects.earliest("pk").person.medical_posts.get()
    post.wte = "0.4" if str(post.wte).startswith("0.5") else "0.5"
    post.save()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="What stands there now").wait_for()


def _no_doctor_fits(page: BrowserPage) -> None:
    page.get_by_label("Part of a name").fill("zzz")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_text("No doctor fits these filters").wait_for()


def _bookings(site: Site) -> str:
    small_rota(site)
    if not LocumBooking.objects.exists():
        for ref in ("B1", "B2"):
            LocumBookingFactory(booking_ref=ref)
        LocumTimesheetLineFactory(booking_ref="B1")
        LocumTimesheetLineFactory(booking_ref="B9", worker_ref="W9")
    return reverse("rotas:booking_list")


PAGES = [
    Page("bookings of locums", _bookings, COORDINATOR),
    Page("doctors", _doctors, (Role.ROTA_COORDINATOR, Role.SECRETARY, Role.RESIDENT)),
    Page("doctors, none fits", _doctors, COORDINATOR, arrange=_no_doctor_fits),
    Page("add a doctor", _add_a_doctor, COORDINATOR),
    Page("add a doctor, wrong", _add_a_doctor, COORDINATOR, arrange=_nothing_typed("Save")),
    Page("change a doctor", _change_a_doctor, COORDINATOR),
    Page("change a doctor, wrong", _change_a_doctor, COORDINATOR, arrange=_changed_by_somebody_else),
    Page("changes to a doctor", _doctor_history, COORDINATOR),
    Page("week sheet", _week_sheet, (Role.ROTA_COORDINATOR, Role.SECRETARY, Role.RESIDENT)),
    Page("week sheet, published", _week_sheet, COORDINATOR, arrange=_publish),
    Page("day board", _day_board(), (Role.ROTA_COORDINATOR, Role.SECRETARY, Role.RESIDENT)),
    Page("day board, none cancelled", _day_board("&show=cancelled"), COORDINATOR),
    Page("week sheet to edit", _week_sheet_to_edit, COORDINATOR),
    Page("change a half day", _half_day("half_day_edit"), COORDINATOR),
    Page("change a half day, nothing chosen", _half_day("half_day_edit"), COORDINATOR, arrange=_save_nothing),
    Page("change a half day, changed before", _half_day("half_day_edit", changed=True), COORDINATOR),
    Page("changes of a half day", _half_day("half_day_history", changed=True), COORDINATOR),
    Page("rules of the week", _week_rules, COORDINATOR),
    Page("on call", _on_call, (Role.ROTA_COORDINATOR, Role.SECRETARY)),
    Page("on call", _on_call, COORDINATOR, arrange=_make_link),
    Page("on call today, for the switchboard", _switchboard, COORDINATOR),
    Page("gaps", _gaps, COORDINATOR),
    Page("cover now", _cover, COORDINATOR, arrange=_why_not),
    Page("cover now, wrong", _cover, COORDINATOR, arrange=_nobody_chosen),
    Page("cover now, asked by text", _cover, COORDINATOR, arrange=_ask_by_text),
    Page("covered", _covered, COORDINATOR),
    Page("question to a doctor", _open_question, COORDINATOR),
    Page("answer of a doctor", _open_question, COORDINATOR, arrange=_answer_yes),
    Page("answer of a doctor, refused", _question_too_late, COORDINATOR, status=410),
    Page("ask the bank office", _ask_bank_office, COORDINATOR),
    Page(
        "ask the bank office, wrong", _ask_bank_office, COORDINATOR, arrange=_nothing_typed("Send to the bank office")
    ),
    Page("locum request", _locum_request, COORDINATOR, arrange=_other_step),
    Page("question to the bank office", _bank_office_link, COORDINATOR),
    Page("question to the bank office, wrong", _bank_office_link, COORDINATOR, arrange=_nothing_typed("Filled")),
    Page("e-mail addresses of the desk", _addresses, COORDINATOR),
    Page("e-mail addresses of the desk, wrong", _addresses, COORDINATOR, arrange=_nothing_typed("Add")),
    Page("cancellations", _cancellations, (Role.ROTA_COORDINATOR, Role.CONSULTANT)),
    Page("cancellation", _one_cancellation, COORDINATOR, arrange=_taken_back),
    Page("clinics and lists of a leave", _sessions_of_leave, COORDINATOR),
    Page("sessions to cancel, for the booking office", _cancellation_link, COORDINATOR),
    Page("timesheets", _timesheets, COORDINATOR),
    Page("timesheet", _timesheet, COORDINATOR),
    Page("who may sign timesheets", _signatories, (Role.ASSISTANT_MANAGER,)),
    Page(
        "who may sign timesheets, wrong",
        _signatories,
        (Role.ASSISTANT_MANAGER,),
        arrange=_nothing_typed("Let them sign"),
    ),
    Page("cannot come", _cannot_come, COORDINATOR),
    Page("cannot come, wrong", _cannot_come, COORDINATOR, arrange=_no_cause),
    Page("changes of a duty", _duty_history, COORDINATOR),
    Page("find a swap", _find_swap, COORDINATOR, arrange=_text_and_reasons),
    Page("find a swap, wrong", _find_swap, COORDINATOR, arrange=_no_swap_chosen),
    Page("my duties", _my_duties, (Role.RESIDENT, Role.ROTA_COORDINATOR)),
    Page("swap your duty", _own_swap, (Role.RESIDENT,), arrange=_why_not),
    Page("swap your duty, wrong", _own_swap, (Role.RESIDENT,), arrange=_no_colleague_ticked),
    Page("swap your duty, asked", _own_swap, (Role.RESIDENT,), arrange=_ask_a_colleague),
    Page("swapped", _swapped, COORDINATOR),
    Page("question about a swap", _swap_link, COORDINATOR),
    Page("check a rota", _check, COORDINATOR),
    Page("check a rota", _check, COORDINATOR, arrange=_check_a_rota),
    Page("check a rota, wrong", _check, COORDINATOR, arrange=_no_file),
]
