"""Figures to a document: the blocks of a kind of report in their fixed order, for the HR copy or the wide copy."""

from collections.abc import Sequence

from reports.domain.definitions import DEFINITIONS
from reports.domain.monthly_pages import AgencyPage, VacancyPage
from reports.domain.page import Page
from reports.domain.report_document import HR, WIDE, About, Block, Document, Printed
from reports.domain.weekly_page import WeeklyPage

PAGES: dict[str, type[Page]] = {
    "weekly": WeeklyPage,
    "monthly_vacancies": VacancyPage,
    "monthly_agency": AgencyPage,
}


def document(figures: Sequence[Printed], *, about: About) -> Document:
    """Return the document of one copy."""
    page = PAGES[about.kind](figures=figures, about=about)
    titled = [found for found in page.parts() if found is not None]
    blocks = tuple(
        Block(number=number, title=title, sheet=sheet, lines=lines, tables=tables)
        for number, (title, sheet, lines, tables) in enumerate(titled, start=1)
    )
    shown = tuple(figure for figure in figures if about.copy == HR or page.prints(figure.key))
    used = {figure.definition_id for figure in shown}
    hides = about.copy == WIDE and about.kind == "weekly"
    definitions = {key: text for key, text in DEFINITIONS.items() if key in used or (key[0] == "S" and hides)}
    return Document(about=about, blocks=blocks, definitions=definitions, figures=shown)
