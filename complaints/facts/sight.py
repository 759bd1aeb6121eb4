"""How much of a case that exists for a user the user may read."""

from dataclasses import dataclass

from complaints.models import Case
from directorate.core.access import READ, WRITE, Reach, reach
from directorate.core.domain.access import Subject
from directorate.core.models import User


@dataclass(frozen=True, slots=True)
class Sight:
    """What a user reads of cases: everything, dates and states only, or their own statement requests only."""

    index: Reach
    narrative: Reach
    staff: Reach
    work: Reach
    person_id: int | None

    def is_full(self, case: Case) -> bool:
        """Whether the user reads what is said in the case and by whom."""
        return _covers(self.narrative, case=case)

    def is_own_only(self, case: Case) -> bool:
        """Whether the case exists for the user only because of a statement they were asked for."""
        return not _covers(self.index, case=case)

    def names(self, case: Case, *, person: int) -> bool:
        """Whether the user reads who was asked; everybody reads their own name."""
        return _covers(self.staff, case=case) or person == self.person_id

    def may_change(self, case: Case) -> bool:
        """Whether the user works on the case."""
        return _covers(self.work, case=case)


def _covers(found: Reach, *, case: Case) -> bool:
    return found.everything or case.specialty_id in found.specialty_ids


def sight_of(user: User) -> Sight:
    """What this user reads of cases, today."""
    return Sight(
        index=reach(user=user, subject=Subject.COMPLAINT_INDEX, operation=READ),
        narrative=reach(user=user, subject=Subject.COMPLAINT_NARRATIVE, operation=READ),
        staff=reach(user=user, subject=Subject.COMPLAINT_STAFF, operation=READ),
        work=reach(user=user, subject=Subject.COMPLAINT_INDEX, operation=WRITE),
        person_id=user.person_id,
    )
