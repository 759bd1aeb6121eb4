"""What every feed of rotas needs: the doctors by the names that files call them, and rows that cannot be loaded."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from directorate.core.importers.documents import RejectedLine
from directorate.core.models import Person
from directorate.core.models.people import StaffGroup
from rotas.actions.imports.named import plain_name
from rotas.importers.rows import Remark

TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor"})


def plain(name: str) -> str:
    """Return a name for comparison: case, blanks and a title in front do not matter."""
    words = plain_name(name.replace(".", " ")).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in TITLES else words)


def people_by_name() -> Mapping[str, Sequence[Person]]:
    """Return doctors by surname and by forenames with surname."""
    found: dict[str, list[Person]] = defaultdict(list)
    for person in Person.objects.filter(staff_group=StaffGroup.MEDICAL).select_related("specialty"):
        for name in {plain(person.surname), plain(f"{person.forenames} {person.surname}"), plain(str(person))}:
            found[name].append(person)
    return found


def fault_of_name(name: str, *, known: Sequence[Person]) -> str:
    """Return why a name is not one doctor, empty when it is."""
    if len(known) == 1:
        return ""
    return "ambiguous_worker" if known else "unknown_worker"


def rejected_line(remark: Remark, *, specialty: str = "") -> RejectedLine:
    """Return a fault of a reader as a row that cannot be loaded."""
    return RejectedLine(
        row=remark.row, code=remark.code, column=remark.column, value=remark.value or None, specialty=specialty
    )


def one_a_row(faults: Sequence[RejectedLine]) -> list[RejectedLine]:
    """Return each row once, with its first fault."""
    first: dict[int, RejectedLine] = {}
    for fault in sorted(faults, key=lambda fault: fault.row):
        first.setdefault(fault.row, fault)
    return list(first.values())
