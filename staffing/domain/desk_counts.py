"""What the desk counts say: how they stand beside the week before, and when they are wanted."""

from datetime import date

from directorate.core.domain.periods import week_of

FRIDAY = 4
# The measures in the order of the form, with what they are called on Today and on the page.
MEASURES = {
    "letters_to_type": "Letters to type",
    "referrals_to_triage": "Referrals to triage",
    "results_to_file": "Results to file",
    "voicemails": "Voicemails",
}
OLDEST = {"letters_to_type": "oldest_letter_days", "referrals_to_triage": "oldest_referral_days"}


def is_wanted(today: date, *, counted: date | None) -> bool:
    """Return whether the count of this week is still to be entered: from Friday on, until there is one."""
    return today.weekday() >= FRIDAY and (counted is None or counted < week_of(today).first)


def change_words(now: int, *, before: int | None) -> str:
    """Return how a number stands beside the count before: "12 more", "3 fewer", "as before"; empty without one."""
    if before is None:
        return ""
    if now == before:
        return "as before"
    return f"{now - before:,} more" if now > before else f"{before - now:,} fewer"
