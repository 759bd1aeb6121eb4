"""Code lists a new installation starts with; rows that exist are left as their administrator made them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from govuk_bank_holidays.bank_holidays import BankHolidays
from psycopg.types.range import DateRange

from directorate.core.history import acting, system_user
from directorate.core.models import (
    BankHoliday,
    CommissionerPrefix,
    Directorate,
    Division,
    PolicyNumber,
    Site,
    Specialty,
    TreatmentFunction,
)

DD = "NHS Data Dictionary, TREATMENT FUNCTION CODE; RTT guidance v5.0, section 10.1.4"
# code, name, line of the RTT return, specialty, confirmed
TREATMENT_FUNCTIONS = (
    ("120", "Ear Nose and Throat Service", "120", "ent", True),
    ("215", "Paediatric Ear Nose and Throat Service", "X04", "ent", True),
    ("254", "Paediatric Audiological Medicine Service", "X04", "ent", False),
    ("140", "Oral Surgery Service", "140", "omfs", True),
    ("144", "Maxillofacial Surgery Service", "140", "omfs", True),
    ("145", "Oral and Maxillofacial Surgery Service", "140", "omfs", True),
    ("217", "Paediatric Oral and Maxillofacial Surgery Service", "X04", "omfs", True),
    ("141", "Restorative Dentistry Service", "X05", "omfs", False),
    ("142", "Paediatric Dentistry Service", "X04", "omfs", False),
    ("143", "Orthodontics Service", "X05", "omfs", False),
    ("450", "Dental Medicine Service", "X05", "omfs", False),
    ("451", "Special Care Dentistry Service", "X05", "omfs", False),
    ("330", "Dermatology Service", "330", "dermatology", True),
    ("257", "Paediatric Dermatology Service", "X04", "dermatology", True),
    ("160", "Plastic Surgery Service", "160", None, True),
)
SPECIALTIES = (("ent", "ENT"), ("omfs", "OMFS"), ("dermatology", "Dermatology"))
SITES = (
    ("RWP01", "Alexandra Hospital", "A"),
    ("RWP31", "Kidderminster Hospital", "K"),
    ("RWP50", "Worcestershire Royal Hospital", "W"),
)
# key, name, value, unit, source, confirmed; in force from 1 April 2020 until somebody ends them
POLICY_NUMBERS = (
    (
        "ptl_row_count_drop_percent",
        "Rows fewer than last census that hold an import",
        "20",
        "percent",
        "Own rule",
        True,
    ),
    (
        "ptl_clock_starts_moved_percent",
        "Pathways with another clock start than on the last census that hold an import",
        "20",
        "percent",
        "Own rule",
        False,
    ),
    (
        "ptl_pathways_replaced_percent",
        "Pathways new or gone since the last census that hold an import",
        "80",
        "percent",
        "Own rule",
        False,
    ),
    ("rtw_working_days", "Return-to-work meeting due after the return day", "3", "working days", "HR034 6.8", False),
    ("esr_cut_off_day", "Last day of the month for absences in ESR", "10", "day of the month", "Payroll", False),
    ("long_term_sickness_days", "Sickness is long term from", "28", "calendar days", "HR034", False),
    ("suppression_threshold", "Smallest count that is printed", "5", "people", "Report privacy rules", True),
    ("medical_leave_notice_days", "Notice of a doctor's leave", "42", "calendar days", "Local practice", False),
    ("medical_away_limit", "Doctors of one grade and specialty away at once", "2", "doctors", "Local practice", False),
    ("leave_undo_seconds", "Undo after logging leave", "10", "seconds", "Own rule", True),
    ("annual_leave_days_after_0_years", "Annual leave", "27", "days", "AfC handbook section 13", True),
    ("annual_leave_days_after_5_years", "Annual leave after 5 years", "29", "days", "AfC handbook section 13", True),
    ("annual_leave_days_after_10_years", "Annual leave after 10 years", "33", "days", "AfC handbook section 13", True),
    ("leave_rounding_minutes", "Leave entitlement is rounded to", "30", "minutes", "Local policy", False),
    (
        "bank_holidays_credited",
        "Bank holidays credited a year (0: as many as fall in it)",
        "0",
        "days",
        "Local policy",
        False,
    ),
)
POLICY_START = date(2020, 4, 1)
COMMISSIONERS_OUTSIDE_ENGLAND = (("7A", "Welsh health boards", "No primary document found"),)
# What the apps above bring: the same columns as POLICY_NUMBERS.
PolicyRow = tuple[str, str, str, str, str, bool]
_of_apps: list[PolicyRow] = []


def register_policy_numbers(rows: Iterable[PolicyRow]) -> None:
    """Let an app add numbers that a new installation starts with; apps do this in `AppConfig.ready`."""
    _of_apps.extend(rows)


def load_reference() -> None:
    """Create what is missing: specialties, treatment functions, sites, bank holidays, policy numbers."""
    with transaction.atomic(), acting(by=system_user("reference"), action="Load code lists"):
        _load()


def _load() -> None:
    division, _ = Division.objects.get_or_create(name="Surgery")
    directorate, _ = Directorate.objects.get_or_create(
        name="ENT, OMFS and Dermatology", defaults={"division": division}
    )
    for place, (code, name) in enumerate(SPECIALTIES):
        Specialty.objects.get_or_create(
            code=code, defaults={"name": name, "directorate": directorate, "sort_order": 10 * place}
        )
    specialty_of = {specialty.code: specialty for specialty in Specialty.objects.all()}
    TreatmentFunction.objects.bulk_create(
        (
            TreatmentFunction(
                code=code,
                name=name,
                return_line=line,
                specialty=specialty_of.get(specialty or ""),
                source=DD,
                is_confirmed=confirmed,
            )
            for code, name, line, specialty, confirmed in TREATMENT_FUNCTIONS
        ),
        ignore_conflicts=True,
    )
    Site.objects.bulk_create(
        (Site(code=code, name=name, letter=letter) for code, name, letter in SITES), ignore_conflicts=True
    )
    _load_bank_holidays()
    _load_policy_numbers()
    if not CommissionerPrefix.objects.exists():
        CommissionerPrefix.objects.bulk_create(
            CommissionerPrefix(code_prefix=prefix, name=name, source=source)
            for prefix, name, source in COMMISSIONERS_OUTSIDE_ENGLAND
        )


def _load_bank_holidays() -> None:
    shipped = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    BankHoliday.objects.bulk_create(
        (BankHoliday(date=day["date"], title=day["title"], source="GOV.UK bank holidays") for day in shipped),
        ignore_conflicts=True,
    )


def _load_policy_numbers() -> None:
    present = set(PolicyNumber.objects.values_list("key", flat=True))
    PolicyNumber.objects.bulk_create(
        PolicyNumber(
            key=key,
            name=name,
            value=Decimal(value),
            unit=unit,
            source=source,
            is_confirmed=confirmed,
            valid=DateRange(POLICY_START, None),
        )
        for key, name, value, unit, source, confirmed in (*POLICY_NUMBERS, *_of_apps)
        if key not in present
    )
