"""The waiting list's pages."""

from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import Page as BrowserPage

from directorate.core import clock
from directorate.core.domain.access import Role
from tests.browser.pages import Page
from tests.browser.site import Site
from tests.browser.waiting_list_data import CODE, sixty_patients
from tests.waiting_lists.factories import (
    CancerPathwayFactory,
    CensusChangeFactory,
    CensusPathwayFactory,
    EscalationFactory,
    EscalationOptionFactory,
    PublishedFigureFactory,
    ReturnedWorkbookFactory,
)
from waiting_lists.models import CancerPathway, Census, CensusPathway, Escalation, ReturnedWorkbook

DESK = (Role.ASSISTANT_MANAGER,)
HERS = (Role.SECRETARY,)


def _list(query: str) -> str:
    return f"{reverse('waiting_lists:pathway_list')}?{query}"


def _dashboard(site: Site) -> str:
    sixty_patients(site)
    return reverse("waiting_lists:dashboard")


def _save(site: Site) -> str:
    sixty_patients(site)
    return _list("tab=save")


def _over(site: Site) -> str:
    sixty_patients(site)
    return _list("tab=over&specialty=ent&step=none")


def _nobody(site: Site) -> str:
    sixty_patients(site)
    return _list("tab=all&site=NONE")


def _queries(site: Site) -> str:
    sixty_patients(site)
    return _list("tab=queries")


def _pathway(site: Site) -> str:
    return reverse("waiting_lists:pathway_detail", args=[sixty_patients(site).pathway_key])


def _history(site: Site) -> str:
    return reverse("waiting_lists:pathway_history", args=[sixty_patients(site).pathway_key])


def _comment(site: Site) -> str:
    return reverse("waiting_lists:comment_add", args=[sixty_patients(site).pathway_key])


def _returned(site: Site) -> str:
    """A workbook with a comment of 600 characters, a date and an owner on one row, and one of another's list."""
    sixty_patients(site)
    secretary = site.people[Role.SECRETARY]
    hers = CensusPathway.objects.filter(consultant_code=CODE, census__previous__isnull=False).latest("pk")
    row = {
        "row": 2,
        "key": str(hers.pathway_key),
        "hospital_number": hers.local_patient_identifier,
        "comment": "Rang, wants Tuesday " * 30,
        "planned": "2027-02-20",
        "planned_date": (clock.today() + timedelta(days=30)).isoformat(),
        "owner": secretary.name,
    }
    elsewhere = {**row, "row": 3, "key": "00000000-0000-4000-8000-000000000009", "hospital_number": "W0000001"}
    returned = ReturnedWorkbookFactory(created_by=secretary, rows=[row, elsewhere])
    return reverse("waiting_lists:return_detail", args=[returned.key])


def _returned_without_kind(site: Site) -> str:
    address = _returned(site)
    ReturnedWorkbook.objects.filter(key=address.split("/")[-2]).update(planned_kind="")
    return f"{address}dates/"


def _open_tables(page: BrowserPage) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def _open_comment(page: BrowserPage) -> None:
    page.locator("[data-key=c]").first.click()
    page.get_by_label("Comment on").wait_for()


def _open_keys(page: BrowserPage) -> None:
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("heading", name="Keys on the list").wait_for()


def _refuse_action(page: BrowserPage) -> None:
    page.get_by_role("button", name="Add action").click()
    page.get_by_text("Say what has to be done").first.wait_for()


def _refuse_comment(page: BrowserPage) -> None:
    page.get_by_role("button", name="Save comment").click()
    page.get_by_text("Write a comment").first.wait_for()


def _no_workbook(page: BrowserPage) -> None:
    page.get_by_role("button", name="Show what is new").click()
    page.get_by_text("Choose the workbook").first.wait_for()


def _take_workbook(page: BrowserPage) -> None:
    page.get_by_role("button", name="Write these on the list").click()
    page.get_by_role("heading", name="Your workbook has been taken").wait_for()


def _find_several(page: BrowserPage) -> None:
    page.get_by_label("Hospital number, NHS number, or name").fill("Patient1")
    page.get_by_role("button", name="Find patient").click()
    page.get_by_text("pathways").first.wait_for()


def _find_nothing(page: BrowserPage) -> None:
    page.get_by_label("Hospital number, NHS number, or name").fill("nobodyiscalledthis")
    page.get_by_role("button", name="Find patient").click()
    page.get_by_text("Nobody found").wait_for()


def _cancer(site: Site) -> str:
    """Two records: one of a patient of the list, one of somebody who has no row there."""
    first = sixty_patients(site)
    if not CancerPathway.objects.exists():
        today = clock.today()
        common = {"clock_start_date": today - timedelta(days=27), "listed_date": today - timedelta(days=2)}
        CancerPathwayFactory(nhs_number=first.nhs_number, **common)
        CancerPathwayFactory(nhs_number="", tumour_site="unknown_primary_with_a_long_name", **common)
    return reverse("waiting_lists:cancer_list")


