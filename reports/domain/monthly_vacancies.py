"""The monthly A&C vacancy report, as at the last day of a month.

Source: reports rule book, section 4; staffing rule book, section 8.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from directorate.core.domain.calendar import add_months
from directorate.core.domain.periods import Period, month_label, month_of
from directorate.core.domain.words import long_date
from reports.domain import staffing_levels
from reports.domain.facts import Contract, Facts, Funding
from reports.domain.figures import Figure, amount, number_of, rate, words
from reports.domain.monthly_agency import sundays_of
from reports.domain.movement import employments, movement_figures, net_by_kind
from reports.domain.recruitment import VacancyOnTrac
from staffing.domain.recruitment import Hire, time_to_hire
from staffing.domain.turnover import turnover

NONE, ONE_DAY = Fraction(0), timedelta(days=1)
MONTHS_AHEAD = 3
LEFT_OUT = "left out"
NOT_FUNDED = frozenset({"held", "frozen"})


def figures(facts: Facts, *, month: Period, rolling_12: Period) -> Iterator[Figure]:
    """Yield every figure of the report in printing order."""
    day = month.last
    yield from staffing_levels.figures(facts, day=day, sundays=sundays_of(month))
    for code, name in (*facts.specialties.items(), ("total", "All")):
        yield from _pipeline(facts, day=day, code=code, name=name)
    yield from _vacant_posts(facts, day=day)
    yield from _log(facts)
    yield from movement_figures(facts, month=month)
    for key, name, period in (("month", "In the month", month), ("rolling_12", "12 months", rolling_12)):
        yield from _time_to_hire(facts.vacancies, key=f"hire.{key}", name=name, period=period)
    yield from _forecast(facts, day=day)
    yield from _turnover(facts.contracts, period=rolling_12)


def _pipeline(facts: Facts, *, day: date, code: str, name: str) -> Iterator[Figure]:
    def holds(specialty: str) -> bool:
        return code in {"total", specialty}

    open_ones = [
        v for v in facts.vacancies if v.is_open and holds(v.specialty) and v.authorised and v.authorised <= day
    ]
    held = [post for post in posts_on(facts, day=day) if holds(post.specialty) and post.status in NOT_FUNDED]
    unfilled = (max(post.wte - in_post_of(facts, position=post.position, day=day), NONE) for post in held)
    for column, label, n, definition in (
        ("in_recruitment_wte", "in recruitment WTE", _sum(v.wte for v in open_ones), "V1 recruitment"),
        ("held_wte", "held or frozen WTE", _sum(unfilled), "V2 held"),
    ):
        key = f"staffing.{code}.{column}"
        yield amount(key, label=f"{name}, {label}", n=n, definition_id=definition, suppressed=True)


def posts_on(facts: Facts, *, day: date) -> list[Funding]:
    """Return the posts funded on a day, by specialty in printing order, band and number."""
    order = {code: place for place, code in enumerate(facts.specialties)}
    held = [post for post in facts.fundings if post.span.holds(day) and post.position]
    return sorted(held, key=lambda post: (order.get(post.specialty, len(order)), post.band, post.position))


def in_post_of(facts: Facts, *, position: str, day: date) -> Fraction:
    """Return the WTE in post of one post on a day."""
    return _sum(held.fte for held in facts.contracts_on(day) if held.position == position and held.is_in_post)


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, NONE)


def _vacant_posts(facts: Facts, *, day: date) -> Iterator[Figure]:
    refs = {v.position: v.ref for v in facts.vacancies if v.is_open and v.authorised and v.authorised <= day}
    for post in posts_on(facts, day=day):
        filled = in_post_of(facts, position=post.position, day=day)
        if filled == post.wte:
            continue
        key = f"post.{post.position}"
        name = f"{facts.specialties.get(post.specialty, post.specialty)} band {post.band}, post {post.position}"
        for column, label, n in (
            ("funded_wte", "funded WTE", post.wte),
            ("in_post_wte", "in post WTE", filled),
            ("gap_wte", "gap WTE", post.wte - filled),
        ):
            yield amount(f"{key}.{column}", label=f"{name}, {label}", n=n, definition_id="V3 posts", suppressed=True)
        for column, text in (("post_status", post.status.capitalize()), ("trac_ref", refs.get(post.position, "none"))):
            label = f"{name}, {column.replace('_', ' ')}"
            yield words(f"{key}.{column}", label=label, text=text, definition_id="V3 posts")


def _log(facts: Facts) -> Iterator[Figure]:
    for vacancy in sorted((v for v in facts.vacancies if v.is_open), key=lambda v: v.ref):
        key, place = f"log.{vacancy.ref}", facts.specialties.get(vacancy.specialty, "No specialty")
        name = f"{vacancy.ref}, {place} band {vacancy.band}, post {vacancy.position}"
        label = f"{name}, WTE"
        yield amount(f"{key}.wte", label=label, n=vacancy.wte, definition_id="V4 log", suppressed=True)
        yield words(f"{key}.stage", label=f"{name}, stage", text=vacancy.stage, definition_id="V4 log")
        n = vacancy.applications
        yield number_of(f"{key}.applications", label=f"{name}, applications", n=n, definition_id="V4 log")
        yield _day(f"{key}.authorised", label=f"{name}, authorised", day=vacancy.authorised)
        waited = (vacancy.as_at - vacancy.authorised).days if vacancy.authorised else None
        label = f"{name}, days since authorised"
        yield number_of(f"{key}.days_since_authorised", label=label, n=waited, definition_id="V4 log")
        yield _day(f"{key}.start_date", label=f"{name}, start date", day=vacancy.start)


def _day(key: str, *, label: str, day: date | None) -> Figure:
    return words(key, label=label, text=long_date(day) if day else "none", definition_id="V4 log")


def _time_to_hire(vacancies: Sequence[VacancyOnTrac], *, key: str, name: str, period: Period) -> Iterator[Figure]:
    filled = (v for v in vacancies if not v.is_open and v.authorised and v.start and period.holds(v.start))
    found = time_to_hire([Hire(v.ref, v.authorised, v.start) for v in filled if v.authorised and v.start])
    yield number_of(f"{key}.n", label=f"{name}, started", n=found.n, definition_id="K14 hire")
    for column, days in (("median_days", found.median_days), ("mean_days", found.mean_days)):
        text, label = "n/a" if days is None else f"{days}", f"{name}, {column.replace('_', ' ')}"
        yield Figure(f"{key}.{column}", label, "days", "K14 hire", days, text, text)
    n = found.within_target
    yield number_of(f"{key}.within_target", label=f"{name}, within 56 days", n=n, definition_id="K14 hire")
    yield rate(
        f"{key}.within_target_percent",
        label=f"{name}, within 56 days, %",
        numerator=Fraction(found.within_target),
        denominator=Fraction(found.n),
        definition_id="K14 hire",
    )


def _forecast(facts: Facts, *, day: date) -> Iterator[Figure]:
    """Yield the next three months: who comes and goes by what is entered already, and the in-post WTE that leaves."""
    running = _sum(held.fte for held in facts.contracts_on(day) if held.is_in_post)
    for ahead in range(1, MONTHS_AHEAD + 1):
        month = month_of(add_months(day.replace(day=1), n=ahead).date)
        moved = net_by_kind(facts.contracts, opening=month.first - ONE_DAY, closing=month.last)
        agreed = _sum(v.wte for v in facts.vacancies if v.is_open and v.start and month.holds(v.start))
        running += moved.starters + agreed - moved.leavers + moved.hours
        name = f"{month.first:%B %Y}"
        for column, label, n in (
            ("starters_in_post_wte", "starters in the staff list", moved.starters),
            ("trac_starts_wte", "starts agreed in Trac", agreed),
            ("leavers_wte", "leavers", moved.leavers),
            ("hours_change_wte", "changes of hours", moved.hours),
            ("forecast_in_post_wte", "in post at its end", running),
        ):
            key = f"forecast.{month_label(month.first)}.{column}"
            yield amount(key, label=f"{name}, {label}, WTE", n=n, definition_id="V6 forecast", suppressed=True)


def _turnover(contracts: Sequence[Contract], *, period: Period) -> Iterator[Figure]:
    found = turnover(employments(contracts, left_out=LEFT_OUT), period=period, exclude_reasons={LEFT_OUT})
    for column, n in (("opening", found.opening), ("closing", found.closing), ("leavers", found.leavers)):
        yield number_of(f"turnover.total.{column}", label=f"Turnover, {column}", n=n, definition_id="K10 turnover")
    for column, label, over, under in (
        ("rate_percent", "Turnover %, 12 months", 2 * found.leavers, found.opening + found.closing),
        ("stability_percent", "Stability %, 12 months", found.stayed, found.opening),
    ):
        key = f"turnover.total.{column}"
        yield rate(
            key, label=label, numerator=Fraction(over), denominator=Fraction(under), definition_id="K10 turnover"
        )
