"""The terms a doctor's duties are checked against: rule sets by date, limits, and what was agreed.

Source: rota rule book, sections 3.2 to 3.5.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rotas.domain.clocks import date_of

RuleSetCode = Literal["AUTO", "TCS2016_V12", "TCS2016_V13", "WTR1998"]
Mode = Literal["plan", "worked"]
Density = Literal["EVEN", "WHOLE"]
VERSION_13_FROM = date(2026, 2, 4)


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of the rules, in minutes unless the name says otherwise.

    Source: 2016 terms and conditions, schedule 3, versions 12 and 13 (the same hour limits); Working Time
    Regulations 1998, regulations 4, 10 to 12. The 40 hours of less than full-time doctors are unverified.
    """

    average_hours: int = 48
    average_hours_opted_out: int = 56
    average_hours_ltft: int = 40
    week: int = 72 * 60
    shift: int = 13 * 60
    long_run: int = 4
    rest_after_long_run: int = 48 * 60
    night_run: int = 4
    rest_after_nights: int = 46 * 60
    days_in_a_row: int = 7
    days_in_a_row_low_intensity: int = 12
    rest_after_days: int = 48 * 60
    rest: int = 11 * 60
    on_call: int = 24 * 60
    on_calls_in_seven_days: int = 3
    day_after_on_call: int = 10 * 60
    low_intensity_work: int = 180
    low_intensity_episodes: int = 3
    on_call_night_rest: int = 5 * 60
    on_call_total_rest: int = 8 * 60
    weekly_rest: int = 35 * 60
    fortnightly_rest: int = 59 * 60


@dataclass(frozen=True, slots=True)
class Terms:
    """How one doctor's duties are checked.

    `reference_start` None is the Monday on or before the first working duty; `reference_weeks` None leaves the rules
    out that need a reference period. `weekend_limit` n means 1 weekend in n. `excluded_days` count for the
    Regulations only.
    """

    rule_set: RuleSetCode = "AUTO"
    mode: Mode = "plan"
    reference_start: date | None = None
    reference_weeks: int | None = None
    opted_out: bool = False
    ltft: bool = False
    weekend_limit: int = 3
    low_intensity_agreed: bool = False
    compensatory_rest: bool = False
    excluded_days: frozenset[date] = frozenset()
    oncall_density: Density = "EVEN"
    limits: Limits = field(default_factory=Limits)

    @property
    def average_limit(self) -> int:
        """Return the hours a week that the average may reach."""
        return self.limits.average_hours_opted_out if self.opted_out else self.limits.average_hours


def rule_set_on(day: int, *, terms: Terms) -> str:
    """Return the code of the rule set in force for a duty that starts on a local date."""
    if terms.rule_set != "AUTO":
        return terms.rule_set
    return "TCS2016_V13" if date_of(day) >= VERSION_13_FROM else "TCS2016_V12"
