"""Who may see and change what: the one table of roles, as data.

Each row is a subject, each column a role. A cell lists what the role may do, separated by commas:
`R` read or `W` write (which includes reading) followed by the scopes in which it holds, joined by `+`:

- `all` everything in the directorate; `spec` the user's specialties; `team` the user's teams;
- `cons` the consultants a secretary works for and those she covers; `medical` doctors only; `own` about or assigned to the user.

`-` is nothing. What is not in the table is denied.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The thirteen roles."""

    DIRECTORATE_MANAGER = "dm"
    ASSISTANT_MANAGER = "am"
    SPECIALTY_MANAGER = "sm"
    TEAM_LEADER = "tl"
    SECRETARY = "sec"
    ROTA_COORDINATOR = "rc"
    CONSULTANT = "con"
    RESIDENT = "res"
    COMPLAINTS_HANDLER = "ch"
    HUMAN_RESOURCES = "hr"
    FINANCE = "fin"
    AUDITOR = "aud"
    ADMINISTRATOR = "adm"


ROLE_NAMES: dict[Role, str] = {
    Role.DIRECTORATE_MANAGER: "Directorate manager",
    Role.ASSISTANT_MANAGER: "Assistant manager",
    Role.SPECIALTY_MANAGER: "Specialty manager",
    Role.TEAM_LEADER: "Team leader",
    Role.SECRETARY: "Secretary",
    Role.ROTA_COORDINATOR: "Rota coordinator",
    Role.CONSULTANT: "Consultant or clinical lead",
    Role.RESIDENT: "Resident doctor",
    Role.COMPLAINTS_HANDLER: "Complaints handler",
    Role.HUMAN_RESOURCES: "HR",
    Role.FINANCE: "Finance",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "System administrator",
}


class Subject(StrEnum):
    """The kinds of data that the table of roles speaks of."""

    WAITING_LIST = "waiting_list"
    PATHWAY_WORK = "pathway_work"
    WAITING_LIST_IMPORT = "waiting_list_import"
    WAITING_LIST_AGGREGATE = "waiting_list_aggregate"
    AC_LEAVE = "ac_leave"
    AC_LEAVE_APPROVAL = "ac_leave_approval"
    MEDICAL_LEAVE = "medical_leave"
    MEDICAL_LEAVE_APPROVAL = "medical_leave_approval"
    WHEREABOUTS = "whereabouts"
    WHEREABOUTS_KIND = "whereabouts_kind"
    OFF_TODAY = "off_today"
    SICKNESS_DATES = "sickness_dates"
    SICKNESS_DETAIL = "sickness_detail"
    ESTABLISHMENT = "establishment"
    TRAINING = "training"
    ROTA = "rota"
    MEDICAL_STAFF = "medical_staff"
    LOCUM = "locum"
    COMPLAINT_INDEX = "complaint_index"
    COMPLAINT_NARRATIVE = "complaint_narrative"
    COMPLAINT_STAFF = "complaint_staff"
    RESTRICTED_CASE = "restricted_case"
    INCIDENT = "incident"
    HR_REPORT = "hr_report"
    HR_ANNEX = "hr_annex"
    DESK_COUNTS = "desk_counts"
    OPERATIONS = "operations"
    ACTION = "action"
    POLICY_NUMBER = "policy_number"
    ADMINISTRATION = "administration"
    HISTORY = "history"


class Scope(StrEnum):
    """How far a right reaches."""

    ALL = "all"
    SPECIALTY = "spec"
    TEAM = "team"
    CONSULTANT = "cons"
    MEDICAL = "medical"
    OWN = "own"


class Operation(StrEnum):
    """Reading, or writing (which includes reading)."""

    READ = "R"
    WRITE = "W"


