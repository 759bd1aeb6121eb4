"""A doctor's duties prepared for the rules: merged blocks, on-call periods and the work in them, runs of days.

Source: rota rule book, section 3.1 (preparation).
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, pairwise

from rotas.domain.clocks import DAY, LONDON_CLOCK, Clock
from rotas.domain.duties import CallOut, Duty

NIGHT_FROM, NIGHT_TO = 23 * 60, 30 * 60  # 23:00 to 06:00 of the next day
NIGHT_MINUTES = 180
LONG_MINUTES = 600


@dataclass(frozen=True, slots=True)
class Work:
    """Minutes of work: what is known, and what it could be at most when something was not recorded."""

    low: Fraction
    high: Fraction

    def __add__(self, other: "Work") -> "Work":
        return Work(low=self.low + other.low, high=self.high + other.high)


NO_WORK = Work(low=Fraction(0), high=Fraction(0))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A block or an on-call period, elapsed minutes with the end excluded, and its clock readings."""

    start: int
    end: int
    wall_start: int
    wall_end: int

    @property
    def minutes(self) -> int:
        """Return the elapsed length."""
        return self.end - self.start

    @property
    def wall_minutes(self) -> int:
        """Return the length by the clock on the wall."""
        return self.wall_end - self.wall_start

    @property
    def day(self) -> int:
        """Return the local date of its start."""
        return self.wall_start // DAY

    @property
    def end_day(self) -> int:
        """Return the local date of its end."""
        return self.wall_end // DAY


@dataclass(frozen=True, slots=True)
class Block(Stretch):
    """Resident duties that overlap or touch, as one."""

    breaks: tuple[int, ...] | None
    night_minutes: int

    @property
    def is_long(self) -> bool:
        """Return whether it is longer than 10 hours."""
        return self.minutes > LONG_MINUTES

    @property
    def is_night(self) -> bool:
        """Return whether at least 3 hours lie between 23:00 and 06:00."""
        return self.night_minutes >= NIGHT_MINUTES

    @property
    def work(self) -> Work:
        """Return its minutes: all of it is work."""
        return Work(low=Fraction(self.minutes), high=Fraction(self.minutes))


@dataclass(frozen=True, slots=True)
class OnCall(Stretch):
    """A non-resident on-call period; `open_minutes` are those that no block covers."""

    open_minutes: int
    work_minutes: int | None
    episodes: int | None
    call_outs: tuple[CallOut, ...] | None

    @property
    def work(self) -> Work:
        """Return the work outside blocks; nothing recorded is anything from none to all of it."""
        if self.work_minutes is None:
            return Work(low=Fraction(0), high=Fraction(self.open_minutes))
        counted = Fraction(min(self.work_minutes, self.open_minutes))
        return Work(low=counted, high=counted)


Working = Block | OnCall


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two resident duties at the same time."""

    start: int
    end: int
    day: int


@dataclass(frozen=True, slots=True)
class Run:
    """Working duties on consecutive local start dates; an endless run belongs to a template with no day off."""

    items: tuple[Working, ...]
    is_endless: bool = False

    @property
    def first_day(self) -> int:
        """Return the local date of its first duty."""
        return self.items[0].day

    @property
    def days(self) -> int:
        """Return the number of dates."""
        return self.items[-1].day - self.first_day + 1

    def on_date(self, number: int) -> list[Working]:
        """Return the duties of the n-th date, counted from 1."""
        return [item for item in self.items if item.day == self.first_day + number - 1]


@dataclass(frozen=True, slots=True)
class Home:
    """The days whose occurrences count: one cycle of a template, last day excluded."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """Return the length of the cycle."""
        return self.last - self.first


def _end_of(block: Block) -> int:
    return block.end


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything the rules look at. `home` None: every day counts."""

    clock: Clock
    blocks: tuple[Block, ...]
    on_calls: tuple[OnCall, ...]
    leaves: tuple[Stretch, ...]
    overlaps: tuple[Overlap, ...]
    home: Home | None = None
    working: tuple[Working, ...] = field(init=False)

    def __post_init__(self) -> None:
        everything: list[Working] = [*self.blocks, *self.on_calls]
        object.__setattr__(self, "working", tuple(sorted(everything, key=lambda item: (item.start, item.end))))

    def counts(self, day: int) -> bool:
        """Return whether what is anchored on this day is counted."""
        return self.home is None or self.home.first <= day < self.home.last

    def counted(self, items: Iterable[Working]) -> list[Working]:
        """Return the items whose start date counts."""
        return [item for item in items if self.counts(item.day)]

    def block_minutes(self, start: int, *, until: int) -> int:
        """Return how many minutes from start to end lie inside blocks; those lie in order and never overlap."""
        first = bisect_right(self.blocks, start, key=_end_of)
        found = 0
        for block in islice(self.blocks, first, None):
            if block.start >= until:
                break
            found += min(block.end, until) - max(block.start, start)
        return found

    @property
    def nights(self) -> tuple[Block, ...]:
        """Return the blocks with at least 3 hours between 23:00 and 06:00."""
        return tuple(block for block in self.blocks if block.is_night)

    @property
    def long_blocks(self) -> tuple[Block, ...]:
        """Return the blocks longer than 10 hours."""
        return tuple(block for block in self.blocks if block.is_long)

    def rest_after(self, item: Working) -> "Rest | None":
        """Return the rest until the next working duty; 0 while another runs, None when none is known."""
        if any(other.start < item.end < other.end for other in self.working if other is not item):
            return Rest(minutes=0, wall_minutes=0, after=item, before=None)
        following = next((other for other in self.working if other.start >= item.end and other is not item), None)
        return None if following is None else rest_between(item, following)

    def runs(self, items: Sequence[Working]) -> Iterator[Run]:
        """Yield the runs of consecutive start dates that count."""
        for run in _consecutive(items):
            if self.home and run.first_day < self.home.first and run.items[-1].day >= self.home.last:
                yield Run(items=tuple(self.counted(run.items)), is_endless=True)
            elif self.counts(run.first_day):
                yield run


