"""The waiting list's screens: dashboard at three sizes of list, pages of the list, search in SQL."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.urls import include, path

from bench.registry import BenchRun, Result, against_floor, at_end, measure
from bench.timing import timed, timed_in_turn
from directorate.core import clock
from directorate.core.guard import any_signed_in_user
from directorate.core.history import system_user
from directorate.core.models import RoleGrant, User
from waiting_lists.importers.partitions import attach_partition, drop_partition, index_partition, make_partition
from waiting_lists.models import Census, CensusPathway
from waiting_lists.querysets.searching import by_name, taken_apart
from waiting_lists.views import pathways

SIZES = {"15,000": 15_000, "1,000,000": 1_000_000, "7,200,000": 7_200_000}
PAGE_ROWS = 100
DEEP_PAGE = 200
GROUP = "waiting list screens"
# A test client needs no second factor and no collected static files.
AS_SERVED: dict[str, Any] = {
    "REQUIRE_MFA": False,
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}

# Rows with the spread of a real list: waits up to 75 weeks, a tenth with a TCI date, 40,000 names.
FILL = """
INSERT INTO {table} (id, census_id, batch_id, pathway_key, row_number, specialty_id, birth_date, rtt_period_start_date,
    referral_received_date, decision_to_admit_date, tci_date, outpatient_future_appointment_date, date_last_attended,
    next_step_date, next_step_kind, next_breach_date, next_breach_clock, dna_count, priority_rank, is_rtt, is_nonc,
    is_on_cancer_ptl, return_line, treatment_function_code, waiting_list_type, rtt_period_status, priority_type_code,
    procedure_priority_code, provider_code, site_code, commissioner_code, consultant_code, nhs_number,
    local_patient_identifier, patient_pathway_identifier, patient_pathway_identifier_issuer, referral_identifier,
    surname, forename, surname_key, forename_key, comments)
SELECT %(first)s + n, %(census)s, 1, gen_random_uuid(), n, %(specialty)s, '1970-01-01'::date + n %% 12000, start, start,
    CASE WHEN n %% 5 = 0 THEN start + 20 END, CASE WHEN n %% 10 = 0 THEN day + n %% 90 END,
    CASE WHEN n %% 3 = 0 THEN day + n %% 120 END, CASE WHEN n %% 2 = 0 THEN start + 15 END,
    CASE WHEN n %% 10 = 0 THEN day + n %% 90 WHEN n %% 3 = 0 THEN day + n %% 120 END,
    CASE WHEN n %% 10 = 0 THEN 'treatment' WHEN n %% 3 = 0 THEN 'appointment' ELSE '' END,
    (SELECT min(start + limit_days + 1) FROM unnest(ARRAY[126, 364, 455, 546, 728]) limit_days
        WHERE start + limit_days + 1 > day),
    'RTT18', 0, CASE WHEN n %% 5 = 0 THEN 2 + n %% 3 ELSE 7 END, true, false, n %% 90 = 0, '120', '120', 'ORTT', '20', '1',
    CASE WHEN n %% 5 = 0 THEN 'P' || (2 + n %% 3) ELSE '' END, 'RWP', 'RWP01', '18C', 'C9001' || (200 + n %% 60),
    lpad(n::text, 10, '9'), 'W' || n, 'RWP' || lpad(n::text, 17, '0'), 'RWP', n::text,
    surname, forename, lower(surname), lower(forename), CASE WHEN n %% 2 = 0 THEN 'Prefers Kidderminster' ELSE '' END
FROM (SELECT n, %(day)s::date AS day, %(day)s::date - (power((n::bigint * 7919 %% 1000003) / 1000003.0, 1.6) * 525)::int AS start,
        'Surname' || chr(97 + n %% 26) || md5((n %% 31013)::text) AS surname,
        'Forename' || chr(97 + n %% 26) || md5((n %% 9001)::text) AS forename
    FROM generate_series(1, %(rows)s) n) numbered
"""
SUMMARISE = """
INSERT INTO waiting_lists_openpathwaysummary (census_id, return_line, treatment_function_code, specialty_id,
    clock_start_date, is_nonc, pathways, with_decision_to_admit, no_next_step, treatment_in_time)
