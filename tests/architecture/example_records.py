"""A record for every address that needs one: the application with something of each kind in it."""

from datetime import date, timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.files.base import ContentFile
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from directorate.core import clock
from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.domain.access import Role
from directorate.core.imports.batches import check_batch
from directorate.core.imports.file_store import receive
from directorate.core.models import BankHoliday, Person, PolicyNumber, RoleGrant, User
from rotas.actions.switchboard import make_link
from tests.complaints import factories as complaints
from tests.core.factories import ImportWarningFactory, RejectedRowFactory
from tests.core.uploads import SAMPLES
from tests.factories import ActionFactory, PersonFactory, SecretaryConsultantFactory, SiteFactory
from tests.reports import factories as reports
from tests.rotas import factories as rotas
from tests.staffing import factories as staffing
from tests.waiting_lists import factories as waiting

Paths = dict[str, dict[str, str]]
MANAGER, ASSISTANT, SECRETARY = Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER, Role.SECRETARY


def example_paths(people: dict[Role, User]) -> Paths:
    """Make the records; return the values of path arguments by URL name."""
    parts = (_administration, _account, _imports, _waiting_list, _staff, _absences, _reports, _complaints, _rotas)
    return {name: values for part in parts for name, values in part(people).items()}


def _each(app: str, names: str, **values: Any) -> Paths:
    return {f"{app}{name}": {key: str(value) for key, value in values.items()} for name in names.split()}


def _administration(people: dict[Role, User]) -> Paths:
    user, app = people[SECRETARY], "core_admin:"
    account_pages = "user_view user_edit user_close user_open user_reset_second_step user_end_sessions user_make_link"
    number, holiday = PolicyNumber.objects.get(key="rtw_working_days"), BankHoliday.objects.latest("date")
    return {
        **_each(app, f"{account_pages} grant_add", pk=user.pk),
        **_each(app, "grant_edit grant_end", pk=RoleGrant.objects.get(user=user).pk),
        **_each(app, "policy_number_view", key=number.key),
        **_each(app, "record_readings", subject="waiting_list", key=1),
        **_each(app, "policy_number_change", pk=number.pk),
        **_each(app, "register_list register_add", register="sites"),
        **_each(app, "register_view register_edit", register="sites", key=SiteFactory().pk),
        **_each(app, "register_remove", register="bank-holidays", key=holiday.pk),
    }


def _account(people: dict[Role, User]) -> Paths:
    """An app, recovery codes and a passkey."""
    manager = people[MANAGER]
    totp.TOTP.activate(manager, totp.generate_totp_secret())
    RecoveryCodes.activate(manager)
    passkey = WebAuthn.add(manager, name="Phone", credential=_credential()).instance
    return _each("mfa_", "edit_webauthn remove_webauthn", pk=passkey.pk)


def _credential() -> dict[str, Any]:
    """What a browser sends about a new passkey."""
    key = AttestedCredentialData.from_ctap1(b"phone", b"\4" + b"\1" * 64)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    about = AuthenticatorData.create(b"\0" * 32, flags, 0, key)
    asked = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    response = {
        "clientDataJSON": websafe_encode(asked),
        "attestationObject": websafe_encode(AttestationObject.create("none", about, {})),
    }
    name = websafe_encode(b"phone")
    return {"id": name, "rawId": name, "type": "public-key", "response": response}


def _imports(people: dict[Role, User]) -> Paths:
    """One list that waits for its day, with a row that was not loaded."""
    header, *rows = (SAMPLES / "ptl_2026-02-01.csv").read_bytes().split(b"\r\n")[:4]
    content = b"\n".join([header.replace(b"Census_Date", b"Ignored"), *rows])
    batch = check_batch(receive([content], name="list.csv", feed="ptl", by=people[ASSISTANT]).pk, by=people[ASSISTANT])
    row = RejectedRowFactory(batch=batch, cells={"NHS_Number": "999"}, column="NHS_Number", value="999")
    ImportWarningFactory(batch=batch)
    pages = "batch_view batch_check batch_use batch_give_up warning_list row_list row_download row_bring_back"
    return {**_each("imports:", pages, batch_id=batch.pk), **_each("imports:", "row_settle row_give", row_id=row.pk)}


