"""The way into administration, and the table of roles in words."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from directorate.core.access import may
from directorate.core.domain.access import RIGHTS, ROLE_NAMES, Operation, Role, Subject
from directorate.core.domain.access_words import SUBJECT_NAMES, cell_in_words
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.views.registers import REGISTERS


@dataclass(frozen=True)
class Entry:
    """A page of administration."""

    text: str
    href: str
    detail: str


@require_GET
@requires(Subject.ADMINISTRATION, Subject.POLICY_NUMBER, Subject.HISTORY)
def administration_home(request: AuthenticatedRequest) -> HttpResponse:
    """What of administration this user may open."""
    entries: list[Entry] = []
    if may(user=request.user, subject=Subject.ADMINISTRATION):
        entries += [
            Entry("Users", reverse("core_admin:user_list"), "Open and close accounts, give and take roles."),
            Entry("What each role may do", reverse("core_admin:role_list"), "The table of roles, in words."),
        ]
        entries += [
            Entry(register.title, reverse("core_admin:register_list", args=[register.slug]), register.detail)
            for register in REGISTERS.values()
        ]
    if may(user=request.user, subject=Subject.POLICY_NUMBER):
        detail = "Limits, targets and timescales, each with its source."
        entries.append(Entry("Policy numbers", reverse("core_admin:policy_number_list"), detail))
    if may(user=request.user, subject=Subject.HISTORY):
        detail = "Who changed what, and who looked at what."
        entries.append(Entry("History and access log", reverse("core_admin:audit_search"), detail))
    return render(request, "core/administration_home.html", {"entries": entries})


@require_GET
@requires(Subject.ADMINISTRATION)
def role_list(request: AuthenticatedRequest) -> HttpResponse:
    """The table of roles: for each role, what it may see and change, and how far."""
    roles = [
        (
            ROLE_NAMES[role],
            [
                (SUBJECT_NAMES[subject], cell_in_words(RIGHTS[subject, role]))
                for subject in Subject
                if RIGHTS[subject, role]
            ],
        )
        for role in Role
    ]
    return render(request, "core/role_list.html", {"roles": roles, "operations": Operation})
