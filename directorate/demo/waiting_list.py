"""The demo's waiting list, written as the CSV file that a patient administration system would give.

It goes in through the ordinary import, so what the demo shows is what a real file would show.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from directorate.demo.names import FORENAMES, SURNAMES
from directorate.demo.shapes import LINES

COLUMNS = tuple(
    """
    Week_Ending_Date Census_Date Provider_Code Site_Code Commissioner_Code Waiting_List_Type NHS_Number
    Local_Patient_Identifier Surname Forename Person_Birth_Date Gender_Code Ethnic_Category PPID PPID_Issuer
    Referral_Identifier Source_Of_Referral Referral_Received_Date RTT_Period_Start_Date RTT_Period_End_Date
    RTT_Period_Status Main_Specialty_Code Treatment_Function_Code Consultant_Code Priority_Type_Code
    Procedure_Priority_Code Decision_To_Admit_Date TCI_Date Outpatient_Future_Appointment_Date Diagnostic_Date
    Date_Last_Attended Last_DNA_Date DNA_Count Proposed_Procedure_OPCS Intended_Management Inclusion_On_Cancer_PTL
    Last_Validation_Date Comments
    """.split()
)
SITES = (("RWP50", 0.55), ("RWP01", 0.27), ("RWP31", 0.18))
COMMISSIONERS = (("18C", 0.955), ("B2M3M", 0.015), ("M2L0M", 0.013), ("15E", 0.007), ("11M", 0.005), ("7A7", 0.001))
COMMENTS = (
    "Short notice OK", "Patient asked for morning", "Letter sent", "Prefers Kidderminster", "Awaiting CT",
    "Needs interpreter", "Pre-op booked", "Prefers text message", "Chased by secretary",
)  # fmt: skip
SHRINKS_IN_A_WEEK = 0.008
FIRST_NUMBER = 7_000_000


@dataclass(frozen=True)
class Waiting:
    """One open pathway; dates as they are in the latest census."""

    place: int
    line: str
    treatment_function: str
    clock_start: date
    surname: str
    forename: str
    birth_date: date
    nhs_number: str
    consultant: str
    site: str
    commissioner: str
    priority: str
    procedure_priority: str
    is_cancer: bool
    decision_to_admit: date | None
    tci: date | None
    appointment: date | None
    diagnostic: date | None
    last_attended: date | None
    comment: str


def number_of_the_test_range(place: int) -> str:
    """The next valid number of the 999 test range; a place whose check digit would be ten is passed over."""
    while True:
        nine = f"999{place % 1_000_000:06d}"
        check = (11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11) % 11
        if check != 10:
            return f"{nine}{check}"
        place += 500_000


def pathways(
    *, random: Random, census: date, consultants: Mapping[str, Sequence[str]], scale: float = 1.0
) -> Iterator[Waiting]:
    """Everybody on the list of a day, in no order: lengths of wait as published, everything else invented."""
    place = 0
    for line, functions, specialty, shape in LINES:
        for week, size in enumerate(shape):
            for _ in range(round(size * scale)):
                place += 1
                days = random.randint(7 * week + (1 if week else 0), 7 * week + 7)
                yield somebody(
                    random=random,
                    place=place,
                    line=line,
                    treatment_function=pick(random, functions),
                    clock_start=census - timedelta(days=days),
                    census=census,
                    consultants=consultants[specialty],
                )


def pick(random: Random, choices: Sequence[tuple[str, float]]) -> str:
    """One of these names, by their weights."""
    names, weights = zip(*choices, strict=True)
    return str(random.choices(names, weights)[0])


def somebody(
    *,
    random: Random,
    place: int,
    line: str,
    treatment_function: str,
    clock_start: date,
    census: date,
    consultants: Sequence[str],
) -> Waiting:
    """One more patient: everything invented but line, treatment function and clock start."""
    waited = (census - clock_start).days
    is_cancer = waited < 90 and random.random() < 0.04
    decided = not is_cancer and line != "330" and waited > 30 and random.random() < 0.32
    decision = census - timedelta(days=random.randint(0, min(waited - 14, 150))) if decided else None
    has_tci = decision is not None and random.random() < 0.4
    has_appointment = not decided and random.random() < (0.8 if is_cancer else 0.66)
    ahead = random.randint(1, 12) if is_cancer else random.randint(1, 90)
    seen = waited > 60 and random.random() < 0.7
    return Waiting(
        place=place,
        line=line,
        treatment_function=treatment_function,
        clock_start=clock_start,
        surname=random.choice(SURNAMES),
        forename=random.choice(FORENAMES),
        birth_date=census - timedelta(days=random.randint(6_600, 33_000)),
        nhs_number=number_of_the_test_range(place),
        consultant=random.choice(consultants),
        site=pick(random, SITES),
        commissioner=pick(random, COMMISSIONERS),
        priority="3" if is_cancer else pick(random, (("1", 0.82), ("2", 0.18))),
        procedure_priority=pick(random, (("P4", 0.6), ("P3", 0.3), ("P2", 0.1))) if decided else "",
        is_cancer=is_cancer,
        decision_to_admit=decision,
        tci=census + timedelta(days=random.randint(2, 80)) if has_tci else None,
        appointment=census + timedelta(days=ahead) if has_appointment else None,
        diagnostic=census + timedelta(days=random.randint(1, 40)) if random.random() < 0.08 else None,
        last_attended=census - timedelta(days=random.randint(7, max(8, waited - 7))) if seen else None,
        comment=random.choice(COMMENTS) if random.random() < 0.5 else "",
    )


def week_before(*, random: Random, latest: Sequence[Waiting], census: date) -> list[Waiting]:
    """The list one week earlier: without this week's referrals, with those who were treated or left since.

    Who left is drawn so that the earlier list has the same shape of waits as the later one.
    """
    earlier = [row for row in latest if row.clock_start <= census]
    wanted = Counter((row.line, _week(row, on=census + timedelta(days=7))) for row in latest)
    present = Counter((row.line, _week(row, on=census)) for row in earlier)
    short_of = {key: size - present[key] for key, size in wanted.items() if size > present[key]}
    leavers = round(len(latest) - len(earlier) + len(latest) * SHRINKS_IN_A_WEEK)
    candidates = sorted(short_of)
    weights = [short_of[line, week] * (1 + week / 8) for line, week in candidates]  # the longest waiters go first
    cells = random.choices(candidates, weights, k=leavers)
    like = {line: [row for row in earlier if row.line == line] for line, *_ in LINES}
    models = (random.choice(like[line]) for line, _ in cells)
    gone = [
        _left(random=random, row=row, place=500_000 + place, week=week, census=census)
        for place, ((_, week), row) in enumerate(zip(cells, models, strict=True))
    ]
    return [*earlier, *gone]


def _week(row: Waiting, *, on: date) -> int:
    return max(0, (on - row.clock_start).days - 1) // 7


def _left(*, random: Random, row: Waiting, place: int, week: int, census: date) -> Waiting:
    """Somebody like this patient, who waited this long and has left since."""
    start = census - timedelta(days=7 * week + random.randint(1, 7))
    decision = max(start, row.decision_to_admit) if row.decision_to_admit else None
    attended = max(start, row.last_attended) if row.last_attended else None
    return replace(
        row,
        place=place,
        nhs_number=number_of_the_test_range(place),
        clock_start=start,
        decision_to_admit=decision,
        last_attended=attended,
        surname=random.choice(SURNAMES),
        forename=random.choice(FORENAMES),
    )


def write_census(path: Path, *, rows: Iterable[Waiting], census: date) -> None:
    """Write the file of one census, with the handful of faults that every real one has."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for row in rows:
            writer.writerow(_cells(row, census=census))