def _waiting_list(people: dict[Role, User]) -> Paths:
    manager, app = people[MANAGER], "waiting_lists:"
    before = waiting.CensusFactory(census_date=waiting.CENSUS_DATE - timedelta(days=7))
    census = waiting.CensusFactory(previous=before)
    left = waiting.CensusPathwayFactory(census=before)
    waiting.CensusChangeFactory(census=census, kind="gone", pathway_key=left.pathway_key)
    row = waiting.CensusPathwayFactory(census=census)
    waiting.summarise(census)
    key = row.pathway_key
    written = {"pathway_key": key, "created_by": manager}
    comment, query = waiting.CommentFactory(**written), waiting.ValidationQueryFactory(**written)
    waiting.PlannedDateFactory(**written)
    action = waiting.PathwayActionFactory(pathway_key=key, action=ActionFactory(owner=manager))
    export = waiting.ListExportFactory(created_by=manager, state="ready", file=ContentFile(b"PK", name="list.xlsx"))
    pages = (
        "pathway_detail pathway_history comment_add comment_latest planned_date_set planned_date_remove action_add"
        " query_ask"
    )
    return {
        **_each(app, pages, key=key),
        **_each(app, "left_settle", key=left.pathway_key),
        **_each(app, "comment_withdraw", key=key, pk=comment.pk),
        **_each(app, "action_close", key=key, pk=action.pk),
        **_each(app, "query_answer", key=key, pk=query.pk),
        **_each(
            app,
            "escalation_detail escalation_decide escalation_withdraw",
            key=waiting.EscalationOptionFactory(escalation__created_by=manager).escalation.key,
        ),
        **_each(app, "view_delete", pk=waiting.SavedViewFactory(user=manager).pk),
        **_each(app, "export_detail export_download", key=export.key),
        **_each(
            app, "return_detail return_kind return_take", key=waiting.ReturnedWorkbookFactory(created_by=manager).key
        ),
    }


def _staff(people: dict[Role, User]) -> Paths:
    secretary, consultant = people[SECRETARY].person, people[Role.CONSULTANT].person
    assert isinstance(secretary, Person)
    contract = staffing.AssignmentFactory(person=secretary)
    staffing.WorkPatternFactory(person=secretary)
    staffing.PostFundingFactory(post=contract.post)
    staffing.MinimumCoverFactory(team=secretary.team)
    link, app = SecretaryConsultantFactory(secretary=secretary, consultant=consultant), "staffing:"
    pages = "staff_record person_edit contract_change contract_add works_for_add person_detail account_entry"
    return {
        **_each(app, pages, person=secretary.pk),
        **_each(app, "contract_end", person=secretary.pk, contract=contract.pk),
        **_each(app, "works_for_end", person=secretary.pk, link=link.pk),
        **_each(app, "post_detail post_edit", post=contract.post.pk),
        **_each(app, "minimum_cover_edit desk_count_team", team=secretary.team_id),
    }


def _absences(people: dict[Role, User]) -> Paths:
    person, today, app = people[SECRETARY].person, clock.today(), "staffing:"
    asked = staffing.AbsenceFactory(
        person=person, state="requested", first_date=date(2027, 1, 11), last_date=date(2027, 1, 15)
    )
    booked = staffing.AbsenceFactory(person=person)
    colleague = PersonFactory(team=person.team)  # type: ignore[union-attr]
    ill = staffing.AbsenceFactory(
        person=colleague, kind="sickness", first_date=today - timedelta(days=5), last_date=None
    )
    back = staffing.AbsenceFactory(
        person=person, kind="sickness", first_date=today - timedelta(days=20), last_date=today - timedelta(days=15)
    )
    staffing.ReturnToWorkFactory(absence=back)
    link = staffing.DecisionLinkFactory(absence=asked, approver=people[MANAGER])
    return {
        **_each(app, "leave_answer", token=token_of(AnswerLink("staffing:leave_answer", link.key))),
        **_each(app, "leave_decide", absence=asked.pk),
        **_each(app, "absence_detail absence_dates absence_end absence_cover", absence=booked.pk),
        **_each(app, "esr_entered esr_not_entered", absence=booked.pk),
        **_each(app, "absence_back absence_expected absence_reason", absence=ill.pk),
        **_each(app, "return_held", absence=back.pk),
    }


