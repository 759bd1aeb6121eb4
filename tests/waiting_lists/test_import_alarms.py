"""A list unlike the one before is held until a manager has looked at it, with words that say what was seen."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from directorate.core.models import PolicyNumber, User
from tests.core.uploads import SAMPLES, ClientFor, page, upload, used
from waiting_lists.models import Census

pytestmark = pytest.mark.django_db
Row = dict[str, str]
LINES = (SAMPLES / "ptl_2026-01-25.csv").read_bytes().decode("utf-8-sig").splitlines()[:101]
NAMES = LINES[0].split(",")


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def listed(change: Callable[[Row], None] | None = None, *, rows: int = 0, day: date = date(2026, 1, 31)) -> bytes:
    """The first hundred rows as they stand a week later, the first of them changed."""
    lines = [LINES[0]]
    for place, line in enumerate(LINES[1:]):
        row = dict(zip(NAMES, line.split(","), strict=True)) | {"Census_Date": day.isoformat()}
        if change is not None and place < rows:
            change(row)
        lines.append(",".join(row.values()))
    return "\n".join(lines).encode()


def move(row: Row) -> None:
    start = date.fromisoformat(row["RTT_Period_Start_Date"]) - timedelta(days=21)
    row["RTT_Period_Start_Date"] = row["Referral_Received_Date"] = start.isoformat()


def rename(row: Row) -> None:
    row["PPID"] = f"X{row['PPID'][1:]}"
    row["Referral_Identifier"] = f"9{row['Referral_Identifier'][1:]}" if row["Referral_Identifier"] else ""


@pytest.fixture
def last_week(chris: User, client_for: ClientFor) -> int:
    """The list of 24 January is in use; returns its RTT pathways."""
    used(client_for(chris), "last.csv", content=listed(day=date(2026, 1, 24)))
    return Census.objects.in_use().get().rtt_count


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (move, "clock_starts_moved", "have another clock start"),
        (rename, "pathways_replaced", "of the list of 24 January 2026 are gone"),
    ],
    ids=["clock starts moved", "other pathways"],
)
def test_a_list_unlike_the_last_waits_for_a_manager(
    change: Callable[[Row], None], code: str, words: str, last_week: int, chris: User, client_for: ClientFor
) -> None:
    client = client_for(chris)
    batch = upload(client, "next.csv", content=listed(change, rows=100))
    assert (batch.state, batch.file_issues) == ("held", [code])
    assert words in page(client, batch)
    client.post(reverse("imports:batch_use", args=[batch.pk]))
    assert Census.objects.in_use().count() == 1
    client.post(reverse("imports:batch_check", args=[batch.pk]), {"confirm": "1"})
    client.post(reverse("imports:batch_use", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.confirmed_by) == ("accepted", chris)
    assert batch.events.filter(state="held").exists()


@pytest.mark.parametrize(("percent", "state"), [("10", "held"), ("60", "checked")])
def test_the_share_is_a_policy_number(
    percent: str, state: str, last_week: int, chris: User, client_for: ClientFor
) -> None:
    number = PolicyNumber.objects.get(key="ptl_clock_starts_moved_percent")
    assert (number.value, number.is_confirmed) == (20, False)
    PolicyNumber.objects.filter(pk=number.pk).update(value=percent)
    assert upload(client_for(chris), "next.csv", content=listed(move, rows=30)).state == state


def test_an_ordinary_week_is_not_held(last_week: int, chris: User, client_for: ClientFor) -> None:
    batch = upload(client_for(chris), "next.csv", content=listed(move, rows=10))
    assert (batch.state, batch.explanation) == ("checked", "")
