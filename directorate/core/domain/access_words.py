"""The table of roles in words, for the administrator's page and the generated document."""

from collections.abc import Iterable

from directorate.core.domain.access import Operation, Right, Scope, Subject

SUBJECT_NAMES: dict[Subject, str] = {
    Subject.WAITING_LIST: "Waiting list with names and numbers",
    Subject.PATHWAY_WORK: "Comments, actions, owners and planned dates on pathways",
    Subject.WAITING_LIST_IMPORT: "Imports of waiting lists, removals",
    Subject.WAITING_LIST_AGGREGATE: "Waiting list figures",
    Subject.AC_LEAVE: "Administrative and clerical leave: log",
    Subject.AC_LEAVE_APPROVAL: "Administrative and clerical leave: approve",
    Subject.MEDICAL_LEAVE: "Medical leave: log",
    Subject.MEDICAL_LEAVE_APPROVAL: "Medical leave: approve",
    Subject.WHEREABOUTS: "Who is away and when",
    Subject.WHEREABOUTS_KIND: "Why they are away: the kind of absence",
    Subject.OFF_TODAY: "Who is off sick today",
    Subject.SICKNESS_DATES: "Sickness dates",
    Subject.SICKNESS_DETAIL: "Sickness reason, return-to-work form, triggers, case",
    Subject.ESTABLISHMENT: "Posts, vacancies, agency",
    Subject.TRAINING: "Appraisal and training",
    Subject.ROTA: "Rotas, duties and compliance",
    Subject.MEDICAL_STAFF: "Medical staff list",
    Subject.LOCUM: "Locum requests, bookings, rates, timesheets",
    Subject.COMPLAINT_INDEX: "Complaints: reference, specialty, dates, status",
    Subject.COMPLAINT_NARRATIVE: "Complaints: what is said and by whom",
    Subject.COMPLAINT_STAFF: "Staff named in a complaint",
    Subject.RESTRICTED_CASE: "Restricted cases",
    Subject.INCIDENT: "Incident register",
    Subject.HR_REPORT: "HR reports",
    Subject.HR_ANNEX: "HR reports: annex with names",
    Subject.DESK_COUNTS: "Desk counts: letters, referrals, results and voicemails that wait",
    Subject.OPERATIONS: "Activity, savings, equipment, audits, objectives",
    Subject.ACTION: "Policies, actions, meetings",
    Subject.POLICY_NUMBER: "Policy numbers, targets, schedules, recipients, teams, cover rules",
    Subject.ADMINISTRATION: "Users, roles, specialties, sites, code lists, bank holidays",
    Subject.HISTORY: "History and access log",
}
SCOPE_WORDS: dict[Scope, str] = {
    Scope.ALL: "all of the directorate",
    Scope.SPECIALTY: "their specialties",
    Scope.TEAM: "their teams",
    Scope.CONSULTANT: "the consultants they work for and cover",
    Scope.MEDICAL: "doctors",
    Scope.OWN: "their own",
}
OPERATION_WORDS = {Operation.READ: "see", Operation.WRITE: "see and change"}


def cell_in_words(rights: Iterable[Right]) -> str:
    """A cell of the table: 'see their specialties; see and change their own'; 'nothing' for an empty one."""
    return "; ".join(_right_in_words(right) for right in rights) or "nothing"


def _right_in_words(right: Right) -> str:
    reached = [SCOPE_WORDS[scope] for scope in Scope if scope in right.scopes]
    return f"{OPERATION_WORDS[right.operation]} {' and '.join(reached)}"
