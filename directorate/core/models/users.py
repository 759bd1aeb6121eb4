"""Accounts and the roles granted to them."""

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Lower

from directorate.core.domain.access import ROLE_NAMES
from directorate.core.models.organisation import Specialty, Team
from directorate.core.models.people import Person


class UserManager(BaseUserManager["User"]):
    """Creates accounts; Django's own commands need these two methods."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account; without a password it can only sign in by single sign-on."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account that may open Django's admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, or a named job (`is_system`) that acts on its own."""

    email = models.EmailField(unique=True)
    person = models.OneToOneField(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="user")
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_system = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_address_belongs_to_one_account"),
            models.CheckConstraint(
                name="system_account_cannot_sign_in",
                condition=models.Q(is_system=False) | models.Q(is_staff=False, is_superuser=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class RoleGrant(models.Model):
    """A role that a user holds in a period (both days in), and where it reaches."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=3, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    specialties = models.ManyToManyField(Specialty, blank=True)
    teams = models.ManyToManyField(Team, blank=True)
    may_log_for_team = models.BooleanField(default=False)
    valid = DateRangeField()
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


@pghistory.track(obj_field=None)
class RoleGrantSpecialty(RoleGrant.specialties.through):  # type: ignore[name-defined,misc]
    """Gives the many-to-many rows of a grant their history."""

    class Meta:
        proxy = True


@pghistory.track(obj_field=None)
class RoleGrantTeam(RoleGrant.teams.through):  # type: ignore[name-defined,misc]
    """Gives the many-to-many rows of a grant their history."""

    class Meta:
        proxy = True
