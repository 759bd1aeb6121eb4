"""The days that the name of a file gives."""

from datetime import date

import pytest

from directorate.core.importers.dates import date_in_file_name, dates_in_file_name

CENSUS = date(2026, 1, 31)


@pytest.mark.parametrize(
    "name",
    [
        "PTL_2026-01-31.csv",
        "PTL 20260131.xlsx",
        "2026_01_31 ENT.csv",
        "2026.01.31.csv",
        "PTL_20260131_0730.csv",
        "PTL 31.01.2026.xlsx",
        "PTL-31-1-2026.csv",
        "PTL_31_01_2026(2).csv",
        "PTL31012026.csv",
        "PTL 31 January 2026.xlsx",
        "PTL_31Jan2026.csv",
        "31st jan 2026.csv",
        "7 2026-01-31.csv",
        "v99 31 01 2026.csv",
    ],
)
def test_iso_and_british_dates_are_read(name: str) -> None:
    assert dates_in_file_name(name) == [CENSUS]
    assert date_in_file_name(name) == CENSUS


@pytest.mark.parametrize(
    "name",
    [
        "PTL.csv",
        "PTL_31-01-26.csv",
        "PTL 310126.csv",
        "PTL 26-01-31.csv",
        "PTL_01-31-2026.csv",
        "PTL_2026-02-30.csv",
        "PTL 2026.csv",
        "PTL W05 2026.csv",
        "PTL 31 rows 2026.csv",
        "run 1234520260131.csv",
    ],
)
def test_what_is_ambiguous_or_no_day_is_left_alone(name: str) -> None:
    assert dates_in_file_name(name) == []
    assert date_in_file_name(name) is None


def test_every_day_of_a_name_counts_once() -> None:
    assert dates_in_file_name("PTL 31.01.2026 sent 2026-02-02, 31 Jan 2026.csv") == [CENSUS, date(2026, 2, 2)]


def test_september_by_its_four_letters() -> None:
    assert dates_in_file_name("PTL 6 Sept 2026.csv") == [date(2026, 9, 6)]
