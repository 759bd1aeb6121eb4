"""What the codes of a rota grid mean, and what to do."""

CODES = {
    "unknown_code": ("The legend does not hold this code", "Write a code of the legend, or add it there."),
    "blank_cell": ("The cell is empty", "Give a code; off has one too."),
    "bad_slot": (
        "The line has no slot number: it is not loaded",
        "Number it in the first column, 1 to 999; a note stands there alone.",
    ),
    "bad_legend": (
        "The legend does not say what this code is",
        "Give its Type as shift, resident_on_call, nroc, leave or zero, and Start and Finish for work.",
    ),
    "unknown_worker": (
        "Nobody among the doctors has this name: the line is not loaded",
        "Enter the doctor in the staff list, or write the name as it stands there.",
    ),
    "ambiguous_worker": ("Several doctors have this name: the line is not loaded", "Write forename and surname."),
    "duplicate_key": ("The slot stands in the file before: the line is not loaded", "Number each line once."),
    "overlap_person": ("The doctor has another duty at that time", "Put somebody else, or correct the other duty."),
    "merged_expanded": ("A merged cell stands for every day of its range", "Nothing."),
    "case_normalised": ("The code was read without regard to capitals", "Nothing."),
    "trimmed": ("There were blanks around the code", "Nothing."),
    "swap_note": (
        "The cell holds a note about a swap: the code of the cell is used, and the note stands beside the duty",
        "Check that both duties are right.",
    ),
    "combined_code": ("Two codes were read as two duties of the day", "Nothing."),
    "off_symbol": ("A dash was read as off", "Nothing."),
    "note_row_skipped": ("A row of text was passed over", "Nothing."),
}
FILE_CODES = {
    "unknown_rota": (
        "It is not said whose rota this is",
        "Write it above the grid, for example ENT middle grade rota: the specialty, and middle grade, SHO or consultant.",
    ),
}
