"""The figures of Today's cards, worked out in one query however many cards there are.

An app registers what it needs (`registry.register_figures`), its cards read it here.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery
from django.http import HttpRequest

from directorate.core import registry
from directorate.core.access import permissions
from directorate.core.models import User


class HowMany(Subquery):
    """The number of rows of a queryset, 0 when there is none."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        """Count the rows by their keys."""
        super().__init__(rows.order_by().values("pk"))


def figures(request: HttpRequest) -> Mapping[str, Any]:
    """Every registered figure of the user of this request; asked for once a request."""
    kept: dict[str, Any] | None = getattr(request, "_figures", None)
    if kept is None:
        held = permissions(request.user)
        wanted = {name: found for maker in registry.figures for name, found in maker(request, held).items()}
        kept = _worked_out(request.user.pk, wanted=wanted) if wanted else {}
        request._figures = kept  # type: ignore[attr-defined]
    return kept


def _worked_out(user_id: int | None, *, wanted: Mapping[str, Any]) -> dict[str, Any]:
    rows: QuerySet[Any, Any] = User.objects.filter(pk=user_id or 0).values(**wanted)
    return dict(rows.get())
