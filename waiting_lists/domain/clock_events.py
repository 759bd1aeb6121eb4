"""Events on a patient pathway, and what each can do to a referral-to-treatment clock.

What an event can do is fixed by its kind and codes alone; whether it does it depends on the clock
(waiting_lists.domain.clocks). Source: NHS England, RTT guidance v5.0, 11 February 2025, rules 1 to 5, Annexes D and E.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Role = Literal["start", "restart", "other", "stop"]

TREATED = "30"
PATIENT_MONITORING = "31"
CLINICIAN_MONITORING = "32"
NULLIFIED = "33"
NOT_TREATED = "34"
DECLINED = "35"
DIED = "36"
STOP_CODES = frozenset({TREATED, PATIENT_MONITORING, CLINICIAN_MONITORING, NOT_TREATED, DECLINED, DIED})
COMMUNICATED_CODES = frozenset({PATIENT_MONITORING, CLINICIAN_MONITORING, NOT_TREATED, DECLINED})
ADMINISTRATIVE_CODES = STOP_CODES - {TREATED}
OUTCOME_CODES = STOP_CODES | {NULLIFIED}
RESTART_AT_CLINIC = "11"
AFTER_OR_DURING_MONITORING = frozenset({"90", "91"})
NOT_YET_KNOWN = "99"
ACTIVE_CODES = frozenset({"10", "20"})
DID_NOT_ATTEND = "3"
ATTENDED = frozenset({None, "5", "6"})
NOT_SEEN = frozenset({"0", "2", "4", "7"})
ADMINISTRATIVE_ATTENDANCE = "5"

APPOINTMENTS = frozenset({"first_appointment", "follow_up"})
ACTIVITIES = APPOINTMENTS | {"diagnostic_test"}
STARTS = frozenset(
    {
        "referral_received",
        "referral_received_by_interface_service",
        "ubrn_converted",
        "asi_worklist",
        "self_referral_received",
        "transfer_in_received",
        "referred_for_separate_condition",
        "planned_due_passed",
    }
)
# Restart event to the codes with which the last period must have ended.
RESTARTS: dict[str, frozenset[str]] = {
    "decision_to_rebook": frozenset({NULLIFIED}),
    "patient_contacts_to_rebook": frozenset({NULLIFIED}),
    "decision_to_treat": frozenset({PATIENT_MONITORING, CLINICIAN_MONITORING}),
    "patient_ready": frozenset({PATIENT_MONITORING, CLINICIAN_MONITORING}),
    "decision_new_treatment": STOP_CODES - {DIED},
    "fit_and_ready": frozenset({TREATED}),
}
RESTARTS_AT_CLINIC = frozenset({PATIENT_MONITORING, CLINICIAN_MONITORING})
FIXED_STOPS = {
    "first_treatment_outpatient": TREATED,
    "decision_not_to_treat": NOT_TREATED,
    "discharged_to_gp": NOT_TREATED,
    "result_letter_no_treatment": NOT_TREATED,
    "patient_declines_treatment": DECLINED,
    "patient_died": DIED,
}


@dataclass(frozen=True, slots=True)
class DnaConditions:
    """The four conditions of a discharge after a missed appointment, rule 5f."""

    clearly_communicated: bool = False
    not_contrary_to_interests: bool = False
    local_policy_public: bool = False
    policy_protects_vulnerable: bool = False

    @property
    def all_hold(self) -> bool:
        """Return whether every condition is met."""
        return (
            self.clearly_communicated
            and self.not_contrary_to_interests
            and self.local_policy_public
            and self.policy_protects_vulnerable
        )


@dataclass(frozen=True, slots=True)
class PathwayEvent:
    """One recorded event; codes are those of the NHS Data Dictionary, None is not recorded.

    `clock_start` is the start sent with a transfer; `due` the due date of a planned patient.
    """

    event_date: date
    kind: str
    pathway: str = "A"
    rtt_status: str | None = None
    attendance: str | None = None
    first_attendance: str | None = None
    clearly_communicated: bool | None = None
    communicated: bool = True
    communicated_on: date | None = None
    clock_start: date | None = None
    responsibility_transferred: bool = False
    ratified: bool = True
    due: date | None = None
    planned_kind: str = "treatment"
    ready: bool = False
    purpose: str | None = None
    treatment_given: bool | None = None
    reason: str = "other"
    clinician_decision: bool = False
    dna_conditions: DnaConditions = field(default_factory=DnaConditions)

    @property
    def is_attended_activity(self) -> bool:
        """Return whether the patient was seen at an appointment or test."""
        return self.kind in ACTIVITIES and self.attendance in ATTENDED

    @property
    def is_dna(self) -> bool:
        """Return whether the patient missed an appointment or test without any notice."""
        return self.kind in ACTIVITIES and self.attendance == DID_NOT_ATTEND

    @property
    def is_treating_admission(self) -> bool:
        """Return whether the admission gave treatment, intended or not."""
        if self.kind != "admitted":
            return False
        return self.treatment_given is True or (self.purpose == "treatment" and self.treatment_given is not False)

    @property
    def is_activity(self) -> bool:
        """Return whether it counts as activity of its period, so that a later DNA is not of the first."""
        return self.is_attended_activity or self.kind == "admitted"

    @property
    def is_forbidden_administrative_code(self) -> bool:
        """Return whether an administrative event carries a code that it may not carry."""
        administrative = self.kind == "admin_event" or self.first_attendance == ADMINISTRATIVE_ATTENDANCE
        return administrative and self.rtt_status is not None and self.rtt_status not in ADMINISTRATIVE_CODES

    @property
    def restarts_after(self) -> frozenset[str] | None:
        """Return the stop codes after which it starts a new period, None when it is no restart event."""
        if self.kind in APPOINTMENTS and self.is_attended_activity and self.rtt_status == RESTART_AT_CLINIC:
            return RESTARTS_AT_CLINIC
        return RESTARTS.get(self.kind)

    @property
    def stop_code(self) -> str | None:
        """Return the code with which it stops an open clock, None when it is no stop event."""
        if self.is_forbidden_administrative_code:
            return None
        if self.kind == "admitted":
            return TREATED if self.is_treating_admission else None
        if self.kind == "active_monitoring_agreed":
            return PATIENT_MONITORING if self.rtt_status == PATIENT_MONITORING else CLINICIAN_MONITORING
        if self.kind == "admin_event" or self.is_attended_activity:
            return self.rtt_status if self.rtt_status in STOP_CODES else None
        return FIXED_STOPS.get(self.kind)

    @property
    def role(self) -> Role:
        """Return where it stands among the events of one date."""
        if self.kind in STARTS:
            return "start"
        if self.restarts_after is not None:
            return "restart"
        if self.stop_code is not None or (self.is_dna and self.clearly_communicated):
            return "stop"
        return "other"

    @property
    def contradicts_itself(self) -> bool:
        """Return whether the status code cannot be true of such an event; the clock ticks on."""
        if self.kind == "admitted":
            return self.rtt_status == TREATED and not self.is_treating_admission
        if self.kind not in ACTIVITIES:
            return False
        if self.attendance in NOT_SEEN:
            return self.rtt_status in OUTCOME_CODES
        return self.is_attended_activity and self.rtt_status == NULLIFIED
