"""The Jinja2 environment of every page: NHS.UK macros, our filters, no surprises."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from directorate.core import clock, row_history
from directorate.core.access import may
from directorate.core.domain import words
from directorate.core.domain.access import Subject
from directorate.shell import form_markup


def environment(**options: Any) -> Environment:
    """Django's Jinja2 back end calls this once."""
    options["undefined"] = ChainableUndefined
    options["trim_blocks"] = True
    options["lstrip_blocks"] = True
    env = Environment(**options)  # noqa: S701  (Django passes autoescape=True)
    own_templates = env.loader
    env.loader = ChoiceLoader([own_templates, PackageLoader("nhsuk_frontend_jinja")]) if own_templates else None
    env.globals.update(
        static=static,
        url=lambda name, *args, **kwargs: reverse(name, args=args, kwargs=kwargs),
        settings=settings,
        today=clock.today,
        field_kind=form_markup.field_kind,
        may_audit=lambda request: may(user=request.user, subject=Subject.HISTORY),
        first_id=form_markup.first_id,
        date_parts=form_markup.date_parts,
        dressed=form_markup.dressed,
    )
    env.filters.update(
        long_date=words.long_date,
        short_date=words.short_date,
        day_month=words.day_month,
        clock_time=words.clock_time,
        moment=words.moment,
        number=words.number,
        percent=words.percent,
        plural=words.plural,
        nhs_number=words.nhs_number,
        in_words=row_history.in_words,
    )
    return env
