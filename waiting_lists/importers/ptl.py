"""The patient tracking list as a feed of the import engine."""

from directorate.core.domain.access import Subject
from directorate.core.importers.feeds import StagedFeed, Words
from waiting_lists.importers import census_alarms
from waiting_lists.importers.ptl_check import FEED, check, date_of, discard
from waiting_lists.importers.ptl_columns import COLUMNS
from waiting_lists.importers.ptl_rules import FILE_WORDS, WORDS
from waiting_lists.importers.ptl_store import finish, store

PATIENT_TRACKING_LIST = StagedFeed(
    key=FEED,
    name="Waiting list",
    subject=Subject.WAITING_LIST_IMPORT,
    reads=Subject.WAITING_LIST,
    words=Words(
        noun="waiting list",
        day="census",
        day_question="Census date",
        day_hint="The day at the end of which the list was taken, for example 31/1/2026",
        ours="look like our patients",
        opens=("waiting_lists:dashboard", "Open the waiting list"),
        source="the hospital system",
    ),
    columns=COLUMNS,
    date_of=date_of,
    check=check,
    store=store,
    discard=discard,
    finish=finish,
    holds=census_alarms.HOLDS,
    confirmable=frozenset(FILE_WORDS) - {"wrong_provider_file"},
    codes=WORDS,
    file_codes=FILE_WORDS,
)
