"""What the codes of leave requests mean, and what to do."""

CODES = {
    "missing_required": ("A cell that every row needs is blank", "Fill it in."),
    "bad_date": ("The date does not exist or cannot be read", "Write it as 23/11/2026."),
    "end_before_start": ("The last day lies before the first", "Correct the two dates."),
    "unknown_worker": (
        "No doctor here has this GMC number",
        "Correct the number, or load the medical staff list first.",
    ),
    "other_name": ("The GMC number belongs to a doctor with another name", "Correct the number or the name."),
    "unknown_code": (
        "The word is not one we know",
        "Give Annual, Study, Professional, Sick, TOIL, Carers or Parental; of a part of a day AM or PM.",
    ),
    "duplicate_key": ("The number of the request stands in the file before", "Give each request a number of its own."),
    "half_day_multi": ("Part of a day was asked for over several days", "Ask for the half day in a row of its own."),
    "future_date": ("It was asked for after the day of the file", "Correct the day on which it was submitted."),
    "too_long": ("The number of the request is longer than 40 characters", "Shorten it."),
    "type_alias": ("The kind of leave was abbreviated", "Nothing."),
    "overlap_request": (
        "It overlaps an earlier request of the same doctor",
        "Ask which of the two is meant: the earlier one keeps the days that both have.",
    ),
    "two_digit_year": ("The year had two digits", "Nothing."),
    "serial_date": ("The date was Excel's number of a day", "Nothing."),
    "trimmed": ("There were blanks around the text", "Nothing."),
}
