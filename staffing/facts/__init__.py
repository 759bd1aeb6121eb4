"""Rows of staffing as facts: for figures, previews, the calendar and accounts."""

from staffing.facts.figures import (
    ContractFact,
    FundingFact,
    SpellFact,
    contracts_between,
    fundings_between,
    span_of,
    spells_between,
)

__all__ = [
    "ContractFact",
    "FundingFact",
    "SpellFact",
    "contracts_between",
    "fundings_between",
    "span_of",
    "spells_between",
]