SELECT %(census)s, line, line, %(specialty)s, %(day)s::date - waited, nonc, greatest(1, %(rows)s / 4200 - waited), 0, 0, 0
FROM generate_series(0, 524) waited, unnest(ARRAY['120', '140', '330', 'X04']) line, unnest(ARRAY[false, true]) nonc
"""


def _census(*, days_back: int) -> Census:
    return Census.objects.create(
        census_date=clock.today() - timedelta(days=days_back), created_by=system_user("bench"), created_at=clock.now()
    )


def _values(census: Census, *, rows: int) -> dict[str, Any]:
    from directorate.core.models import Specialty  # noqa: PLC0415 read when the bench runs

    return {
        "census": census.pk,
        "first": census.pk << 32,
        "rows": rows,
        "day": census.census_date,
        "specialty": Specialty.objects.get(code="ent").pk,
    }


# Filling takes longer than measuring: a list is made once a run, by its rows and the size of its summary.
_filled: dict[tuple[int, int], int] = {}


@contextmanager
def filled_census(*, rows: int, summary_of: int) -> Iterator[Census]:
    """A census with so many rows and the summary of a list of that size, in use while the block runs."""
    Census.objects.update(state="superseded")
    known = _filled.get((rows, summary_of))
    census = Census.objects.filter(pk=known).first() if known else None
    if census is None:
        census = _fill(rows=rows, summary_of=summary_of)
        _filled[rows, summary_of] = census.pk
    Census.objects.filter(pk=census.pk).update(state="accepted")
    cache.clear()
    try:
        yield census
    finally:
        Census.objects.filter(pk=census.pk).update(state="superseded")


def _fill(*, rows: int, summary_of: int) -> Census:
    census = _census(days_back=0)
    values = _values(census, rows=rows)
    with connection.cursor() as cursor:
        table = make_partition(census.pk, cursor=cursor)
        cursor.execute(FILL.format(table=table), values)
        attach_partition(census.pk, cursor=cursor)
        index_partition(census.pk, cursor=cursor)
        cursor.execute(SUMMARISE, {**values, "rows": summary_of})
        cursor.execute(
            "INSERT INTO waiting_lists_namepart SELECT DISTINCT name FROM "
            f"(SELECT surname_key AS name FROM {table} UNION SELECT forename_key FROM {table}) names ON CONFLICT DO NOTHING"
        )
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE waiting_lists_openpathwaysummary, waiting_lists_namepart")
    return census


@at_end
def drop_filled() -> None:
    """Drop what was filled."""
    Census.objects.filter(pk__in=_filled.values()).update(state="superseded")
    with connection.cursor() as cursor:
        for census_id in _filled.values():
            drop_partition(census_id, cursor=cursor)
    _filled.clear()


def manager_client() -> Client:
    """A test client signed in as a directorate manager."""
    user, _ = User.objects.get_or_create(email="bench.manager@nhs.uk", defaults={"name": "Bench Manager"})
    RoleGrant.objects.get_or_create(
        user=user, role="dm", defaults={"valid": (clock.today() - timedelta(days=1), None), "granted_by": user}
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def fetched(client: Client, address: str) -> str:
    """The page, which must be there."""
    response = client.get(address)
    if response.status_code != 200:
        message = f"{address} answered {response.status_code}"
        raise RuntimeError(message)
    return response.content.decode()


@measure(group=GROUP)
def dashboard(run: BenchRun) -> Iterable[Result]:
    """The dashboard's server time does not grow with the list."""
    samples = {}
    for name, size in SIZES.items():
        with filled_census(rows=min(size, 15_000), summary_of=size), override_settings(**AS_SERVED):
            client = manager_client()
            samples[name] = timed(partial(fetched, client, "/waiting-list/"), repeats=run.repeats, warm_up=2)
    smallest = samples.pop("15,000")
    yield Result(name="dashboard, 15,000 open pathways", figure=smallest.median_ms, note=smallest.spread_ms)
    for name, sample in samples.items():
        yield against_floor(
            f"dashboard, {name} open pathways", sample, floor=smallest, floor_name="15,000", times_allowed=1.5
        )


