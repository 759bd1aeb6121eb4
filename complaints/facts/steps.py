"""Which steps a case may take next, and those that are recorded with a later one."""

from complaints.domain.states import State
from complaints.facts.clocks import Standing
from complaints.facts.entries import Step
from complaints.models import Case

# The way of a complaint to its response; steps on it that nobody recorded are recorded with the later one.
WAY = ("agree_plan", "start_investigation", "start_draft", "submit_for_check", "approve_check", "send_response")
# How many steps of the way lie behind a case in each state.
BEHIND: dict[State, int] = {
    "acknowledged": 0, "plan_agreed": 1, "reopened": 1, "investigating": 2, "drafting": 3, "checking": 4,
    "awaiting_signature": 5,
}  # fmt: skip
WITH_LATER = "Recorded with a later step"
# What the directorate records, in the order in which it is offered; a draft goes its own way to the complaints team.
OFFERED = (
    "acknowledge", "return_draft", "send_response", "close", "reopen", "extend", "pause", "resume",
    "request_consent", "consent_received", "consent_refused", "withdraw", "not_consider", "transfer_out", "reinstate",
    "phso_enquiry", "phso_decision", "undo",
)  # fmt: skip


def with_way(case: Case, step: Step) -> list[Step]:
    """The step, and before it those of the way that nobody recorded, on the same day."""
    behind = BEHIND.get(case.state)  # type: ignore[call-overload] # the column holds a state
    if step.type not in WAY or behind is None:
        return [step]
    missing = WAY[behind : WAY.index(step.type)]
    return [Step(name, step.on, reason=WITH_LATER) for name in missing] + [step]


def steps_offered(standing: Standing, *, recorded: int) -> list[str]:
    """The steps that can be recorded now; `recorded` is how many stand."""
    state = standing.state
    able = set(state.allowed)
    behind = BEHIND.get(state.state) if state.state else None
    if behind is not None:
        able |= set(WAY[behind:])
    if standing.clocks.policy_due is not None and not state.has_responded:
        able.add("extend")
    if recorded > 1:
        able.add("undo")
    return [name for name in OFFERED if name in able]
