"""The demo's agency and bank work, its price caps, vacancies on their way, training, and requests for a locum."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

from psycopg.types.range import DateRange

from directorate.core import clock
from directorate.core.domain.calendar import LONDON, add_months
from directorate.core.domain.periods import financial_year_of
from directorate.core.models import Person, Specialty, User
from reports.models import AgencyExemption, ExitPlan, MonthlyAmount
from rotas.domain.states import LocumState
from rotas.facts.cover import cover_choice
from rotas.facts.locums import tried_words
from rotas.models import CoverOffer, Duty, Gap, GapCause, LocumRequest, LocumStep, OfferWay, Signatory, Tier, Timesheet
from staffing.models import AgencyBooking, AgencyPriceCap, AgencyTimesheet, Post, TrainingRecord, Vacancy

# worker type, specialty, band, reason, agency, on framework, approval, weeks since it began, ends in weeks, rate, hours
BOOKINGS = (
    ("agency", "ent", "4", "Vacancy", "Harbour Staffing", True, "VP-2026-031", 31, None, "17.20", 37.5),
    ("agency", "ent", "3", "Maternity", "Harbour Staffing", True, "VP-2026-058", 11, None, "16.05", 30),
    ("agency", "omfs", "4", "Sickness", "Mill Lane Agency", True, "VP-2026-044", 22, 4, "18.05", 37.5),
    ("agency", "dermatology", "4", "Vacancy", "Northgate Temps", False, "", 6, None, "21.40", 36.25),
    ("bank", "ent", "2", "Backlog", "", True, "", 20, None, "13.35", 20),
    ("bank", "dermatology", "3", "Backlog", "", True, "", 16, None, "13.90", 15),
)
CAPS = (("2", "15.10"), ("3", "16.00"), ("4", "17.50"))
CAP_SOURCE = "Invented for the demo"
EXIT_PLANS = (("ent", "4", "Vacancy", "Post at interview"), ("ent", "3", "Maternity", "Holder back in March"))
PLANS = (("ent", 4500), ("omfs", 2500), ("dermatology", 2800))
PAY_A_MONTH = 158_000
EXEMPTIONS = (
    ("EX-2026-04", "ent", "", "Business critical, no bank staff", 60),
    ("EX-2026-09", "omfs", "4", "Long-term sickness", 21),
)
LOCUM, LOCUM_AGENCY, LOCUM_DAYS_AGO = "Dr Ada Quick", "Harbour Medical", 5
COST_CODES = ("RWP-ENT-5501", "RWP-OMFS-5502", "RWP-DERM-5503")
STAGES = (("offer_conditional", 70, 21), ("interview", 42, None), ("advertised", 12, None))
HIRES = ((64, 9), (81, 40), (52, 95), (77, 150), (90, 210))
MOST_ASKED = 3
RISKS = {
    Tier.FIRST: "No doctor on the ward; registrar leaves theatre for it",
    Tier.SECOND: "No 2nd on call; consultant resident overnight",
    Tier.CONSULTANT: "No consultant on call; emergencies go to the network hospital",
}
COMPETENCES = (("Fire Safety", 12), ("Information Governance", 12), ("Moving and Handling", 36), ("Appraisal", 12))


def create_agency(*, random: Random, clerical: Sequence[Person], today: date, by: User) -> None:
    """Make all of it; what is drawn elsewhere stays as it is."""
    drawn = Random(random.getstate()[1][1])
    last_sunday = today - timedelta(days=today.isoweekday() % 7 or 7)
    _create_bookings(drawn, last_sunday=last_sunday)
    _create_caps(since=financial_year_of(today).first)
    specialties = {one.code: one for one in Specialty.objects.all()}
    ExitPlan.objects.bulk_create(
        ExitPlan(
            specialty=specialties[code], band=band, reason=reason, text=text, written_by=by, written_at=clock.now()
        )
        for code, band, reason, text in EXIT_PLANS
    )
    _create_plan(specialties, today=today, by=by)
    _create_vacancies(today=today)
    _create_training(drawn, clerical=clerical, today=today)


def _create_bookings(drawn: Random, *, last_sunday: date) -> None:
    specialties = {one.code: one for one in Specialty.objects.all()}
    for number, row in enumerate(BOOKINGS):
        kind, code, band, reason, agency, on_framework, approval, weeks, ends, rate, hours = row
        booking = AgencyBooking.objects.create(
            booking_ref=f"BK-{1001 + number}",
            worker_ref=f"W{701 + number}",
            worker_type=kind,
            specialty=specialties[code],
            band=band,
            reason=reason,
            agency_name=agency,
            is_on_framework=on_framework,
            approval_no=approval,
            start_date=last_sunday - timedelta(weeks=weeks, days=-1),
            end_date=last_sunday + timedelta(weeks=ends, days=5) if ends else None,
            hourly_rate=Decimal(rate),
            vat_percent=20 if kind == "agency" else 0,
        )
        AgencyTimesheet.objects.bulk_create(
            _timesheet(
                booking, week=week, last_sunday=last_sunday, minutes=int(hours * 60) - drawn.choice((0, 0, 0, 90))
            )
            for week in range(weeks)
        )


def _timesheet(booking: AgencyBooking, *, week: int, last_sunday: date, minutes: int) -> AgencyTimesheet:
    return AgencyTimesheet(
        booking=booking,
        week_ending_date=last_sunday - timedelta(weeks=week),
        timesheet_no=f"TS-{booking.booking_ref[3:]}-{week:02}",
        minutes=minutes,
        hourly_rate=booking.hourly_rate or 0,
        vat_percent=booking.vat_percent,
        status="submitted" if week == 0 else "approved",
    )


def _create_caps(*, since: date) -> None:
    """Three bands have a cap, the others none: the report says UNKNOWN of those."""
    AgencyPriceCap.objects.bulk_create(
        AgencyPriceCap(band=band, hourly_rate=Decimal(rate), valid=DateRange(since, None), source=CAP_SOURCE)
        for band, rate in CAPS
    )


def _create_plan(specialties: Mapping[str, Specialty], *, today: date, by: User) -> None:
    """A plan for every month of the year, the pay of the months that are over, and two exemptions."""
    year, at = financial_year_of(today), clock.now()
    for number in range(12):
        month = add_months(year.first, n=number).date
        common = {"month_date": month, "typed_by": by, "typed_at": at, "source": CAP_SOURCE}
        for code, pounds in PLANS:
            MonthlyAmount.objects.create(kind="plan", specialty=specialties[code], pounds=pounds, **common)
        if month < today.replace(day=1):
            MonthlyAmount.objects.create(kind="pay", pounds=PAY_A_MONTH + 350 * number, **common)
    for reference, code, band, ground, ends in EXEMPTIONS:
        AgencyExemption.objects.create(
            reference=reference,
            specialty=specialties[code],
            band=band,
            ground=ground,
            granted_by_name="Vacancy panel",
            valid=DateRange(year.first, today + timedelta(days=ends)),
            recorded_by=by,
            recorded_at=at,
        )


def _create_vacancies(*, today: date) -> None:
    posts = list(Post.objects.filter(assignments=None).select_related("specialty").order_by("position_no"))
    rows = [
        _vacancy(number, post=post, stage=stage, authorised=today - timedelta(days=days), today=today, starts_in=starts)
        for number, (post, (stage, days, starts)) in enumerate(zip(posts, STAGES, strict=False))
    ]
    for number, (took, ago) in enumerate(HIRES, start=len(rows)):
        started = today - timedelta(days=ago)
        rows.append(
            Vacancy(
                vacancy_ref=f"412-26-{7000 + number}",
                specialty=posts[number % len(posts)].specialty,
                band="3",
                wte=1,
                stage="outcome",
                authorised_date=started - timedelta(days=took),
                start_date=started,
                data_as_at_date=today,
            )
        )
    Vacancy.objects.bulk_create(rows)


def _vacancy(number: int, *, post: Post, stage: str, authorised: date, today: date, starts_in: int | None) -> Vacancy:
    return Vacancy(
        vacancy_ref=f"412-26-{7000 + number}",
        post=post,
        specialty=post.specialty,
        title=post.title,
        band=post.band,
        wte=1,
        stage=stage,
        applications=3 + number,
        authorised_date=authorised,
        start_date=today + timedelta(days=starts_in) if starts_in else None,
        data_as_at_date=today,
    )


def _create_training(drawn: Random, *, clerical: Sequence[Person], today: date) -> None:
    TrainingRecord.objects.bulk_create(
        TrainingRecord(
            person=person,
            competence=competence,
            is_complete=True,
            completed_date=today - timedelta(days=drawn.randint(5, int(months * 36))),
            renewal_months=months,
            data_as_at_date=today,
        )
        for person in clerical
        for competence, months in COMPETENCES
    )


def create_signatories(*, today: date) -> None:
    """Let the directorate manager and the assistant manager sign timesheets of locums, each let by the other."""
    chris, sam = (User.objects.get(is_demo=True, grants__role=role) for role in ("dm", "am"))
    for user, limit_pence, by in ((chris, 500_000, sam), (sam, 150_000, chris)):
        Signatory.objects.create(
            user=user,
            cost_codes=list(COST_CODES),
            limit_pence=limit_pence,
            valid=DateRange(financial_year_of(today).first, None),
            added_at=clock.now(),
            added_by=by,
        )


def create_locum_requests(*, today: date, by: User) -> None:
    """Ask about the next gaps: doctors about one, the bank office about another; a locum did a night of last week."""
    asker = User.objects.filter(is_demo=True, grants__role="rc").order_by("pk").first() or by
    gaps = list(Gap.objects.open().select_related("duty__rota", "duty__site").order_by("duty__during", "pk"))
    at = datetime.combine(today, time(7, 31), LONDON)
    asked = _ask_doctors(gaps, at=at, by=asker)
    for gap in [gap for gap in gaps if gap != asked][:1]:
        _request(gap, state=LocumState.BANK, at=at, by=asker)
    _night_of_a_locum(at=at - timedelta(days=LOCUM_DAYS_AGO), by=asker)


def _night_of_a_locum(*, at: datetime, by: User) -> None:
    """A registrar was sick, the bank office found somebody, and the timesheet of that night is on its way."""
    nights = Duty.objects.standing().filter(rota__name="ENT 2nd on call", during__startswith__gt=at)
    duty = nights.exclude(person=None).earliest("during")
    gap = Gap.objects.create(
        duty=duty,
        cause=GapCause.SICK,
        given_up_by=duty.person,
        opened_at=at,
        opened_by=by,
        closed_at=at + timedelta(hours=2),
        closed_by=by,
        how=f"Locum, {LOCUM_AGENCY}",
    )
    duty.person, duty.locum_name = None, f"{LOCUM} (locum)"
    duty.save(update_fields=["person", "locum_name"])
    request = _request(gap, state=LocumState.FILLED, at=at, by=by)
    ends = duty.during.upper.astimezone(LONDON).date()
    Timesheet.objects.create(request=request, expected_date=ends, rate_pence=request.rate_pence)


def _ask_doctors(gaps: Sequence[Gap], *, at: datetime, by: User) -> Gap | None:
    """Ask about the first gap that somebody can take, those whom cover now would offer; the gap, None when nobody can."""
    for gap in gaps:
        able = cover_choice(gap, viewer=by, now=at).can[:MOST_ASKED]
        if able:
            said = {"gap": gap, "way": OfferWay.TEXT, "asked_at": at, "asked_by": by}
            CoverOffer.objects.bulk_create(
                CoverOffer(person=item.person, expires_at=at + timedelta(hours=5), **said) for item in able
            )
            return gap
    return None


def _request(gap: Gap, *, state: LocumState, at: datetime, by: User) -> LocumRequest:
    filled = state == LocumState.FILLED
    request = LocumRequest.objects.create(
        gap=gap,
        state=state,
        risk=RISKS[Tier(gap.duty.rota.tier)],
        skills="Flexible nasendoscopy, airway",
        most_pence=7500,
        needs_manager=False,
        tried=tried_words(gap, bank_asked_at=at + timedelta(minutes=20)),
        created_at=at,
        created_by=by,
        worker_name=LOCUM if filled else "",
        agency=LOCUM_AGENCY if filled else "",
        rate_pence=7150 if filled else None,
    )
    states = ["", LocumState.SUBMITTED, LocumState.BANK, *([LocumState.FILLED] if filled else [])]
    for number, (old, new) in enumerate(pairwise(states)):
        LocumStep.objects.create(
            request=request, from_state=old, to_state=new, taken_at=at + timedelta(minutes=20 * number), taken_by=by
        )
    return request
