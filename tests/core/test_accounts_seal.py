"""Secrets of authenticator apps are not readable in the database."""

import pytest
from cryptography.fernet import InvalidToken
from pytest_django import Settings

from directorate.core.accounts import SecondStepAdapter


def test_a_sealed_secret_is_read_back_with_the_same_key_only(settings: Settings) -> None:
    adapter = SecondStepAdapter()
    sealed = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert adapter.decrypt(sealed) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY = "another key"
    with pytest.raises(InvalidToken):
        adapter.decrypt(sealed)
