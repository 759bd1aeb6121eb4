"""The ways in which files write dates, and the SQL that reads each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DateForm:
    """A way of writing dates: what texts look like (LIKE), and the ISO text of a cell x."""

    like: str
    iso: str = ""

    def iso_of(self, cell: str) -> str:
        """Return SQL for the ISO text of a cell."""
        return self.iso.replace("x", cell)


DATE_FORMS = {
    "iso": DateForm("____-__-__", "x"),
    "iso_midnight": DateForm("____-__-__ 00:00:00", "left(x, 10)"),
    "day_first_slash": DateForm("__/__/____", "(substr(x, 7) || '-' || substr(x, 4, 2) || '-' || left(x, 2))"),
    "day_first_hyphen": DateForm("__-__-____", "(substr(x, 7) || '-' || substr(x, 4, 2) || '-' || left(x, 2))"),
    # read by the slow function only
    "named_month": DateForm("__-___-____"),
    "serial": DateForm("_____"),
}
