"""The one pass over a staged patient tracking list: each row read, judged and written to the table of the census.

The steps are kept apart by FENCE so that nothing is worked out twice: `read` turns text into values, `judged` says
what is wrong with them, `valued` finds next step and next breach, the outer step writes. The usual way of writing a
value is read by the cheapest means; only what is written otherwise goes through the slow reading functions. Rejected
rows are written as well, marked by a negative number in `warning_flags`, until they have been listed.
"""

import string
from collections.abc import Iterable, Mapping

from directorate.core.importers.feeds import Staged
from directorate.core.importers.text_records import RAGGED_MARK
from waiting_lists.domain.breaches import PRIORITY_ORDER, RTT_CLOCKS
from waiting_lists.domain.standards import Limit
from waiting_lists.importers.ptl_columns import COLUMNS, DATES
from waiting_lists.importers.ptl_dates import DateForm
from waiting_lists.importers.ptl_rules import (
    NON_RTT_TYPES,
    OTHER_NAMES_OF_TYPES,
    PLANNED_TYPES,
    PRIORITY_TYPES,
    PROCEDURE_PRIORITIES,
    RTT_TYPES,
    Fault,
    Notice,
)

# A subquery with a WITH of its own is never merged into the one around it, and unlike with OFFSET 0 it may still run in
# parallel; the empty query of the WITH is not run.
FENCE = "WITH fence AS (SELECT)"
CANCER_COLUMNS = ("cancer_listed_date", "fds28_start_date", "cwt62_start_date", "cwt31_start_date")
EARLIEST, LATEST = "'1900-01-01'", "'9999-12-31'"
SENTINELS = f"({EARLIEST}, {LATEST})"
# What is left of an identifier without these is not one: cheaper than a regular expression; the usual ones come first.
# Octets are counted where only ASCII is right, since letters take longer to count.
LETTERS = "0123456789RWP" + string.ascii_letters
REQUIRED_CELLS = ("ppid", "issuer", "referral_id", "list_type", "function")


def quoted(values: Iterable[str]) -> str:
    """Return an SQL list of constants of ours (never of a file)."""
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