# fmt: off
_TABLE = """
subject                 dm     am     sm      tl      sec            rc                con               res          ch     hr     fin    aud    adm
waiting_list            R:all  R:all  R:spec  R:spec  R:spec         R:spec            R:own             -            -      -      -      -      -
pathway_work            W:all  W:all  W:spec  W:spec  W:cons         -                 W:own             -            -      -      -      -      -
waiting_list_import     W:all  W:all  W:spec  -       -              -                 -                 -            -      -      -      -      -
waiting_list_aggregate  R:all  R:all  R:all   R:all   R:all          R:all             R:all             R:all        R:all  -      R:all  R:all  -
ac_leave                W:all  W:all  W:spec  W:team  W:own+team+cons W:own            W:own             -            W:own  -      W:own  -      -
ac_leave_approval       W:all  W:all  W:spec  W:team  -              -                 -                 -            -      -      -      -      -
medical_leave           W:all  W:all  W:spec  -       W:cons         W:all             W:own             W:own        -      -      -      -      -
medical_leave_approval  W:all  W:all  W:spec  -       -              -                 W:spec            -            -      -      -      -      -
whereabouts             R:all  R:all  R:spec  R:team  R:all          R:all             R:all             R:all        R:all  R:all  R:all  -      -
whereabouts_kind        R:all  R:all  R:spec  R:team  -              R:medical         R:own             R:own        -      R:all  -      -      -
off_today               R:all  R:all  R:spec  R:team  R:all          R:medical         -                 -            -      R:all  -      -      -
sickness_dates          R:all  W:all  W:spec  W:team  -              W:medical         R:own             R:own        R:own  R:all  R:own  -      -
sickness_detail         R:team R:team R:team  R:team  R:own          -                 R:own             R:own        R:own  R:all      -  -      -
establishment           W:all  W:all  W:spec  R:team  -              -                 -                 -            -      R:all  R:all  R:all  -
training                R:all  W:all  W:spec  W:team  R:own          R:own             R:own             R:own        R:own  R:all  R:own  -      -
rota                    W:all  W:all  W:spec  R:all   R:spec         W:all             R:spec,W:own      R:own,W:own  -      -      -      R:all  -
medical_staff           W:all  W:all  R:spec  -       R:all          W:all             R:own             R:own        -      R:all  -      R:all  -
locum                   W:all  W:all  W:spec  -       -              W:all             W:own             -            -      R:all  R:all  R:all  -
complaint_index         R:all  W:all  R:spec  -       -              -                 R:own             R:own        W:all  -      -      R:all  -
complaint_narrative     R:all  W:all  R:spec  -       -              -                 R:own             R:own        W:all  -      -      -      -
complaint_staff         R:all  R:all  R:spec  -       -              -                 R:own             R:own        W:all  -      -      -      -
restricted_case         R:own  R:own  R:own   -       -              -                 -                 -            R:own  -      -      -      -
incident                R:all  W:all  R:spec  -       -              -                 R:own             -            W:all  -      -      R:all  -
hr_report               W:all  W:all  -       -       -              -                 -                 -            -      R:all  R:all  R:all  -
hr_annex                R:all  R:all  -       -       -              -                 -                 -            -      R:all  -      -      -
desk_counts             W:all  W:all  W:spec  R:all,W:team R:spec,W:team R:all         R:spec            -          -      -      R:all  R:all  -
operations              W:all  W:all  W:spec  R:all   W:own          R:all             R:spec            -            -      -      R:all  R:all  -
action                  W:all  W:all  W:all   W:own   W:own          W:own             W:own             W:own        W:own  W:own  W:own  R:all  -
policy_number           W:all  W:all  R:all   R:all   -              R:all             -                 -            -      R:all  -      R:all  -
administration          -      R:all  -       -       -              -                 -                 -            -      -      -      R:all  W:all
history                 -      -      -       -       -              -                 -                 -            -      -      -      R:all  -
"""
# fmt: on


@dataclass(frozen=True)
class Right:
    """One thing a role may do with a subject, and how far it reaches."""

    operation: Operation
    scopes: frozenset[Scope]


def _rights(cell: str) -> tuple[Right, ...]:
    if cell == "-":
        return ()
    parts = (part.split(":") for part in cell.split(","))
    return tuple(Right(Operation(letter), frozenset(map(Scope, scopes.split("+")))) for letter, scopes in parts)


def _parse(table: str) -> dict[tuple[Subject, Role], tuple[Right, ...]]:
    header, *rows = (line.split() for line in table.strip().splitlines())
    roles = [Role(code) for code in header[1:]]
    return {
        (Subject(name), role): _rights(cell) for name, *cells in rows for role, cell in zip(roles, cells, strict=True)
    }


RIGHTS = _parse(_TABLE)


def scopes(*, subject: Subject, role: Role, operation: Operation) -> frozenset[Scope]:
    """The scopes in which a role may do this; empty means not at all. Writing includes reading."""
    enough = {Operation.WRITE} if operation is Operation.WRITE else {Operation.READ, Operation.WRITE}
    reach: frozenset[Scope] = frozenset()
    for right in RIGHTS.get((subject, role), ()):
        if right.operation in enough:
            reach |= right.scopes
    return reach
