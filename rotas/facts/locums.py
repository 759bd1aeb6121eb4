"""A request for a locum in words: for the page, the e-mail, the paper."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject

from directorate.core import clock
from directorate.core.domain.calendar import LONDON
from directorate.core.models import User
from rotas.domain.clocks import hours_words
from rotas.domain.states import LocumState
from rotas.facts.cover import cover_choice, time_words
from rotas.models import Answer, CoverOffer, Gap, LocumRequest, Tier
from staffing.facts.price_caps import cap_of_doctor, cap_words, is_above
from staffing.models import AgencyPriceCap

GRADES = {Tier.FIRST: "SHO or core trainee", Tier.SECOND: "registrar or above", Tier.CONSULTANT: "consultant"}


def requests_to_approve(user: User, *, most: int) -> ArraySubquery:
    """Requests of the user's rotas that wait for a manager, the oldest first, as a figure of Today."""
    rows = LocumRequest.objects.changeable_by(user).filter(state=LocumState.SUBMITTED).order_by("created_at", "pk")
    return ArraySubquery(rows.values(found=JSONObject(request="pk", rota="gap__duty__rota__name"))[:most])


def known_of(gap: Gap) -> Sequence[tuple[str, str]]:
    """Return what a request about a gap would say without anybody typing it."""
    return (*_gap_lines(gap), ("Tried", tried_words(gap)))


def known_in(request: LocumRequest) -> Sequence[tuple[str, str]]:
    """Return what a request says beside what was typed: once the bank office is asked, what had been tried by then."""
    return (*_gap_lines(request.gap), ("Tried", request.tried or tried_words(request.gap)))


def _gap_lines(gap: Gap) -> Sequence[tuple[str, str]]:
    return (*duty_lines(gap), ("From gap", f"known {_moment(gap.opened_at)}"))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%-d %b %H:%M}"


def duty_lines(gap: Gap) -> Sequence[tuple[str, str]]:
    """Return what is to be done, where and when."""
    duty = gap.duty
    minutes = int((duty.during.upper - duty.during.lower).total_seconds() // 60)
    place = duty.site.name if duty.site else "as arranged"
    return (
        ("Duty", f"{duty.rota.name}, {GRADES[Tier(duty.rota.tier)]}"),
        ("Place", f"{place}, off site" if duty.kind == "nroc" else place),
        ("Time", f"{time_words(duty)} ({hours_words(minutes)})"),
    )


def tried_words(gap: Gap, *, bank_asked_at: datetime | None = None) -> str:
    """Return what has been tried: our own doctors, and the bank office (None: not yet). The only place of these words."""
    bank = f"asked {_moment(bank_asked_at)}" if bank_asked_at else "not asked yet"
    return f"own doctors: {_own_doctors(gap)}; bank office: {bank}"


def _own_doctors(gap: Gap) -> str:
    """How many were asked since when and said yes; of nobody asked, whether anybody could while the gap is open."""
    offers = list(CoverOffer.objects.filter(gap=gap).values_list("person", "answer", "asked_at"))
    if offers:
        asked, yes = {person for person, _, _ in offers}, {person for person, said, _ in offers if said == Answer.YES}
        return f"asked {len(asked)} since {_moment(min(at for _, _, at in offers))}, {len(yes)} yes"
    if gap.closed_at is not None:
        return "nobody asked"
    can = len(cover_choice(gap, viewer=gap.opened_by, now=clock.now()).can)
    return f"nobody asked, {can or 'nobody'} can within the rules"


def request_text(request: LocumRequest) -> str:
    """Return the text that is sent and copied."""
    lines = [f"Locum request {request.reference}"]
    lines += [f"{name}: {text}" for name, text in (*known_in(request), *typed_in(request))]
    return "\n".join(lines)


def typed_in(request: LocumRequest) -> Sequence[tuple[str, str]]:
    """Return what was typed."""
    return (
        ("Risk if not filled", request.risk),
        ("Skills", request.skills),
        ("Most we pay", f"{pounds(request.most_pence)} an hour. Cap: {_beside_cap(request)}"),
    )


def _beside_cap(request: LocumRequest) -> str:
    cap = cap_of(request.gap)
    above = is_above(Decimal(request.most_pence) / 100, cap=cap)
    return f"{cap_words(cap)}, this is ABOVE it" if above else cap_words(cap)


def cap_of(gap: Gap) -> AgencyPriceCap | None:
    """Return the price cap for the grade of a gap on the day on which the duty begins."""
    duty = gap.duty
    return cap_of_doctor(duty.rota.tier, day=duty.during.lower.astimezone(LONDON).date())


def pounds(pence: int) -> str:
    """Return £75.00."""
    return f"£{pence // 100:,}.{pence % 100:02}"


def request_of(key: UUID | None) -> LocumRequest | None:
    """Return the request of a link's key; the link itself is the right."""
    rows = LocumRequest.objects.select_related("gap__duty__rota", "gap__duty__site")
    return rows.filter(key=key).first() if key is not None else None
