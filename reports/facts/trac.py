"""How far the report of Trac reaches."""

from directorate.core.models import ImportBatch
from directorate.core.models.imports import BatchState
from reports.domain.release import Source


def trac_source() -> Source | None:
    """Return how far the last report of Trac reaches, None while none was loaded."""
    batch = ImportBatch.objects.filter(feed="trac", state=BatchState.ACCEPTED).order_by("-as_at").first()
    return Source("trac", "Trac", batch.as_at, "load the managers update report of Trac") if batch else None
