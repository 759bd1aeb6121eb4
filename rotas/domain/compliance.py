"""The check of one doctor's duties: every rule of the rule sets in force, in words.

Source: rota rule book, section 3.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rotas.domain.duties import Duty
from rotas.domain.findings import Finding, Occurrence, Rule, finding
from rotas.domain.rules import hours, on_call, regulations, rests, runs, weekends
from rotas.domain.terms import Terms, rule_set_on
from rotas.domain.timeline import Timeline, prepare

RuleFunction = Callable[..., Iterator[Occurrence]]
Rules = tuple[tuple[Rule, RuleFunction], ...]
SCHEDULE_3 = "2016 terms and conditions, schedule 3"
GUIDANCE_2023 = "joint guardian guidance, 19 June 2023"
ALWAYS: Rules = (
    (Rule("OVERLAP", "No two duties at once", "double booking"), hours.double_booking),
    (Rule("DUTY_ON_LEAVE", "No duty during leave", "product decision"), hours.duty_on_leave),
)
AVERAGE = Rule("AVG48", "Average hours a week", f"{SCHEDULE_3}; {GUIDANCE_2023}", "h_per_week")
WEEKENDS = Rule("WKND", "Weekends worked", SCHEDULE_3, "count")
REPEATING: Rules = (
    (Rule("H72", "72 hours in any 168", SCHEDULE_3), hours.week_of_168_hours),
    (Rule("SHIFT13", "Shift of at most 13 hours", SCHEDULE_3), hours.shift_length),
    (Rule("LONG4", "Long shifts in a row", SCHEDULE_3, "count"), runs.long_shifts_in_a_row),
    (Rule("LONG48", "Rest after long shifts", SCHEDULE_3, smallest_is_worst=True), runs.rest_after_long_shifts),
    (Rule("NIGHT4", "Nights in a row", SCHEDULE_3, "count"), runs.nights_in_a_row),
    (Rule("NIGHT46", "Rest after nights", SCHEDULE_3, smallest_is_worst=True), runs.rest_after_nights),
    (
        Rule("NIGHT48", "Rest after long nights", "product decision", smallest_is_worst=True),
        runs.rest_after_long_nights,
    ),
    (Rule("CONS7", "Days in a row", SCHEDULE_3, "count"), runs.days_in_a_row),
    (Rule("CONS48", "Rest after days in a row", SCHEDULE_3, smallest_is_worst=True), runs.rest_after_days),
    (Rule("REST11", "Rest between shifts", SCHEDULE_3, smallest_is_worst=True), rests.daily_rest),
    (Rule("WKNDSEQ", "Weekends in a row", "product decision", "count"), weekends.weekends_in_a_row),
    (Rule("OC24", "On-call of at most 24 hours", SCHEDULE_3), hours.on_call_length),
    (Rule("OCCON", "Consecutive on-call", SCHEDULE_3, "count"), on_call.consecutive_on_call),
    (Rule("OC3", "On-call in 7 days", SCHEDULE_3, "count"), on_call.on_call_in_seven_days),
    (Rule("OCNEXT10", "Day after on-call", SCHEDULE_3), on_call.day_after_on_call),
    *ALWAYS,
)
RESIDENT_DOCTORS: Rules = (
    (AVERAGE, hours.average_hours),
    (
        Rule("LTFT40", "Average of a part-time doctor", "secondary source, unverified", "h_per_week"),
        hours.average_hours_ltft,
    ),
    (WEEKENDS, weekends.weekend_frequency),
    (Rule("BRK", "Breaks", f"{SCHEDULE_3}, paragraphs 21 to 23", "count", smallest_is_worst=True), rests.breaks),
    (
        Rule("OCREST5", "Rest in on-call nights", "guardian guidance 2023", smallest_is_worst=True),
        rests.rest_in_on_call_nights,
    ),
    (Rule("OCREST8", "Rest in 24 hours of on-call", SCHEDULE_3, smallest_is_worst=True), rests.rest_in_long_on_call),
    *REPEATING,
)
REGULATIONS = "Working Time Regulations 1998"
EVERYBODY_ELSE: Rules = (
    (
        Rule("W48", "Average hours a week", f"{REGULATIONS}, reg 4", "h_per_week"),
        regulations.average_with_excluded_days,
    ),
    (Rule("W11", "Daily rest", f"{REGULATIONS}, reg 10", smallest_is_worst=True), regulations.daily_rest),
    (Rule("W24", "Weekly rest", f"{REGULATIONS}, reg 11", "count"), regulations.weekly_rest),
    (
        Rule("W20", "Break in 6 hours", f"{REGULATIONS}, reg 12", "count", smallest_is_worst=True),
        regulations.break_in_six_hours,
    ),
    *ALWAYS,
)


@dataclass(frozen=True, slots=True)
class Check:
    """The findings in order of their codes, and the rule sets that were in force."""

    findings: tuple[Finding, ...]
    rule_sets: tuple[str, ...]

    @property
    def has_breach(self) -> bool:
        """Return whether any rule is broken."""
        return any(item.verdict == "BREACH" for item in self.findings)


def check_duties(duties: Sequence[Duty], *, terms: Terms) -> Check:
    """Return what the rules find in one doctor's duties."""
    timeline = prepare(duties)
    rules = EVERYBODY_ELSE if terms.rule_set == "WTR1998" else RESIDENT_DOCTORS
    sets = {rule_set_on(item.day, terms=terms) for item in timeline.working}
    return Check(findings=run_rules(rules, timeline=timeline, terms=terms), rule_sets=tuple(sorted(sets)))


def run_rules(rules: Rules, *, timeline: Timeline, terms: Terms) -> tuple[Finding, ...]:
    """Return the findings of the rules in order of their codes."""
    found = (finding(rule, occurrences=evaluate(timeline, terms=terms)) for rule, evaluate in rules)
    return tuple(sorted((item for item in found if item), key=lambda item: item.code))
