"""What the Trust published of the demo's list: one figure that agrees with ours and one that does not."""

from decimal import Decimal

from directorate.core import clock
from directorate.core.models import User
from waiting_lists.facts.published import our_figure
from waiting_lists.models import Census, PublishedFigure
from waiting_lists.models.checks import Measure

SOURCE = "Board paper, invented for the demo"


def create_published_figures(*, by: User) -> None:
    """Record two figures of the latest list."""
    census = Census.objects.latest_with_rows()
    if census is None:
        return
    for line, measure, more, reason in (
        ("120", Measure.OPEN, 12, "Twelve pathways were validated after the list was drawn"),
        ("330", Measure.OVER_52, 0, ""),
    ):
        ours = our_figure(as_at=census.census_date, return_line=line, measure=measure) or Decimal(0)
        PublishedFigure.objects.create(
            as_at_date=census.census_date,
            return_line=line,
            measure=measure,
            published=ours + more,
            ours=ours,
            reason=reason,
            source=SOURCE,
            recorded_by=by,
            recorded_at=clock.now(),
        )
