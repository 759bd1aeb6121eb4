"""What the codes of the complaints log mean, and what to do."""

DATE = "Give day, month and year, for example 22/11/2026."
NOTHING = "Nothing: it is left out."

CODES = {
    "missing_required": ("A cell that every row needs is blank", "Fill it in."),
    "bad_date": ("The cell should hold a date and cannot be read", DATE),
    "future_date": ("The day lies after the day of the log", "Correct the date."),
    "unknown_specialty": ("The specialty is not ENT, OMFS or Dermatology", "Correct it, or leave the row out."),
    "negative_value": ("The number is less than 0", "Correct it."),
    "not_whole": ("The number is no whole number", "Correct it."),
    "bad_number": ("The cell should hold a number and does not", "Give it in digits."),
    "ack_before_received": ("The acknowledgement lies before the receipt", "Correct one of the two dates."),
    "sent_before_received": ("The response lies before the receipt", "Correct one of the two dates."),
    "duplicate_key": ("An earlier row has this reference", "Give one of them another reference."),
    "unknown_kind": (
        "The kind is not one we know",
        "Nothing: it is taken for a formal complaint. Change it on the case.",
    ),
    "unknown_site": ("The site is not one we know", NOTHING),
    "unknown_channel": ("How it came is not one of the ways we know", NOTHING),
    "unknown_outcome": ("The outcome is not one we know", NOTHING),
    "nhs_number_invalid": ("The NHS number is not valid", NOTHING),
    "nhs_number_mangled": ("Excel has shortened the NHS number", NOTHING),
    "formula_text": ("The text begins like a formula", "Nothing: it is kept as text."),
    "due_date_differs": ("The due date is not the one that the working days give", "Nothing: it is worked out here."),
    "extension_not_later": ("The extension is not later than the due date", "Nothing: it is left out."),
    "outcome_without_response": (
        "There is an outcome and no response",
        "Enter on the case when the response was sent.",
    ),
    "duplicate_datix_ref": ("An earlier row has this Datix reference", "Nothing: it is left out here."),
}
