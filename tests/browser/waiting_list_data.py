"""A list of sixty patients for the browser: long names, every state, made once a site."""

from datetime import timedelta

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import Person
from tests.browser.site import Site
from tests.factories import SecretaryConsultantFactory
from tests.waiting_lists.factories import (
    CensusFactory,
    CensusPathwayFactory,
    CommentFactory,
    PlannedDateFactory,
    ValidationQueryFactory,
    summarise,
)
from waiting_lists.models import Census, CensusPathway

CODE = "C9001206"
LONG_NAME = "Zapata-Fotheringhay-Featherstonehaugh-Cholmondeley"
HOSPITAL_NUMBER = "W9319161"


def sixty_patients(site: Site) -> CensusPathway:
    """Make the list and the one before it, once; return the first patient of the secretary's consultant."""
    found = CensusPathway.objects.filter(local_patient_identifier=HOSPITAL_NUMBER).order_by("-census_id").first()
    if found:
        return found
    day = clock.today() - timedelta(days=2)
    before = CensusFactory(census_date=day - timedelta(days=7), created_by=site.people[Role.ASSISTANT_MANAGER])
    census = CensusFactory(census_date=day, previous=before, created_by=site.people[Role.ASSISTANT_MANAGER])
    _people(site)
    first = _patients(census, before=before)
    for one in (before, census):
        summarise(one)
    return first


def _people(site: Site) -> None:
    consultant, secretary = site.people[Role.CONSULTANT].person, site.people[Role.SECRETARY].person
    assert consultant
    assert secretary
    Person.objects.filter(pk=consultant.pk).update(consultant_code=CODE)
    SecretaryConsultantFactory(secretary=secretary, consultant=consultant)


def _patients(census: Census, *, before: Census) -> CensusPathway:
    day = census.census_date
    first = CensusPathwayFactory(
        census=census,
        surname=LONG_NAME,
        forename="Maximiliana",
        local_patient_identifier=HOSPITAL_NUMBER,
        is_on_cancer_ptl=True,
        rtt_period_start_date=day - timedelta(days=25),
        comments="Prefers Kidderminster",
    )
    CensusPathwayFactory(
        census=before, pathway_key=first.pathway_key, surname=LONG_NAME, rtt_period_start_date=day - timedelta(days=20)
    )
    CommentFactory(pathway_key=first.pathway_key, text="Rang, wants Tuesday " * 20)
    PlannedDateFactory(pathway_key=first.pathway_key, date=day + timedelta(days=14))
    ValidationQueryFactory(pathway_key=first.pathway_key)
    for number in range(59):
        CensusPathwayFactory(
            census=census,
            surname=f"Patient{number:02}",
            rtt_period_start_date=day - timedelta(days=number * 9),
            tci_date=day + timedelta(days=number) if number % 4 == 0 else None,
            outpatient_future_appointment_date=day + timedelta(days=40) if number % 3 == 0 else None,
            procedure_priority_code="P2" if number % 10 == 0 else "",
            decision_to_admit_date=day - timedelta(days=10) if number % 10 == 0 else None,
            treatment_function_code="330" if number % 6 == 5 else "120",
        )
    return first
