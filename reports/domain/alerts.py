"""What an alert says: what happened and what to do, in words. No figures of the report, no names, no reasons of absence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from directorate.core.domain.words import moment


class AlertKind(StrEnum):
    """What went wrong."""

    HELD = "held"
    NOT_BUILT = "not_built"
    NOT_SENT = "not_sent"
    JOB = "job"


ALERT_WORDS: dict[AlertKind, str] = {
    AlertKind.HELD: "Report held",
    AlertKind.NOT_BUILT: "Report not built",
    AlertKind.NOT_SENT: "Copy not sent",
    AlertKind.JOB: "Job overdue",
}


@dataclass(frozen=True, slots=True)
class Told:
    """The subject of the e-mail, what happened, what to do."""

    kind: AlertKind
    subject: str
    what: str
    remedy: str


def report_held(title: str, *, reason: str) -> Told:
    """Return what is said of a report that was due to send and did not; `reason` is the sentence of the release rule."""
    return Told(
        AlertKind.HELD,
        f"Held: {title}",
        f"{title} was due to be sent and is held. {reason}",
        "Look at the report. Put right what is missing, or release it as it is.",
    )


def report_not_built(title: str) -> Told:
    """Return what is said of a report that was given up after several attempts."""
    return Told(
        AlertKind.NOT_BUILT,
        f"Not built: {title}",
        f"{title} could not be built after several attempts. Nothing was sent.",
        "Open the report and build it again. If that fails too, tell the administrator.",
    )


def copies_not_sent(title: str, *, uncertain: bool, failed: bool) -> Told:
    """Return what is said of copies that were not sent, or of which nobody knows."""
    sentences = [f"Not every copy of {title} arrived."]
    if failed:
        sentences.append("At least one could not be sent or came back.")
    if uncertain:
        sentences.append("Of at least one nobody knows whether it arrived: the mail server did not answer in the end.")
    return Told(
        AlertKind.NOT_SENT,
        f"Not sent to everybody: {title}",
        " ".join(sentences),
        "Open the report: it names the copies and why. Only a person sends them again.",
    )


def job_overdue(name: str, *, ended_well: datetime) -> Told:
    """Return what is said of a repeated job that missed its beats."""
    return Told(
        AlertKind.JOB,
        "A scheduled job is overdue",
        f"The job “{name}” has not ended well since {moment(ended_well)}, longer than it should.",
        "Open Scheduled jobs. If the job is overdue there too, see that the worker and the timer run; "
        "if it is on time again, nothing is left to do.",
    )
