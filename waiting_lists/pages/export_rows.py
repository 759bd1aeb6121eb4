"""The list as rows of a file: the columns of the page, and three empty ones that may come back filled."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from directorate.core import clock
from directorate.core.domain.words import moment
from directorate.core.models import Specialty, User
from directorate.core.render.workbooks import Column
from waiting_lists.actions import Writer, writer_of
from waiting_lists.domain.list_choices import ListChoices
from waiting_lists.domain.returned_columns import (
    EXPORTED_AT,
    HOSPITAL_NUMBER,
    NEW_COMMENT,
    OWNER,
    PATHWAY_KEY,
    PLANNED_DATE,
)
from waiting_lists.models import Census
from waiting_lists.pages.choice_words import list_words
from waiting_lists.pages.listing import facets_of, list_day, rows_chosen, rows_in_order
from waiting_lists.pages.rows import ListRow, consultant_name
from waiting_lists.querysets.keyset import Segment
from waiting_lists.querysets.patient_list import ListDay

CHUNK = 500
NO_REASON_UP_TO = 500
SPECIALTY = "Specialty"
COLUMNS = (
    Column("Wait", 10),
    Column("Days waited", 8),
    Column("Next breach", 14),
    Column("Next breach date", 12),
    Column("Already over", 18),
    Column("Surname", 18),
    Column("Forename", 16),
    Column(HOSPITAL_NUMBER, 14),
    Column("NHS number", 14),
    Column("Birth date", 12),
    Column("Stage", 12),
    Column("P", 6),
    Column(SPECIALTY, 14),
    Column("Treatment function", 10),
    Column("Consultant", 20),
    Column("Site", 20),
    Column("Clock start", 12),
    Column("Next step", 30),
    Column("Next step state", 14),
    Column("Plan", 30),
    Column("Latest comment", 50),
    Column("Comment from", 26),
    Column("Action", 30),
    Column("Action owner", 18),
    Column("Action due", 12),
    Column(NEW_COMMENT, 40),
    Column(PLANNED_DATE, 12),
    Column(OWNER, 18),
    Column(PATHWAY_KEY, 38),
)


@dataclass(frozen=True)
class Chosen:
    """The list in its order, how many rows it has, how far the user may write, and the day it is judged on."""

    segments: Sequence[Segment]
    count: int
    writer: Writer
    day: ListDay
    words: str


def all_rows(chosen: Chosen, *, census: Census, chunk: int = CHUNK) -> Iterator[ListRow]:
    """Every row of a list in its order, a chunk at a time."""
    for segment in chosen.segments:
        start = None
        while True:
            found = segment.read(size=chunk, start=start)
            keys = [row["pk"] for row in found]
            yield from rows_in_order(census, keys=keys, writer=chosen.writer, day=chosen.day, with_consultants=True)
            if len(found) < chunk:
                break
            start = found[-1]


def chosen_for_export(census: Census, *, user: User, choices: ListChoices) -> Chosen:
    """The rows that the user has chosen, ready to be read."""
    writer = writer_of(user)
    facets = facets_of(census, user=user)
    day = list_day(census.census_date)
    rows = rows_chosen(census, user=user, choices=choices, codes=facets.codes, writer=writer, day=day)
    exact = rows.with_breach_on(day).filter(breach_on__isnull=False) if choices.tab == "save" else rows
    return Chosen(
        rows.segments(choices, day=day), exact.order_by().count(), writer, day, list_words(choices, facets=facets)
    )


def file_row(row: ListRow, *, specialties: dict[int, str]) -> list[object]:
    """One row of the file."""
    pathway, coming, task = row.pathway, row.breaches.next_breach, row.task
    return [
        row.wait,
        row.breaches.days_waited,
        row.next_breach,
        coming.first_breach if coming else None,
        ", ".join(row.over),
        pathway.surname,
        pathway.forename,
        pathway.local_patient_identifier,
        pathway.nhs_number,
        pathway.birth_date,
        row.breaches.stage,
        pathway.procedure_priority_code,
        specialties.get(pathway.specialty_id, ""),
        pathway.treatment_function_code,
        consultant_name(pathway.consultant, code=pathway.consultant_code),
        pathway.site_name or pathway.site_code,
        pathway.rtt_period_start_date,
        row.step,
        row.step_state,
        row.planned,
        row.said.text if row.said else "",
        row.said.source if row.said else "",
        task.title if task else "",
        task.owner if task else "",
        task.due if task else None,
        "",
        None,
        "",
        str(pathway.pathway_key),
    ]


def file_rows(rows: Iterable[ListRow]) -> Iterator[list[object]]:
    """The rows of the file."""
    specialties = dict(Specialty.objects.values_list("pk", "name"))
    return (file_row(row, specialties=specialties) for row in rows)


def watermark(user: User) -> str:
    """Who took the list out, and when."""
    return f"Exported by {user.name}, {moment(clock.now())}. Contains patients' details: handle as confidential"


def about(census: Census, *, reason: str, words: str) -> list[tuple[str, str]]:
    """What the workbook says of itself; `words` say which list it is."""
    return [
        ("Census", f"{census.census_date:%-d %B %Y}"),
        ("Which patients", words),
        ("Reason", reason or "500 rows or fewer: not asked"),
        (
            "What may be filled in",
            f"{NEW_COMMENT}, {PLANNED_DATE} and {OWNER}: nothing else is read. Save the workbook and choose Bring back on "
            "the patient tracking list; you see what is new before anything is written. Rows may be left out or sorted "
            "as whole rows.",
        ),
        (NEW_COMMENT, "What you want to say about the patient, up to 2,000 characters"),
        (PLANNED_DATE, "The date agreed with the patient, day first, for example 20/2/2027"),
        (OWNER, "Who sees to the row: the name as the list shows it, or the e-mail address"),
        (PATHWAY_KEY, "Says whose row it is, together with the hospital number"),
        (EXPORTED_AT, clock.now().isoformat()),
    ]
