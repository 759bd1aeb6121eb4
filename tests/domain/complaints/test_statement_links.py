"""Where a link for statements stands, until when it works, and what is left out of the points on its page."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.domain.identifiers import LEFT_OUT, without_identifiers
from complaints.domain.statement_links import LinkStanding, expires_at, standing_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
LATER = NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("revoked", "has_later", "waiting", "case_open", "expires", "standing"),
    [
        (False, True, [True], True, LATER, LinkStanding.OPEN),
        (False, True, [False, True], True, LATER, LinkStanding.OPEN),
        (False, True, [True], True, NOW, LinkStanding.EXPIRED),
        (False, True, [True], False, NOW, LinkStanding.CLOSED),
        (False, True, [False], False, NOW, LinkStanding.ANSWERED),
        (False, True, [], True, LATER, LinkStanding.ENDED),
        (True, True, [True], True, LATER, LinkStanding.REPLACED),
        (True, False, [True], True, LATER, LinkStanding.REVOKED),
        (True, False, [False], True, LATER, LinkStanding.REVOKED),
    ],
    ids=[
        "open", "one of two to come", "too late", "case closed", "answered", "asked of somebody else", "followed by another",
        "taken back", "taken back after the answer",
    ],
)  # fmt: skip
def test_where_a_link_stands(
    revoked: bool, has_later: bool, waiting: list[bool], case_open: bool, expires: datetime, standing: LinkStanding
) -> None:
    found = standing_of(
        is_revoked=revoked, has_later=has_later, waiting=waiting, is_case_open=case_open, expires_at=expires, now=NOW
    )
    assert found is standing


@pytest.mark.parametrize(
    ("due", "now", "until"),
    [
        (date(2026, 11, 30), NOW, datetime(2026, 12, 15, tzinfo=LONDON)),
        (date(2026, 11, 2), NOW, datetime(2026, 12, 8, tzinfo=LONDON)),
        (date(2027, 3, 14), NOW, datetime(2027, 3, 29, tzinfo=LONDON)),
        (date(2026, 6, 1), datetime(2026, 6, 30, 23, 30, tzinfo=UTC), datetime(2026, 7, 16, tzinfo=LONDON)),
    ],
    ids=["after it is due", "late: after today", "over the change of the clocks", "today is London's"],
)
def test_until_when_a_link_works(due: date, now: datetime, until: datetime) -> None:
    assert expires_at(due, now=now, zone=LONDON) == until


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Mrs Vera Vance was sent home", f"{LEFT_OUT} was sent home"),
        ("mrs  vera vance waited", f"{LEFT_OUT} waited"),
        ("Why was Mrs Vance's letter late?", f"Why was Mrs {LEFT_OUT}'s letter late?"),
        ("Advance notice", "Advance notice"),
        ("Number w931 9161 or W9319161", f"Number {LEFT_OUT} or {LEFT_OUT}"),
        ("NHS 999 000 0018 and 9990000018.", f"NHS {LEFT_OUT} and {LEFT_OUT}."),
        ("Rang 123 456 7890 twice", "Rang 123 456 7890 twice"),
        ("Wait for surgery", "Wait for surgery"),
    ],
)
def test_what_says_whose_a_point_is_stands_on_no_page_of_a_link(text: str, shown: str) -> None:
    assert without_identifiers(text, names=["Mrs Vera Vance", ""], numbers=["W9319161", ""]) == shown


@pytest.mark.parametrize("name", ["Mrs V", "O", "", "X Æ", "(+*", "O'Brien-Smith"])
def test_short_and_strange_names_harm_no_text(name: str) -> None:
    assert without_identifiers("Very long wait", names=[name], numbers=["("]) == "Very long wait"


@given(st.text(max_size=40), st.from_regex(r"[A-Z][a-z]{2,9}", fullmatch=True), st.text(max_size=40))
def test_a_name_within_any_text_is_left_out(before: str, name: str, after: str) -> None:
    shown = without_identifiers(f"{before} {name} {after}", names=[f"Mrs {name}"], numbers=[])
    assert LEFT_OUT in shown
    assert name not in re.split(r"\W+", shown)


@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=12))
def test_no_text_name_or_number_is_a_failure(text: str, name: str, number: str) -> None:
    assert isinstance(without_identifiers(text, names=[name], numbers=[number]), str)
