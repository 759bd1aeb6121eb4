"""Which feed a file is, by its sheets and headings."""

from collections.abc import Sequence
from dataclasses import dataclass

from directorate.core.importers.documents import Recognised
from directorate.core.importers.feeds import Feed
from directorate.core.importers.grids import Grid

# A file that lacks some columns is still taken for the list it comes nearest to, so that the check can name them.
LEAST_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed and how well a file fits it."""

    feed: Feed
    fit: Recognised


def recognise(grids: Sequence[Grid], *, feeds: Sequence[Feed]) -> Feed | None:
    """Return the feed a file belongs to, None when that is not plain: no feed fits, or two fit as well."""
    every = [Candidate(feed, feed.score(grids)) for feed in feeds]
    fitting = [candidate for candidate in every if candidate.fit.share >= LEAST_SHARE]
    ranked = sorted(fitting, key=_rank, reverse=True)
    if not ranked or (len(ranked) > 1 and _rank(ranked[0]) == _rank(ranked[1])):
        return None
    return ranked[0].feed


def _rank(candidate: Candidate) -> tuple[float, int]:
    return candidate.fit.share, candidate.fit.known
