"""The desk counts of the last Fridays: backlogs that grow and shrink slowly, as they do."""

from datetime import date, timedelta
from random import Random

from directorate.core import clock
from directorate.core.domain.periods import week_of
from directorate.core.models import Team, User
from staffing.models import DeskCount

WEEKS = 16
FRIDAY = timedelta(days=4)


def create_desk_counts(*, random: Random, today: date, by: User) -> None:
    """Make one count a week for each team, up to the last Friday."""
    # The numbers of the rest of the demo stay as they are, whatever is drawn here.
    drawn = Random(random.getstate()[1][0])
    last = week_of(today).first + FRIDAY
    if last > today:
        last -= timedelta(weeks=1)
    fridays = [last - timedelta(weeks=weeks) for weeks in range(WEEKS - 1, -1, -1)]
    DeskCount.objects.bulk_create(
        count
        for team in Team.objects.filter(is_active=True).order_by("name")
        for count in _counts(team, fridays=fridays, drawn=drawn, by=by)
    )


def _counts(team: Team, *, fridays: list[date], drawn: Random, by: User) -> list[DeskCount]:
    letters, referrals = drawn.randint(80, 240), drawn.randint(30, 110)
    found = []
    for friday in fridays:
        letters, referrals = max(10, letters + drawn.randint(-30, 28)), max(5, referrals + drawn.randint(-15, 15))
        found.append(
            DeskCount(
                team=team,
                count_date=friday,
                letters_to_type=letters,
                oldest_letter_days=2 + letters // 25,
                referrals_to_triage=referrals,
                oldest_referral_days=1 + referrals // 15,
                results_to_file=drawn.randint(5, 80),
                voicemails=drawn.randint(0, 14),
                entered_by=by,
                entered_at=clock.now(),
            )
        )
    return found
