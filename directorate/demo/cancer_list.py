"""The demo's cancer list: the patients of the waiting list marked so, and some who have no row there."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from directorate.demo.waiting_list import Waiting, number_of_the_test_range

COLUMNS = (
    "Pathway_ID", "NHS_Number", "Tumour_Site", "Route", "Clock_Start_Date", "Informed_Date", "Outcome",
    "Decision_To_Treat_Date", "Treatment_Date",
)  # fmt: skip
SITES = {"330": "skin", "120": "head_and_neck", "140": "head_and_neck"}
FINISHED = 60
ONLY_HERE = 6
# Places of NHS numbers that the waiting list does not use.
FIRST_PLACE = 900_000


def write_cancer_list(path: Path, *, rows: Iterable[Waiting], as_at: date, seed: int) -> int:
    """Write the file of one day; return how many records it has."""
    records = list(_records(rows, as_at=as_at, random=Random(seed)))
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([f"CAN{place:05d}", *record] for place, record in enumerate(records, start=1))
    return len(records)


def _records(rows: Iterable[Waiting], *, as_at: date, random: Random) -> Iterator[list[str]]:
    for row in rows:
        if row.is_cancer and row.line in SITES:
            yield _open(row.nhs_number, site=SITES[row.line], start=row.clock_start, as_at=as_at, random=random)
    for place in range(ONLY_HERE):
        start = as_at - timedelta(days=random.choice((12, 24, 25, 26, 40, 58)))
        number = number_of_the_test_range(FIRST_PLACE + place)
        yield _open(number, site="head_and_neck", start=start, as_at=as_at, random=random)
    for place in range(FINISHED):
        yield _finished(number_of_the_test_range(FIRST_PLACE + 100 + place), as_at=as_at, random=random)


def _open(number: str, *, site: str, start: date, as_at: date, random: Random) -> list[str]:
    """Still waiting: some to be told, those beyond a month mostly told and some with a decision."""
    waited = (as_at - start).days
    is_told = waited > 20 and random.random() < 0.6
    told = start + timedelta(days=random.randint(12, min(waited, 40))) if is_told else None
    decided = told + timedelta(days=3) if told and told + timedelta(days=3) <= as_at and random.random() < 0.5 else None
    cells = [start, told, "cancer" if told else None, decided, None]
    return [number, site, "urgent_suspected_cancer", *map(_text, cells)]


def _finished(number: str, *, as_at: date, random: Random) -> list[str]:
    start = as_at - timedelta(days=random.randint(60, 110))
    told = start + timedelta(days=random.choice((12, 18, 24, 27, 28, 31, 36)))
    if random.random() < 0.7:
        return [number, "skin", "urgent_suspected_cancer", _text(start), _text(told), "not_cancer", "", ""]
    decided = told + timedelta(days=4)
    treated = min(decided + timedelta(days=random.randint(5, 34)), as_at)
    cells = (start, told, "cancer", decided, treated)
    return [number, "skin", "urgent_suspected_cancer", *map(_text, cells)]


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
