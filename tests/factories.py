"""One factory a model, and the fixed people that tests speak of."""

from datetime import date
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from psycopg.types.range import DateRange

from directorate.core import models
from directorate.core.domain.access import Role
from directorate.core.models.people import StaffGroup

PASSWORD = "correct horse battery staple"
ALWAYS = DateRange(date(2020, 4, 1), None)


class DivisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Division
        django_get_or_create = ("name",)

    name = "Surgery"


class DirectorateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Directorate
        django_get_or_create = ("name",)

    name = "ENT, OMFS and Dermatology"
    division = factory.SubFactory(DivisionFactory)


class SpecialtyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Specialty
        django_get_or_create = ("code",)

    code = "ent"
    name = factory.LazyAttribute(lambda made: {"ent": "ENT", "omfs": "OMFS"}.get(made.code, made.code.capitalize()))
    directorate = factory.SubFactory(DirectorateFactory)


class TreatmentFunctionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.TreatmentFunction
        django_get_or_create = ("code",)

    code = "120"
    name = "Ear Nose and Throat Service"
    return_line = factory.SelfAttribute("code")
    specialty = factory.SubFactory(SpecialtyFactory)


class SiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Site
        django_get_or_create = ("code",)

    code = "RWP50"
    name = "Worcestershire Royal Hospital"
    letter = "W"


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Team
        django_get_or_create = ("name",)

    name = "ENT secretaries"
    specialty = factory.SubFactory(SpecialtyFactory)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Person

    staff_number = factory.Sequence(lambda n: f"{20_000_000 + n}")
    surname = factory.Sequence(lambda n: f"Surname{n}")
    forenames = "Robin"
    staff_group = StaffGroup.ADMIN_AND_CLERICAL
    job_title = "Medical secretary"
    specialty = factory.SubFactory(SpecialtyFactory)
    start_date = date(2020, 4, 1)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.User
        django_get_or_create = ("email",)

    email = factory.Sequence(lambda n: f"user{n}@nhs.uk")
    name = "Robin Example"
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class RoleGrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.RoleGrant
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    role = Role.DIRECTORATE_MANAGER
    valid = ALWAYS
    granted_by = factory.SubFactory(UserFactory, email="administrator@nhs.uk", name="Ada Administrator")

    @factory.post_generation
    def specialties(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.specialties.set(extracted)

    @factory.post_generation
    def teams(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.teams.set(extracted)


class SecretaryConsultantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SecretaryConsultant

    secretary = factory.SubFactory(PersonFactory)
    consultant = factory.SubFactory(PersonFactory, staff_group=StaffGroup.MEDICAL)
    valid = ALWAYS


class CoverFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Cover

    covered = factory.SubFactory(PersonFactory)
    covering = factory.SubFactory(PersonFactory)
    valid = ALWAYS


class BankHolidayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.BankHoliday
        django_get_or_create = ("date",)

    date = date(2026, 12, 25)
    title = "Christmas Day"
    source = "GOV.UK bank holidays"


class CommissionerPrefixFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CommissionerPrefix
        django_get_or_create = ("code_prefix",)

    code_prefix = "7A"
    name = "Welsh health boards"
    source = "A list"


class PolicyNumberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PolicyNumber

    key = factory.Sequence(lambda n: f"number_{n}")
    name = "A number"
    value = 5
    unit = "people"
    valid = ALWAYS
    source = "A policy"


class ActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Action

    title = "Ring the patient"
    owner = factory.SubFactory(UserFactory)
    due_date = date(2026, 2, 6)
    created_by = factory.SelfAttribute("owner")


class AccessEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AccessEvent

    at = factory.Faker("date_time", tzinfo=__import__("datetime").UTC)
    user = factory.SubFactory(UserFactory)
    kind = "view"
    subject = "waiting_list"


def person_with_account(
    *, forename: str, surname: str, role: Role, specialty: str = "ent", team: str | None = None, **person: Any
) -> models.User:
    """A named member of staff with an account and one role in one specialty (and team)."""
    belongs_to = SpecialtyFactory(code=specialty)
    member_of = TeamFactory(name=team, specialty=belongs_to) if team else None
    who = PersonFactory(forenames=forename, surname=surname, specialty=belongs_to, team=member_of, **person)
    user = UserFactory(email=f"{forename}.{surname}@nhs.uk".lower(), name=f"{forename} {surname}", person=who)
    RoleGrantFactory(user=user, role=role, specialties=[belongs_to], teams=[member_of] if member_of else [])
    return user
