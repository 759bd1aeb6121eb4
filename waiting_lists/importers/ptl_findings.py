"""Rejected rows and warnings of a staged list, written where people work them off."""

from waiting_lists.importers.ptl_columns import DATES
from waiting_lists.importers.ptl_rules import Fault, Notice
from waiting_lists.importers.ptl_sql import REQUIRED_CELLS, SENTINELS, PtlSql, is_blank

# Fields a fault or notice is about, where there is only one.
FIELD_OF_FAULT = {
    Fault.WRONG_PROVIDER: "provider",
    Fault.CENSUS_DATE_MISMATCH: "census_date",
    Fault.BAD_PPID: "ppid",
    Fault.UNKNOWN_LIST_TYPE: "list_type",
    Fault.UNKNOWN_TREATMENT_FUNCTION: "function",
    Fault.BAD_DATE: "clock_start",
    Fault.SENTINEL_DATE: "clock_start",
    Fault.FUTURE_CLOCK_START: "clock_start",
    Fault.STOP_BEFORE_START: "clock_end",
    Fault.NOT_OPEN: "clock_end",
    Fault.DUPLICATE_ROW: "ppid",
    Fault.DUPLICATE_KEY: "ppid",
}
FIELD_OF_NOTICE = {
    Notice.UNKNOWN_CLOCK_START: "clock_start",
    Notice.NHS_NUMBER_MISSING: "nhs_number",
    Notice.NHS_NUMBER_INVALID: "nhs_number",
    Notice.NHS_NUMBER_REFORMATTED: "nhs_number",
    Notice.TFC_NORMALISED: "function",
    Notice.RTT_STATUS_NORMALISED: "rtt_status",
    Notice.PRIORITY_NORMALISED: "procedure_priority",
    Notice.UNKNOWN_PRIORITY: "priority_type",
    Notice.LIST_TYPE_NORMALISED: "list_type",
    Notice.TCI_IN_PAST: "tci",
    Notice.DOB_AFTER_REFERRAL: "birth_date",
    Notice.FORMULA_TEXT: "comments",
}
# Of these it is certain that no patient of ours is missing from the list.
NOBODY_MISSING = (Fault.WRONG_PROVIDER, Fault.NOT_OPEN, Fault.DUPLICATE_ROW)


