"""Writes what a rota grid would make of the duties that are kept."""

from collections.abc import Sequence
from datetime import time

from psycopg.types.range import TimestamptzRange

from directorate.core import clock
from directorate.core.importers.documents import Change, Found, Order
from rotas.actions.imports.arranged import FOUND_IN_ROTA
from rotas.actions.imports.rota_grid_plan import Plan
from rotas.domain.clocks import DAY
from rotas.domain.rota_titles import is_called_for
from rotas.models import Duty, DutyType, Gap, GapCause, Rota, RuleSet, Tier

LONGEST_NAME, LONGEST_CODE = 60, 10


def store(found: Found, order: Order) -> Sequence[Change]:
    """Write new duties with their gaps, those that have another doctor or other hours, and cancel what is gone."""
    plan: Plan = found.content
    _cancel(plan, order=order)
    _change(plan, order=order)
    if plan.new:
        _make(plan, order=order)
    return found.changes


def _cancel(plan: Plan, *, order: Order) -> None:
    for duty in Duty.objects.filter(pk__in=plan.cancelled).select_for_update():
        duty.is_cancelled = True
        duty.save(update_fields=["is_cancelled"])
    _close_gaps(plan.cancelled, order=order)


def _close_gaps(duties: Sequence[int], *, order: Order) -> None:
    for gap in Gap.objects.filter(duty__in=duties, closed_at=None).select_for_update():
        gap.closed_at, gap.closed_by_id, gap.how = clock.now(), order.user_id, FOUND_IN_ROTA
        gap.save(update_fields=["closed_at", "closed_by", "how"])


def _change(plan: Plan, *, order: Order) -> None:
    """Write the duties that are another now; nobody does them in between, so that two doctors may change places."""
    rows = {
        duty.pk: duty for duty in Duty.objects.filter(pk__in=[item.stored for item in plan.changed]).select_for_update()
    }
    Duty.objects.filter(pk__in=rows).update(person=None)
    for item in plan.changed:
        duty, kind = rows[item.stored or 0], _duty_type(plan, code=item.code)
        duty.duty_type, duty.kind, duty.is_on_call = kind, kind.kind, _is_on_call(plan, code=item.code)
        duty.person_id, duty.during, duty.swap_note = item.person, TimestamptzRange(*item.span), item.swap_note
        duty.save()
    _close_gaps([item.stored or 0 for item in plan.changed if item.person], order=order)


def _make(plan: Plan, *, order: Order) -> None:
    rota = _rota_row(plan)
    types = {code: _duty_type(plan, code=code) for code in dict.fromkeys(item.code for item in plan.new)}
    made = Duty.objects.bulk_create(
        Duty(
            rota=rota,
            slot=item.slot,
            duty_type=types[item.code],
            kind=types[item.code].kind,
            is_on_call=_is_on_call(plan, code=item.code),
            person_id=item.person,
            swap_note=item.swap_note,
            during=TimestamptzRange(*item.span),
            work_minutes=types[item.code].work_minutes,
            episodes=types[item.code].episodes,
        )
        for item in plan.new
    )
    opened = {"cause": GapCause.VACANCY, "opened_at": clock.now(), "opened_by_id": order.user_id}
    Gap.objects.bulk_create(Gap(duty=duty, **opened) for duty in made if duty.is_on_call and duty.person_id is None)


def _rota_row(plan: Plan) -> Rota:
    wanted = plan.rota
    assert wanted is not None  # noqa: S101 a file without a rota is refused
    if wanted.pk is not None:
        return Rota.objects.get(pk=wanted.pk)
    rules = RuleSet.REGULATIONS if wanted.tier == Tier.CONSULTANT else RuleSet.RESIDENT
    made, _ = Rota.objects.get_or_create(
        name=wanted.name, defaults={"specialty": wanted.specialty, "tier": wanted.tier, "rule_set": rules}
    )
    return made


def _is_on_call(plan: Plan, *, code: str) -> bool:
    kind = plan.legend[code]
    return kind.span is None or is_called_for(kind.kind, span=kind.span)


def _duty_type(plan: Plan, *, code: str) -> DutyType:
    """Return the kind of duty of a code: the same code and hours, else the same hours, else a new one."""
    said = plan.legend[code]
    assert said.span is not None  # noqa: S101 a duty has hours
    start, end = (time(*divmod(minute % DAY, 60)) for minute in said.span)
    same = DutyType.objects.filter(kind=said.kind, start_time=start, end_time=end).order_by("pk")
    found = same.filter(code=code).first() or same.first()
    if found is not None:
        return found
    taken = DutyType.objects.filter(code=code[:LONGEST_CODE]).exists()
    return DutyType.objects.create(
        code=f"{start:%H%M}-{end:%H%M}" if taken or len(code) > LONGEST_CODE else code,
        name=(plan.meanings.get(code) or code)[:LONGEST_NAME],
        kind=said.kind,
        start_time=start,
        end_time=end,
    )
