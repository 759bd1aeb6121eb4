"""What the manager types for the report: exit plans of agency lines, and the rate that ESR itself shows."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from directorate.core.history import acting
from directorate.core.models import Specialty, User
from reports.actions.steps import locked
from reports.domain import esr_tie
from reports.domain.agency import Group, ReportLine, exit_plan
from reports.domain.figures import HIDDEN_RATE, Figure
from reports.domain.states import DRAFT, NotAllowedFromHere
from reports.models import EsrRate, ExitPlan, ReportFigure, ReportKind, ReportRun


def write_exit_plans(plans: Iterable[tuple[ReportLine, str]], *, by: User, at: datetime) -> int:
    """Keep the exit plan of each line until it is changed and show it in the drafts; return how many changed.

    No words: the line has no plan.
    """
    specialties = dict(Specialty.objects.values_list("code", "pk"))
    with transaction.atomic(), acting(by=by, action="Write exit plan"):
        changed = [
            (line, text.strip())
            for line, text in plans
            if _write(line.group, text=text.strip(), specialties=specialties, by=by, at=at)
        ]
        _show([exit_plan(line.key, name=line.name, text=text) for line, text in changed])
    return len(changed)


def _write(group: Group, *, text: str, specialties: dict[str, int], by: User, at: datetime) -> bool:
    code, band, reason = group
    place = {"specialty_id": specialties.get(code), "band": band, "reason": reason}
    held = ExitPlan.objects.select_for_update().filter(**place).first()
    if (held.text if held else "") == text:
        return False
    if not text and held:
        held.delete()
    elif held:
        held.text, held.written_by, held.written_at = text, by, at
        held.save()
    else:
        ExitPlan.objects.create(**place, text=text, written_by=by, written_at=at)
    return True


def _show(figures: Sequence[Figure]) -> None:
    """Put the words into every draft that has the line; a released report keeps what it said."""
    for pk in ReportRun.objects.drafts().filter(definition__kind=ReportKind.WEEKLY).values_list("pk", flat=True):
        run = locked(pk)
        if run.state in DRAFT:
            _replace(run, figures=figures)


def _replace(run: ReportRun, *, figures: Iterable[Figure]) -> None:
    for figure in figures:
        run.figures.filter(key=figure.key).update(
            value=figure.value, text=figure.text, suppressed_text=figure.suppressed_text
        )


def type_esr_rate(run: ReportRun, *, rate: Decimal, by: User, at: datetime) -> None:
    """Keep the rate that the ESR dashboard shows for the week of a draft, and show it beside ours.

    Raises: NotAllowedFromHere when the report is no draft any more.
    """
    with transaction.atomic(), acting(by=by, action="Type rate of ESR"):
        fresh = locked(run.pk)
        if fresh.state not in DRAFT:
            raise NotAllowedFromHere("This report is no draft any more: what ESR shows stays as it was typed.")
        _keep_rate(fresh.period_last_date, rate=rate, by=by, at=at)
        ours = ReportFigure.objects.filter(run=fresh, key="esr.total.ours").first()
        if ours is None:  # drafted before there was this block: it comes when the figures are made again
            return
        hidden = ours.suppressed_text == HIDDEN_RATE
        value = None if ours.value is None else ours.value.quantize(Decimal("0.01"))
        _replace(fresh, figures=esr_tie.typed_figures(ours=value, theirs=rate, hidden=hidden))


def _keep_rate(week_ending: date, *, rate: Decimal, by: User, at: datetime) -> None:
    held = EsrRate.objects.select_for_update().filter(week_ending_date=week_ending).first()
    if held is None:
        EsrRate.objects.create(week_ending_date=week_ending, rate_percent=rate, typed_by=by, typed_at=at)
    elif held.rate_percent != rate:
        held.rate_percent, held.typed_by, held.typed_at = rate, by, at
        held.save()
