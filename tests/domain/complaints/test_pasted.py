"""What an e-mail of the complaints team says; what is not plain stays empty."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.domain.pasted import Pasted, read_pasted, split_points


@pytest.mark.parametrize(
    ("text", "field", "found"),
    [
        ("Datix reference: W-12345", "datix_ref", "W-12345"),
        ("DATIX no 98765 attached", "datix_ref", "98765"),
        ("see W12345 below", "datix_ref", "W12345"),
        ("Date received: 9 November 2026", "received", date(2026, 11, 9)),
        ("received on Monday 9th Nov 2026", "received", date(2026, 11, 9)),
        ("Sent: 09/11/2026 10:12", "received", date(2026, 11, 9)),
        ("received 11/23/2026", "received", None),
        ("received 31 February 2026", "received", None),
        ("Please send your draft response by Tuesday 24 November 2026.", "draft_wanted", date(2026, 11, 24)),
        ("Could we have the draft back before 24/11/26", "draft_wanted", date(2026, 11, 24)),
        ("we answer by 24/11/26", "draft_wanted", None),
        ("a complaint about Ear, Nose and Throat", "specialty", "ent"),
        ("the MaxFax clinic", "specialty", "omfs"),
        ("ENT and dermatology", "specialty", ""),
        ("the patient went home", "specialty", ""),
        ("MP letter attached", "kind", "mp"),
        ("Complainant: Mrs V (daughter of patient)", "complainant_name", "Mrs V"),
        ("Complainant: Mrs V (daughter of patient)", "complainant_relation", "daughter of patient"),
        ("Hospital number: W9319161", "patient_number", "W9319161"),
        ("1. Wait\n2. Cancelled\n   on the day\n\nRegards", "points", ("Wait", "Cancelled on the day")),
        ("2. Not the first", "points", ()),
        ("", "datix_ref", ""),
    ],
)
def test_what_is_plain_is_read(text: str, field: str, found: object) -> None:
    assert getattr(read_pasted(text), field) == found


@given(st.text(max_size=400))
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(read_pasted(text), Pasted)


def test_points_stand_one_on_each_line() -> None:
    assert split_points("1. Wait\n\n- Attitude\n 3) Letter\nPlain") == ["Wait", "Attitude", "Letter", "Plain"]


@pytest.mark.parametrize(
    "sign_off", ["Kind regards", "Regards,", "Best wishes", "Many thanks", "Yours sincerely", "Sent from my phone"]
)
def test_a_sign_off_is_no_part_of_the_last_point(sign_off: str) -> None:
    found = read_pasted(f"1. Waited for a year\n2. The person at the desk\nwas rude\n{sign_off}\nBea Brown")
    assert found.points == ("Waited for a year", "The person at the desk was rude")


@pytest.mark.parametrize(
    ("line", "name", "relation"),
    [
        ("Complaint from Mrs V, daughter of patient", "Mrs V", "daughter of patient"),
        ("From Mrs Ann Example, daughter of patient.", "Mrs Ann Example", "daughter of patient"),
        ("a letter from Mr T Baker (his son)", "Mr T Baker", "his son"),
        ("From: complaints team, Worcester", "", ""),
        ("From Monday she waited, her husband says", "", ""),
    ],
)
def test_who_complains_is_read_from_a_sentence_too(line: str, name: str, relation: str) -> None:
    found = read_pasted(f"Datix W-12345\n{line}\n1. Noise")
    assert (found.complainant_name, found.complainant_relation) == (name, relation)
