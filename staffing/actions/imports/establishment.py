"""Posts, people and contracts from the establishment workbook.

What the workbook does not name stays as it is. Working patterns are not in it and are not guessed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.imports.rows import Rows, days, end_before_the_next, returned_rows
from directorate.core.models import Person, Specialty, User
from directorate.core.models.people import StaffGroup
from staffing.actions.contracts import recount
from staffing.facts.accounts import leave_year_of
from staffing.importers import establishment
from staffing.importers.establishment import EstablishmentFile, Judged, PostLine, StaffLine
from staffing.importers.words import CODES
from staffing.models import Assignment, Post, PostFunding


@dataclass(frozen=True)
class Plan:
    """What the workbook would make of posts, their funding, people and contracts."""

    posts: Rows
    funding: Rows
    people: Rows
    contracts: Rows

    @property
    def every(self) -> Sequence[Rows]:
        """Return them in the order in which they are stored."""
        return (self.posts, self.funding, self.people, self.contracts)


def check(file: EstablishmentFile, as_at: date) -> Found:
    """Return what stands in the workbook and what it would change."""
    known = () if file.staff is None else Post.objects.values_list("position_no", flat=True)
    judged = establishment.judge(file, known_positions=set(known))
    tables = [table for table in (file.posts, file.staff) if table is not None]
    read = sum(len(table.below) for table in tables)
    plan = _plan(judged, as_at=as_at)
    accepted = len(judged.posts) + len(judged.staff)
    return Found(
        rows_read=read,
        rows_accepted=accepted,
        rows_skipped=read - accepted - len(judged.rejected) - len(judged.duplicates),
        rejected=judged.rejected,
        warnings=judged.warnings,
        duplicates=judged.duplicates,
        changes=[rows.change for rows in plan.every],
        totals=establishment.totals_of(judged, as_at=as_at),
        content=plan,
        headings={table.sheet: table.shown_headings for table in tables},
        returned=returned_rows(tables, rejected=judged.rejected),
    )


def store(found: Found, order: Order) -> Sequence[Change]:
    """Write posts, people and contracts; leave is counted anew for whom a contract has changed."""
    plan: Plan = found.content
    for rows in plan.every:
        rows.save()
    moved = {row.person for row in (*plan.contracts.new, *plan.contracts.changed)}
    by = User.objects.get(pk=order.user_id)
    for person in sorted(moved, key=lambda person: person.pk):
        recount(person, first_day=date(leave_year_of(order.as_at), 4, 1), by=by)
    return found.changes


def _plan(judged: Judged, *, as_at: date) -> Plan:
    specialties = dict(Specialty.objects.values_list("code", "pk"))
    posts = _posts(judged.posts, specialties=specialties)
    people = _people(judged.staff, posts=posts.rows, specialties=specialties, as_at=as_at)
    return Plan(
        posts=posts,
        funding=_funding(judged.posts, posts=posts.rows),
        people=people,
        contracts=_contracts(judged.staff, posts=posts.rows, people=people.rows),
    )


def _posts(lines: Sequence[PostLine], *, specialties: Mapping[str, int]) -> Rows:
    stored = Post.objects.select_related("specialty")
    rows = Rows.of("posts", ((post.position_no, post) for post in stored))
    for line in sorted(lines, key=lambda line: line.first):
        fields = {
            "position_no": line.position,
            "specialty_id": specialties[line.specialty],
            "band": line.band,
            "status": line.status,
        }
        rows.give(line.position, make=Post, fields=fields | ({"title": line.title} if line.title else {}))
    return rows


def _funding(lines: Sequence[PostLine], *, posts: Mapping[str, Post]) -> Rows:
    stored = PostFunding.objects.select_related("post")
    rows = Rows.of("periods of funding", (((row.post.position_no, row.valid.lower), row) for row in stored))
    for line in lines:
        fields = {"post": posts[line.position], "valid": days(line.first, line.last), "wte": line.funded}
        rows.give((line.position, line.first), make=PostFunding, fields=fields)
    _make_room(rows)
    return rows


def _people(
    lines: Sequence[StaffLine], *, posts: Mapping[str, Post], specialties: Mapping[str, int], as_at: date
) -> Rows:
    numbers = {line.staff_no for line in lines}
    rows = Rows.of("people", ((p.staff_number, p) for p in Person.objects.filter(staff_number__in=numbers)))
    every: dict[str, list[StaffLine]] = defaultdict(list)
    for line in lines:
        every[line.staff_no].append(line)
    for number, held in every.items():
        line = max(held, key=lambda line: (line.counts_on(as_at), line.assignment == number, line.first))
        fields = _person_fields(line, post=posts.get(line.position))
        if number not in rows.rows:
            fields |= {"staff_group": StaffGroup.ADMIN_AND_CLERICAL}
            fields.setdefault("specialty_id", specialties.get(line.specialty))
        rows.give(number, make=Person, fields=fields)
    return rows


def _person_fields(line: StaffLine, *, post: Post | None) -> dict[str, object]:
    fields: dict[str, object] = {"staff_number": line.staff_no, "surname": line.surname, "forenames": line.forenames}
    if post is not None:
        fields |= {"specialty_id": post.specialty_id, "job_title": post.title[:100], "grade": f"Band {post.band}"}
    if line.service_start is not None:
        fields["start_date"] = line.service_start
    if line.left is not None:
        fields["leaving_date"] = line.left
        if line.left_reason:
            fields["leaving_reason"] = line.left_reason
    return fields


def _contracts(lines: Sequence[StaffLine], *, posts: Mapping[str, Post], people: Mapping[str, Person]) -> Rows:
    numbers = {line.assignment for line in lines}
    stored = Assignment.objects.filter(assignment_no__in=numbers).select_related("person", "post")
    rows = Rows.of("contracts", (((row.assignment_no, row.valid.lower), row) for row in stored))
    for line in lines:
        covers = people.get(line.backfill_for) if line.contract_type == "backfill" else None
        fields = {
            "assignment_no": line.assignment,
            "person": people[line.staff_no],
            "is_primary": line.assignment == line.staff_no,
            "post": posts.get(line.position),
            "contract_type": line.contract_type,
            "status": line.status,
            "fte": line.fte,
            "weekly_minutes": line.weekly_minutes,
            "valid": days(line.first, line.last),
            "backfill_for": covers if covers is not people[line.staff_no] else None,
        }
        rows.give((line.assignment, line.first), make=Assignment, fields=fields)
    _make_room(rows)
    return rows


def _make_room(rows: Rows) -> None:
    """Of the rows of one post or contract each ends where the next begins."""
    every: dict[object, list[object]] = defaultdict(list)
    for (key, _), row in rows.rows.items():
        every[key].append(row)
    for held in every.values():
        end_before_the_next(held)


ESTABLISHMENT = DocumentFeed(
    key="establishment",
    name="Establishment (posts and staff)",
    subject=Subject.ESTABLISHMENT,
    reads=Subject.ESTABLISHMENT,
    words=Words(noun="establishment workbook", opens=("staffing:post_list", "Open the posts"), source="ESR"),
    codes=CODES,
    tables=establishment.TABLES,
    read=establishment.read,
    check=check,
    store=store,
    day_of=lambda file: file.as_at,
)
