"""The dashboard's figures as they are printed: texts, changes and the list that each figure opens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from directorate.core.domain.rounding import decimal_half_away
from directorate.core.domain.words import number
from directorate.core.models import TreatmentFunction
from waiting_lists.domain.bands import BANDS, band_name
from waiting_lists.domain.list_choices import ListChoices
from waiting_lists.domain.statistics import ListStatistics, statistics_of
from waiting_lists.models import Census, OpenPathwaySummary
from waiting_lists.pages.kept import kept
from waiting_lists.render.charts import BandBar, TrendPoint

WITHIN, BETWEEN, OVER = "within 18 weeks", "18 to 52 weeks", "over 52 weeks"
EMPTY = statistics_of([])


@dataclass(frozen=True)
class Cell:
    """One figure: its text, its change since the last census, what it is called, the list it opens."""

    text: str
    label: str
    href: str = ""
    change: str = ""


@dataclass(frozen=True)
class FigureLine:
    """One line of the return, or all of them together."""

    name: str
    detail: str
    cells: Sequence[Cell]
    is_total: bool = False


@dataclass(frozen=True)
class Figures:
    """The table of the dashboard."""

    as_at: date
    previous_at: date | None
    lines: list[FigureLine]
    total: FigureLine
    all_statistics: ListStatistics
    outside: int


@dataclass(frozen=True)
class CensusTrend:
    """One line of the return on one census."""

    as_at: date
    name: str
    open: int
    within: Decimal
    over: int


def list_address(choices: ListChoices) -> str:
    """Where the patient tracking list shows exactly the rows of these choices."""
    return f"{reverse('waiting_lists:pathway_list')}?{choices.address()}"


def line_names() -> dict[str, tuple[str, str]]:
    """Line of the return to its name and what reports inside it."""
    names: dict[str, tuple[str, str]] = {}
    inside: dict[str, list[str]] = {}
    for function in TreatmentFunction.objects.order_by("code"):
        inside.setdefault(function.return_line, []).append(function.code)
        if function.code == function.return_line:
            names[function.return_line] = (function.name.removesuffix(" Service"), function.code)
    for line, codes in inside.items():
        name = names.get(line, ("Other services", line))[0]
        names[line] = (name, line if codes == [line] else f"{line}: {', '.join(codes)}")
    return names


def figures_of(census: Census, *, names: dict[str, tuple[str, str]]) -> Figures:
    """The table of the dashboard for a census, with the change since the one before it."""
    previous = census.previous if census.previous_id else None
    by_line = statistics_of_both(census)
    now = {line: found for (census_id, line), found in by_line.items() if census_id == census.pk}
    before = {line: found for (census_id, line), found in by_line.items() if census_id != census.pk}
    lines = [
        FigureLine(
            name=names.get(line, (line, ""))[0],
            detail=names.get(line, ("", line))[1],
            cells=_cells(found, before=before.get(line, EMPTY) if previous else None, line=line, at=census.census_date),
        )
        for line, found in sorted(now.items(), key=lambda pair: _print_order(pair[0]))
    ]
    everything, everything_before = together(now.values()), together(before.values())
    total = FigureLine(
        name="All",
        detail="",
        cells=_cells(everything, before=everything_before if previous else None, line="", at=census.census_date),
        is_total=True,
    )
    return Figures(
        as_at=census.census_date,
        previous_at=previous.census_date if previous else None,
        lines=lines,
        total=total,
        all_statistics=everything,
        outside=OpenPathwaySummary.objects.outside_england(census.pk),
    )


def statistics_of_both(census: Census) -> dict[tuple[int, str], ListStatistics]:
    """The national figures by (census, line) of a census and the one before it."""
    ids = [census.pk, *([census.previous_id] if census.previous_id else [])]
    key = "statistics:" + ":".join(map(str, ids))
    return kept(key, make=lambda: OpenPathwaySummary.objects.statistics_by_line(ids))


def together(lists: Iterable[ListStatistics]) -> ListStatistics:
    """Several lists as one: their bands added up, since a median of medians is none."""
    found = list(lists)
    bands = [sum(one.bands[index] for one in found) for index in range(BANDS)]
    return statistics_of(bands, unknown_start=sum(one.unknown_start for one in found))


def _print_order(line: str) -> tuple[bool, str]:
    """120, 140 and 330 first, the X lines after them."""
    return line.startswith("X"), line


def _cells(found: ListStatistics, *, before: ListStatistics | None, line: str, at: date) -> list[Cell]:
    here = ListChoices(tab="all", line=line, national=True, at=at, sort="wait")
    opens = {
        "open": list_address(here),
        "within": list_address(here.with_choice(within=True)),
        "unknown": list_address(here.with_choice(unknown=True)),
    }
    over = [
        Cell(
            text=number(found.over(weeks)),
            label=f"over {weeks} weeks",
            href=list_address(here.with_choice(over=weeks)),
            change=_change(found.over(weeks), before=before.over(weeks) if before else None),
        )
        for weeks in (52, 65, 78)
    ]
    return [
        Cell(number(found.n), "open pathways", opens["open"], _change(found.n, before=before.n if before else None)),
        Cell(percent_text(found), "within 18 weeks", opens["within"], _percent_change(found, before=before)),
        Cell(
            found.median_text,
            "median wait in weeks",
            "",
            _weeks_change(found.median_text, before=before.median_text if before else ""),
        ),
        Cell(
            found.p92_text,
            "92nd percentile in weeks",
            "",
            _weeks_change(found.p92_text, before=before.p92_text if before else ""),
        ),
        *over,
        Cell(number(found.unknown_start), "clock start unknown", opens["unknown"] if found.unknown_start else ""),
    ]


def percent_text(found: ListStatistics) -> str:
    """43.46%, or a dash for an empty list."""
    share = found.percent_within_18
    return "–" if share is None else f"{decimal_half_away(share, places=2)}%"


def signed(value: Decimal | int, *, unit: str = "") -> str:
    """+12 or −12 with a true minus sign; no change in words."""
    if not value:
        return "no change"
    return f"{'+' if value > 0 else '−'}{abs(value):,}{unit}"


def _change(now: int, *, before: int | None) -> str:
    return "" if before is None else signed(now - before)


def _percent_change(now: ListStatistics, *, before: ListStatistics | None) -> str:
    if before is None or now.percent_within_18 is None or before.percent_within_18 is None:
        return ""
    return signed(decimal_half_away(now.percent_within_18 - before.percent_within_18, places=2), unit=" points")


def _weeks_change(now: str, *, before: str) -> str:
    try:
        return signed(Decimal(now) - Decimal(before))
    except ArithmeticError:  # "-" (fewer than 20) and "104+" are no numbers
        return ""


def shape_bars(found: ListStatistics, *, at: date) -> list[BandBar]:
    """A bar a week of waiting, up to the longest wait (at least 54 weeks, so that both lines stand in the chart)."""
    longest = max((index for index, count in enumerate(found.bands) if count), default=0)
    here = ListChoices(tab="all", national=True, at=at, sort="wait")
    return [
        BandBar(
            week=index,
            band=band_name(index),
            pathways=found.bands[index],
            group=WITHIN if index < 18 else BETWEEN if index < 52 else OVER,
            href=list_address(here.with_choice(band=index)),
        )
        for index in range(max(longest + 1, 54))
    ]


def trend_of(censuses: Sequence[Census], *, names: dict[str, tuple[str, str]]) -> list[CensusTrend]:
    """The lines of the three specialties over these censuses, oldest first."""
    rows = OpenPathwaySummary.objects.trend([census.pk for census in censuses])
    return [
        CensusTrend(as_at=day, name=names[line][0], open=n, within=_share(within, of=n), over=over)
        for day, line, n, within, over in rows
        if line in names and not line.startswith("X")
    ]


def _share(part: int, *, of: int) -> Decimal:
    return decimal_half_away(100 * Decimal(part) / Decimal(of), places=2)


def trend_points(rows: Iterable[CensusTrend], *, figure: str) -> list[TrendPoint]:
    """The points of a chart of one figure."""
    return [TrendPoint(row.as_at.isoformat(), row.name, float(getattr(row, figure))) for row in rows]
