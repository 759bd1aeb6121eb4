"""What the codes of a medical staff list mean, and what to do."""

CODES = {
    "missing_required": ("A cell that every row needs is blank", "Fill it in."),
    "bad_date": ("The date does not exist or cannot be read", "Write it as 23/11/2026."),
    "bad_number": ("The cell should hold a number and does not", "Give it in digits."),
    "unknown_grade": (
        "The grade is not in the table, or may mean several",
        "Give F1, F2, CT1 to CT2, ST1 to ST8, DCT1 to DCT3, or the grade in words. SpR, SHO, SAS and StR are not exact.",
    ),
    "unknown_code": (
        "The kind of contract is not one we know",
        "Give Substantive, Fixed term, Training, Locum, Honorary, Bank or Agency.",
    ),
    "unknown_specialty": (
        "There is no specialty with this name",
        "Write its name as it stands here, or ask the administrator to add it.",
    ),
    "unknown_site": ("There is no site with this name", "Add the site, or write its name as it stands there."),
    "bad_gmc_number": ("A GMC number has exactly seven digits", "Look it up: it is never filled up with noughts."),
    "bad_gdc_number": ("A GDC number has five or six digits", "Look it up."),
    "no_registration": ("There is neither a GMC nor a GDC number", "Give one of the two."),
    "registration_mismatch": (
        "The two numbers belong to two different doctors here",
        "Correct the GMC or the GDC number.",
    ),
    "other_name": (
        "The number belongs to a doctor with another name here",
        "Correct the number; or, when the doctor has another name now, change it under Staff first.",
    ),
    "duplicate_key": ("The doctor stands in the file before", "Keep one row a doctor."),
    "ambiguous_worker": (
        "Several doctors here have this name, and none of them has this number yet",
        "Give one of them the number under Staff (as consultant code), or load their rows first.",
    ),
    "wte_out_of_range": ("WTE is above 0 and at most 1", "Correct it. More than full time is said in PAs."),
    "pa_out_of_range": ("Programmed activities are 0 to 15 a week", "Correct them."),
    "end_before_start": ("The end lies before the start", "Correct the two dates."),
    "consultant_code": ("A consultant code was given: the number is what follows the C", "Nothing."),
    "grade_alias": ("The grade was written in another way", "Nothing."),
    "serial_date": ("The date was Excel's number of a day", "Nothing."),
    "two_digit_year": ("The year had two digits", "Nothing."),
    "text_number": ("The number had a unit behind it", "Nothing."),
    "trimmed": ("There were blanks around the text", "Nothing."),
    "total_row_skipped": ("A row of totals was passed over", "Nothing."),
}

# What the form of one doctor finds beside that, and says otherwise than of a file.
TYPED_CODES = {
    "missing_required": ("This is needed of every doctor", "Fill it in."),
    "number_taken": ("The number belongs to another doctor here", "Correct it, or change that doctor."),
    "post_begins_then": (
        "Another post of this doctor begins on that day",
        "Give the first day of the post you are changing, or another day for a new one.",
    ),
    "before_the_earlier_post": (
        "An earlier post of this doctor begins on that day or later",
        "Give a later first day, or choose that another post begins then.",
    ),
}


def say(code: str) -> str:
    """Return what a code means and what to do, in two sentences."""
    words, what_to_do = (CODES | TYPED_CODES)[code]
    return f"{words}. {what_to_do}"
