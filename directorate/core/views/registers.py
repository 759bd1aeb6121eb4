"""Code lists: one set of pages for specialties, treatment functions, sites, teams and bank holidays."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from directorate.core.access import WRITE, may
from directorate.core.actions.registers import StillInUseError, remove_entry, save_entry
from directorate.core.domain.access import Subject
from directorate.core.domain.words import long_date
from directorate.core.forms.registers import (
    BankHolidayForm,
    CommissionerPrefixForm,
    EntryForm,
    SiteForm,
    SpecialtyForm,
    TeamForm,
    TreatmentFunctionForm,
)
from directorate.core.forms.users import ReasonForm
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import BankHoliday, CommissionerPrefix, Site, Specialty, Team, TreatmentFunction
from directorate.core.row_history import in_words, row_history

Column = tuple[str, Callable[[Any], str]]


@dataclass(frozen=True)
class Register:
    """A code list: its words, its form, what its table shows, and what removing a row would mean."""

    slug: str
    title: str
    one: str
    detail: str
    model: type[models.Model]
    form: type[EntryForm]
    order: tuple[str, ...]
    columns: tuple[Column, ...]
    related: tuple[str, ...] = ()
    warning_of_removal: str = ""


def _yes_no(name: str) -> Callable[[Any], str]:
    return lambda entry: in_words(getattr(entry, name))


def _text(name: str) -> Callable[[Any], str]:
    return lambda entry: str(getattr(entry, name) or "")


REGISTERS: dict[str, Register] = {
    register.slug: register
    for register in (
        Register(
            slug="specialties",
            title="Specialties",
            one="specialty",
            detail="What the lists and reports are split by.",
            model=Specialty,
            form=SpecialtyForm,
            order=("sort_order", "name"),
            columns=(("Name", _text("name")), ("Code", _text("code")), ("In use", _yes_no("is_active"))),
        ),
        Register(
            slug="treatment-functions",
            title="Treatment functions",
            one="treatment function",
            detail="Codes of the waiting list, and the specialty and line of the return they belong to.",
            model=TreatmentFunction,
            form=TreatmentFunctionForm,
            order=("code",),
            related=("specialty",),
            columns=(
                ("Code", _text("code")),
                ("Name", _text("name")),
                ("Line of the return", _text("return_line")),
                ("Specialty", _text("specialty")),
                ("Checked", _yes_no("is_confirmed")),
            ),
        ),
        Register(
            slug="commissioners-outside-england",
            title="Commissioners outside England",
            one="prefix",
            detail="How their codes begin. Their patients are on the list but not in the national figures. A change counts from the next waiting list that is loaded.",
            model=CommissionerPrefix,
            form=CommissionerPrefixForm,
            order=("code_prefix",),
            columns=(
                ("Codes begin with", _text("code_prefix")),
                ("Name", _text("name")),
                ("Source", _text("source")),
                ("Checked", _yes_no("is_confirmed")),
            ),
            warning_of_removal=(
                "From the next waiting list that is loaded, patients of these commissioners count in the national "
                "figures. Lists that are loaded already stay as they are."
            ),
        ),
        Register(
            slug="sites",
            title="Sites",
            one="site",
            detail="Hospitals, and their letter on the week sheet.",
            model=Site,
            form=SiteForm,
            order=("name",),
            columns=(
                ("Name", _text("name")),
                ("Code", _text("code")),
                ("Letter", _text("letter")),
                ("In use", _yes_no("is_active")),
            ),
        ),
        Register(
            slug="teams",
            title="Teams",
            one="team",
            detail="People who cover each other.",
            model=Team,
            form=TeamForm,
            order=("name",),
            related=("specialty", "site", "leader"),
            columns=(
                ("Name", _text("name")),
                ("Specialty", _text("specialty")),
                ("Site", _text("site")),
                ("Leader", _text("leader")),
                ("In use", _yes_no("is_active")),
            ),
        ),
        Register(
            slug="bank-holidays",
            title="Bank holidays",
            one="bank holiday",
            detail="Every count of working days leaves these out.",
            model=BankHoliday,
            form=BankHolidayForm,
            order=("-date",),
            columns=(
                ("Date", lambda entry: long_date(entry.date)),
                ("Name", _text("title")),
                ("Where it was announced", _text("source")),
            ),
            warning_of_removal=(
                "Deadlines that are counted over this day move one working day earlier at once, and leave that was "
                "booked over it costs a day more. Remove it only if it was entered by mistake."
            ),
        ),
    )
}


def _register(slug: str) -> Register:
    if slug not in REGISTERS:
        raise Http404
    return REGISTERS[slug]


def _page(request: AuthenticatedRequest, register: Register, **more: Any) -> dict[str, Any]:
    writes = may(user=request.user, subject=Subject.ADMINISTRATION, operation=WRITE)
    return {"register": register, "may_write": writes, **more}


@require_GET
@requires(Subject.ADMINISTRATION)
def register_list(request: AuthenticatedRequest, register: str) -> HttpResponse:
    """All rows of a code list."""
    found = _register(register)
    entries = found.model._default_manager.select_related(*found.related).order_by(*found.order)
    rows = [(entry.pk, [text(entry) for _, text in found.columns]) for entry in entries]
    return render(request, "core/register_list.html", _page(request, found, rows=rows))


@require_GET
@requires(Subject.ADMINISTRATION)
def register_view(request: AuthenticatedRequest, register: str, key: str) -> HttpResponse:
    """One row and its history."""
    found = _register(register)
    entry = _entry(found, key=key)
    facts = [(label, text(entry)) for label, text in found.columns]
    changes = row_history(entry, viewer=request.user)
    return render(request, "core/register_view.html", _page(request, found, entry=entry, facts=facts, changes=changes))


@require_http_methods(["GET", "POST"])
@requires(Subject.ADMINISTRATION, operation=WRITE)
def register_add(request: AuthenticatedRequest, register: str) -> HttpResponse:
    """Add a row."""
    return _form_page(request, _register(register), entry=None)


@require_http_methods(["GET", "POST"])
@requires(Subject.ADMINISTRATION, operation=WRITE)
def register_edit(request: AuthenticatedRequest, register: str, key: str) -> HttpResponse:
    """Change a row."""
    found = _register(register)
    return _form_page(request, found, entry=_entry(found, key=key))


@require_http_methods(["GET", "POST"])
@requires(Subject.ADMINISTRATION, operation=WRITE)
def register_remove(request: AuthenticatedRequest, register: str, key: str) -> HttpResponse:
    """Say what removing the row would do, then remove it."""
    found = _register(register)
    entry = _entry(found, key=key)
    if not found.warning_of_removal:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            remove_entry(entry=entry, by=request.user, reason=form.cleaned_data["reason"])
        except StillInUseError:
            form.add_error(None, f"Other records use this {found.one}, so it stays.")
        else:
            messages.success(request, f"The {found.one} is removed.")
            return redirect("core_admin:register_list", found.slug)
    return render(request, "core/register_remove.html", _page(request, found, entry=entry, form=form))


def _entry(register: Register, *, key: str) -> Any:
    try:
        return get_object_or_404(register.model._default_manager.select_related(*register.related), pk=key)
    except ValueError as problem:  # a word where a number belongs
        raise Http404 from problem


def _form_page(request: AuthenticatedRequest, register: Register, *, entry: Any) -> HttpResponse:
    form = register.form(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        saved = save_entry(form=form, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"The {register.one} is saved.")
        return redirect("core_admin:register_view", register.slug, saved.pk)
    return render(request, "core/register_form.html", _page(request, register, entry=entry, form=form))
