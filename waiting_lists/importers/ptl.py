"""The patient tracking list as a feed of the import engine."""

from directorate.core.importers.feeds import Feed
from waiting_lists.importers import census_alarms
from waiting_lists.importers.ptl_check import FEED, check, date_of, discard
from waiting_lists.importers.ptl_columns import COLUMNS
from waiting_lists.importers.ptl_rules import WORDS
from waiting_lists.importers.ptl_store import finish, store

PATIENT_TRACKING_LIST = Feed(
    key=FEED,
    name="Waiting list",
    columns=COLUMNS,
    date_question="Census date",
    date_of=date_of,
    check=check,
    store=store,
    discard=discard,
    finish=finish,
    holds=census_alarms.HOLDS,
    codes=WORDS,
)