def _cells(row: Waiting, *, census: date) -> dict[str, str]:
    def text(day: date | None) -> str:
        return day.isoformat() if day else ""

    cells = {
        "Week_Ending_Date": text(census + timedelta(days=1)),
        "Census_Date": text(census),
        "Provider_Code": "RWP",
        "Site_Code": row.site,
        "Commissioner_Code": row.commissioner,
        "Waiting_List_Type": "IRTT" if row.decision_to_admit else "ORTT",
        "NHS_Number": row.nhs_number,
        "Local_Patient_Identifier": f"W{FIRST_NUMBER + row.place}",
        "Surname": row.surname,
        "Forename": row.forename,
        "Person_Birth_Date": text(row.birth_date),
        "Gender_Code": "12"[row.place % 2],
        "Ethnic_Category": "A",
        "PPID": f"RWP{row.place:017d}",
        "PPID_Issuer": "RWP",
        "Referral_Identifier": f"{540_000_000_000 + row.place}",
        "Source_Of_Referral": "03",
        "Referral_Received_Date": text(row.clock_start),
        "RTT_Period_Start_Date": text(row.clock_start),
        "RTT_Period_Status": "20" if row.last_attended else "10",
        "Main_Specialty_Code": row.line,
        "Treatment_Function_Code": row.treatment_function,
        "Consultant_Code": row.consultant,
        "Priority_Type_Code": row.priority,
        "Procedure_Priority_Code": row.procedure_priority,
        "Decision_To_Admit_Date": text(row.decision_to_admit),
        "TCI_Date": text(row.tci),
        "Outpatient_Future_Appointment_Date": text(row.appointment),
        "Diagnostic_Date": text(row.diagnostic),
        "Date_Last_Attended": text(row.last_attended),
        "DNA_Count": "0",
        "Intended_Management": "1" if row.decision_to_admit else "",
        "Inclusion_On_Cancer_PTL": "Y" if row.is_cancer else "N",
        "Comments": row.comment,
    }
    return cells | _fault(row.place)


def _fault(place: int) -> dict[str, str]:
    """About four rows in a thousand carry a fault, two of them grave enough to be rejected."""
    if place % 700 == 13:
        return {"Treatment_Function_Code": "1200"}
    if place % 900 == 17:
        return {"RTT_Period_Start_Date": "1900-01-01"}
    if place % 500 == 19:
        return {"NHS_Number": ""}
    return {}
