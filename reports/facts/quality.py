"""What the last file of each source that the report reads could not load, said twice, or said against another."""

from collections.abc import Iterator

from directorate.core.importers.feeds import feed_of
from directorate.core.models import ImportBatch, ImportWarning
from directorate.core.models.imports import BatchState
from reports.domain.facts import File, Quality

# The feeds that the report reads, in the order in which they are loaded.
FEEDS = ("establishment", "esr_absence", "healthroster", "agency", "trac", "training", "leave_sheet")


def quality_of_files() -> Quality:
    """Return the quality of the staffing files (three queries)."""
    batches = {batch.feed: batch for batch in _latest()}

    def warned(feed: str, *, code: str) -> int | None:
        return ImportWarning.objects.filter(batch=batches[feed], code=code).count() if feed in batches else None

    roster = batches.get("healthroster")
    return Quality(
        files=tuple(
            File(key, feed_of(key).name, batch.rows_rejected, batch.counts.get("duplicate_rows", 0))
            for key, batch in batches.items()
        ),
        overlapping_pairs=warned("esr_absence", code="overlap_same_person"),
        only_in_roster=roster.counts.get("totals", {}).get("sickness_new") if roster else None,
        sheet_not_in_esr=warned("leave_sheet", code="sick_not_in_esr"),
    )


def _latest() -> Iterator[ImportBatch]:
    """Return the last accepted file of each feed, in the order in which they are loaded."""
    rows = ImportBatch.objects.filter(feed__in=FEEDS, state=BatchState.ACCEPTED).order_by("feed", "-as_at", "-pk")
    found = {batch.feed: batch for batch in rows.distinct("feed")}
    return (found[key] for key in FEEDS if key in found)
