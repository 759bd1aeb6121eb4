"""What can be wrong with a row of the patient tracking list: codes, in the order of the rules, and words for people.

Source: waiting-list rule book, sections 6.3 and 6.4.
"""

from enum import IntEnum, IntFlag

RTT_TYPES = ("IRTT", "ORTT")
PLANNED_TYPES = ("PLTI", "PLTO", "PTLI", "PTLO")
NON_RTT_TYPES = ("INON", "ONON")
OTHER_NAMES_OF_TYPES = {"RTTI": "IRTT", "RTTO": "ORTT"}
PROCEDURE_PRIORITIES = ("P1A", "P1B", "P2", "P3", "P4", "P5", "P6")
PRIORITY_TYPES = ("1", "2", "3")


class Fault(IntEnum):
    """Why a row is rejected: the first that applies."""

    COLUMN_COUNT = 1
    MISSING_REQUIRED = 2
    WRONG_PROVIDER = 3
    CENSUS_DATE_MISMATCH = 4
    BAD_PPID = 5
    UNKNOWN_LIST_TYPE = 6
    UNKNOWN_TREATMENT_FUNCTION = 7
    BAD_DATE = 8
    SENTINEL_DATE = 9
    FUTURE_CLOCK_START = 10
    STOP_BEFORE_START = 11
    NOT_OPEN = 12
    DUPLICATE_ROW = 13
    DUPLICATE_KEY = 14

    @property
    def code(self) -> str:
        """Return the code of the rule book."""
        return self.name.lower()


class Notice(IntFlag):
    """What was noticed on a row that is accepted: all that apply; the sum stands in `warning_flags`."""

    UNKNOWN_CLOCK_START = 1
    DATE_REFORMATTED = 2
    BAD_DATE_IGNORED = 4
    SENTINEL_IGNORED = 8
    NHS_NUMBER_MISSING = 16
    NHS_NUMBER_INVALID = 32
    NHS_NUMBER_REFORMATTED = 64
    TFC_NORMALISED = 128
    RTT_STATUS_NORMALISED = 256
    PRIORITY_NORMALISED = 512
    UNKNOWN_PRIORITY = 1024
    LIST_TYPE_NORMALISED = 2048
    TCI_IN_PAST = 4096
    DOB_AFTER_REFERRAL = 8192
    FORMULA_TEXT = 16384

    @property
    def code(self) -> str:
        """Return the code of the rule book."""
        return str(self.name).lower()


# Code to what it means and what to do.
WORDS = {
    "column_count": (
        "The row has more or fewer cells than the header",
        "Look for a comma or a line break inside a cell, and put the cell in quotation marks.",
    ),
    "missing_required": ("A cell that every row needs is blank", "Fill it in from the patient administration system."),
    "wrong_provider": ("The row belongs to another provider", "Leave it out, or correct the provider code."),
    "census_date_mismatch": ("The row is of another census", "Leave it out, or export the list of one day only."),
    "bad_ppid": ("The pathway identifier is not 20 letters and digits", "Correct it from the referral."),
    "unknown_list_type": ("The waiting list type is not one we know", "Use IRTT, ORTT, PLTI, PLTO, INON or ONON."),
    "unknown_treatment_function": (
        "The treatment function code is not on our list",
        "Correct the code, or ask the administrator to add it.",
    ),
    "bad_date": ("The clock start cannot be read as a date", "Give it as day, month and year, or leave it blank."),
    "sentinel_date": (
        "The clock start is a stand-in date",
        "Give the real date, or leave it blank if it is not known.",
    ),
    "future_clock_start": ("The clock starts after the census date", "Correct the clock start."),
    "stop_before_start": ("The clock stops before it starts", "Correct the two dates."),
    "not_open": ("The clock stopped on or before the census date", "Leave it out: the pathway is not open."),
    "duplicate_row": ("The same row stands in the file before", "Nothing: the first one is used."),
    "duplicate_key": (
        "The same pathway and clock start stand in the file before, with other contents",
        "Find out which row is right and bring back the correct one.",
    ),
    "unknown_clock_start": ("The clock start is blank", "Find the date: the wait cannot be counted until then."),
    "date_reformatted": (
        "The date is written in another way than the rest of its column",
        "Check that it was read right.",
    ),
    "bad_date_ignored": (
        "The date cannot be read and was left blank",
        "Correct it in the patient administration system.",
    ),
    "sentinel_ignored": ("A stand-in date was left blank", "Nothing, or give the real date."),
    "nhs_number_missing": ("There is no NHS number", "Trace the NHS number."),
    "nhs_number_invalid": ("The NHS number is not valid and was left blank", "Trace the NHS number."),
    "nhs_number_reformatted": ("The NHS number was written with spaces, hyphens or decimals", "Nothing."),
    "tfc_normalised": ("The treatment function code was tidied", "Nothing."),
    "rtt_status_normalised": ("The RTT status was tidied", "Nothing."),
    "priority_normalised": ("The procedure priority was tidied", "Nothing."),
    "unknown_priority": ("The priority type is not 1, 2 or 3", "Correct it in the patient administration system."),
    "list_type_normalised": ("The waiting list type was read under its proper name", "Nothing."),
    "tci_in_past": ("The admission date lies before the census", "Record what happened on that day."),
    "dob_after_referral": ("The birth date lies after the referral", "Correct the birth date."),
    "formula_text": ("The comment begins like a formula and is kept as text", "Nothing."),
}

# What stops a whole list, or holds it for a manager.
FILE_WORDS = {
    "wrong_provider_file": (
        "Half or more of the rows belong to another provider",
        "Check that this is the list of this Trust.",
    ),
    "census_not_newer": (
        "There is a list of this day or a later one already",
        "Choose a newer list.",
    ),
    "row_count_drop": (
        "The list has far fewer rows than the last one",
        "Find out why before you use it. Until then nobody is shown as gone.",
    ),
    "clock_starts_moved": (
        "Far more clock starts have changed than from one list to the next",
        "Ask whether the export or its date column was changed before you use it.",
    ),
    "pathways_replaced": (
        "Nearly every pathway is new or gone",
        "Check that this is the whole list of this Trust, with its usual pathway identifiers.",
    ),
}
