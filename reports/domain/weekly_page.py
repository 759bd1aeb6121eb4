"""The weekly report: its figures in their fixed order, for the HR copy or the wide copy."""

from collections.abc import Iterator
from datetime import date

from directorate.core.domain.words import long_date
from reports.domain.page import Page, Part
from reports.domain.quality import NAMES
from reports.domain.report_document import Row, Table

# Figures that the first block's sentences name and no table of the wide copy holds.
IN_SENTENCES = (
    "agency.",
    "bank.",
    "ask.",
    "earlier.",
    "sickness.previous_week.",
    "sickness.month_to_date.",
    "sickness.rolling_12.",
    "sickness.long_term_open_now",
)

# What last week's report said, and the figure of this report that says the same of last week now.
NOW_OF = {
    "earlier.agency.net": "agency.previous_week.net",
    "earlier.sickness.rate_percent": "sickness.previous_week.rate_percent",
    "earlier.staffing.funded_wte": "staffing.previous.funded_wte",
    "earlier.staffing.in_post_wte": "staffing.previous.in_post_wte",
}
SAID_AS = {
    "earlier.agency.net": "agency.total.net",
    "earlier.sickness.rate_percent": "sickness.total.rate_percent",
    "earlier.staffing.funded_wte": "staffing.total.funded_wte",
    "earlier.staffing.in_post_wte": "staffing.total.in_post_wte",
}


