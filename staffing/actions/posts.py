"""Posts of the establishment: enter one, change it, fund it from a day on."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from directorate.core.domain.words import long_date
from directorate.core.history import acting
from directorate.core.models import User
from staffing.actions.problems import StaffRefused
from staffing.facts.posts import may_keep_posts_of
from staffing.models import Post, PostFunding


def enter_post(post: Post, *, funded: Decimal, first_day: date, by: User) -> Post:
    """A new post with its funding from a day on.

    Raises:
        StaffRefused: the position number is in use.
    """
    _refuse_unless_may(post, by=by)
    try:
        with transaction.atomic(), acting(by=by, action="Enter post"):
            post.save(force_insert=True)
            PostFunding.objects.create(post=post, wte=funded, valid=DateRange(first_day, None))
    except IntegrityError as problem:
        raise StaffRefused("Another post has this position number.", field="position_no") from problem
    return post


def change_post(post: Post, *, funded: Decimal, first_day: date, by: User, reason: str = "") -> None:
    """What is entered about a post, and other funding from a day on where it differs.

    Raises:
        StaffRefused: the number is in use, or later funding is entered already.
    """
    try:
        with transaction.atomic(), acting(by=by, action="Change post", reason=reason):
            before = Post.objects.select_for_update().get(pk=post.pk)
            _refuse_unless_may(before, by=by)
            _refuse_unless_may(post, by=by)
            post.save(force_update=True)
            _fund(post, funded=funded, first_day=first_day)
    except IntegrityError as problem:
        raise StaffRefused("Another post has this position number.", field="position_no") from problem


def _refuse_unless_may(post: Post, *, by: User) -> None:
    if not may_keep_posts_of(by, specialty=post.specialty):
        raise PermissionDenied


def _fund(post: Post, *, funded: Decimal, first_day: date) -> None:
    rows = list(PostFunding.objects.filter(post=post, valid__overlap=DateRange(first_day, None)).order_by("valid"))
    now = next((row for row in rows if first_day in row.valid), None)
    if now is not None and now.wte == funded:
        return
    later = [row.valid.lower for row in rows if row.valid.lower and row.valid.lower > first_day]
    if later:
        text = f"Funding from {long_date(later[0])} is entered already. Choose that day or a later one."
        raise StaffRefused(text, field="first_day")
    if now is not None and now.valid.lower == first_day:
        now.wte = funded
        now.save(update_fields=["wte"])
        return
    if now is not None:
        now.valid = DateRange(now.valid.lower, first_day)
        now.save(update_fields=["valid"])
    PostFunding.objects.create(post=post, wte=funded, valid=DateRange(first_day, None))
