"""What doctors were asked about a gap and answered, and what stands on the page of an answer link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from directorate.core.domain.calendar import LONDON
from rotas.domain.offers import OfferStanding
from rotas.models import CoverOffer, Gap
from rotas.models.offers import Question

WORDS = {
    OfferStanding.OPEN: "No answer yet",
    OfferStanding.YES: "Yes",
    OfferStanding.NO: "No",
    OfferStanding.EXPIRED: "No answer in time",
    OfferStanding.WITHDRAWN: "Not needed any more",
}


Offer = TypeVar("Offer", bound=Question)


@dataclass(frozen=True, slots=True)
class AskedQuestion(Generic[Offer]):
    """One doctor who was asked: how, what became of the e-mail, and the answer."""

    offer: Offer
    standing: OfferStanding

    @property
    def words(self) -> str:
        """Return the answer in words."""
        how = f" {self.offer.get_answered_how_display()}" if self.offer.answer else ""
        return f"{WORDS[self.standing]}{how}"

    @property
    def said_yes(self) -> bool:
        """Return whether the doctor said yes and it still stands."""
        return self.standing is OfferStanding.YES

    @property
    def can_be_recorded(self) -> bool:
        """Return whether a yes or no can still be taken down."""
        return self.offer.withdrawn_at is None and not self.said_yes

    @property
    def mail_trouble(self) -> str:
        """Return why the e-mail has not gone out, empty when it has or there is none."""
        mail = self.offer.mail
        return mail.reason if mail is not None and mail.state not in {"sent", "cancelled"} else ""


class AskedLine(AskedQuestion[CoverOffer]):
    """One doctor who was asked about a gap."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Everybody who was asked about a gap, first asked first; `until` is the hour set, None before anybody is asked."""

    lines: Sequence[AskedLine]
    until: datetime | None
    is_over: bool

    @property
    def first_yes(self) -> int | None:
        """Return the key of the doctor whose yes came first."""
        said = [line.offer for line in self.lines if line.standing is OfferStanding.YES]
        first = min(said, key=lambda offer: offer.answered_at or offer.asked_at, default=None)
        return first.person_id if first else None

    @property
    def nobody_in_time(self) -> bool:
        """Return whether the hour set has passed and nobody said yes."""
        return self.is_over and not any(line.said_yes for line in self.lines)


def asked_about(gap: Gap, *, now: datetime) -> Asked:
    """Return who was asked about a gap; withdrawn questions only where the doctor was not asked anew; one query."""
    rows = CoverOffer.objects.filter(gap=gap).select_related("person", "mail", "asked_by").order_by("asked_at", "pk")
    latest = {row.person_id: row for row in rows}
    lines = [AskedLine(offer=row, standing=row.standing(now)) for row in latest.values()]
    until = max((line.offer.expires_at for line in lines if line.offer.withdrawn_at is None), default=None)
    return Asked(lines=lines, until=until, is_over=until is not None and now >= until)


def offer_of(key: UUID | None) -> CoverOffer | None:
    """Return the question of a link's key; the link itself is the right."""
    rows = CoverOffer.objects.select_related("gap__duty__site")
    return rows.filter(key=key).first() if key is not None else None


def when_and_where(offer: CoverOffer) -> Sequence[tuple[str, str]]:
    """Return date, time and place of the duty, and nothing else."""
    duty = offer.gap.duty
    begin, end = (moment.astimezone(LONDON) for moment in (duty.during.lower, duty.during.upper))
    place = duty.site.name if duty.site else "ask the rota coordinator"
    return (
        ("Date", f"{begin:%A %-d %B %Y}"),
        ("Time", f"{begin:%H:%M} to {end:%H:%M on %A %-d %B}"),
        ("Place", f"{place}, on call from home" if duty.kind == "nroc" else place),
    )
