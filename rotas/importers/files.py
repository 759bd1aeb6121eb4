"""What kind of rota file it is, found from its columns, and its contents."""

from pathlib import Path

from directorate.core.importers.file_kinds import FileRefusedError
from rotas.importers.activity_template import ActivityTemplate, is_activity_template, read_activity_template
from rotas.importers.medical_staff_list import MedicalStaffList, is_medical_staff_list, read_medical_staff_list
from rotas.importers.on_call_list import OnCallList, is_on_call_list, read_on_call_list
from rotas.importers.rota_grid import RotaGrid, is_rota_grid, read_rota_grid
from rotas.importers.sheets import open_file

Contents = RotaGrid | OnCallList | ActivityTemplate | MedicalStaffList


def read_rota_file(path: Path) -> Contents:
    """Return what the file holds.

    Raises: FileRefusedError: damaged, too large, or of no kind that is known here.
    """
    file = open_file(path)
    if is_rota_grid(file):
        return read_rota_grid(file)
    if is_medical_staff_list(file):
        return read_medical_staff_list(file)
    if is_activity_template(file):
        return read_activity_template(file)
    if is_on_call_list(file):
        return read_on_call_list(file)
    raise FileRefusedError(
        "unknown_file",
        "This is none of the files that can be read here: a rota with a legend, an on-call list, the week of "
        "consultants, or a medical staff list.",
    )
