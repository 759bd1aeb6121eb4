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


def required(column: Column) -> Column:
    """Return a column without which there is no such table."""
    return replace(column, required=True)
