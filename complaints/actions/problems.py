"""Why an action was refused, in words for the person who tried."""

WORDS = {
    "not_logged": "The case is not logged yet.",
    "bad_event": "That step is not known.",
    "illegal_transition": "The case is not at a point where this can happen. Look at its steps first.",
    "already_acknowledged": "The acknowledgement is recorded already.",
    "already_paused": "The clock is paused already.",
    "already_sent": "The response is recorded already.",
    "not_paused": "The clock is not paused.",
    "cannot_undo": "There is no step to take back; the log itself stays.",
    "reason_required": "Say why.",
    "ground_required": "Choose the ground on which it is not considered.",
    "written_reasons_required": "Enter the day on which the written reasons were sent.",
    "author_cannot_approve": "Somebody other than the author must approve the draft.",
    "no_issues": "Enter the points of the complaint first.",
    "issue_without_finding": "Enter a finding for every point first.",
    "event_in_future": "The day has not come yet.",
    "before_receipt": "The day is before the complaint was received.",
    "pause_before_receipt": "The day is before the complaint was received.",
    "pause_after_response": "The response is sent; there is no clock to pause.",
    "pause_overlap": "The clock was paused on that day already.",
    "pause_after_due": "The clock has run out; it cannot be paused any more.",
    "no_policy_clock": "This kind of contact has no response date.",
    "resume_before_pause": "The day is before the pause began.",
    "extension_while_paused": "The clock is paused. End the pause first.",
    "extension_not_later": "The new date must be later than the one before.",
    "reopen_before_response": "The day is before the response was sent.",
    "not_acknowledged": "Enter the day of the acknowledgement first, under More.",
}


class CaseRefused(Exception):
    """The case cannot be changed like this; `field` is the field of the form that should say so."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


def refused(code: str) -> CaseRefused:
    """The refusal of a rule in words."""
    return CaseRefused(WORDS.get(code, "This cannot be done now."))


class LinkOver(Exception):
    """The link takes no statement any more; its page says why."""
