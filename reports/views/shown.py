"""Which copy somebody may see."""

from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.models import User
from reports.models import Copy


def sees_full(user: User) -> bool:
    """Full counts are for HR and those who release reports; everybody else sees the wide copy."""
    return may(user=user, subject=Subject.HR_ANNEX)


def copy_for(user: User, *, wanted: str = "") -> Copy:
    """Return the copy to show: the wide one unless the user may see the full one and does not ask for the wide one."""
    return Copy.HR if sees_full(user) and wanted != Copy.WIDE else Copy.WIDE


def may_release(user: User) -> bool:
    """Whether the user looks at drafts and releases them."""
    return may(user=user, subject=Subject.HR_REPORT, operation=WRITE)