def _reports(people: dict[Role, User]) -> Paths:
    manager, app = people[MANAGER], "reports:"
    run = reports.ReportRunFactory(state="built", built_at=clock.now(), built_by=manager, data_as_at=clock.now())
    line = reports.ReportLineFactory(run=run, written_by=manager)
    reports.ReportFigureFactory(run=run)
    file = reports.ReportFileFactory(run=run)
    recipient = reports.RecipientFactory(added_by=people[ASSISTANT])
    delivery = reports.ReportDeliveryFactory(run=run, recipient=recipient)
    pages = "run_view version_make run_release run_look sources_confirm line_add esr_rate_type run_hold run_rebuild run_cancel"
    recipients = "recipient_approve recipient_govern recipient_stop recipient_resume"
    return {
        **_each(app, pages, pk=run.pk),
        **_each(app, "line_remove", pk=run.pk, place=line.place),
        **_each(app, "file_download", pk=run.pk, copy=file.copy, file_format=file.format),
        **_each(app, recipients, pk=recipient.pk),
        **_each(app, "exemption_end", pk=reports.AgencyExemptionFactory(recorded_by=manager).pk),
        **_each(app, "comparison_edit", pk=reports.ComparisonFactory(entered_by=manager).pk),
        **_each(app, "delivery_resend delivery_confirm delivery_bounce", pk=delivery.pk),
    }


def _complaints(people: dict[Role, User]) -> Paths:
    """A complaint of the specialty of the people, with one of each thing that hangs on it."""
    handler, app = people[MANAGER], "complaints:"
    case = complaints.CaseFactory(lead=handler, specialty=people[SECRETARY].person.team.specialty)  # type: ignore[union-attr]
    point = complaints.PointFactory(case=case)
    request = complaints.StatementRequestFactory(point=point)
    file = complaints.CaseFileFactory(case=case)
    draft = complaints.DraftFactory(case=case)
    drafts = "draft_detail draft_word draft_send draft_decide draft_hand_over"
    pages = (
        "case_detail case_edit case_access statement_ask point_add note_add file_add step_add draft_write draft_upload"
    )
    statements = "statement_detail statement_chase statement_reassign statement_receive statement_link_take_back"
    link = complaints.StatementLinkFactory(case=case, person=request.person)
    return {
        **_each(app, pages, case=case.pk),
        **_each(app, statements, case=case.pk, statement=request.pk),
        **_each(app, "statement_answer", token=token_of(AnswerLink("complaints:statement_answer", link.key))),
        **_each(app, drafts, case=case.pk, version=draft.version),
        **_each(app, "point_edit point_remove point_finding", case=case.pk, point=point.pk),
        **_each(app, "file_download", case=case.pk, file=file.pk),
    }