class PtlSql:
    """SQL for one staged file; `forms` is the usual date form of each date field that is in the file."""

    def __init__(self, staged: Staged, *, forms: Mapping[str, DateForm], limits: Iterable[Limit]) -> None:
        self.staged = staged
        self.forms = forms
        self.limits = {(limit.clock, limit.priority): limit for limit in limits}

    def cell(self, field: str) -> str:
        """Return the staging column of a field, NULL where the file has none."""
        place = self.staged.positions.get(field)
        return "NULL::text" if place is None else f"c{place + 1}"

    def has(self, field: str) -> bool:
        """Return whether the file has the field."""
        return field in self.staged.positions

    @property
    def is_data(self) -> str:
        """Return the condition that leaves out blank rows and footers ("Total …")."""
        every = ", ".join(f"c{place}" for place in range(1, len(self.staged.headings) + 1))
        footer = f"coalesce({every}) ILIKE 'total%%' OR c1 ~* E'^\\x01[12]\\x01\\\\W*total'"
        return f"({self.cell('ppid')} IS NOT NULL OR num_nonnulls({every}) > 2 OR num_nonnulls({every}) > 0 AND NOT ({footer}))"

    def read(self) -> str:
        """Return the step that turns text into values."""
        dates = ",\n".join(f"{self._date(field)} AS d_{field}" for field in DATES)
        return f"""
        {FENCE} SELECT row_number, c1 AS first_cell, {self._cells()},
            {self._list_type()} AS type_read,
            {self._function()} AS function_read,
            {self._status()} AS status_read,
            {self._priority()} AS priority_read,
            {self._nhs_number()} AS nhs_value,
            {self._is_cancer()} AS is_cancer,
            {self._provider()} AS provider_read,
            {self._same_census()} AS is_of_census,
            {self._ppid()} AS ppid_read,
            {dates}
        FROM {self.staged.table} WHERE {self.is_data}"""

    def _cells(self) -> str:
        return ", ".join(f"{self.cell(column.field)} AS {column.field}" for column in COLUMNS)

    def _date(self, field: str) -> str:
        if not self.has(field):
            return "NULL::date"
        cell, form = self.cell(field), self.forms[field]
        zero = "'1904-01-01'::date" if self.staged.starts_1904 else "'1899-12-30'::date"
        slow = f"WHEN {cell} IS NOT NULL THEN core_read_date({cell}, {zero})"
        if not form.iso:
            return f"CASE {slow} END"
        iso = form.iso_of(cell)
        return f"CASE WHEN {cell} LIKE '{form.like}' AND pg_input_is_valid({iso}, 'date') THEN {iso}::date {slow} END"

    def _list_type(self) -> str:
        cell = self.cell("list_type")
        known = quoted((*RTT_TYPES, *PLANNED_TYPES, *NON_RTT_TYPES))
        other = " ".join(f"WHEN '{other}' THEN '{name}'" for other, name in OTHER_NAMES_OF_TYPES.items())
        tidy = f"upper(btrim({cell}))"
        return f"CASE WHEN {cell} IN {known} THEN {cell} ELSE CASE {tidy} {other} ELSE {tidy} END END"

    def _function(self) -> str:
        cell = self.cell("function")
        return (
            f"CASE WHEN octet_length({cell}) = 3 THEN {cell} "
            f"ELSE coalesce(substring(btrim({cell}) FROM '^(?:[Cc]_)?([0-9A-Za-z]{{3}})(?:\\.0)?$'), btrim({cell})) END"
        )

    def _status(self) -> str:
        cell = self.cell("rtt_status")
        return (
            f"CASE WHEN {cell} IS NULL THEN '' WHEN octet_length({cell}) = 2 THEN {cell} "
            f"ELSE coalesce(substring({cell} FROM '^\\s*([0-9]{{2}})(?:\\.0+|\\s*[-–:].*)?\\s*$'), btrim({cell})) END"
        )

    def _priority(self) -> str:
        cell = self.cell("procedure_priority")
        known = quoted(PROCEDURE_PRIORITIES)
        tidy = f"'P' || ltrim(regexp_replace(upper(btrim({cell})), '\\.0$', ''), 'P')"
        return (
            f"CASE WHEN {cell} IS NULL THEN '' WHEN {cell} IN {known} THEN {cell} "
            f"WHEN {tidy} IN {known} THEN {tidy} ELSE btrim({cell}) END"
        )

    def _nhs_number(self) -> str:
        """Return SQL for the ten digits as a number, NULL for any other text."""
        cell = self.cell("nhs_number")
        return (
            f"CASE WHEN octet_length({cell}) = 10 AND {cell} >= '1' AND {cell} < ':' AND pg_input_is_valid({cell}, 'bigint')"
            f" THEN {cell}::bigint END"
        )

    @staticmethod
    def _nhs_read() -> str:
        """Return SQL for the valid NHS number, NULL for none; usual ones by arithmetic, others by the slow function."""
        checked = " + ".join(f"nhs_value / {10**place} %% 10 * {place + 1}" for place in range(1, 9))
        return f"""CASE WHEN nhs_number IS NULL THEN NULL WHEN nhs_value >= 1000000000 THEN
                CASE WHEN (nhs_value %% 10 + {checked} + nhs_value / 1000000000 * 10) %% 11 = 0
                    AND nhs_value %% 1111111111 <> 0 THEN nhs_number END
            ELSE core_read_nhs_number(nhs_number) END"""

    def _is_cancer(self) -> str:
        return f"coalesce({self.cell('cancer')} IN ('Y', 'y', 'Yes', 'YES', '1', 'TRUE'), false)"

    def _provider(self) -> str:
        cell = self.cell("provider")
        return f"CASE WHEN {cell} = %(provider)s THEN {cell} ELSE upper(btrim({cell})) END"

    def _same_census(self) -> str:
        if not self.has("census_date"):
            return "true"
        cell = self.cell("census_date")
        return (
            f"CASE WHEN {cell} IS NULL OR {cell} = %(census_text)s THEN true "
            f"ELSE coalesce(core_read_date({cell}) = %(census)s::date, false) END"
        )

    def _ppid(self) -> str:
        cell = self.cell("ppid")
        return f"CASE WHEN octet_length({cell}) = 20 THEN {cell} ELSE btrim({cell}) END"

    @staticmethod
    def _bad_ppid() -> str:
        """Return the condition that it is not 20 letters and digits; the usual form is ours and digits."""
        return f"""octet_length(ppid_read) <> 20
            OR rtrim(ppid_read, '0123456789') <> %(provider)s AND ltrim(ppid_read, '{LETTERS}') <> ''"""

    def judged(self) -> str:
        """Return the step that judges the values."""
        codes = ", ".join(f"{self._date_code(field)} AS n_{field}" for field in DATES if self.has(field))
        return f"""
        {FENCE} SELECT read.*, tf.return_line AS line_read, tf.specialty_id AS specialty_read,
            coalesce(type_read IN {quoted(RTT_TYPES)}, false) AS is_rtt, {self._nhs_read()} AS nhs_read,
            {self._fault()} AS fault, {codes}
        FROM ({self.read()}) AS read LEFT JOIN core_treatmentfunction AS tf ON tf.code = function_read"""

    def _date_code(self, field: str) -> str:
        """Return SQL for the notice of a date cell: nothing, reformatted, bad, or stand-in."""
        value, form = f"d_{field}", self.forms[field]
        differs = f"WHEN {value}::text <> {form.iso_of(field)} THEN {Notice.BAD_DATE_IGNORED}" if form.iso else ""
        usual = f"{field} LIKE '{form.like}'" if form.like != "_____" else f"{field} ~ '^[0-9]{{5}}(\\.[0-9]+)?$'"
        ordinary = f"WHEN {value}::text = {field} AND {value} > {EARLIEST} AND {value} < {LATEST} THEN 0"
        return f"""CASE WHEN {field} IS NULL THEN 0 {ordinary if form.iso == "x" else ""}
            WHEN {value} IS NULL THEN CASE WHEN {is_blank(field)} THEN 0 ELSE {Notice.BAD_DATE_IGNORED} END
            WHEN {usual} THEN CASE {differs} WHEN {value} IN {SENTINELS} THEN {Notice.SENTINEL_IGNORED} ELSE 0 END
            WHEN {value} IN {SENTINELS} THEN {Notice.SENTINEL_IGNORED}
            ELSE {Notice.DATE_REFORMATTED} END"""

    def _fault(self) -> str:
        nothing = "IN ('', 'NULL', ' ')"
        blank = " OR ".join(
            f"{cell} IS NULL OR octet_length({cell}) < 5 AND {cell} {nothing}" for cell in REQUIRED_CELLS
        )
        start, form = "d_clock_start", self.forms["clock_start"]
        unread = f"{start} IS NULL AND NOT {is_blank('clock_start')}"
        if form.iso:
            unread += f" OR {start}::text <> {form.iso_of('clock_start')} AND clock_start LIKE '{form.like}'"
        end = f"d_clock_end IS NOT NULL AND d_clock_end NOT IN {SENTINELS}"
        known = quoted((*RTT_TYPES, *PLANNED_TYPES, *NON_RTT_TYPES))
        rules = (
            (Fault.COLUMN_COUNT, f"first_cell ^@ '{RAGGED_MARK}'"),
            (Fault.MISSING_REQUIRED, blank),
            (Fault.WRONG_PROVIDER, "provider_read IS DISTINCT FROM %(provider)s"),
            (Fault.CENSUS_DATE_MISMATCH, "NOT is_of_census"),
            (Fault.BAD_PPID, self._bad_ppid()),
            (Fault.UNKNOWN_LIST_TYPE, f"type_read NOT IN {known}"),
            (Fault.UNKNOWN_TREATMENT_FUNCTION, "tf.code IS NULL"),
            (Fault.BAD_DATE, f"clock_start IS NOT NULL AND ({unread})"),
            (Fault.SENTINEL_DATE, f"{start} IN {SENTINELS}"),
            (Fault.FUTURE_CLOCK_START, f"{start} > %(census)s::date"),
            (Fault.STOP_BEFORE_START, f"{end} AND d_clock_end < {start}"),
            (Fault.NOT_OPEN, f"{end} AND d_clock_end <= %(census)s::date"),
        )
        return "CASE " + " ".join(f"WHEN {rule} THEN {int(fault)}" for fault, rule in rules) + " ELSE 0 END"

    def final(self) -> dict[str, str]:
        """Return the columns of the census table and what is written to them, from `valued`."""
        breach_columns = ["rtt_breach", *(f"b_{clock}" for clock in self.breaches())]
        columns = {
            "id": "%(first_id)s + row_number",
            "census_id": "%(census_id)s",
            "batch_id": "%(batch_id)s",
            "row_number": "row_number",
            "pathway_key": "md5(%(salt)s || btrim(issuer) || '|' || ppid_read || '|' || btrim(referral_id))::uuid",
            "warning_flags": f"CASE WHEN fault > 0 THEN -fault ELSE {self._notices()} END",
            "specialty_id": "specialty_read",
            "dna_count": "CASE WHEN pg_input_is_valid(dna_count, 'smallint') THEN dna_count::smallint END",
            "priority_rank": self._priority_rank(),
            "is_rtt": "is_rtt",
            "is_nonc": "coalesce(commissioner ^@ ANY(%(outside_england)s), false)",
            "is_on_cancer_ptl": "is_cancer",
            "next_step_kind": "next_step_kind",
            "next_step_date": _by_step("tci", "appointment", "diagnostic"),
            "next_breach_date": f"least({', '.join(breach_columns)})",
            "next_breach_clock": self._breach_clock(),
            # written when the list comes into use, from the cancer list that is here then
            **dict.fromkeys(CANCER_COLUMNS, "NULL"),
            "return_line": "coalesce(line_read, '')",
            "treatment_function_code": "coalesce(left(function_read, 3), '')",
            "waiting_list_type": "coalesce(left(type_read, 4), '')",
            "rtt_period_status": "status_read",
            "priority_type_code": "coalesce(btrim(priority_type), '')",
            "procedure_priority_code": "priority_read",
            "provider_code": "coalesce(provider_read, '')",
            "site_code": "coalesce(btrim(site), '')",
            "commissioner_code": "coalesce(btrim(commissioner), '')",
            "consultant_code": "coalesce(btrim(consultant), '')",
            "nhs_number": "coalesce(nhs_read, '')",
            "local_patient_identifier": "coalesce(btrim(local_id), '')",
            "patient_pathway_identifier": "coalesce(ppid_read, '')",
            "patient_pathway_identifier_issuer": "coalesce(btrim(issuer), '')",
            "referral_identifier": "coalesce(btrim(referral_id), '')",
            "surname": "surname_read",
            "forename": "forename_read",
            "surname_key": _name_key("surname_read"),
            "forename_key": _name_key("forename_read"),
            "comments": "coalesce(comments, '')",
        }
        columns["pathway_key"] = f"coalesce({columns['pathway_key']}, '00000000-0000-0000-0000-000000000000')"
        return columns | {column: f"v_{field}" for field, column in DATES.items()}

    def valued(self) -> str:
        """Return the step that sets aside unusable dates and finds next step and next breach."""
        dates = ", ".join(f"{self._usable(field)} AS v_{field}" for field in DATES)
        usable = f"""
        {FENCE} SELECT judged.*, {dates} FROM ({self.judged()}) AS judged"""
        step = " ".join(
            f"WHEN v_{field} >= %(census)s::date THEN '{kind}'"
            for field, kind in (("tci", "treatment"), ("appointment", "appointment"), ("diagnostic", "diagnostic"))
        )
        breaches = ", ".join(f"{breach} AS b_{clock}" for clock, breach in self.breaches().items())
        return f"""
        {FENCE} SELECT usable.*, CASE {step} ELSE '' END AS next_step_kind, {self._rtt_breach()} AS rtt_breach, {breaches},
            coalesce(btrim(surname), '') AS surname_read, coalesce(btrim(forename), '') AS forename_read
        FROM ({usable}) AS usable"""

    def _usable(self, field: str) -> str:
        if not self.has(field):
            return "NULL::date"
        unusable = Notice.BAD_DATE_IGNORED | Notice.SENTINEL_IGNORED
        return f"CASE WHEN n_{field} & {int(unusable)} = 0 THEN d_{field} END"

    def _notices(self) -> str:
        dates = " | ".join(f"n_{field}" for field in DATES if self.has(field))
        rules = {
            Notice.UNKNOWN_CLOCK_START: "is_rtt AND v_clock_start IS NULL",
            Notice.NHS_NUMBER_MISSING: self.nhs_is_missing("nhs_number") if self.has("nhs_number") else "false",
            Notice.NHS_NUMBER_INVALID: f"nhs_read IS NULL AND NOT {self.nhs_is_missing('nhs_number')}",
            Notice.NHS_NUMBER_REFORMATTED: "nhs_read <> nhs_number",
            Notice.TFC_NORMALISED: "function_read <> function",
            Notice.RTT_STATUS_NORMALISED: "status_read <> rtt_status",
            Notice.PRIORITY_NORMALISED: "priority_read <> procedure_priority",
            Notice.UNKNOWN_PRIORITY: f"priority_type NOT IN {quoted(('', ' ', 'NULL', *PRIORITY_TYPES))}",
            Notice.LIST_TYPE_NORMALISED: "type_read <> list_type",
            Notice.TCI_IN_PAST: "v_tci < %(census)s::date",
            Notice.DOB_AFTER_REFERRAL: "v_birth_date > v_referral_received",
            Notice.FORMULA_TEXT: "left(comments, 1) IN ('=', '+', '-', '@', E'\\t', E'\\r')",
        }
        flags = " ".join(f"| CASE WHEN {rule} THEN {int(notice)} ELSE 0 END" for notice, rule in rules.items())
        return f"({dates} {flags})"

    @staticmethod
    def nhs_is_missing(cell: str) -> str:
        """Return the condition that a cell says there is no NHS number."""
        return f"({cell} IS NULL OR octet_length({cell}) < 8 AND upper(btrim({cell})) IN ('', 'UNKNOWN', 'NULL', 'N/A', '-'))"

    @staticmethod
    def _priority_rank() -> str:
        ranks = " ".join(f"WHEN '{code}' THEN {rank}" for rank, code in enumerate(PRIORITY_ORDER))
        return f"CASE priority_read {ranks} ELSE {len(PRIORITY_ORDER)} END"

    # --- the next breach that can be prevented: `domain.breaches.next_preventable` -----------------------------------
    def _rtt_breach(self) -> str:
        """Return SQL for the first breach day, after the census, of the referral-to-treatment clocks."""
        limits = sorted(
            limit.days for clock in RTT_CLOCKS if (limit := self.limits.get((clock, None))) and limit.days is not None
        )
        cases = " ".join(
            f"WHEN v_clock_start + {days} >= %(census)s::date THEN v_clock_start + {days + 1}" for days in limits
        )
        return f"CASE WHEN NOT is_rtt THEN NULL {cases} END"

    def breaches(self) -> dict[str, str]:
        """Return clock to SQL for its first breach day, NULL unless it runs and can be kept."""
        running = {
            "FIRST_APPT": ("v_clock_start", "is_rtt AND v_last_attended IS NULL AND v_decision IS NULL"),
            "FDS28": ("v_referral_received", "is_cancer AND v_decision IS NULL"),
            "CWT62": ("v_referral_received", "is_cancer"),
            "CWT31": ("v_decision", "is_cancer"),
        }
        found = {
            clock: self._breach(start, days=limit.days, runs=runs)
            for clock, (start, runs) in running.items()
            if (limit := self.limits.get((clock, None))) and limit.days is not None
        }
        return found | {"PRIORITY": self._priority_breach()}

    @staticmethod
    def _breach(start: str, *, days: int, runs: str) -> str:
        return f"CASE WHEN {runs} AND {start} + {days} >= %(census)s::date THEN {start} + {days + 1} END"

    def _priority_breach(self) -> str:
        cases = " ".join(
            f"WHEN '{priority}' THEN CASE WHEN v_decision + {days} >= %(census)s::date THEN v_decision + {days + 1} END"
            for (clock, priority), limit in self.limits.items()
            if clock == "PRIORITY"
            for days in [limit.days if limit.days is not None else (limit.hours or 0) // 24]
        )
        return f"CASE WHEN v_decision IS NOT NULL THEN CASE priority_read {cases} END END" if cases else "NULL::date"

    def _breach_clock(self) -> str:
        """Return SQL for the code of the clock that breaches next; of two on one day the first of the domain's order."""
        rtt = " ".join(
            f"WHEN v_clock_start + {limit.days + 1} THEN '{clock}'"
            for clock in RTT_CLOCKS
            if (limit := self.limits.get((clock, None))) and limit.days is not None
        )
        others = [f"b_{clock}" for clock in self.breaches()]
        later = " ".join(f"WHEN b_{clock} <= least({', '.join(others)}) THEN '{clock}'" for clock in self.breaches())
        return f"""CASE WHEN coalesce({", ".join(others)}) IS NULL OR rtt_breach <= least({", ".join(others)})
                THEN CASE rtt_breach {rtt} ELSE '' END {later} ELSE '' END"""

    def rows(self, *, table: str, types: Mapping[str, str]) -> str:
        """Return the statement that makes a table of all rows; `types` has the columns of the census in their order.

        A table made from a query may be filled with all processors, one that rows are inserted into may not.
        """
        final = self.final()
        values = ",\n            ".join(f"({final[column]})::{kind} AS {column}" for column, kind in types.items())
        return f"CREATE TABLE {table} AS SELECT {values}\nFROM ({self.valued()}) AS valued"


def is_blank(cell: str) -> str:
    """Return the condition that a cell says there is no date."""
    return f"(upper(btrim({cell}, E' \\t\\u00a0')) IN ('', 'NULL', 'N/A', '-'))"


def _by_step(*fields: str) -> str:
    kinds = ("treatment", "appointment", "diagnostic")
    cases = " ".join(f"WHEN '{kind}' THEN v_{field}" for kind, field in zip(kinds, fields, strict=True))
    return f"CASE next_step_kind {cases} END"


def _name_key(name: str) -> str:
    """Return SQL for a name unaccented and in lower case; plain ASCII takes the short way."""
    return f"CASE WHEN octet_length({name}) = length({name}) THEN lower({name}) ELSE core_sort_name({name}) END"
