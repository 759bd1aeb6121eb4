"""The clock engine beyond its worked cases."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from waiting_lists.domain.clock_events import ACTIVITIES, FIXED_STOPS, RESTARTS, STARTS, PathwayEvent
from waiting_lists.domain.clocks import clock_history

AS_OF = date(2026, 6, 30)
KINDS = sorted({*STARTS, *RESTARTS, *FIXED_STOPS, *ACTIVITIES, "admitted", "decision_to_admit"})
EVENTS = st.lists(
    st.builds(
        PathwayEvent,
        event_date=st.dates(date(2026, 1, 1), date(2026, 7, 31)),
        kind=st.sampled_from(KINDS),
        pathway=st.sampled_from(["A", "B"]),
        attendance=st.sampled_from([None, "3", "5"]),
        rtt_status=st.sampled_from([None, "11", "20", "30", "32", "34"]),
        clearly_communicated=st.sampled_from([None, True]),
        purpose=st.sampled_from(["treatment", "diagnostic"]),
    ),
    max_size=12,
    unique_by=lambda event: (event.event_date, event.pathway),
)


@given(events=EVENTS, shuffled=st.randoms(use_true_random=False))
def test_order_of_arrival_changes_nothing(events: list[PathwayEvent], shuffled: st.DrawFn) -> None:
    other = list(events)
    shuffled.shuffle(other)  # type: ignore[attr-defined]
    assert clock_history(events, as_of=AS_OF) == clock_history(other, as_of=AS_OF)


@given(events=EVENTS)
def test_a_pathway_has_at_most_one_open_clock_and_none_overlap(events: list[PathwayEvent]) -> None:
    found = clock_history(events, as_of=AS_OF)
    for pathway in ("A", "B"):
        periods = [period for period in found.periods if period.pathway == pathway and period.start]
        assert all(period.stop for period in periods[:-1])
        for before, after in pairwise(periods):
            assert before.stop is not None
            assert after.start is not None
            assert before.stop <= after.start


def test_a_decision_told_later_lets_the_clock_tick_until_then() -> None:
    events = [
        PathwayEvent(event_date=date(2026, 1, 5), kind="referral_received"),
        PathwayEvent(event_date=date(2026, 3, 10), kind="decision_not_to_treat", communicated_on=date(2026, 3, 24)),
        PathwayEvent(event_date=date(2026, 3, 17), kind="follow_up", attendance="5", rtt_status="20"),
    ]
    found = clock_history(events, as_of=AS_OF)
    assert [period.stop for period in found.periods] == [date(2026, 3, 24)]
    assert found.issues == ()


def test_every_event_is_explained_with_a_section() -> None:
    found = clock_history([PathwayEvent(event_date=date(2026, 1, 5), kind="referral_received")], as_of=AS_OF)
    assert [(step.effect, step.section[:11]) for step in found.steps] == [("starts", "RTT guidanc")]
