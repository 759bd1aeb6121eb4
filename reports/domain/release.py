"""May a draft send by itself, when, and if not, why not. The release screen prints what the job obeys."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from directorate.core.domain.words import long_date, moment

# After a late start the manager still has this long to look before a draft sends by itself.
TIME_TO_LOOK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Source:
    """One source of a report and the last day its data are complete for; None: nobody has said so yet.

    `remedy` says what to do when the day does not reach the end of the period.
    """

    key: str
    name: str
    data_to: date | None
    remedy: str

    def covers(self, last: date) -> bool:
        """Return whether the data reach this day."""
        return self.data_to is not None and self.data_to >= last


class Step(StrEnum):
    """What the job does with a draft."""

    WAIT = "wait"
    REBUILD = "rebuild"
    RELEASE = "release"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known about a draft when the job looks at it.

    `sources` are those of the snapshot, `sources_now` those of this moment. `held_by_person` with `hold_until`
    None means until she releases it. `needs_person`: first run of a definition, or first after it changed.
    """

    period_last: date
    built_at: datetime
    release_at: datetime
    sources: tuple[Source, ...]
    sources_now: tuple[Source, ...]
    recipients: int
    needs_person: bool = False
    held_by_person: bool = False
    hold_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The step to take now and, in words for people, why; `sends_at` when it will send by itself."""

    step: Step
    reason: str
    sends_at: datetime | None = None


def decide(draft: Draft, *, now: datetime) -> Decision:
    """Return what happens to the draft at this moment."""
    stale = not covering(draft.sources, last=draft.period_last) and covering(draft.sources_now, last=draft.period_last)
    if stale:
        return Decision(Step.REBUILD, "The sources now reach the end of the period: the figures are made again.")
    sends_at = max(draft.hold_until or draft.release_at, draft.built_at + TIME_TO_LOOK, draft.release_at)
    obstacles = tuple(_obstacles(draft))
    if now < sends_at:
        return Decision(
            Step.WAIT,
            " ".join(obstacles) or f"Sends by itself on {moment(sends_at)}.",
            sends_at=None if obstacles else sends_at,
        )
    if obstacles:
        return Decision(Step.HOLD, " ".join(obstacles))
    return Decision(Step.RELEASE, "Every source reaches the end of the period.", sends_at=sends_at)


def covering(sources: tuple[Source, ...], *, last: date) -> bool:
    """Return whether every source reaches this day."""
    return all(source.covers(last) for source in sources)


def missing(sources: tuple[Source, ...], *, last: date) -> tuple[str, ...]:
    """Return a sentence for each source that does not reach this day."""
    return tuple(f"{source.name} {_reach(source)}: {source.remedy}." for source in sources if not source.covers(last))


def _reach(source: Source) -> str:
    if source.data_to is None:
        return "has no date up to which it is complete"
    return f"is complete to {long_date(source.data_to)} only"


def _obstacles(draft: Draft) -> Iterator[str]:
    if draft.held_by_person and draft.hold_until is None:
        yield "Held until somebody releases it."
    if draft.needs_person:
        yield "The first report after the report was set up or changed waits for a person to release it."
    if not draft.recipients:
        yield "Nobody is on the list of recipients: add one first."
    yield from missing(draft.sources, last=draft.period_last)
