"""One adapter per family: JSON input to the domain call, its answer back to JSON. No rule lives here."""

from collections.abc import Callable
from typing import Any

from tests.vectors.adapters import (
    complaints,
    core,
    rotas,
    staffing_leave,
    staffing_sickness,
    staffing_workforce,
    waiting_lists,
)

Adapter = Callable[[Any], Any]

ADAPTERS: dict[str, Adapter] = {
    **core.ADAPTERS,
    **complaints.ADAPTERS,
    **rotas.ADAPTERS,
    **waiting_lists.ADAPTERS,
    **staffing_leave.ADAPTERS,
    **staffing_sickness.ADAPTERS,
    **staffing_workforce.ADAPTERS,
}
