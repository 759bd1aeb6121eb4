"""No token of an address stands in a log."""

import logging
from uuid import UUID

import pytest
from django.core.signing import Signer

from directorate.core.domain.log_tokens import WithoutTokens

KEY = UUID("00000000-0000-4000-8000-000000000001")
SIGNED = Signer(key="x", salt="page").sign(KEY.hex)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"/complaints/statements/{SIGNED}/", "/complaints/statements/[token]/"),
        (f"/rotas/on-call/list/{'aB3_-' * 9}/", "/rotas/on-call/list/[token]/"),
        (
            f"/accounts/password/reset/key/{'4x-c7b1a2-' + 'f' * 32}/?next=x",
            "/accounts/password/reset/key/[token]/?next=x",
        ),
        (f"/waiting-list/{KEY}/", f"/waiting-list/{KEY}/"),
        ("/complaints/12/statements/ask-somebody-else/", "/complaints/12/statements/ask-somebody-else/"),
    ],
    ids=["signed key", "random token", "key of a password link", "a record's key", "no token"],
)
def test_a_token_is_taken_out_of_a_line_and_nothing_else(address: str, shown: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Gone", address), None)
    assert WithoutTokens().filter(record)
    assert record.getMessage() == f"Gone: {shown}"


def test_what_goes_to_the_console_passes_it() -> None:
    root = logging.getLogger().handlers
    assert any(isinstance(found, WithoutTokens) for handler in root for found in handler.filters)
