"""An empty registry for each test: what the apps registered is put back afterwards."""

from collections.abc import Iterator

import pytest

from directorate.core import registry

LISTS = (
    "do_first",
    "tops",
    "sources",
    "navigation",
    "searches",
    "quick_buttons",
    "start_steps",
    "start_topics",
    "help_topics",
)


@pytest.fixture
def empty_registry() -> Iterator[None]:
    kept = {name: list(getattr(registry, name)) for name in LISTS}
    kept_cards = {section: list(makers) for section, makers in registry.cards.items()}
    for name in LISTS:
        getattr(registry, name).clear()
    for makers in registry.cards.values():
        makers.clear()
    yield
    for name, items in kept.items():
        getattr(registry, name)[:] = items
    for section, makers in kept_cards.items():
        registry.cards[section][:] = makers
