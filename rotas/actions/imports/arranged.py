"""Duties for which somebody was found here: no file takes them off again."""

from collections.abc import Sequence

from rotas.facts.swaps import swaps_done
from rotas.models import Duty, Gap

FOUND_IN_LIST, FOUND_IN_ROTA = "On-call list", "Rota"


def arranged_here(duties: Sequence[Duty]) -> frozenset[int]:
    """Return the duties that were a gap and got somebody here, and those that were swapped; two queries."""
    keys = [duty.pk for duty in duties]
    gaps = Gap.objects.filter(duty__in=keys, closed_at__isnull=False).exclude(how__in=(FOUND_IN_LIST, FOUND_IN_ROTA))
    return frozenset(gaps.values_list("duty", flat=True)) | frozenset(swaps_done(keys))