def _rotas(people: dict[Role, User]) -> Paths:
    """A night that somebody does, one that nobody does, and a link for the switchboard."""
    app, specialty = "rotas:", people[SECRETARY].person.team.specialty  # type: ignore[union-attr]
    night, rota = rotas.DutyTypeFactory(), rotas.RotaFactory(specialty=specialty)
    tomorrow = clock.now() + timedelta(days=1)
    during = rotas.hours(tomorrow, tomorrow + timedelta(hours=12))
    done = rotas.DutyFactory(rota=rota, duty_type=night, during=during)
    later = rotas.hours(tomorrow + timedelta(days=1), tomorrow + timedelta(days=1, hours=12))
    gap = rotas.GapFactory(duty=rotas.DutyFactory(rota=rota, duty_type=night, during=later, person=None))
    latest = rotas.hours(tomorrow + timedelta(days=2), tomorrow + timedelta(days=2, hours=12))
    locum = rotas.LocumRequestFactory(
        gap__duty__rota=rota, gap__duty__person=None, gap__duty__during=latest, state="t2_bank"
    )
    past = rotas.hours(tomorrow - timedelta(days=3), tomorrow - timedelta(days=3) + timedelta(hours=12))
    filled = rotas.LocumRequestFactory(
        gap__duty__rota=rota, gap__duty__during=past, state="filled", worker_name="Dr Quick"
    )
    sheet = rotas.TimesheetFactory(request=filled, state="received", stored_name="none.kept", original_name="sheet.pdf")
    offer = rotas.CoverOfferFactory(gap=gap, expires_at=tomorrow)
    week_later = rotas.hours(tomorrow + timedelta(days=7), tomorrow + timedelta(days=7, hours=12))
    theirs = rotas.DutyFactory(rota=rota, duty_type=night, during=week_later)
    swap = rotas.SwapOfferFactory(duty=done, other=theirs, expires_at=tomorrow)
    away = staffing.AbsenceFactory(person=people[Role.CONSULTANT].person)
    asked = rotas.CancellationRequestFactory(absence=away)
    rotas.LeaveSessionFactory(absence=away, request=asked)
    half_day = {"person": done.person_id, "day": clock.today().isoformat(), "half": "am"}
    return {
        **_each(app, "half_day_edit half_day_as_usual half_day_history", **half_day),
        **_each(app, "leave_sessions", absence=away.pk),
        **_each(app, "cancellation_detail cancellation_pdf cancellation_move", request_id=asked.pk),
        **_each(app, "cancellation_reply", token=token_of(AnswerLink("rotas:cancellation_reply", asked.key))),
        **_each(app, "gap_cover gap_ask locum_ask", gap=gap.pk),
        **_each(app, "locum_detail locum_pdf locum_approve locum_fill locum_move", request_id=locum.pk),
        **_each(app, "locum_reply", token=token_of(AnswerLink("rotas:locum_reply", locum.key))),
        **_each(app, "timesheet_detail timesheet_file timesheet_receive timesheet_code timesheet_sign", sheet=sheet.pk),
        **_each(app, "timesheet_forward", sheet=sheet.pk),
        **_each(app, "signatory_end", signatory=rotas.SignatoryFactory().pk),
        **_each(app, "address_stop", address=rotas.DeskAddressFactory().pk),
        **_each(app, "offer_record", offer=offer.pk),
        **_each(app, "offer_answer", token=token_of(AnswerLink("rotas:offer_answer", offer.key))),
        **_each(app, "gap_open swap_find swap_ask duty_history", duty=done.pk),
        **_own_swap(rota, night=night, by=people[Role.RESIDENT], for_duty=theirs),
        **_each(app, "swap_record", swap=swap.pk),
        **_each(app, "doctor_edit doctor_history", person=rotas.MedicalPostFactory().person_id),
        **_each(app, "swap_detail", swap=_done_swap(rota, night=night, by=people[MANAGER]).pk),
        **_each(app, "swap_answer", token=token_of(AnswerLink("rotas:swap_answer", swap.key))),
        **_each(app, "switchboard_link_revoke", link=rotas.SwitchboardLinkFactory().pk),
        **_each(app, "switchboard", token=make_link(purpose="Switchboard", by=people[MANAGER])),
    }


def _own_swap(rota: Any, *, night: Any, by: User, for_duty: Any) -> Paths:
    begin = clock.now() + timedelta(days=9)
    during = rotas.hours(begin, begin + timedelta(hours=12))
    mine = rotas.DutyFactory(rota=rota, duty_type=night, during=during, person=by.person)
    swap = rotas.SwapOfferFactory(duty=mine, other=for_duty, expires_at=begin, asked_by=by)
    return {
        **_each("rotas:", "own_swap_find", duty=mine.pk),
        **_each("rotas:", "own_swap_withdraw", swap=swap.pk),
    }


def _done_swap(rota: Any, *, night: Any, by: User) -> Any:
    now = clock.now()
    spans = [rotas.hours(now - timedelta(days=ago), now - timedelta(days=ago, hours=-12)) for ago in (5, 6)]
    first, other = (rotas.DutyFactory(rota=rota, duty_type=night, during=span) for span in spans)
    said = {"answer": "yes", "answered_at": now, "answered_by": by, "answered_how": "phone"}
    return rotas.SwapOfferFactory(
        duty=first, giver=other.person, other=other, person=first.person, done_at=now, done_by=by, **said
    )