def _escalation(site: Site) -> str:
    """A request of the secretary with two options, one without figures."""
    found = Escalation.objects.first()
    if found is None:
        found = EscalationFactory(created_by=site.people[Role.SECRETARY], reason="No list on Saturdays " * 10)
        EscalationOptionFactory(escalation=found, number=1)
        EscalationOptionFactory(escalation=found, number=2, text="Nothing", patients_helped=None, cost_pounds=None)
    return reverse("waiting_lists:escalation_detail", args=[found.key])


def _escalations(site: Site) -> str:
    _escalation(site)
    return reverse("waiting_lists:escalation_list")


def _refuse_escalation(page: BrowserPage) -> None:
    page.get_by_role("button", name="Ask the directorate manager").click()
    page.get_by_text("Say what is to be decided").first.wait_for()


def _refuse_decision(page: BrowserPage) -> None:
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_text("Say what is decided").first.wait_for()


def _left(site: Site) -> str:
    census = Census.objects.get(pk=sixty_patients(site).census_id)
    if not census.changes.filter(kind="gone").exists():
        row = CensusPathwayFactory(census=census.previous)
        CensusChangeFactory(census=census, kind="gone", pathway_key=row.pathway_key, is_on_cancer_ptl=True)
    return reverse("waiting_lists:left_list_view")


def _refuse_left(page: BrowserPage) -> None:
    page.get_by_text("Say what happened").first.click()
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("There is a problem").wait_for()


def _questions(site: Site) -> str:
    CensusPathway.objects.filter(pk=sixty_patients(site).pk).update(dna_count=3, next_step_kind="")
    return reverse("waiting_lists:question_list")


def _published(site: Site) -> str:
    PublishedFigureFactory()
    return reverse("waiting_lists:published_figures")


PAGES = [
    Page("escalations", reverse("waiting_lists:escalation_list"), DESK),
    Page("escalations", _escalations, DESK),
    Page("ask for a decision", reverse("waiting_lists:escalation_add"), HERS),
    Page("ask for a decision, refused", reverse("waiting_lists:escalation_add"), HERS, arrange=_refuse_escalation),
    Page("escalation", _escalation, (Role.DIRECTORATE_MANAGER, Role.SECRETARY)),
    Page("escalation, refused", _escalation, (Role.DIRECTORATE_MANAGER,), arrange=_refuse_decision),
    Page("waiting list", reverse("waiting_lists:dashboard"), (Role.ASSISTANT_MANAGER, Role.FINANCE)),
    Page("waiting list", _dashboard, (Role.DIRECTORATE_MANAGER, Role.RESIDENT)),
    Page("waiting list", _dashboard, DESK, arrange=_open_tables),
    Page("who left the list", reverse("waiting_lists:left_list_view"), DESK),
    Page("who left the list", _left, (Role.ASSISTANT_MANAGER, Role.ROTA_COORDINATOR)),
    Page("who left the list, refused", _left, DESK, arrange=_refuse_left),
    Page("questions about the list", reverse("waiting_lists:question_list"), (Role.AUDITOR,)),
    Page("questions about the list", _questions, DESK),
    Page("published figures", reverse("waiting_lists:published_figures"), (Role.FINANCE,)),
    Page("published figures", _published, DESK),
    Page("cancer list", reverse("waiting_lists:cancer_list"), DESK),
    Page("cancer list", _cancer, (Role.ASSISTANT_MANAGER, Role.SECRETARY)),
    Page("can still be saved", _save, (Role.ASSISTANT_MANAGER, Role.SECRETARY, Role.CONSULTANT, Role.ROTA_COORDINATOR)),
    Page("can still be saved", _save, HERS, arrange=_open_comment),
    Page("can still be saved", _save, HERS, arrange=_open_keys),
    Page("over 52 weeks", _over, DESK),
    Page("all pathways, none", _nobody, DESK),
    Page("queries", _queries, HERS),
    Page("pathway", _pathway, (Role.SECRETARY, Role.ROTA_COORDINATOR)),
    Page("pathway, action refused", _pathway, HERS, arrange=_refuse_action),
    Page("changes to a pathway", _history, HERS),
    Page("comment", _comment, HERS),
    Page("comment refused", _comment, HERS, arrange=_refuse_comment),
    Page("bring a workbook back", reverse("waiting_lists:list_return"), (Role.SECRETARY, Role.CONSULTANT)),
    Page("bring a workbook back, wrong", reverse("waiting_lists:list_return"), HERS, arrange=_no_workbook),
    Page("new in a workbook", _returned, HERS),
    Page("what the dates of a workbook are for", _returned_without_kind, HERS),
    Page("new in a workbook", _returned, HERS, arrange=_take_workbook),
    Page("find a patient", reverse("waiting_lists:pathway_search"), HERS),
    Page("find a patient", reverse("waiting_lists:pathway_search"), HERS, arrange=_find_several),
    Page("find a patient", reverse("waiting_lists:pathway_search"), HERS, arrange=_find_nothing),
]
