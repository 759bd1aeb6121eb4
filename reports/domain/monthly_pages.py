"""The monthly reports, vacancies and agency: their figures in their fixed order. Both copies say the same."""

from collections.abc import Iterator

from directorate.core.domain.words import long_date
from reports.domain.page import Page, Part
from reports.domain.report_document import Table
from staffing.domain.vacancies import MOVEMENTS

LEVELS = [
    ("Funded", "funded_wte"),
    ("In post", "in_post_wte"),
    ("Vacant", "vacancy_wte"),
    ("Vacant %", "vacancy_rate_percent"),
    ("Backfill", "backfill_wte"),
    ("Bank", "bank_wte"),
    ("Agency", "agency_wte"),
    ("Actual", "actual_wte"),
]


class VacancyPage(Page):
    """The monthly A&C vacancy report."""

    def parts(self) -> Iterator[Part | None]:
        """Yield summary, posts, log, movement, time to hire, forecast and turnover."""
        yield "Summary", "Summary", (*self._headlines(), *self.about.manager_lines), ()
        yield f"Staffing on {long_date(self.about.last)}", "Staffing", (), tuple(self._staffing())
        yield "Posts that are not filled as funded", "Vacant posts", (), (self._posts(),)
        yield "In recruitment", "Vacancy log", self._nothing("log.", "Nothing is in recruitment."), (self._log(),)
        yield "Movement in the month", "Movement", (), (self._movement(),)
        yield "Time to hire", "Time to hire", (), (self._hire(),)
        yield "The next three months", "Forecast", (), (self._forecast(),)
        yield "Turnover, 12 months", "Turnover", (), (self._turnover(),)
        yield self.changes()

    def _headlines(self) -> Iterator[str]:
        total = "staffing.total"
        yield (
            f"Funded {self.text(f'{total}.funded_wte')} WTE, in post {self.text(f'{total}.in_post_wte')}, vacant "
            f"{self.text(f'{total}.vacancy_wte')} ({self.percent(f'{total}.vacancy_rate_percent')})."
        )
        yield (
            f"In recruitment {self.text(f'{total}.in_recruitment_wte')} WTE, held or frozen "
            f"{self.text(f'{total}.held_wte')}; net gap after bank and agency {self.text(f'{total}.net_gap_wte')}."
        )
        moved = "movement.total"
        yield (
            f"Started {self.text(f'{moved}.starter_wte')} WTE, left {self.text(f'{moved}.leaver_wte')}; movement "
            f"{'reconciles' if self.text(f'{moved}.reconciles') == 'yes' else 'DOES NOT RECONCILE'}."
        )
        yield (
            f"Time to hire in 12 months: median {self.text('hire.rolling_12.median_days')} days of "
            f"{self.text('hire.rolling_12.n')}, within 56 days {self.text('hire.rolling_12.within_target')}."
        )
        yield (
            f"Turnover in 12 months {self.percent('turnover.total.rate_percent')}, stability "
            f"{self.percent('turnover.total.stability_percent')}."
        )

    def _staffing(self) -> Iterator[Table]:
        pipeline = [("In recruitment", "in_recruitment_wte"), ("Held", "held_wte")]
        last = [("Net gap", "net_gap_wte"), ("People", "headcount")]
        caption = "Whole-time equivalents by specialty"
        yield self.table(caption, rows=self.rows("staffing"), columns=[*LEVELS, *pipeline, *last])
        bands = [
            (key.removesuffix(".headcount"), figure.label.removesuffix(", headcount"))
            for key, figure in self.by_key.items()
            if ".band" in key and key.endswith(".headcount")
        ]
        yield self.table("Whole-time equivalents by specialty and band", rows=bands, columns=[*LEVELS, *last])

    def _of(self, prefix: str, *, column: str) -> list[tuple[str, str]]:
        """Return a row for each thing that has this figure, called what stands before the figure's own words."""
        found = [key for key in self.by_key if key.startswith(prefix) and key.endswith(f".{column}")]
        return [(key.removesuffix(f".{column}"), self.by_key[key].label.rpartition(", ")[0]) for key in found]

    def _nothing(self, prefix: str, said: str) -> tuple[str, ...]:
        return () if any(key.startswith(prefix) for key in self.by_key) else (said,)

    def _posts(self) -> Table:
        columns = [
            ("Funded", "funded_wte"),
            ("In post", "in_post_wte"),
            ("Gap", "gap_wte"),
            ("Status", "post_status"),
            ("Trac", "trac_ref"),
        ]
        rows = self._of("post.", column="trac_ref")
        return self.table("A minus sign: more in post than funded", rows=rows, columns=columns, heading="Post")

    def _log(self) -> Table:
        columns = [
            ("WTE", "wte"),
            ("Stage", "stage"),
            ("Applications", "applications"),
            ("Authorised", "authorised"),
            ("Days since", "days_since_authorised"),
            ("Start", "start_date"),
        ]
        rows = self._of("log.", column="stage")
        return self.table("Vacancies in Trac, without applicants", rows=rows, columns=columns, heading="Vacancy")

    def _movement(self) -> Table:
        kinds = [(kind.replace("_", " ").capitalize(), f"{kind}_wte") for kind in MOVEMENTS]
        columns = [
            ("Opening", "opening_wte"),
            *kinds,
            ("Together", "computed_closing_wte"),
            ("Closing", "closing_wte"),
            ("Not explained", "difference_wte"),
            ("Reconciles", "reconciles"),
        ]
        return self.table("In-post WTE from month end to month end", rows=self.rows("movement"), columns=columns)

    def _hire(self) -> Table:
        columns = [
            ("Started", "n"),
            ("Median days", "median_days"),
            ("Mean days", "mean_days"),
            ("Within 56 days", "within_target"),
            ("%", "within_target_percent"),
        ]
        rows = [("hire.month", "In the month"), ("hire.rolling_12", "12 months")]
        return self.table("From authorisation to start", rows=rows, columns=columns, heading="Period")

    def _forecast(self) -> Table:
        columns = [
            ("Starters in the staff list", "starters_in_post_wte"),
            ("Starts agreed in Trac", "trac_starts_wte"),
            ("Leavers", "leavers_wte"),
            ("Changes of hours", "hours_change_wte"),
            ("In post at its end", "forecast_in_post_wte"),
        ]
        rows = [
            (key, label.rpartition(", ")[0]) for key, label in self._of("forecast.", column="leavers_wte")
        ]  # fmt: skip
        return self.table("WTE by what is entered already", rows=rows, columns=columns, heading="Month")

    def _turnover(self) -> Table:
        columns = [
            ("At the start", "opening"),
            ("At the end", "closing"),
            ("Left", "leavers"),
            ("Turnover %", "rate_percent"),
            ("Stability %", "stability_percent"),
        ]
        rows = [("turnover.total", "All")]
        return self.table("Permanent and fixed term", rows=rows, columns=columns, heading="Staff")


