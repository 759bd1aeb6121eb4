"""Log a case, change what is entered about it, say who may see it."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from complaints.actions.problems import CaseRefused
from complaints.actions.statement_links import revoke_links_of_hidden
from complaints.facts.entries import NewCase, midday_of
from complaints.facts.sight import sight_of
from complaints.models import AccessKind, Case, CaseAccess, CaseStep, Point
from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import Specialty, User

LETTERS_OF_SPECIALTY = 4
TAKEN = {
    "datix_reference_is_used_by_one_complaint": ("Another complaint has this Datix reference.", "datix_ref"),
    "complaint_reference_is_used_once": ("Another complaint has this reference.", None),
}


def log_case(new: NewCase, *, by: User) -> Case:
    """A new case with its points and its first step.

    Raises:
        CaseRefused: the Datix reference belongs to another case.
        PermissionDenied: the user may not log complaints of this specialty.
    """
    try:
        with transaction.atomic(), acting(by=by, action="Log complaint"):
            return _log(new, by=by)
    except IntegrityError as problem:
        raise _in_words(problem) from problem


def _log(new: NewCase, *, by: User) -> Case:
    year = new.received.year
    number = _next_number(new.specialty, year=year)
    now = clock.now()
    case = Case(
        reference=f"{short_code(new.specialty)}/{year % 100:02}/{number:03}",
        reference_year=year,
        reference_number=number,
        kind=new.kind,
        channel=new.channel,
        specialty=new.specialty,
        received_at=midday_of(new.received),
        lead=by,
        created_by=by,
        created_at=now,
        **new.fields,
    )
    refuse_unless_may_change(case, by=by)
    case.save(force_insert=True)
    Point.objects.bulk_create(
        Point(case=case, number=place, text=text) for place, text in enumerate(new.points, start=1)
    )
    CaseStep.objects.create(case=case, number=1, type="log", on_date=clock.today(), recorded_by=by, recorded_at=now)
    if case.is_restricted:
        _name(case, user=by, by=by)
    return case


def short_code(specialty: Specialty) -> str:
    """ENT, OMFS, DERM: what references begin with."""
    return specialty.code.upper()[:LETTERS_OF_SPECIALTY]


def _next_number(specialty: Specialty, *, year: int) -> int:
    """The next number of a specialty and year; whoever logs at the same moment waits."""
    Specialty.objects.select_for_update(no_key=True).get(pk=specialty.pk)
    start = f"{short_code(specialty)}/{year % 100:02}/"
    used = Case.objects.filter(reference__istartswith=start).values_list("reference", flat=True)
    ends = (reference[len(start) :] for reference in used)
    return max((int(end) for end in ends if end.isascii() and end.isdigit()), default=0) + 1


def refuse_unless_may_change(case: Case, *, by: User) -> None:
    """Refuse whoever does not work on cases of this specialty."""
    if not sight_of(by).may_change(case):
        raise PermissionDenied


def locked(case: Case, *, by: User) -> Case:
    """The case, held until the transaction ends, if the user sees it and works on it."""
    found = Case.objects.managed_by(by).filter(pk=case.pk).values("pk")
    row = Case.objects.select_for_update(no_key=True).filter(pk__in=found).first()
    if row is None:
        raise PermissionDenied
    return row


def change_case(case: Case, *, fields: dict[str, object], by: User, reason: str = "") -> Case:
    """What is entered about a case.

    Raises:
        CaseRefused: the Datix reference belongs to another case.
    """
    try:
        with transaction.atomic(), acting(by=by, action="Change complaint", reason=reason):
            row = locked(case, by=by)
            for name, value in fields.items():
                setattr(row, name, value)
            refuse_unless_may_change(row, by=by)
            row.save(update_fields=list(fields))
    except IntegrityError as problem:
        raise _in_words(problem) from problem
    return row


def restrict_case(
    case: Case, *, is_restricted: bool, named: Collection[User], shut_out: Collection[User], by: User
) -> None:
    """Say that a case is restricted and who may see it, and who may not see it whether it is restricted or not.

    Whoever restricts it is named as well, so that a case never goes out of everybody's sight. Links by which
    statements are given are taken back: all of them of a restricted case, else those of whoever is shut out.
    """
    with transaction.atomic(), acting(by=by, action="Change who may see the complaint"):
        row = locked(case, by=by)
        if by in shut_out:
            raise CaseRefused("You cannot shut yourself out. Ask a colleague to do it.", field="shut_out")
        row.is_restricted = is_restricted
        row.save(update_fields=["is_restricted"])
        wanted = {user.pk: AccessKind.NAMED for user in [*named, *([by] if is_restricted else [])]}
        wanted |= {user.pk: AccessKind.SHUT_OUT for user in shut_out}
        CaseAccess.objects.filter(case=row).exclude(user__in=wanted).delete()
        for user, kind in wanted.items():
            CaseAccess.objects.update_or_create(
                case=row, user_id=user, defaults={"kind": kind, "granted_by": by, "granted_at": clock.now()}
            )
        revoke_links_of_hidden(row, by=by)


def _name(case: Case, *, user: User, by: User) -> None:
    CaseAccess.objects.create(case=case, user=user, kind=AccessKind.NAMED, granted_by=by, granted_at=clock.now())


def _in_words(problem: IntegrityError) -> Exception:
    for name, (sentence, at) in TAKEN.items():
        if name in str(problem):
            return CaseRefused(sentence, field=at)
    return problem
