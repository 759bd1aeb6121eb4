"""Why an action was refused, in words for the person who tried."""


class CoverRefused(Exception):
    """The duty cannot be given like this; the message says why and what to do."""


class CoverReasonNeeded(CoverRefused):
    """It breaks a rule; it can be done, but only with a reason."""


class GapClosed(CoverRefused):
    """Somebody else was quicker, or the page was old."""


class OfferOver(CoverRefused):
    """A question to a doctor is answered, too late or withdrawn."""


class SwapGone(CoverRefused):
    """A duty of a swap has begun, was cancelled, or is somebody else's: the page was old."""


class DeskRefused(Exception):
    """An address or a request cannot be taken like this; the message says what to do."""


class SessionRefused(Exception):
    """A half day cannot be changed like this; `field` is the field of the form that should say so."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
