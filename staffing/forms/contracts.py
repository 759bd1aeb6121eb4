"""Forms of contracts: hours, WTE, post, and how the hours lie in one to four weeks."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from directorate.core import clock
from directorate.core.forms.dates import TypedDateField
from directorate.core.forms.plain import PlainForm
from directorate.core.models import Person, User
from staffing.domain.contracts import Terms
from staffing.domain.figures import MINUTES_AN_HOUR
from staffing.facts.posts import choosable_posts
from staffing.facts.staff import DAYS, as_hours, full_time_of, people_who_may_be_covered
from staffing.forms.absences import described
from staffing.forms.people import HALVES, WEEKDAYS, offer
from staffing.models import Assignment, AssignmentStatus, ContractType, Post, WorkPattern

MOST_WEEKS = 4
READ_PLACES = Decimal("0.0001")


def post_in_words(post: Post) -> str:
    """Medical secretary, band 4, ENT, 30000001."""
    return f"{post.title}, band {post.band}, {post.specialty.name}, {post.position_no}"


class ContractForm(PlainForm):
    """Hours, WTE, and how they lie in the week."""

    contract_type = forms.ChoiceField(label="Contract", choices=ContractType.choices)
    status = forms.ChoiceField(label="Status", choices=AssignmentStatus.choices)
    weekly_hours = forms.DecimalField(
        label="Hours a week", required=False, min_value=0, max_value=56, max_digits=5, decimal_places=2,
        help_text="For example, 37.5",
        error_messages={"invalid": "Hours a week must be a number, like 22.5", "max_value": "Hours a week are at most 56"},
    )  # fmt: skip
    wte = forms.DecimalField(
        label="or WTE", required=False, min_value=0, max_value=Decimal("1.5"), max_digits=5, decimal_places=4,
        help_text="For example, 0.6. One of the two is enough",
        error_messages={"invalid": "WTE must be a number, like 0.6", "max_value": "WTE is at most 1.5"},
    )  # fmt: skip

    post = forms.ModelChoiceField(Post.objects.none(), required=False, empty_label="No post")
    backfill_for = forms.ModelChoiceField(
        Person.objects.none(), label="Covers", required=False, empty_label="Nobody",
        help_text="Only where the contract is cover for somebody on long leave",
    )  # fmt: skip
    weeks = forms.ChoiceField(
        label="The pattern repeats", required=False,
        choices=[(1, "every week"), *((n, f"every {n} weeks") for n in range(2, MOST_WEEKS + 1))],
        widget=forms.Select(attrs={"data-weeks": ""}),
        error_messages={"invalid_choice": f"Choose a pattern of one to {MOST_WEEKS} weeks"},
    )  # fmt: skip
    cycle_start = TypedDateField(
        label="Week 1 begins on", required=False, hint="A Monday. Leave empty for the week of the first day"
    )

    def __init__(self, *args: Any, user: User, staff_group: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff_group = staff_group
        offer(self, "post", choosable_posts(user))
        self.fields["post"].label_from_instance = post_in_words  # type: ignore[attr-defined]
        offer(self, "backfill_for", people_who_may_be_covered(user, on=clock.today()))
        self.fields["backfill_for"].label_from_instance = described  # type: ignore[attr-defined]
        for place in range(MOST_WEEKS * len(DAYS)):
            week, day = divmod(place, len(DAYS))
            for half, word in HALVES:
                words = f"{DAYS[day]} {word}" + (f" of week {week + 1}" if week else "")
                self.fields[f"{half}_{place}"] = forms.DecimalField(
                    label=words, required=False, min_value=0, max_value=12, max_digits=4, decimal_places=2,
                    widget=forms.TextInput(
                        attrs={"aria-label": f"{words}, hours", "inputmode": "decimal", "autocomplete": "off"}
                    ),
                    error_messages={
                        "invalid": f"{words}: enter hours as a number, like 3.75",
                        "max_value": f"{words}: enter at most 12 hours",
                        "min_value": f"{words}: enter 0 or more hours",
                    },
                )  # fmt: skip

    @property
    def grids(self) -> list["WeekOfForm"]:
        """The weeks of the pattern as tables of boxes."""
        return [WeekOfForm(self, week=week) for week in range(MOST_WEEKS)]

    def minutes_of(self, half: str) -> list[int]:
        """The mornings or afternoons of every week of the pattern, in minutes."""
        places = range(self._weeks() * len(DAYS))
        return [_minutes(self.cleaned_data.get(f"{half}_{place}")) for place in places]

    def _weeks(self) -> int:
        return int(self.cleaned_data.get("weeks") or 1)

    def clean(self) -> dict[str, Any]:
        """Hours and WTE agree, and the week adds up to them."""
        data = super().clean() or {}
        if self.errors:
            return data
        hours, wte = data["weekly_hours"], data["wte"]
        if hours is None and wte is None:
            self.add_error("weekly_hours", "Enter the hours a week, or the WTE")
            return data
        weekly = self._weekly(hours, wte=wte)
        if wte is not None and abs(weekly - _round(wte * self._full_time())) > 1:
            words = f"{hours.normalize():f} hours a week are {self._fte(weekly).normalize():f} WTE. Leave one of the two empty"
            self.add_error("wte", words)
        self._complain_of_pattern(data, weekly=weekly)
        self._complain_of_cover(data)
        return data

    def _complain_of_pattern(self, data: dict[str, Any], *, weekly: int) -> None:
        start = data.get("cycle_start")
        if start and start.weekday() != 0:
            monday = start - timedelta(days=start.weekday())
            self.add_error("cycle_start", f"Week 1 begins on a Monday, like {monday:%-d/%-m/%Y}")
        total, weeks = sum(self.minutes_of("am")) + sum(self.minutes_of("pm")), self._weeks()
        if total == weekly * weeks:
            return
        below = "The week below adds" if weeks == 1 else f"The {weeks} weeks below add"
        contract = "the contract says" if weeks == 1 else f"{weeks} weeks of the contract are"
        self.add_error(
            "am_0",
            f"{below} up to {as_hours(total):f} hours, but {contract} {as_hours(weekly * weeks):f}. "
            "Change the days or the hours a week",
        )

    def _complain_of_cover(self, data: dict[str, Any]) -> None:
        covers, is_cover = data.get("backfill_for"), data["contract_type"] == ContractType.BACKFILL
        if is_cover and covers is None:
            self.add_error("backfill_for", "Choose who is covered, or another kind of contract")
        if covers is not None and not is_cover:
            self.add_error(
                "backfill_for", "Only a contract that is cover covers somebody. Choose Nobody, or that contract"
            )

    def terms(self) -> Terms:
        """What was filled in."""
        data = self.cleaned_data
        weekly = self._weekly(data["weekly_hours"], wte=data["wte"])
        fte = data["wte"] if data["wte"] is not None else self._fte(weekly)
        return Terms(
            data["contract_type"],
            data["status"],
            weekly,
            fte,
            self.minutes_of("am"),
            self.minutes_of("pm"),
            cycle_weeks=self._weeks(),
            cycle_start=data["cycle_start"] if self._weeks() > 1 else None,
            post=data["post"].pk if data["post"] else None,
            backfill_for=data["backfill_for"].pk if data["backfill_for"] else None,
        )

    def _full_time(self) -> int:
        return full_time_of(self.staff_group)

    def _weekly(self, hours: Decimal | None, *, wte: Decimal | None) -> int:
        return _minutes(hours) if hours is not None else _round((wte or Decimal()) * self._full_time())

    def _fte(self, weekly: int) -> Decimal:
        return (Decimal(weekly) / self._full_time()).quantize(READ_PLACES, rounding=ROUND_HALF_UP)


class WeekOfForm:
    """One week of a pattern: its boxes, and what is wrong in them, said above."""

    def __init__(self, form: ContractForm, *, week: int) -> None:
        self.number = week + 1
        places = ((day, week * len(DAYS) + place) for place, day in enumerate(DAYS))
        self.grid = [(day, form[f"am_{place}"], form[f"pm_{place}"]) for day, place in places]
        self.grid_errors = [str(text) for _, am, pm in self.grid for bound in (am, pm) for text in bound.errors]


class ContractChangeForm(ContractForm):
    """Other terms from a day on."""

    first_day = TypedDateField(label="From", hint="The first day of the new hours. For example, 1/12/2026")
    reason = forms.CharField(label="Why", required=False, max_length=300, help_text="Kept in the history")


def _minutes(hours: Decimal | None) -> int:
    return _round((hours or Decimal()) * MINUTES_AN_HOUR)


def _round(minutes: Decimal) -> int:
    return int(minutes.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def full_time_week(staff_group: str) -> dict[str, Any]:
    """Full time, Monday to Friday, to begin a new contract with."""
    weekly = full_time_of(staff_group)
    half_day = as_hours(weekly // (2 * WEEKDAYS))
    grid = {f"{half}_{place}": f"{half_day:f}" for half, _ in HALVES for place in range(WEEKDAYS)}
    return {"weekly_hours": f"{as_hours(weekly):f}", "contract_type": ContractType.SUBSTANTIVE} | grid


def as_filled_in(held: Assignment | None, *, pattern: WorkPattern | None, staff_group: str) -> dict[str, Any]:
    """A contract in force as the form's first values; full time where none is held."""
    if held is None:
        return full_time_week(staff_group)
    found: dict[str, Any] = {
        "contract_type": held.contract_type,
        "status": held.status,
        "weekly_hours": f"{as_hours(held.weekly_minutes):f}",
        "post": held.post_id,
        "backfill_for": held.backfill_for_id,
    }
    if pattern is None:
        return found
    found |= {"weeks": pattern.cycle_weeks, "cycle_start": pattern.cycle_start if pattern.cycle_weeks > 1 else None}
    for half, minutes in (("am", pattern.am_minutes), ("pm", pattern.pm_minutes)):
        found |= {f"{half}_{place}": f"{as_hours(worked):f}" for place, worked in enumerate(minutes) if worked}
    return found
