"""Posts: what is funded, who holds it, what is vacant."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q, QuerySet

from directorate.core.access import READ, WRITE, Reach, reach
from directorate.core.domain.access import Subject
from directorate.core.domain.rounding import decimal_half_away
from directorate.core.models import Specialty, User
from directorate.core.models.people import StaffGroup
from staffing.domain import vacancies
from staffing.facts.staff import choosable_specialties
from staffing.models import Assignment, Post, PostFunding

MOST_POSTS = 500


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post on a day, with the contracts in it; `funded` is 0 where no funding is entered."""

    post: Post
    funded: Decimal
    held: Sequence[Assignment]
    figures: vacancies.Establishment


@dataclass(frozen=True, slots=True)
class Establishment:
    """Posts of the administrative and clerical staff, and their sums by specialty and together."""

    rows: Sequence[PostRow]
    by_specialty: Sequence[tuple[Specialty, vacancies.Establishment]]
    total: vacancies.Establishment
    more: bool


def as_wte(value: Fraction | Decimal) -> str:
    """WTE with two places, rounded half away from zero."""
    return f"{decimal_half_away(Fraction(value), places=2):,.2f}"


def posts_in_reach(user: User) -> QuerySet[Post]:
    """Posts the user may see: of the specialties reached, or held by people of the teams reached."""
    found = reach(user=user, subject=Subject.ESTABLISHMENT, operation=READ)
    return Post.objects.filter(_as_filter(found)).select_related("specialty")


def posts_to_keep(user: User) -> QuerySet[Post]:
    """Posts the user may change."""
    found = reach(user=user, subject=Subject.ESTABLISHMENT, operation=WRITE)
    return Post.objects.filter(_as_filter(found)).select_related("specialty")


def may_keep_posts_of(user: User, *, specialty: Specialty) -> bool:
    """Whether the user may enter and change posts of a specialty."""
    found = reach(user=user, subject=Subject.ESTABLISHMENT, operation=WRITE)
    return found.everything or specialty.pk in found.specialty_ids


def _as_filter(found: Reach) -> Q:
    if found.everything:
        return Q()
    held_by_team = Assignment.objects.filter(person__team__in=found.team_ids, post__isnull=False).values("post")
    return Q(specialty__in=found.specialty_ids) | Q(pk__in=held_by_team)


def choosable_posts(user: User) -> QuerySet[Post]:
    """Posts that the user may give to somebody, by specialty and title."""
    posts = Post.objects.filter(specialty__in=choosable_specialties(user, keeping=True)).select_related("specialty")
    return posts.order_by("specialty__sort_order", "title", "position_no")


def establishment(user: User, *, on: date, specialty: str = "") -> Establishment:
    """Every post in reach on a day (of one specialty, by code); three queries."""
    posts = posts_in_reach(user).order_by("specialty__sort_order", "title", "position_no")
    if specialty:
        posts = posts.filter(specialty__code=specialty)
    found = list(posts[: MOST_POSTS + 1])
    rows = rows_of(found[:MOST_POSTS], on=on)
    groups: dict[int, vacancies.Establishment] = defaultdict(vacancies.Establishment)
    for row in rows:
        groups[row.post.specialty_id] += row.figures
    specialties = {row.post.specialty_id: row.post.specialty for row in rows}
    return Establishment(
        rows=rows,
        by_specialty=[(specialties[pk], figures) for pk, figures in groups.items()],
        total=vacancies.total(groups.values()),
        more=len(found) > MOST_POSTS,
    )


def rows_of(posts: Sequence[Post], *, on: date) -> list[PostRow]:
    """Posts with their funding and holders on a day; two queries."""
    ids = [post.pk for post in posts]
    funded = dict(PostFunding.objects.filter(post__in=ids, valid__contains=on).values_list("post", "wte"))
    held: dict[int, list[Assignment]] = defaultdict(list)
    contracts = Assignment.objects.on(on).filter(post__in=ids).exclude(person__staff_group=StaffGroup.MEDICAL)
    for row in contracts.select_related("person", "backfill_for").order_by("person__sort_name"):
        held[row.post_id or 0].append(row)
    return [_row(post, funded=funded.get(post.pk, Decimal()), held=held.get(post.pk, [])) for post in posts]


def _row(post: Post, *, funded: Decimal, held: Sequence[Assignment]) -> PostRow:
    occupants = tuple(
        vacancies.Occupant(Fraction(row.fte), row.contract_type)  # type: ignore[arg-type]
        for row in held
    )
    fact = vacancies.Post(group=str(post.specialty_id), funded=Fraction(funded), occupants=occupants)
    return PostRow(post, funded, held, vacancies.establishment_by_group([fact])[fact.group])
