"""Whose leave, whereabouts and sickness a user may see, log or decide: the table of roles as filters on people.

Leave of doctors and of everybody else are two rows of the table; a person falls under one of them.
"""

from dataclasses import dataclass, replace

from django.db.models import Q

from directorate.core.access import READ, WRITE, Permissions, Reach, permissions
from directorate.core.domain.access import Operation, Role, Scope, Subject, scopes
from directorate.core.models import Person, User
from directorate.core.models.people import StaffGroup

NOBODY = Q(pk__in=())


@dataclass(frozen=True)
class PeopleReach:
    """Which people a right reaches: doctors by one reach, everybody else by another."""

    doctors: Reach
    others: Reach

    def __bool__(self) -> bool:
        return bool(self.doctors) or bool(self.others)

    def holds(self, person: Person) -> bool:
        """Whether the right reaches this person (no query)."""
        found = self.doctors if person.staff_group == StaffGroup.MEDICAL else self.others
        return _holds(found, person=person)

    def as_filter(self, *, prefix: str = "") -> Q:
        """The same as a condition; `prefix` is the path to the person (`person__`), empty on Person itself."""
        doctor = Q(**{f"{prefix}staff_group": StaffGroup.MEDICAL})
        return (doctor & _as_filter(self.doctors, prefix=prefix)) | (~doctor & _as_filter(self.others, prefix=prefix))


def _holds(found: Reach, *, person: Person) -> bool:
    return (
        found.everything
        or (found.medical and person.staff_group == StaffGroup.MEDICAL)
        or person.specialty_id in found.specialty_ids
        or (person.team_id is not None and person.team_id in found.team_ids)
        or person.pk in found.consultant_ids
        or (found.own and person.pk == found.person_id)
    )


def _as_filter(found: Reach, *, prefix: str) -> Q:
    if found.everything:
        return Q()
    condition = NOBODY
    if found.medical:
        condition |= Q(**{f"{prefix}staff_group": StaffGroup.MEDICAL})
    if found.specialty_ids:
        condition |= Q(**{f"{prefix}specialty__in": found.specialty_ids})
    if found.team_ids:
        condition |= Q(**{f"{prefix}team__in": found.team_ids})
    people = found.consultant_ids | ({found.person_id} if found.person_id else frozenset())
    if people:
        condition |= Q(**{f"{prefix}pk__in": people})
    return condition


def _of_subject(user: User, *, subject: Subject, operation: Operation = READ) -> PeopleReach:
    found = permissions(user).reach(subject=subject, operation=operation)
    return PeopleReach(doctors=found, others=found)


def may_log_leave_for(user: User) -> PeopleReach:
    """Whose leave the user may log; a secretary's team only where the grant says so."""
    rights = permissions(user)
    found = rights.reach(subject=Subject.AC_LEAVE, operation=WRITE)
    teams = frozenset[int]().union(
        *(
            grant.team_ids
            for grant in rights.grants
            if Scope.TEAM in scopes(subject=Subject.AC_LEAVE, role=grant.role, operation=WRITE)
            and (grant.role is not Role.SECRETARY or grant.may_log_for_team)
        )
    )
    return PeopleReach(
        doctors=rights.reach(subject=Subject.MEDICAL_LEAVE, operation=WRITE), others=replace(found, team_ids=teams)
    )


def may_decide_leave_of(user: User) -> PeopleReach:
    """Whose leave the user may approve or decline (never one's own: see `own_excluded`); a consultant as clinical lead."""
    rights = permissions(user)
    return PeopleReach(
        doctors=_medical_approval(rights),
        others=rights.reach(subject=Subject.AC_LEAVE_APPROVAL, operation=WRITE),
    )


def _medical_approval(rights: Permissions) -> Reach:
    subject = Subject.MEDICAL_LEAVE_APPROVAL
    found = rights.reach(subject=subject, operation=WRITE)
    person = getattr(rights.user, "person", None)
    if person is not None and person.is_clinical_lead:
        return found
    specialties = frozenset[int]().union(
        *(
            grant.specialty_ids
            for grant in rights.grants
            if grant.role is not Role.CONSULTANT
            and Scope.SPECIALTY in scopes(subject=subject, role=grant.role, operation=WRITE)
        )
    )
    return replace(found, specialty_ids=specialties)


def own_excluded(user: User, *, prefix: str = "") -> Q:
    """Nobody decides about their own leave."""
    return ~Q(**{f"{prefix}pk": user.person_id}) if user.person_id else Q()


def may_see_kind_of(user: User) -> PeopleReach:
    """Of whom the user sees the kind of every absence; of the rest only that they are away."""
    return _with_own(user, reach=_of_subject(user, subject=Subject.WHEREABOUTS_KIND))


def may_see_away(user: User) -> PeopleReach:
    """Of whom the user sees that they are away."""
    return _of_subject(user, subject=Subject.WHEREABOUTS)


def may_see_sickness_of(user: User) -> PeopleReach:
    """Of whom the user sees sickness dates."""
    return _with_own(user, reach=_of_subject(user, subject=Subject.SICKNESS_DATES))


def may_write_sickness_of(user: User) -> PeopleReach:
    """Whose sickness dates the user may set freely; others may only say "off today" and "back"."""
    return _of_subject(user, subject=Subject.SICKNESS_DATES, operation=WRITE)


def may_see_reason_of(user: User) -> PeopleReach:
    """Of whom the user may read why they are off sick, and the return-to-work meeting."""
    return _of_subject(user, subject=Subject.SICKNESS_DETAIL)


def _with_own(user: User, *, reach: PeopleReach) -> PeopleReach:
    """Everybody sees their own record, whatever the role."""
    return PeopleReach(
        doctors=replace(reach.doctors, own=True, person_id=user.person_id),
        others=replace(reach.others, own=True, person_id=user.person_id),
    )


def may_open_page_of(user: User) -> Q:
    """People whose page the user may open: oneself, those whose kinds of absence one sees, those one logs leave for."""
    return may_see_kind_of(user).as_filter() | may_log_leave_for(user).as_filter()


def may_list(user: User) -> PeopleReach:
    """Who stands in the user's staff list, with name, job and grade."""
    return PeopleReach(
        doctors=permissions(user).reach(subject=Subject.MEDICAL_STAFF, operation=READ),
        others=permissions(user).reach(subject=Subject.ESTABLISHMENT, operation=READ),
    )


def may_see_contract_of(user: User) -> PeopleReach:
    """Whose hours and staff record the user sees; of doctors a secretary sees name and grade only."""
    found = may_list(user)
    roles = permissions(user).roles - {Role.SECRETARY}
    sees_doctors = any(scopes(subject=Subject.MEDICAL_STAFF, role=role, operation=READ) for role in roles)
    return found if sees_doctors else replace(found, doctors=Reach())


def may_keep_record_of(user: User) -> PeopleReach:
    """Whose staff record the user enters and changes."""
    return PeopleReach(
        doctors=permissions(user).reach(subject=Subject.MEDICAL_STAFF, operation=WRITE),
        others=permissions(user).reach(subject=Subject.ESTABLISHMENT, operation=WRITE),
    )
