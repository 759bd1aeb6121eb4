"""Check a rota: drop a file, read the verdicts. Nothing is stored."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.importers.file_kinds import FileRefusedError
from rotas.domain.terms import Terms
from rotas.facts.rota_check import CheckedRota, check_rota_file
from rotas.forms.rota_check import RotaFileForm

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
@requires(Subject.ROTA, operation=WRITE)
def rota_check(request: AuthenticatedRequest) -> HttpResponse:
    """The form, and after a file the verdicts in words."""
    form = RotaFileForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            found = _checked(form.cleaned_data["file"], terms=form.terms())
        except FileRefusedError as problem:
            form.add_error("file", problem.explanation)
    status = UNPROCESSABLE if form.errors else None
    return render(request, "rotas/rota_check.html", {"form": form, "found": found}, status=status)


def _checked(file: "UploadedFile[Any]", *, terms: Terms) -> CheckedRota:
    """Return the verdicts; the file lies in a temporary folder for as long as it is read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rota"
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        return check_rota_file(path, terms=terms)
