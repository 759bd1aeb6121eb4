"""Agency against plan and against pay: month by month, by specialty, and the year so far.

What was typed is never filled in: where a plan or the pay of a month is missing, the report says so and compares nothing.
Source: reports rule book, section 5 (spend by month against plan; agency as a share of A&C pay when pay is loaded).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from directorate.core.domain.periods import Period, financial_year_of, month_label, month_of
from reports.domain.agency_ledger import NONE, Ledger
from reports.domain.figures import Figure, money, rate, words

PLAN, PAY = "M3 plan", "M5 pay"
NO_PLAN, NO_PAY, NOT_COMPARED = "no plan loaded", "pay not loaded", "n/a"
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Typed:
    """What a manager typed, in pounds: plans by first day of the month and specialty, pay by first day of the month."""

    plans: Mapping[tuple[date, str], Fraction] = field(default_factory=dict)
    pay: Mapping[date, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Together:
    """A sum of parts; None with the words that say which parts are missing."""

    pounds: Fraction | None
    said: str = ""


def together(parts: Sequence[tuple[str, Fraction | None]], *, nothing: str) -> Together:
    """Return the sum of named parts; where one is missing there is no sum, and the words name what is missing."""
    missing = list(dict.fromkeys(name for name, pounds in parts if pounds is None))
    known = [pounds for _, pounds in parts if pounds is not None]
    if not known:
        return Together(None, nothing)
    if not missing:
        return Together(sum(known, NONE))
    return Together(
        None, f"not loaded for {', '.join(missing)}" if len(missing) <= MOST_NAMED else "not loaded in full"
    )


def months_to(month: Period) -> list[date]:
    """Return the first days of the months of the financial year up to a month."""
    found, first = [], financial_year_of(month.last).first
    while first <= month.last:
        found.append(first)
        first = month_of(first).last + timedelta(days=1)
    return found


def figures(ledger: Ledger, *, month: Period, specialties: Sequence[tuple[str, str]], typed: Typed) -> Iterator[Figure]:
    """Yield a row for each month of the year, the year so far, and a row for each specialty."""
    months = months_to(month)
    for first in months:
        parts = [(name, typed.plans.get((first, code))) for code, name in specialties]
        name, pay = f"{first:%B %Y}", typed.pay.get(first)
        yield from _row(
            f"month.{month_label(first)}",
            name=name,
            net=_net(ledger, months=(first,)),
            plan=together(parts, nothing=NO_PLAN),
        )
        yield from _pay(f"month.{month_label(first)}", name=name, net=_net(ledger, months=(first,)), pay=Together(pay))
    yield from _year(ledger, months=months, specialties=specialties, typed=typed)
    for code, name in specialties:
        for key, which, said in (("month", (month.first,), "month"), ("year", months, "year to date")):
            parts = [(f"{first:%B}", typed.plans.get((first, code))) for first in which]
            yield from _row(
                f"plan.{code}.{key}",
                name=f"{name}, {said}",
                net=_net(ledger, months=which, specialty=code),
                plan=together(parts, nothing=NO_PLAN),
            )


def _year(
    ledger: Ledger, *, months: Sequence[date], specialties: Sequence[tuple[str, str]], typed: Typed
) -> Iterator[Figure]:
    key, name, net = "months.total", "Year to date", _net(ledger, months=months)
    plans = [(f"{first:%B}", typed.plans.get((first, code))) for first in months for code, _ in specialties]
    pay = together([(f"{first:%B}", typed.pay.get(first)) for first in months], nothing=NO_PAY)
    yield from _row(key, name=name, net=net, plan=together(plans, nothing=NO_PLAN))
    yield from _pay(key, name=name, net=net, pay=pay)


def _net(ledger: Ledger, *, months: Sequence[date], specialty: str | None = None) -> Fraction:
    lines = ledger.between(months[0], last=month_of(months[-1]).last)
    return sum((line.sheet.net for line in lines if specialty in {None, line.booking.specialty}), NONE)


def _row(key: str, *, name: str, net: Fraction, plan: Together) -> Iterator[Figure]:
    yield money(f"{key}.net", label=f"{name}, net", n=net, definition_id=PLAN)
    label, difference = f"{name}, plan", f"{name}, net less plan"
    if plan.pounds is None:
        yield words(f"{key}.plan", label=label, text=plan.said, definition_id=PLAN)
        yield words(f"{key}.difference", label=difference, text=NOT_COMPARED, definition_id=PLAN)
        return
    yield money(f"{key}.plan", label=label, n=plan.pounds, definition_id=PLAN)
    yield money(f"{key}.difference", label=difference, n=net - plan.pounds, definition_id=PLAN)


def _pay(key: str, *, name: str, net: Fraction, pay: Together) -> Iterator[Figure]:
    label, share = f"{name}, A&C pay", f"{name}, agency of A&C pay"
    if pay.pounds is None:
        yield words(f"{key}.pay", label=label, text=pay.said or NO_PAY, definition_id=PAY)
        yield words(f"{key}.pay_percent", label=share, text=NOT_COMPARED, definition_id=PAY)
        return
    yield money(f"{key}.pay", label=label, n=pay.pounds, definition_id=PAY)
    yield rate(f"{key}.pay_percent", label=share, numerator=net, denominator=pay.pounds, definition_id=PAY)