class FindingsSql:
    """SQL that writes what one check found: `flagged` and `noticed` first, which the others read."""

    def __init__(self, sql: PtlSql, *, rows: str) -> None:
        self.sql = sql
        self.rows = rows

    def flagged(self) -> str:
        """Return the statements that set aside where the rows stand about which there is something to say."""
        return f"""
        DROP TABLE IF EXISTS pg_temp.ptl_flagged;
        CREATE TEMPORARY TABLE ptl_flagged ON COMMIT DROP AS
        SELECT ctid AS place, row_number, warning_flags, specialty_id, consultant_code FROM {self.rows}
        WHERE warning_flags <> 0"""

    def without_rejected(self) -> str:
        """Return the statement that takes the rejected rows out of the list."""
        return f"""
        DELETE FROM {self.rows} AS pathway USING ptl_flagged AS flagged
        WHERE pathway.ctid = flagged.place AND flagged.warning_flags < 0"""

    def noticed(self) -> str:
        """Return the statement that sets aside those rows as they came."""
        staged = self.sql.staged.table
        return f"""
        CREATE TEMPORARY TABLE ptl_noticed ON COMMIT DROP AS
        SELECT {staged}.*, warning_flags, specialty_id, consultant_code
        FROM {staged} JOIN ptl_flagged USING (row_number)"""

    def rejected(self) -> str:
        """Return the statement that writes the rejected rows."""
        staged = self.sql.staged
        columns = " ".join(f"WHEN {int(fault)} THEN {self._heading(field)}" for fault, field in FIELD_OF_FAULT.items())
        values = " ".join(
            f"WHEN {int(fault)} THEN coalesce({self.sql.cell(field)}, '')" for fault, field in FIELD_OF_FAULT.items()
        )
        codes = " ".join(f"WHEN {int(fault)} THEN '{fault.code}'" for fault in Fault)
        every = ", ".join(f"c{place}" for place in range(1, len(staged.headings) + 1))
        headings = ", ".join(self._text(heading) for heading in distinct(staged.headings))
        key = " || '|' || ".join(f"coalesce({self.sql.cell(field)}, '')" for field in ("issuer", "ppid", "referral_id"))
        ragged = f"-warning_flags = {int(Fault.COLUMN_COUNT)}"
        return f"""
        INSERT INTO core_rejectedrow
            (batch_id, sheet, row_number, "column", code, value, cells, row_key, specialty_id, outcome, note)
        SELECT %(batch_id)s, '', row_number,
            CASE -warning_flags WHEN {int(Fault.MISSING_REQUIRED)} THEN {self._first_missing()} {columns} END,
            CASE -warning_flags {codes} END,
            CASE -warning_flags WHEN {int(Fault.COLUMN_COUNT)} THEN NULL
                WHEN {int(Fault.MISSING_REQUIRED)} THEN {self._missing_value()} {values} END,
            CASE WHEN {ragged} THEN jsonb_build_object('', split_part(c1, E'\\x01', 3))
                ELSE jsonb_strip_nulls(jsonb_object(ARRAY[{headings}], ARRAY[{every}])) END,
            CASE WHEN {ragged} THEN '' ELSE {key} END,
            CASE WHEN -warning_flags NOT IN {_numbers(NOBODY_MISSING)}
                THEN coalesce(found.specialty_id, person.specialty_id) END,
            '', ''
        FROM ptl_noticed AS found
        LEFT JOIN core_person AS person ON found.consultant_code <> '' AND person.consultant_code = found.consultant_code
        WHERE warning_flags < 0"""

    def warnings(self) -> str:
        """Return the statement that writes the warnings, each with its column and the value as it stood."""
        found = [
            self._one_notice(notice, field=field) for notice, field in FIELD_OF_NOTICE.items() if self.sql.has(field)
        ]
        found += [self._dates(field) for field in DATES if self.sql.has(field)]
        union = "\nUNION ALL ".join(found)
        return f"""
        INSERT INTO core_importwarning (batch_id, sheet, row_number, "column", code, value)
        SELECT %(batch_id)s, '', row_number, heading, code, coalesce(value, '') FROM ({union}) AS every
        ORDER BY row_number"""

    def _one_notice(self, notice: Notice, *, field: str) -> str:
        return (
            f"SELECT row_number, {self._heading(field)} AS heading, '{notice.code}' AS code, {self.sql.cell(field)} AS value "
            f"FROM ptl_noticed WHERE warning_flags > 0 AND warning_flags & {int(notice)} > 0"
        )

    def _dates(self, field: str) -> str:
        """Return the three notices that any date column can give; worked out anew for the few rows concerned."""
        cell = self.sql.cell(field)
        form = self.sql.forms[field]
        read = f"core_read_date({cell}, {self._day_zero()})"
        usual = f"{cell} LIKE '{form.like}'" if form.like != "_____" else f"{cell} ~ '^[0-9]{{5}}(\\.[0-9]+)?$'"
        any_of = int(Notice.DATE_REFORMATTED | Notice.BAD_DATE_IGNORED | Notice.SENTINEL_IGNORED)
        code = (
            f"CASE WHEN {cell} IS NULL OR {is_blank(cell)} THEN NULL "
            f"WHEN {read} IS NULL THEN '{Notice.BAD_DATE_IGNORED.code}' "
            f"WHEN {read} IN {SENTINELS} THEN '{Notice.SENTINEL_IGNORED.code}' "
            f"WHEN NOT ({usual}) THEN '{Notice.DATE_REFORMATTED.code}' END"
        )
        return (
            f"SELECT row_number, {self._heading(field)}, {code}, {cell} "
            f"FROM ptl_noticed WHERE warning_flags > 0 AND warning_flags & {any_of} > 0 AND {code} IS NOT NULL"
        )

    def _day_zero(self) -> str:
        return "'1904-01-01'::date" if self.sql.staged.starts_1904 else "'1899-12-30'::date"

    def _first_missing(self) -> str:
        cases = " ".join(
            f"WHEN {_missing(self.sql.cell(field))} THEN {self._heading(field)}" for field in REQUIRED_CELLS
        )
        return f"CASE {cases} END"

    def _missing_value(self) -> str:
        cells = ((field, self.sql.cell(field)) for field in REQUIRED_CELLS)
        return "CASE " + " ".join(f"WHEN {_missing(cell)} THEN coalesce({cell}, '')" for _, cell in cells) + " END"

    def _heading(self, field: str) -> str:
        place = self.sql.staged.positions.get(field)
        return "NULL" if place is None else self._text(self.sql.staged.headings[place])

    @staticmethod
    def _text(heading: str) -> str:
        """Return a heading of the file as an SQL constant."""
        return "'" + heading[:200].replace("'", "''").replace("%", "%%") + "'"


def distinct(headings: tuple[str, ...]) -> list[str]:
    """Return headings made distinct: a repeated one is numbered, a blank one named by its place."""
    seen: dict[str, int] = {}
    names = []
    for place, heading in enumerate(headings, 1):
        name = heading.strip() or f"Column {place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _missing(cell: str) -> str:
    return f"({cell} IS NULL OR {cell} IN ('', 'NULL', ' '))"


def _numbers(faults: tuple[Fault, ...]) -> str:
    return "(" + ", ".join(str(int(fault)) for fault in faults) + ")"
