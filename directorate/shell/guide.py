"""The help of each role: what the role is for here, and what its first day looks like."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from directorate.core import registry
from directorate.core.domain.access import ROLE_NAMES, Role
from directorate.shell.navigation import address, allowed


@dataclass(frozen=True)
class Guide:
    """What one role sees and does."""

    role: str
    sees: str
    first: tuple[str, ...]


_SEES: dict[Role, tuple[str, tuple[str, ...]]] = {
    Role.DIRECTORATE_MANAGER: (
        "You see the whole directorate: waiting lists with patients, staff and leave, reports, approvals.",
        (
            "Read Do first on Today from the top: it holds at most four lines and says why each is there.",
            "Check the dates at the top of Today: amber means that a source is older than it should be.",
            "Approve or decline leave that waits for you.",
            "Look at the weekly report before it goes to HR, and release it.",
        ),
    ),
    Role.ASSISTANT_MANAGER: (
        "You run the desk for the whole directorate: waiting lists with patients, staff and leave, imports, reports.",
        (
            "Load the waiting list of the week, then settle the rows that could not be read.",
            "Log who is off today; nothing is asked of you but the name.",
            "Approve or decline leave that waits for you.",
            "Look at the weekly report before it goes to HR, and release it.",
        ),
    ),
    Role.SPECIALTY_MANAGER: (
        "You see and change your specialty: its waiting list, its staff and their leave.",
        (
            "Open the waiting list of your specialty and give the next step an owner and a date.",
            "Approve or decline the leave of your specialty.",
        ),
    ),
    Role.TEAM_LEADER: (
        "You see your team: who is in, leave and absence; and the waiting list of your specialty.",
        (
            "Look at who is in today and whether the team is above its minimum.",
            "Log leave and absence for your team, and approve what waits for you.",
        ),
    ),
    Role.SECRETARY: (
        "You see the waiting list of your specialty and write on the pathways of the consultants you work for, "
        "and of those whose secretary you cover. You log your own leave and theirs, "
        "and that of your team where your role says so.",
        (
            "A patient is on the phone: type the hospital number into the search at the top of any page.",
            "Say on each pathway what happens next, and who does it by when.",
            "Log a consultant's leave as soon as you hear of it: type the name, the kind and the days on one line.",
        ),
    ),
    Role.ROTA_COORDINATOR: (
        "You see where the doctors are and log their leave and sickness.",
        (
            "Look at the calendar for the days ahead.",
            "Log a doctor's leave or sickness as soon as you hear of it.",
        ),
    ),
    Role.CONSULTANT: (
        "You see your own patients on the waiting list, your own leave, and where colleagues are (as Away only). "
        "As clinical lead you approve the medical leave of your specialty.",
        (
            "Ask for your leave six weeks ahead, or let your secretary do it.",
            "Approve or decline what waits for you, if you are the clinical lead.",
        ),
    ),
    Role.RESIDENT: (
        "You see your own leave, and where colleagues are (as Away only).",
        ("Ask for your leave as early as you can, and look here for the answer.",),
    ),
    Role.COMPLAINTS_HANDLER: (
        "You see complaints, except those restricted to others, where colleagues are (as Away only), waiting-list "
        "figures without patients, and your own leave.",
        (
            "Open Complaints: the list begins with what is due next, from whom, and whether that person is away.",
            "Log a complaint by pasting the e-mail, then say who answers each point.",
        ),
    ),
    Role.HUMAN_RESOURCES: (
        "You see staff, leave and sickness of the directorate, and the reports that were released to you. "
        "You see no patients.",
        ("Open the latest weekly report: its first block says what changed.",),
    ),
    Role.FINANCE: (
        "You see the establishment and the reports that were released, and waiting-list figures without patients.",
        ("Open the latest weekly report.",),
    ),
    Role.AUDITOR: (
        "You see who looked at what and who changed what, the settings, and figures; no patients and no staff records.",
        ("Search the log of reading and the history of changes.",),
    ),
    Role.ADMINISTRATOR: (
        "You manage users, roles and the lists on which the service stands. You see no patients and no staff records.",
        (
            "Make an account for each person and give it a role and its specialty.",
            "End the role on the day a person leaves or moves; disable the account if it may not be used again.",
        ),
    ),
}


def guides_for(roles: Sequence[Role]) -> list[Guide]:
    """The guide of each role held, in the order of the roles' names."""
    return [Guide(ROLE_NAMES[role], *_SEES[role]) for role in roles]


def topics_for(request: HttpRequest) -> list[dict[str, object]]:
    """The pages of the apps that this user may open, with their keys."""
    return [{"topic": topic, "href": address(topic.url_name)} for topic in _open_to(request, registry.help_topics)]


def start_topics_for(request: HttpRequest) -> list[registry.HelpTopic]:
    """The pages for the weeks after the first steps that this user may open."""
    return _open_to(request, registry.start_topics)


def _open_to(request: HttpRequest, topics: Sequence[registry.HelpTopic]) -> list[registry.HelpTopic]:
    return [
        topic
        for topic in topics
        if allowed(request, topic.subjects, operation=topic.operation) and address(topic.url_name)
    ]
