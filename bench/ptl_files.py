"""Waiting-list files of any size, as a patient administration system writes them: invented people, real shapes."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from directorate.demo.names import FORENAMES, SURNAMES

HEADINGS = (
    "Week_Ending_Date,Census_Date,Provider_Code,Site_Code,Commissioner_Code,Waiting_List_Type,NHS_Number,"
    "Local_Patient_Identifier,Surname,Forename,Person_Birth_Date,Gender_Code,Ethnic_Category,PPID,PPID_Issuer,"
    "Referral_Identifier,Source_Of_Referral,Referral_Received_Date,RTT_Period_Start_Date,RTT_Period_End_Date,"
    "RTT_Period_Status,Main_Specialty_Code,Treatment_Function_Code,Consultant_Code,Priority_Type_Code,"
    "Procedure_Priority_Code,Decision_To_Admit_Date,TCI_Date,Outpatient_Future_Appointment_Date,Diagnostic_Date,"
    "Date_Last_Attended,Last_DNA_Date,DNA_Count,Proposed_Procedure_OPCS,Intended_Management,Inclusion_On_Cancer_PTL,"
    "Last_Validation_Date,Comments"
)
FUNCTIONS = ("120", "120", "120", "120", "140", "140", "144", "145", "330", "330", "215", "160")
COMMENTS = ("", "", "", "", "Short notice OK", "Prefers Kidderminster", '"Rang patient, wants morning"', "Awaiting CT")
ENDINGS = ("", "", "", "son", "ley", "worth", "field", "ton")
LIST_TYPES = ("ORTT",) * 14 + ("IRTT",) * 5 + ("PLTI",)


@dataclass(frozen=True)
class Week:
    """Which pathways (by place) are on the list of a census, out of a range."""

    census: date
    first: int
    last: int


def nhs_number(place: int) -> str:
    """The next valid number of the 999 range at or after a place."""
    while True:
        nine = f"999{place % 1_000_000:06d}"
        check = (11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11) % 11
        if check != 10:
            return f"{nine}{check}"
        place += 500_000


def records(week: Week) -> Iterator[str]:
    """Each pathway's line; the same place gives the same pathway in every week, with its dates moved on."""
    day = [(week.census + timedelta(days=n)).isoformat() for n in range(-40_000, 200)]
    ending, census = day[40_001], day[40_000]
    for place in range(week.first, week.last):
        dice = random.Random(place)
        yield _record(place, dice=dice, day=day, fixed=f"{ending},{census}", moved=week.census.toordinal() - 739_640)


def _record(place: int, *, dice: random.Random, day: list[str], fixed: str, moved: int) -> str:
    roll = dice.random
    waited = int(roll() ** 1.6 * 420) + moved + 7
    start = day[40_000 - waited]
    function = FUNCTIONS[place % len(FUNCTIONS)]
    listed = LIST_TYPES[place % len(LIST_TYPES)]
    admitted = listed == "IRTT" and waited > 20
    decided = day[40_000 - waited // 2] if admitted else ""
    tci = day[40_000 + int(roll() * 80)] if admitted and roll() < 0.4 else ""
    appointment = day[40_000 + int(roll() * 90)] if not admitted and roll() < 0.6 else ""
    test = day[40_001 + int(roll() * 40)] if roll() < 0.08 else ""
    attended = day[40_000 - waited // 3] if waited > 60 and roll() < 0.7 else ""
    surname = SURNAMES[int(roll() * len(SURNAMES))] + ENDINGS[int(roll() * len(ENDINGS))]
    forename = FORENAMES[int(roll() * len(FORENAMES))]
    ppid, issuer, number = f"RWP{place:017d}", "RWP", nhs_number(place)
    if place % 250 == 7:
        function, start, ppid, number = _fault(place, function=function, start=start, ppid=ppid, number=number)
    return (
        f"{fixed},RWP,RWP0{place % 3 + 1},{'7A7' if place % 900 == 0 else '18C'},{listed},{number},W{7_000_000 + place},"
        f"{surname},{forename},{day[40_000 - 6_600 - int(roll() * 26_000)]},{place % 2 + 1},A,{ppid},{issuer},"
        f"{540_000_000_000 + place},03,{day[40_000 - waited]},{start},,{'20' if attended else '10'},{function[:3]},"
        f"{function},C{9_001_200 + place % 60},{2 if place % 6 == 0 else 1},{'P' + str(2 + place % 3) if admitted else ''},"
        f"{decided},{tci},{appointment},{test},{attended},,{0 if place % 9 else 1},,{1 if admitted else ''},"
        f"{'Y' if place % 25 == 3 and waited < 90 else 'N'},,{COMMENTS[int(roll() * len(COMMENTS))]}\n"
    )


def _fault(place: int, *, function: str, start: str, ppid: str, number: str) -> tuple[str, str, str, str]:
    """Four rows in a thousand carry a fault; half of these are rejected."""
    kind = place // 250 % 6
    return (
        "1200" if kind == 0 else f"C_{function}" if kind == 1 else function,
        "1900-01-01" if kind == 2 else f"{start} 00:00:00" if kind == 3 else start,
        ppid[:-1] if kind == 4 else ppid,
        "" if kind == 5 else number,
    )


def write_file(path: Path, *, week: Week) -> Path:
    """Write the file of one week; the last row repeats the first, one line is ragged."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADINGS + "\n")
        file.writelines(records(week))
        first = next(records(week))
        file.write(first)
        file.write(first.replace(",RWP,", ",RWP,surplus,", 1))
    return path


def pair_of_weeks(folder: Path, *, rows: int) -> tuple[Path, Path]:
    """Two consecutive censuses of about so many rows: 3% left, 3% came, made once and kept."""
    folder.mkdir(parents=True, exist_ok=True)
    moved = max(rows * 3 // 100, 1)
    weeks = (Week(date(2026, 1, 24), 0, rows), Week(date(2026, 1, 31), moved, rows + moved))
    paths = tuple(folder / f"ptl-{rows}-{week.census}.csv" for week in weeks)
    for path, week in zip(paths, weeks, strict=True):
        if not path.exists():
            write_file(path, week=week)
    return paths[0], paths[1]
