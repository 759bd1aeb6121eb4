"""Django's admin for superusers: looking at accounts and code lists while developing; nothing can be changed there."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from directorate.core.models import (
    BankHoliday,
    Directorate,
    Division,
    PolicyNumber,
    RoleGrant,
    Site,
    Specialty,
    Team,
    TreatmentFunction,
    User,
)

SHOWN: tuple[type[Model], ...] = (
    User,
    RoleGrant,
    Division,
    Directorate,
    Specialty,
    TreatmentFunction,
    Site,
    Team,
    BankHoliday,
    PolicyNumber,
)


class ReadOnlySite(admin.AdminSite):
    """Open to superusers, who sign in by the application's own page."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Superusers only."""
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """No second way to sign in."""
        return redirect("account_login")


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Lists and shows."""

    exclude = ("password",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """No."""
        return False


site = ReadOnlySite(name="admin")
for model in SHOWN:
    site.register(model, ReadOnly)