BARE_TABLE = (
    "<!doctype html><title>Bare</title><table>{% for row in rows %}<tr><td>{{ row.rtt_period_start_date }}<td>{{ row.next_breach_date }}"
    "<td>{{ row.surname }} {{ row.forename }} {{ row.local_patient_identifier }} {{ row.birth_date }}<td>{{ row.rtt_period_status }}"
    "<td>{{ row.procedure_priority_code }}<td>{{ row.next_step_date }}<td>{{ row.comments }}</tr>{% endfor %}</table>"
)


@any_signed_in_user
def bare_page(request: HttpRequest) -> HttpResponse:
    """The floor: 100 rows by the ORM in the list's order, in a bare Jinja2 table."""
    census = Census.objects.latest_with_rows()
    order = ("next_breach_date", "priority_rank", "rtt_period_start_date", "id")
    rows = CensusPathway.objects.filter(census=census).order_by(*order)[:PAGE_ROWS]
    return HttpResponse(engines["jinja2"].from_string(BARE_TABLE).render({"rows": rows}, request))


urlpatterns = [path("bare/", bare_page), path("", include("directorate.urls"))]


@measure(group=GROUP)
def list_pages(run: BenchRun) -> Iterable[Result]:
    """The first page of the list and the two-hundredth by next, beside a bare page of the ORM."""
    with filled_census(rows=run.rows, summary_of=run.rows), override_settings(ROOT_URLCONF=__name__, **AS_SERVED):
        kept_size, pathways.PAGE_SIZE = pathways.PAGE_SIZE, PAGE_ROWS
        client = manager_client()
        deep = _address_of_page(client, number=DEEP_PAGE)
        samples = timed_in_turn(
            {
                "bare": lambda: fetched(client, "/bare/"),
                "first": lambda: fetched(client, "/waiting-list/pathways/"),
                "deep": lambda: fetched(client, deep),
            },
            repeats=max(run.repeats, 9),
        )
        pathways.PAGE_SIZE = kept_size
    for name, words in (("first", "first page"), ("deep", "page 200 by next")):
        yield against_floor(
            f"list, {words}, {run.rows:,} rows",
            samples[name],
            floor=samples["bare"],
            floor_name="bare ORM page",
            times_allowed=3,
        )
    yield against_floor(
        "list, page 200 against the first",
        samples["deep"],
        floor=samples["first"],
        floor_name="first page",
        times_allowed=1.5,
    )


def _address_of_page(client: Client, *, number: int) -> str:
    address = "/waiting-list/pathways/"
    for _ in range(number - 1):
        page = fetched(client, address)
        address = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    return address


@measure(group=GROUP)
def search(run: BenchRun) -> Iterable[Result]:
    """Finding by NHS number and by part of a name, SQL alone."""
    with filled_census(rows=run.rows, summary_of=run.rows) as census:
        rows = CensusPathway.objects.filter(census=census)
        one = rows.order_by().first()
        number, part = (one.nhs_number, one.surname_key[8:14]) if one else ("", "")
        by_number = timed(lambda: list(rows.filter(nhs_number=number)[:51]), repeats=max(run.repeats, 9), warm_up=2)
        by_part = timed(
            lambda: list(by_name(rows, asked=taken_apart(part))[:51]), repeats=max(run.repeats, 9), warm_up=2
        )
        sql = _sql_milliseconds(lambda: list(rows.filter(nhs_number=number)[:51]))
        sql_part = _sql_milliseconds(lambda: list(by_name(rows, asked=taken_apart(part))[:51]))
    yield Result(
        name=f"search by NHS number, {run.rows:,} rows, SQL",
        figure=sql,
        most=1.0,
        note=f"with Python {by_number.median_ms:.1f} ms",
    )
    yield Result(
        name=f"search by part of a name, {run.rows:,} rows, SQL",
        figure=sql_part,
        most=50.0,
        note=f"with Python {by_part.median_ms:.1f} ms",
    )


def _sql_milliseconds(function: Any) -> float:
    """The median time that PostgreSQL took for the statements of a search, as EXPLAIN ANALYZE says."""
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 only here

    with CaptureQueriesContext(connection) as captured:
        function()
    total = 0.0
    with connection.cursor() as cursor:
        for query in captured:
            times = []
            for _ in range(5):
                cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + query["sql"])
                times.append(cursor.fetchone()[0][0]["Execution Time"])
            total += sorted(times)[2]
    return total
