"""The rows of a request for a decision: choices of the list that show the same patients to everybody who may open them."""

from directorate.core.access import reach
from directorate.core.domain.access import Subject
from directorate.core.models import Specialty, User
from waiting_lists.actions import writer_of
from waiting_lists.domain.list_choices import ListChoices, token_of


def rows_for_every_reader(choices: ListChoices, *, user: User) -> ListChoices | None:
    """Return the choices without what depends on the reader; None when no choices say it.

    *My consultants* becomes the one consultant it stands for; a list of the only specialty read says which one that is.
    """
    if choices.mine:
        codes = writer_of(user).codes
        if len(codes) != 1:
            return None
        choices = choices.with_choice(mine=False, consultant=token_of(next(iter(codes))))
    reached = reach(user=user, subject=Subject.WAITING_LIST)
    if reached.everything or choices.specialty:
        return choices
    read = list(Specialty.objects.filter(pk__in=reached.specialty_ids).values_list("code", flat=True)[:2])
    if len(read) == 1:
        return choices.with_choice(specialty=read[0])
    return choices if choices.consultant else None
