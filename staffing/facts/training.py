"""How many have their training and their appraisal in date, of the eligible and of everyone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from directorate.core.domain.calendar import england_and_wales
from directorate.core.models import BankHoliday, PolicyNumber
from directorate.core.models.people import StaffGroup
from staffing.domain.episodes import AbsenceRow, EpisodeSettings, episodes_of
from staffing.domain.training import AWAY, Person, Rates, Record, both_rates
from staffing.models import Absence, Assignment, TrainingRecord

LONG_TERM_DAYS = "long_term_sickness_days"
NEW_STARTER_DAYS = ("training_new_starter_days", "appraisal_new_starter_days")
POLICY_NUMBERS = (
    ("training_new_starter_days", "A new starter does not count for training for", "28", "calendar days", "Local rule", False),
    ("appraisal_new_starter_days", "A new starter does not count for appraisal for", "365", "calendar days", "Local rule", False),
)  # fmt: skip
FALL_BACK = {"training_new_starter_days": 28, "appraisal_new_starter_days": 365}
AWAY_STATUSES = frozenset({"career_break", "external_secondment", "maternity"})
# Episodes that touch are one: how far back an episode that is open now may have begun.
LOOK_BACK = timedelta(days=730)


def compliance_on(day: date) -> Mapping[str, Rates] | None:
    """Return the rates of training and appraisal on a day, None while no export was loaded (six queries)."""
    rows = list(TrainingRecord.objects.select_related("person").order_by("pk"))
    return compliance_of(rows, day=day) if rows else None


def compliance_of(rows: Iterable[TrainingRecord], *, day: date) -> Mapping[str, Rates]:
    """Return the same of rows that may not be stored yet."""
    kept = list(rows)
    numbers = PolicyNumber.objects.values_on(day)
    periods: dict[str, int | None] = {row.competence: row.renewal_months for row in kept}
    first, second = (int(numbers.get(key, FALL_BACK[key])) for key in NEW_STARTER_DAYS)
    return both_rates(
        list(_people(day, long_term_days=int(numbers.get(LONG_TERM_DAYS, EpisodeSettings().long_term_days)))),
        records=[
            Record(str(row.person_id), row.competence, row.completed_date, "complete" if row.is_complete else "begun")
            for row in kept
        ],
        periods=periods,
        as_at=day,
        starters=(first, second),
    )


def _people(day: date, *, long_term_days: int) -> Iterator[Person]:
    """Administrative staff with a contract other than bank on the day, and whether they are away for long."""
    held: dict[int, list[tuple[str, bool, date]]] = defaultdict(list)
    rows = Assignment.objects.filter(
        person__staff_group=StaffGroup.ADMIN_AND_CLERICAL, valid__startswith__lte=day
    ).exclude(contract_type="bank")
    for person, status, valid in rows.values_list("person_id", "status", "valid"):
        held[person].append((status, day in valid, valid.lower))
    away = _away(day, long_term_days=long_term_days)
    for person, contracts in held.items():
        now = [status for status, is_now, _ in contracts if is_now]
        if not now:
            continue
        is_away = person in away or all(status in AWAY_STATUSES for status in now)
        start = min(first for _, _, first in contracts)
        yield Person(str(person), role="", status=AWAY if is_away else "here", start=start)


def _away(day: date, *, long_term_days: int) -> set[int]:
    rows = Absence.objects.approved().filter(
        kind__in=("sickness", "maternity", "adoption"), first_date__lte=day, first_date__gte=day - LOOK_BACK
    )
    spells: dict[int, list[AbsenceRow]] = defaultdict(list)
    away = set()
    for pk, person, kind, first, last in rows.values_list("pk", "person_id", "kind", "first_date", "last_date"):
        if kind == "sickness":
            spells[person].append(AbsenceRow(str(pk), first, last))
        elif last is None or last >= day:
            away.add(person)
    holidays = england_and_wales(list(BankHoliday.objects.values_list("date", flat=True)) or None).holidays
    settings = EpisodeSettings(long_term_days=long_term_days)
    for person, sickness in spells.items():
        found = episodes_of(sickness, as_at=day, bank_holidays=holidays, settings=settings)
        if any(episode.open and episode.long_term for episode in found):
            away.add(person)
    return away
