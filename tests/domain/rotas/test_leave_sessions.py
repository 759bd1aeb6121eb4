"""Which clinics and lists a leave hits, and where the patients of a day are counted."""

from datetime import date

import pytest

from rotas.domain.leave_sessions import ClinicCount, Patients, SessionHit, WeekSession, hits_of, kind_of
from rotas.domain.states import CANCELLATION_TRANSITIONS, CancellationState, StepRefused, check_cancellation_step

MONDAY, TUESDAY = date(2027, 2, 8), date(2027, 2, 9)


def said(hits: list[SessionHit]) -> list[tuple[object, ...]]:
    return [(hit.date.day, hit.part, hit.activity, hit.booked) for hit in hits]


@pytest.mark.parametrize(
    ("activity", "kind"),
    [
        ("Clinic", "clinic"),
        ("2WW clinic", "clinic"),
        ("Theatre", "theatre"),
        ("Minor ops", "theatre"),
        ("Day surgery list", "theatre"),
        ("SPA", "other"),
        ("Ward round", "other"),
        ("MDT", "other"),
    ],
)
def test_who_books_patients_into_an_activity(activity: str, kind: str) -> None:
    assert kind_of(activity) == kind


def test_a_morning_and_an_afternoon_of_one_work_at_one_place_are_a_whole_day() -> None:
    sessions = [
        WeekSession(MONDAY, "am", "Clinic", "RWP50"),
        WeekSession(MONDAY, "pm", "SPA"),
        WeekSession(TUESDAY, "am", "Theatre", "RWP01"),
        WeekSession(TUESDAY, "pm", "Theatre", "RWP01"),
    ]
    assert said(hits_of(sessions, patients=None)) == [(8, "am", "Clinic", None), (9, "all", "Theatre", None)]


def test_patients_of_the_list_go_to_the_session_of_their_kind_and_hospital() -> None:
    sessions = [WeekSession(MONDAY, "am", "Clinic", "RWP50"), WeekSession(MONDAY, "pm", "Clinic", "RWP31")]
    patients = [Patients(MONDAY, "clinic", "RWP31", 3, 1, 1), Patients(MONDAY, "clinic", "RWP99", 2)]
    hits = hits_of(sessions, patients=patients)
    assert said(hits) == [(8, "am", "Clinic", 2), (8, "pm", "Clinic", 3)]
    assert [(hit.over_40, hit.in_cohort) for hit in hits] == [(0, 0), (1, 1)]


def test_patients_of_a_day_without_such_a_session_are_not_lost() -> None:
    patients = [Patients(TUESDAY, "theatre", "RWP01", 2, 2, 1), Patients(TUESDAY, "theatre", "RWP50", 1)]
    assert said(hits_of([], patients=patients)) == [(9, "all", "List, not in the weekly timetable", 3)]


def test_clinic_bookings_are_exact_and_the_long_waits_still_come_from_the_list() -> None:
    sessions = [WeekSession(MONDAY, "am", "Clinic", "RWP50"), WeekSession(MONDAY, "pm", "Clinic", "RWP50")]
    clinics = [
        ClinicCount(MONDAY, "am", "ENTAN1", "RWP50", 9),
        ClinicCount(MONDAY, "pm", "ENTAN2", "RWP50", 5),
        ClinicCount(TUESDAY, "am", "ENTAN3", "RWP31", 7),
        ClinicCount(TUESDAY, "pm", "ENTAN4", "RWP31", 0, is_cancelled=True),
    ]
    hits = hits_of(sessions, patients=[Patients(MONDAY, "clinic", "RWP50", 4, 2, 1)], clinics=clinics)
    assert said(hits) == [
        (8, "all", "Clinic", 14),
        (9, "am", "Clinic, not in the weekly timetable", 7),
        (9, "pm", "Clinic, not in the weekly timetable", 0),
    ]
    assert (hits[0].codes, hits[0].over_40, hits[0].is_exact) == (("ENTAN1", "ENTAN2"), 2, True)
    assert [hit.is_cancelled for hit in hits] == [False, False, True]


def test_a_half_day_of_which_the_week_says_two_things_is_said_once() -> None:
    sessions = [WeekSession(MONDAY, "am", "Clinic"), WeekSession(MONDAY, "am", "2WW clinic")]
    assert said(hits_of(sessions, patients=[Patients(MONDAY, "clinic", "", 3)])) == [(8, "am", "Clinic, 2WW clinic", 3)]


@pytest.mark.parametrize("state", list(CancellationState))
def test_steps_of_a_cancellation_follow_the_table(state: CancellationState) -> None:
    for to in CancellationState:
        if to in CANCELLATION_TRANSITIONS[state]:
            check_cancellation_step(state, to=to)
        else:
            with pytest.raises(StepRefused):
                check_cancellation_step(state, to=to)