class AgencyPage(Page):
    """The monthly agency report."""

    def parts(self) -> Iterator[Part | None]:
        """Yield summary, specialties, reasons, plan and pay, exemptions, what is open."""
        yield "Summary", "Summary", (*self._headlines(), *self.about.manager_lines), ()
        yield "By specialty", "By specialty", (), (self._spend("specialty"),)
        yield "By reason", "By reason", (), (self._spend("reason"),)
        yield "Months of the year", "Months", (), (self._months(),)
        yield "Against plan by specialty", "Plan", (), (self._plan(),)
        yield "Exemptions", "Exemptions", (f"{self.text('exemptions.total')}.",), tuple(self._exemptions())
        yield "Timesheets and invoices", "Timesheets", self._same_invoices(), (self._open(), *self._invoices())
        yield self.changes()

    def _headlines(self) -> Iterator[str]:
        total = "agency.total"
        yield (
            f"Agency {self.text(f'{total}.net')} net ({self.text(f'{total}.hours')} hours, {self.text(f'{total}.wte')} "
            f"WTE); this year {self.text('year.total.net')}."
        )
        yield (
            f"Lines over cap: {self.text(f'{total}.over_cap_lines')}, {self.text(f'{total}.excess')} above it. Without a "
            f"cap loaded: {self.text(f'{total}.no_cap_loaded_lines')}. Off framework: "
            f"{self.text(f'{total}.off_framework_lines')}. Without approval: {self.text(f'{total}.without_approval_lines')}."
        )
        month = f"month.{self.about.last:%Y-%m}"
        yield (
            f"Plan of the month: {self.text(f'{month}.plan')}, net less plan {self.text(f'{month}.difference')}; agency of A&C "
            f"pay: {self._share(month)}."
        )
        yield f"{self.text('exemptions.total').capitalize()}."
        yield (
            f"Bank, apart: {self.text('bank.total.hours')} hours, {self.text('bank.total.wte')} WTE, "
            f"{self.text('bank.total.net')} net."
        )

    def _spend(self, what: str) -> Table:
        columns = [
            ("Bookings", "bookings"),
            ("Workers", "workers"),
            ("Hours", "hours"),
            ("WTE", "wte"),
            ("Net", "net"),
            ("Gross", "gross"),
            ("Over cap", "over_cap_lines"),
            ("Above cap", "excess"),
            ("No cap loaded", "no_cap_loaded_lines"),
            ("Off framework", "off_framework_lines"),
            ("No approval", "without_approval_lines"),
        ]
        if what == "specialty":
            rows = [*self.rows("agency"), ("year.total", "Year to date")]
        else:
            keys = [key for key in self.by_key if key.startswith("reason.") and key.endswith(".net")]
            rows = [(key.removesuffix(".net"), self.by_key[key].label.removesuffix(", net")) for key in keys]
        caption = f"Agency by {what}; lines are weekly timesheets"
        return self.table(caption, rows=rows, columns=columns, heading=what.capitalize())

    def _share(self, key: str) -> str:
        """Return agency as a share of pay, or that pay is not loaded."""
        share = self.percent(f"{key}.pay_percent")
        return share if share.endswith("%") else self.text(f"{key}.pay")

    def _months(self) -> Table:
        keys = [key for key in self.by_key if key.startswith("month.") and key.endswith(".net")]
        rows = [(key.removesuffix(".net"), self.by_key[key].label.removesuffix(", net")) for key in keys]
        columns = [
            ("Net", "net"),
            ("Plan", "plan"),
            ("Net less plan", "difference"),
            ("A&C pay", "pay"),
            ("Agency of pay %", "pay_percent"),
        ]
        rows.append(("months.total", "Year to date"))
        return self.table("Spend against plan and pay", rows=rows, columns=columns, heading="Month")

    def _plan(self) -> Table:
        columns = [
            ("Net", "month.net"),
            ("Plan", "month.plan"),
            ("Net less plan", "month.difference"),
            ("Year, net", "year.net"),
            ("Year, plan", "year.plan"),
            ("Year, net less plan", "year.difference"),
        ]
        rows = [(f"plan.{code}", name) for code, name in self.about.specialties.items()]
        return self.table("The month, and the year to its end", rows=rows, columns=columns)

    def _exemptions(self) -> Iterator[Table]:
        columns = [
            ("For", "place"),
            ("Ground", "ground"),
            ("Granted by", "granted_by"),
            ("From", "first"),
            ("To", "last"),
        ]
        rows = [
            (key.removesuffix(".place"), figure.label.removesuffix(", place"))
            for key, figure in self.by_key.items()
            if key.startswith("exemption.") and key.endswith(".place")
        ]
        if rows:
            yield self.table("Exemptions in force in the month", rows=rows, columns=columns, heading="Reference")

    def _invoice_rows(self) -> list[tuple[str, str]]:
        keys = [key for key in self.by_key if key.startswith("invoice.") and key.endswith(".asked")]
        return [(key.removesuffix(".asked"), self.by_key[key].label.removesuffix(", asked")) for key in keys]

    def _same_invoices(self) -> tuple[str, ...]:
        return () if self._invoice_rows() else ("No invoice of the month differs from its timesheets.",)

    def _invoices(self) -> Iterator[Table]:
        if rows := self._invoice_rows():
            columns = [("Asked", "asked"), ("Timesheets", "held"), ("Asked less timesheets", "over")]
            yield self.table("Invoices that differ, net", rows=rows, columns=columns, heading="Invoice")

    def _open(self) -> Table:
        columns = [
            ("Awaiting signature", "awaiting_signature"),
            ("Oldest, days", "oldest_days"),
            ("Rows refused as said twice", "duplicates_refused"),
        ]
        rows = [("open.total", "All")]
        return self.table("Timesheets of the month awaiting signature", rows=rows, columns=columns, heading="Agency")
