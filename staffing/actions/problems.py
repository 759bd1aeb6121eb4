"""Why an action was refused, in words for the person who tried."""


class LeaveRefused(Exception):
    """The leave cannot be saved or decided like this; the message says why and what to do."""


class ReasonNeeded(LeaveRefused):
    """It can be done, but only with a reason."""


class AlreadyDecided(LeaveRefused):
    """Somebody else was quicker, or the page was old."""


class LinkOver(LeaveRefused):
    """The link decides nothing any more."""


class StaffRefused(Exception):
    """The staff list cannot be changed like this; `field` is the field of the form that should say so."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
