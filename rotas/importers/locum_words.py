"""What the codes of the files about locums mean, and what to do."""

CODES = {
    "missing_required": ("A cell that every row needs is blank", "Fill it in."),
    "bad_date": ("The date does not exist or cannot be read", "Write it as 23/11/2026."),
    "bad_time": ("The cell should hold a time and cannot be read", "Give hours and minutes, for example 20:30."),
    "bad_number": ("The cell should hold a number and does not", "Give it in digits; money with pounds and pence."),
    "unknown_code": ("The word is not one we know", "Give one of those that the other rows have."),
    "too_long": ("The text is longer than it can be", "References have up to 30 characters, cost codes up to 40."),
    "end_before_start": ("The end lies before the start", "Correct the two dates."),
    "duplicate_key": ("The same reference stands in the file before", "Keep one row, the right one."),
    "duplicate_row": ("The same row stands in the file before", "Nothing: the first one is used."),
    "trimmed": ("There were blanks around the text", "Nothing."),
    "two_digit_year": ("The year had two digits", "Nothing."),
    "serial_date": ("The date was Excel's number of a day", "Nothing."),
    "text_number": ("The number had a unit behind it", "Nothing."),
}
