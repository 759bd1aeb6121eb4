"""What the codes of a consultants' week mean, and what to do."""

CODES = {
    "missing_required": ("A cell that every row needs is blank", "Fill it in."),
    "unknown_code": ("The weekday or the session is not one we know", "Give a weekday, and AM, PM, EVE or ALL."),
    "ambiguous_pattern": (
        "Every other week does not say which weeks",
        "Say which weeks of the month, for example 1st and 3rd.",
    ),
    "bad_pattern": ("The weeks of the month cannot be read", "Give weeks 1 to 5, for example 2nd, 4th."),
    "end_before_start": ("The end lies before the start", "Correct the two times."),
    "bad_time": ("The cell should hold a time and cannot be read", "Give hours and minutes, for example 13:30."),
    "bad_number": ("The cell should hold a number and does not", "Give it in digits."),
    "duplicate_row": ("The same row stands in the file before", "Nothing: the first one is used."),
    "unknown_worker": (
        "Nobody among the doctors has this name",
        "Enter the doctor in the staff list, or write the name as it stands there.",
    ),
    "ambiguous_worker": ("Several doctors have this name", "Write forename and surname."),
    "unknown_site": ("There is no site with this name", "Add the site, or write its name as it stands there."),
    "merged_expanded": ("A merged cell stands for every row of its range", "Nothing."),
    "text_number": ("The number had a unit behind it", "Nothing."),
    "trimmed": ("There were blanks around the text", "Nothing."),
}
