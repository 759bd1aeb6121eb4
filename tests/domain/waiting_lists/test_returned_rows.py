"""Rows of the list that came back in a workbook: what is new, what is as before, what cannot be taken."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from waiting_lists.domain import returned_rows as rules
from waiting_lists.domain.returned_rows import Known, ReturnedRow, Verdict, digest_of, judge, judge_rows

TODAY = date(2026, 11, 23)
DAY = date(2027, 2, 20)
ROW = ReturnedRow(2, "k", "W1", comment="Rang", planned="20/2/2027", planned_date=DAY, owner="amira  AZIZ")
KNOWN = Known("W1", is_writable=True, owners={"amira aziz": frozenset({7}), "jo bell": frozenset({8, 9})})


def judged(*, row: dict[str, Any] | None = None, known: dict[str, Any] | None = None) -> Verdict:
    return judge(replace(ROW, **(row or {})), known={"k": replace(KNOWN, **(known or {}))}, today=TODAY)


def test_a_row_adds_its_comment_date_and_owner() -> None:
    assert judged() == Verdict(comment="Rang", planned_date=DAY, owner=7)
    assert judged().adds


def test_what_was_written_since_the_workbook_left_is_as_before() -> None:
    since = {"said": frozenset({"Rang"}), "planned": frozenset({DAY}), "seen_to_by": frozenset({7})}
    assert judged(known=since) == Verdict()
    assert not judged(known=since).adds


@pytest.mark.parametrize(
    ("row", "known", "why"),
    [
        pytest.param({"key": "other"}, {}, rules.NOT_ON_THE_LIST, id="not on the list"),
        pytest.param({}, {"is_writable": False}, rules.NOT_YOURS, id="not hers"),
        pytest.param({"hospital_number": "W2"}, {}, rules.OTHER_PATIENT, id="another patient's number"),
        pytest.param({"hospital_number": ""}, {}, rules.OTHER_PATIENT, id="no number"),
        pytest.param({"comment": "x" * 2001}, {}, rules.TOO_LONG, id="too long"),
        pytest.param({"planned": "soon", "planned_date": None}, {}, rules.UNREADABLE_DATE, id="no date"),
        pytest.param({"planned_date": date(2026, 11, 22)}, {}, rules.PAST_DATE, id="yesterday"),
        pytest.param({"planned_date": date(2030, 1, 1)}, {}, rules.FAR_DATE, id="far away"),
        pytest.param({"owner": "Nobody"}, {}, rules.UNKNOWN_OWNER, id="unknown owner"),
        pytest.param({"owner": "Jo Bell"}, {}, rules.SEVERAL_OWNERS, id="two of one name"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_adds_nothing(
    row: dict[str, Any], known: dict[str, Any], why: str
) -> None:
    assert judged(row=row, known=known) == Verdict(refused=(why,))


def test_every_fault_of_a_row_is_said() -> None:
    verdict = judged(row={"planned_date": date(2026, 1, 1), "owner": "Nobody"})
    assert verdict.refused == (rules.PAST_DATE, rules.UNKNOWN_OWNER)


def test_today_is_not_past_and_a_date_that_stands_is_not_refused_when_it_has_passed() -> None:
    assert judged(row={"planned_date": TODAY}).planned_date == TODAY
    past = date(2026, 11, 1)
    assert judged(row={"planned_date": past}, known={"planned": frozenset({past})}).refused == ()


def test_a_second_row_about_one_patient_is_refused() -> None:
    first, second = judge_rows([ROW, replace(ROW, row=3)], known={"k": KNOWN}, today=TODAY)
    assert first.adds
    assert second.refused == (rules.SAID_TWICE,)


def test_the_digest_tells_differences_apart() -> None:
    assert digest_of([judged()]) == digest_of([judged()])
    assert digest_of([judged()]) != digest_of([judged(row={"comment": "Rang twice"})])