class WeeklyPage(Page):
    """Puts the figures of one copy of the weekly report in their places."""

    def prints(self, key: str) -> bool:
        """Return whether this copy prints a figure: the wide copy lists and compares nothing that it leaves out."""
        return self.full or key in self.in_tables or key.startswith(IN_SENTENCES)

    def parts(self) -> Iterator[Part | None]:
        """Yield the blocks of the week in their fixed order."""
        yield "What changed, and what we ask of HR", "Summary", tuple(self._headlines()), ()
        yield f"Staffing on Sunday {long_date(self.about.last)}", "Staffing", (), tuple(self._staffing())
        yield self._agency() if "agency.total.net" in self.by_key else None
        yield "Sickness", "Sickness", (), tuple(self._sickness())
        yield ("Maternity and adoption leave", "Maternity", (), (self._family(),)) if self.full else None
        yield "Ties to ESR", "ESR", (), (self._tie(),)
        detail = (self._bands(), self._trend())
        yield self._earlier_weeks()
        yield self.changes()
        yield "Detail: bands, and sickness over 13 weeks", "Detail", (), detail
        yield "Training and data quality", "Data quality", (), tuple(self._quality())

    def _headlines(self) -> Iterator[str]:
        yield (
            f"Sickness {self.percent('sickness.total.rate_percent')}{self._direction()} "
            f"(last week {self.percent('sickness.previous_week.rate_percent')}; "
            f"month {self.percent('sickness.month_to_date.rate_percent')}; "
            f"12 months {self.percent('sickness.rolling_12.rate_percent')}).{self._highest()}"
        )
        yield (
            f"In post {self.text('staffing.total.in_post_wte')} of {self.text('staffing.total.funded_wte')} funded WTE; "
            f"{self.text('staffing.total.vacancy_wte')} vacant ({self.percent('staffing.total.vacancy_rate_percent')}; "
            f"last week {self.percent('staffing.previous.vacancy_rate_percent')})."
        )
        yield from self._money_lines()
        yield from (self.text(key) for key in self.by_key if key.startswith("ask."))
        yield from self._asks()
        yield from self.about.manager_lines

    def _money_lines(self) -> Iterator[str]:
        if "agency.total.net" not in self.by_key:
            return
        agency = "agency.total"
        over, lines = self.text(f"{agency}.over_cap_lines"), self.text(f"{agency}.bookings")
        yield (
            f"Agency {self.text(f'{agency}.net')} net (last week {self.text('agency.previous_week.net')}; 4-week mean "
            f"{self.text('agency.mean_4_weeks.net')}; year {self.text(f'{agency}.year_to_date_net')}). "
            f"{over} of {lines} bookings over cap."
        )
        if self.number(f"{agency}.no_cap_loaded_lines"):
            unknown = self.text(f"{agency}.no_cap_loaded_lines")
            yield f"Lines with no cap loaded for this date, UNKNOWN whether over it: {unknown}."
        if self.number(f"{agency}.timesheets_expected"):
            yield self._received()

    def _received(self) -> str:
        expected, received = (self.text(f"agency.total.timesheets_{part}") for part in ("expected", "received"))
        said = f"Timesheets: {received} of {expected} expected received"
        if expected == received:
            return f"{said}."
        return f"{said}; {self.text('agency.total.estimated_net')} estimated for the rest, not in the figure above."

    def _agency(self) -> Part:
        columns = [
            ("Hours", "hours"),
            ("WTE", "wte"),
            ("Net", "net"),
            ("Estimated", "estimated_net"),
            ("This year", "year_to_date_net"),
            ("Cap", "cap"),
            ("Off framework", "off_framework_lines"),
            ("No approval", "without_approval_lines"),
            ("12-week clock", "max_awr_weeks"),
            ("Ends", "latest_booking_end"),
            ("Exit plan", "exit_plan"),
        ]
        rows = [
            (key.removesuffix(".net"), figure.label.removesuffix(", net"))
            for key, figure in self.by_key.items()
            if key.startswith("agency.") and ".band" in key and key.endswith(".net")
        ]
        now = [row for row in rows if self.number(f"{row[0]}.hours") or self.number(f"{row[0]}.estimated_net")]
        year_only = [row for row in rows if row not in now]
        ordered = [*now, *year_only, ("agency.total", "All")]
        caption = "Agency by specialty, band and reason: this week first, then what was spent earlier this year"
        table = self.table(caption, rows=ordered, columns=columns)
        bank = f"Bank, apart: {self.text('bank.total.hours')} hours, {self.text('bank.total.wte')} WTE."
        last = (
            f"Last week as it stands now: {self.text('agency.previous_week.net')} net.{self._said_then('agency.net')}"
        )
        return "Agency", "Agency", (f"{self._all_agency()}{bank} {last}",), (table,)

    def _all_agency(self) -> str:
        total = "agency.total"
        if f"{total}.exemptions" not in self.by_key:  # reports of earlier weeks were made without
            return ""
        exempt = self.text(f"{total}.exemptions")
        return f"{self.text(f'{total}.gross')} with VAT; {exempt}. "

    def _said_then(self, key: str) -> str:
        then = self.by_key.get(f"earlier.{key}")
        return f" The report of last week said {self.text(then.key)}." if then else ""

    def _direction(self) -> str:
        now, before = (
            self.cell("sickness.total.rate_percent").value,
            self.cell("sickness.previous_week.rate_percent").value,
        )
        if now is None or before is None:
            return ""
        if now == before:
            return ", as last week"
        return ", up on last week" if now > before else ", down on last week"

    def _highest(self) -> str:
        rated = [
            code for code in self.about.specialties if self.text(f"sickness.{code}.rate_percent") not in {"-", "n/a"}
        ]
        if not rated:
            return ""
        code = max(rated, key=lambda code: self.number(f"sickness.{code}.rate_percent"))
        said = f" {self.about.specialties[code]} {self.percent(f'sickness.{code}.rate_percent')}"
        if not self.full:
            return f"{said}."
        started, still_open = (
            self.text(f"sickness.{code}.episodes_started"),
            self.text(f"sickness.{code}.episodes_open"),
        )
        return f"{said}: {started} started, {still_open} open."

    def _asks(self) -> Iterator[str]:
        overdue = self.text("sickness.total.rtw_overdue")
        parts = ", ".join(
            f"{name} {self.text(f'sickness.{code}.rtw_overdue')}" for code, name in self.about.specialties.items()
        )
        detail = f" ({parts})" if self.full and self.number("sickness.total.rtw_overdue") else ""
        yield f"Return to work: {self.text('sickness.total.rtw_held_in_week')} held, {overdue} overdue{detail}."
        yield f"Off long term now: {self.text('sickness.long_term_open_now')}."
        if self.full:
            yield (
                f"Maternity and adoption: {self.text('maternity.total.on_leave_wte')} WTE away, "
                f"{self.text('maternity.total.covered_wte')} covered, {self.text('maternity.total.uncovered_wte')} not; "
                f"{self.text('maternity.total.starting_next_4_weeks')} to start within 4 weeks."
            )

    def _staffing(self) -> Iterator[Table]:
        columns = [
            ("Funded", "funded_wte"),
            ("In post", "in_post_wte"),
            ("Vacant", "vacancy_wte"),
            ("Vacant %", "vacancy_rate_percent"),
            ("Backfill", "backfill_wte"),
            ("Bank", "bank_wte"),
            ("Agency", "agency_wte"),
            ("Actual", "actual_wte"),
        ]
        away = [("Away long", "away_long_wte"), ("Available", "available_wte")] if self.full else []
        people = [("Net gap", "net_gap_wte"), ("People", "headcount")]
        rows = [*self.rows("staffing"), ("staffing.previous", "All, last week")]
        yield self.table("Whole-time equivalents by specialty", rows=rows, columns=[*columns, *away, *people])

    def _bands(self) -> Table:
        columns = [
            ("Funded", "funded_wte"),
            ("In post", "in_post_wte"),
            ("Vacant", "vacancy_wte"),
            ("Backfill", "backfill_wte"),
            ("Bank", "bank_wte"),
            ("Agency", "agency_wte"),
            ("Actual", "actual_wte"),
            ("Net gap", "net_gap_wte"),
        ]
        rows = [
            (key.removesuffix(".headcount"), figure.label.removesuffix(", headcount"))
            for key, figure in self.by_key.items()
            if ".band" in key and key.endswith(".headcount")
        ]
        return self.table("Whole-time equivalents by specialty and band", rows=rows, columns=columns)

    def _sickness(self) -> Iterator[Table]:
        if self.full:
            columns = [
                ("People", "people"),
                ("FTE days lost", "fte_days_lost"),
                ("of available", "fte_days_available"),
                ("%", "rate_percent"),
                ("Started", "episodes_started"),
                ("Ended", "episodes_ended"),
                ("Open", "episodes_open"),
                ("Long term", "long_term"),
                ("RTW due", "rtw_due_in_week"),
                ("RTW held", "rtw_held_in_week"),
                ("RTW overdue", "rtw_overdue"),
            ]
            yield self.table(
                "Sickness by specialty (RTW: return-to-work meetings)", rows=self.rows("sickness"), columns=columns
            )
        else:
            yield self.table("Sickness rate by specialty", rows=self.rows("sickness"), columns=[("%", "rate_percent")])
            yield self.table(
                "Sickness, all specialties", rows=[("sickness.total", "All")], columns=self._total_columns()
            )

    def _total_columns(self) -> list[tuple[str, str]]:
        return [
            ("Started", "episodes_started"),
            ("Ended", "episodes_ended"),
            ("Open", "episodes_open"),
            ("RTW held", "rtw_held_in_week"),
            ("RTW overdue", "rtw_overdue"),
        ]

    def _trend(self) -> Table:
        keys = [key for key in self.by_key if key.startswith("trend.")]
        rows = tuple(Row(long_date(date.fromisoformat(key.split(".")[1])), (self.cell(key),)) for key in keys)
        return Table("Sickness rate, all specialties, 13 weeks", "Week to", ("%",), rows, chart="trend")

    def _family(self) -> Table:
        columns = [
            ("Away now", "on_leave_now"),
            ("WTE", "on_leave_wte"),
            ("Covered WTE", "covered_wte"),
            ("Not covered WTE", "uncovered_wte"),
            ("Start 4 weeks", "starting_next_4_weeks"),
            ("Start 12 weeks", "starting_next_12_weeks"),
            ("Return 4 weeks", "returning_next_4_weeks"),
            ("Return 12 weeks", "returning_next_12_weeks"),
            ("No return date", "no_return_date"),
        ]
        return self.table("Maternity and adoption leave by specialty", rows=self.rows("maternity"), columns=columns)

    def _tie(self) -> Table:
        columns = [
            ("Ours %", "ours"),
            ("ESR dashboard %", "theirs"),
            ("Ours less ESR", "difference"),
            ("Not in ESR", "not_in_esr"),
            ("Other dates in ESR", "other_dates"),
        ]
        return self.table("Sickness of the week, ours and ESR's", rows=[("esr.total", "All")], columns=columns)

    def _quality(self) -> Iterator[Table]:
        people = [("Eligible people", "eligible_people"), ("Required", "required"), ("In date", "in_date")]
        everyone = [("Everyone, required", "everyone_required"), ("Everyone, in date", "everyone_in_date")]
        columns = [*(people if self.full else []), ("%", "rate_percent"), *(everyone if self.full else [])]
        rows = [
            (f"compliance.{key}", name) for key, name in NAMES.items() if f"compliance.{key}.required" in self.by_key
        ]
        if rows:
            columns.append(("Everyone %", "everyone_rate_percent"))
            yield self.table("Training and appraisal in date", rows=rows, columns=columns, heading="Requirement")
        wrong = [key for key in self.by_key if key.startswith("quality.total.")]
        yield Table(
            "What the sources contradict or leave open", "What", ("Number",),
            tuple(Row(self.by_key[key].label, (self.cell(key),)) for key in wrong),
        )  # fmt: skip
        files = [key.removesuffix(".rejected") for key in self.by_key if key.endswith(".rejected")]
        if files:
            named = [(key, self.by_key[f"{key}.rejected"].label.removesuffix(", rejected")) for key in files]
            yield self.table(
                "Rows of the last file of each source", rows=named, heading="Source",
                columns=[("Rejected", "rejected"), ("Duplicates", "duplicates")],
            )  # fmt: skip

    def _earlier_weeks(self) -> Part | None:
        """What last week's report said and its data say otherwise by now."""
        lines = tuple(
            f"{figure.label}: last week's report said {self.text(key)}, now {self.text(NOW_OF[key])}."
            for key, figure in self.by_key.items()
            if key in NOW_OF and self.prints(key) and self.text(key) != self.text(NOW_OF[key])
        )
        return ("Changes to earlier weeks", "Earlier weeks", lines, ()) if lines else None