@dataclass(frozen=True, slots=True)
class Rest:
    """Minutes between two duties, passed and by the clock."""

    minutes: int
    wall_minutes: int
    after: Working
    before: Working | None


def rest_between(first: Working, second: Working) -> Rest:
    """Return the rest from the end of the first to the start of the second; never below zero."""
    return Rest(
        minutes=max(0, second.start - first.end),
        wall_minutes=max(0, second.wall_start - first.wall_end),
        after=first,
        before=second,
    )


def gaps(blocks: Sequence[Block]) -> Iterator[Rest]:
    """Yield the rests between blocks that follow each other."""
    return (rest_between(first, second) for first, second in pairwise(blocks))


def _consecutive(items: Sequence[Working]) -> Iterator[Run]:
    group: list[Working] = []
    for item in items:
        if group and item.day > group[-1].day + 1:
            yield Run(items=tuple(group))
            group = []
        group.append(item)
    if group:
        yield Run(items=tuple(group))


def prepare(duties: Sequence[Duty], *, clock: Clock = LONDON_CLOCK, home: Home | None = None) -> Timeline:
    """Return the duties as merged blocks, on-call periods, leave and overlaps, each in order of time."""
    resident = _in_order(duties, wanted=lambda duty: duty.is_resident)
    blocks, overlaps = _merged(resident, clock=clock)
    return Timeline(
        clock=clock,
        blocks=blocks,
        on_calls=tuple(
            _on_call(duty, blocks=blocks, clock=clock)
            for duty in _in_order(duties, wanted=lambda duty: duty.kind == "nroc")
        ),
        leaves=tuple(
            Stretch(duty.start, duty.end, clock.wall(duty.start), clock.wall(duty.end))
            for duty in _in_order(duties, wanted=lambda duty: duty.kind == "leave")
        ),
        overlaps=overlaps,
        home=home,
    )


def _in_order(duties: Sequence[Duty], *, wanted: Callable[[Duty], bool]) -> list[Duty]:
    return sorted(filter(wanted, duties), key=lambda duty: (duty.start, duty.end))


def _merged(resident: Sequence[Duty], *, clock: Clock) -> tuple[tuple[Block, ...], tuple[Overlap, ...]]:
    groups: list[list[Duty]] = []
    overlaps: list[Overlap] = []
    end = 0
    for duty in resident:
        if not groups or duty.start > end:
            groups.append([duty])
            end = duty.end
            continue
        if duty.start < end:
            day = clock.wall(duty.start) // DAY
            overlaps.append(Overlap(start=duty.start, end=min(end, duty.end), day=day))
        groups[-1].append(duty)
        end = max(end, duty.end)
    return tuple(_block(group, clock=clock) for group in groups), tuple(overlaps)


def _block(group: Sequence[Duty], *, clock: Clock) -> Block:
    start, end = group[0].start, max(duty.end for duty in group)
    breaks: list[int] | None = []
    for duty in group:
        breaks = None if breaks is None or duty.breaks is None else [*breaks, *duty.breaks]
    wall_start, wall_end = clock.wall(start), clock.wall(end)
    return Block(
        start=start,
        end=end,
        wall_start=wall_start,
        wall_end=wall_end,
        breaks=None if breaks is None else tuple(breaks),
        night_minutes=sum(
            covered(start, end, by=(window,))
            for window in windows(wall_start, wall_end, hours=(NIGHT_FROM, NIGHT_TO), clock=clock)
        ),
    )


def windows(wall_start: int, wall_end: int, *, hours: tuple[int, int], clock: Clock) -> Iterator[tuple[int, int]]:
    """Yield the elapsed start and end of a nightly window (minutes of the day it begins) around a stretch."""
    for day in range(wall_start // DAY - 1, wall_end // DAY + 1):
        yield clock.elapsed(day * DAY + hours[0]), clock.elapsed(day * DAY + hours[1])


def covered(start: int, end: int, *, by: Iterable[tuple[int, int]]) -> int:
    """Return how many minutes from start to end lie inside pieces that do not overlap each other."""
    return sum(max(0, min(end, piece[1]) - max(start, piece[0])) for piece in by)


def _on_call(duty: Duty, *, blocks: Sequence[Block], clock: Clock) -> OnCall:
    inside = covered(duty.start, duty.end, by=((block.start, block.end) for block in blocks))
    return OnCall(
        start=duty.start,
        end=duty.end,
        wall_start=clock.wall(duty.start),
        wall_end=clock.wall(duty.end),
        open_minutes=duty.minutes - inside,
        work_minutes=duty.work_minutes,
        episodes=duty.episodes,
        call_outs=duty.call_outs,
    )
