"""Writes what sources say about absences, as it was planned."""

from collections.abc import Sequence

from directorate.core import clock
from directorate.core.importers.documents import Change
from directorate.core.models import User
from staffing.actions.changes import Undo, make_way, record_source, return_due
from staffing.actions.charges import charge_all, settle
from staffing.actions.imports.absences import FOR_EVER, AbsencePlan, Spell, Why
from staffing.facts.half_days import Dates
from staffing.facts.leave import CHARGED_KINDS, GIVES_WAY_TO_SICKNESS
from staffing.models import Absence, AbsenceSource, AbsenceState, ReturnToWork, SicknessDetail, SourceName


def store_absences(plan: AbsencePlan, *, by: User) -> Sequence[Change]:
    """Write what was planned and return it in words; what leave costs is counted anew where it changed."""
    changes, new, changed = plan.changes, plan.new, plan.changed
    reasons, talks = plan.reasons, plan.talks
    for spell in plan.pushing:
        _make_way_for(spell, plan=plan, by=by)
    _save_changed(changed)
    _save_new(new, by=by)
    _save_sources(plan, by=by)
    _write_reasons(reasons, plan=plan, by=by)
    _write_talks(talks, plan=plan, by=by)
    for spell in changed:
        settle(spell.row, by=by)
    if any(spell.row.kind in CHARGED_KINDS for spell in new):
        charge_all(by=by)
    return changes


def _make_way_for(spell: Spell, *, plan: AbsencePlan, by: User) -> None:
    """Let leave that was booked give way to a sickness; asked anew, since an earlier one may have cut it in two."""
    first, last = spell.row.first_date, spell.row.last_date
    if last is None:
        return
    booked = Absence.objects.counting().touching(first=first, last=last)
    leave = booked.filter(person=spell.person, kind__in=GIVES_WAY_TO_SICKNESS).exclude(pk__in=plan.moving)
    make_way(list(leave), cut=Dates(first, last), by=by, undo=Undo(), reason=f"Off sick from {first:%-d %B %Y}")


def _save_changed(spells: Sequence[Spell]) -> None:
    """Write other days: first only what both have, so that none runs into another that is still to move."""
    stored = Absence.objects.in_bulk([spell.row.pk for spell in spells])
    for spell in spells:
        old, (first, last) = stored[spell.row.pk], spell.span
        begin, end = max(old.first_date, first), min(old.last_date or FOR_EVER, last)
        if begin <= end < FOR_EVER:
            Absence.objects.filter(pk=old.pk).update(first_date=begin, last_date=end, blocks_until_date=None)
    for spell in spells:
        spell.row.save()


def _save_new(spells: Sequence[Spell], *, by: User) -> None:
    now = clock.now()
    for spell in spells:
        row = spell.row
        row.requested_by, row.requested_at = by, row.requested_at or now
        if row.state == AbsenceState.APPROVED:
            row.decided_by, row.decided_at = by, now
    Absence.objects.bulk_create([spell.row for spell in spells])


def _save_sources(plan: AbsencePlan, *, by: User) -> None:
    """Write what the source says; an absence logged here that says so nowhere yet gets that too."""
    for key, row in plan.sources.rows.items():
        if key not in plan.sources.before:
            row.absence, row.recorded_by, row.recorded_at = plan.spell_of[key].row, by, clock.now()
    plan.sources.save()
    AbsenceSource.objects.bulk_create(_later_part(spell, plan=plan, by=by) for spell in plan.extra)
    for spell in plan.spells:
        if spell.is_here and spell.is_touched and not any(name == SourceName.HERE for name, _ in spell.said):
            record_source(spell.row, by=by)


def _later_part(spell: Spell, *, plan: AbsencePlan, by: User) -> AbsenceSource:
    """Return that the source said so of an absence that is what another left free of a row."""
    return AbsenceSource(
        absence=spell.row,
        source=plan.source,
        source_key=f"{spell.part_of[:90]}#{spell.row.first_date:%Y%m%d}",
        first_date=spell.row.first_date,
        last_date=spell.row.last_date,
        data_as_at_date=plan.as_at,
        recorded_by=by,
        recorded_at=clock.now(),
    )


def _write_reasons(spells: Sequence[Spell], *, plan: AbsencePlan, by: User) -> None:
    for spell in spells:
        why = spell.why or Why()
        row = plan.details.get(spell.row.pk) or SicknessDetail(absence=spell.row)
        row.reason_code = why.reason_code or row.reason_code
        row.level_2_reason, row.related_reason = why.level_2, why.related
        row.is_work_related, row.is_notifiable = why.is_work_related, why.is_notifiable
        row.recorded_by, row.recorded_at = by, clock.now()
        row.save()


def _write_talks(spells: Sequence[Spell], *, plan: AbsencePlan, by: User) -> None:
    for spell in spells:
        if spell.row.last_date is None:
            continue
        due = return_due(spell.row, last_date=spell.row.last_date)
        row = plan.meetings.get(spell.row.pk) or ReturnToWork(absence=spell.row, due_date=due)
        if spell.meeting is not None:
            row.held_date, row.held_by = spell.meeting, by
        row.save()
