"""Vacancies from the report that Trac sends on Mondays; nothing about who applied is stored."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.importers.grids import FoundTable
from directorate.core.imports.rows import Rows, returned_rows
from directorate.core.models import Specialty
from staffing.importers import trac
from staffing.importers.trac import VacancyLine
from staffing.importers.words import CODES
from staffing.models import Post, Vacancy


def check(tables: Mapping[str, FoundTable], as_at: date) -> Found:
    """Return what stands in the report and what it would change."""
    posts = {post.position_no: post for post in Post.objects.select_related("specialty")}
    judged = trac.judge(tables, positions=posts.keys())
    lines = {**judged.active, **judged.closed}
    rows = _vacancies(lines.values(), posts=posts, as_at=as_at)
    read = sum(len(table.below) for table in tables.values())
    return Found(
        rows_read=read,
        rows_accepted=judged.accepted,
        rows_skipped=read - judged.accepted - len(judged.rejected),
        rejected=judged.rejected,
        warnings=judged.warnings,
        changes=[rows.change],
        totals=trac.totals_of(judged),
        content=rows,
        headings={table.sheet: table.shown_headings for table in tables.values()},
        returned=returned_rows(tables.values(), rejected=judged.rejected),
    )


def store(found: Found, order: Order) -> Sequence[Change]:
    """Write the vacancies; the day of the data is noted on those that have changed."""
    rows: Rows = found.content
    for row in (*rows.new, *rows.changed):
        row.data_as_at_date = order.as_at
    rows.save()
    return found.changes


def _vacancies(lines: Iterable[VacancyLine], *, posts: Mapping[str, Post], as_at: date) -> Rows:
    specialties = dict(Specialty.objects.values_list("code", "pk"))
    rows = Rows.of("vacancies", ((row.vacancy_ref, row) for row in Vacancy.objects.all()))
    for line in lines:
        fields: dict[str, object] = {
            "vacancy_ref": line.ref,
            "band": line.band,
            "wte": line.wte,
            "stage": line.stage,
        } | {f"{name}_date": day for name, day in line.dates.items() if day is not None}
        post = posts.get(line.position)
        if post is not None:
            fields |= {"post": post, "specialty_id": post.specialty_id}
        elif line.specialty:
            fields["specialty_id"] = specialties[line.specialty]
        if line.title:
            fields["title"] = line.title
        if line.applications:
            fields["applications"] = line.applications
        if line.ref not in rows.rows:
            fields["data_as_at_date"] = as_at
        rows.give(line.ref, make=Vacancy, fields=fields)
    return rows


TRAC = DocumentFeed(
    key="trac",
    name="Trac managers update",
    subject=Subject.ESTABLISHMENT,
    reads=Subject.ESTABLISHMENT,
    words=Words(
        noun="Trac managers update report",
        ours="look like our posts",
        opens=("staffing:post_list", "Open the posts"),
        source="Trac",
    ),
    codes=CODES,
    tables=trac.TABLES,
    read=trac.read,
    check=check,
    store=store,
)
