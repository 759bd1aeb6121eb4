"""What the codes of an on-call list mean, and what to do."""

CODES = {
    "missing_required": ("A cell that every row needs is blank", "Fill it in."),
    "bad_date": ("The date does not exist or cannot be read", "Write it as 19/10/2026."),
    "bad_time": ("The cell should hold a time and cannot be read", "Give hours and minutes, for example 20:30."),
    "bad_number": ("The hours are not a number", "Write them as 12.5 or 12:30."),
    "day_name_mismatch": ("The weekday is not that of the date", "Correct the weekday or the date."),
    "duplicate_row": ("The same row stands in the file before", "Nothing: the first one is used."),
    "unknown_worker": (
        "Nobody among the doctors has this name",
        "Enter the doctor in the staff list, or write the name as it stands there.",
    ),
    "ambiguous_worker": ("Several doctors have this name", "Write forename and surname."),
    "unknown_tier": (
        "It is not said who is called first, second or last",
        "Give 1st, 2nd or consultant, or the rota's name.",
    ),
    "ambiguous_rota": (
        "Several rotas of this specialty have this tier",
        "Write the name of the rota as it stands here.",
    ),
    "overlap_person": ("The doctor has another duty at that time", "Put somebody else, or correct the other duty."),
    "gap": ("Nobody does this duty: it is kept as a gap", "Find cover under Gaps."),
    "swap_note": (
        "The notes speak of a swap: the doctor of the row is used, and what they say stands beside the duty",
        "Check that both duties are right.",
    ),
    "hours_clock_change": ("The clocks change that night: the hours are another than stated", "Nothing."),
    "trimmed": ("There were blanks around the text", "Nothing."),
    "two_digit_year": ("The year had two digits", "Nothing."),
    "serial_date": ("The date was Excel's number of a day", "Nothing."),
}
