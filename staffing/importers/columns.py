"""The columns of the staffing feeds and the names they go by.

Source: staffing rule book, section 12.2; of several names of one field in a file the first listed wins.
"""

from dataclasses import replace

from directorate.core.importers.grids import Column

STAFF_NO = Column("staff_no", ("Employee Number", "Employee", "Staff Number", "Staff No"))
ASSIGNMENT = Column("assignment", ("Assignment Number", "Assignment No"))
SURNAME = Column("surname", ("Surname", "Last Name"))
FORENAME = Column("forename", ("Forenames", "First Name"))
POSITION = Column("position", ("Position Number", "Post No"))
TITLE = Column("title", ("Position Title", "Job Title"))
SPECIALTY = Column("specialty", ("Specialty", "Department"))
BAND = Column("band", ("Band", "Grade"))
FUNDED = Column("funded", ("Funded WTE", "Budgeted WTE"))
FUNDED_FROM = Column("funded_from", ("Funded From", "From"))
FUNDED_TO = Column("funded_to", ("Funded To", "To"))
POST_STATUS = Column("post_status", ("Status", "Post Status"))
FTE = Column("fte", ("FTE",))
WEEKLY_HOURS = Column("weekly_hours", ("Weekly Hours", "Contracted Hours"))
CONTRACT = Column("contract", ("Contract Type", "Contract"))
ASSIGNMENT_STATUS = Column("asg_status", ("Assignment Status", "Asg Status"))
VALID_FROM = Column("valid_from", ("Valid From", "From"))
VALID_TO = Column("valid_to", ("Valid To", "To"))
BACKFILL = Column("backfill", ("Backfill For", "Covering Assignment"))
SERVICE = Column("service", ("NHS Service Start", "Service Start"))
LEFT = Column("left", ("Leaving Date", "Date Left"))
LEFT_REASON = Column("left_reason", ("Leaving Reason", "Reason For Leaving"))
TYPE = Column("type", ("Absence Type", "Absence Category"))
START = Column("start", ("Absence Start Date", "Start Date", "Start"))
END = Column("end", ("Absence End Date", "End Date", "End"))
REASON = Column("reason", ("Absence Reason",), is_private=True)
LEVEL_2 = Column("level_2", ("Level 2 Reason",), is_private=True)
RELATED = Column("related", ("Related Reason",), is_private=True)
WORK_RELATED = Column("work_related", ("Work Related",), is_private=True)
NOTIFIABLE = Column("notifiable", ("Notifiable Disease",), is_private=True)
RTW = Column("rtw", ("Return To Work Discussion Date",))
GROUP = Column("group", ("Group", "Absence Group"))
STATE = Column("state", ("State", "Status"))
HOURS_TEXT = Column("hours_text", ("Hours In Period (hh:mm)",))
IS_OPEN = Column("open", ("Is Open Ended", "Open Ended"))


def required(column: Column) -> Column:
    """Return a column without which there is no such table."""
    return replace(column, required=True)
