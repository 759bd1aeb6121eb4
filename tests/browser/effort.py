"""What a journey costs a person: clicks, keys and seconds, printed for the table of Monday's tasks."""

from dataclasses import dataclass, field
from time import monotonic

from playwright.sync_api import Locator


@dataclass(frozen=True)
class Task:
    """One of Monday's tasks.

    Attributes:
        name: what is done.
        seconds: the target, on paper and printed.
        clicks: at most so many.
        keys: at most so many, texts and names included.
    """

    name: str
    seconds: int
    clicks: int
    keys: int


TASKS = {
    1: Task("Monday's list loaded, comments still there", 60, clicks=2, keys=0),
    2: Task("52-week cohort of 31 March without a treatment date, as Excel", 5, clicks=2, keys=0),
    3: Task("patient on the phone: next step and last comment", 5, clicks=0, keys=9),
    4: Task("comment on 20 rows", 180, clicks=0, keys=390),
    5: Task("two people off sick, cover seen, list for ESR filled", 30, clicks=0, keys=12),
    6: Task("consultant's week off with the cancellation requests", 60, clicks=2, keys=28),
    7: Task("three leave requests approved on a phone", 45, clicks=3, keys=0),
    8: Task("HR report checked, line added, released", 180, clicks=3, keys=41),
    9: Task("registrar sick: lawful names, offers out", 60, clicks=4, keys=0),
    10: Task("who is where on Wednesday afternoon", 5, clicks=1, keys=0),
    11: Task("complaint logged, three statements asked", 120, clicks=3, keys=19),
    12: Task("which statements are late and is the person away", 5, clicks=1, keys=0),
    13: Task("timesheet photo, signed, to agency and Finance", 90, clicks=5, keys=40),
    14: Task("the state of the directorate on a phone, without sign-in", 60, clicks=0, keys=0),
}


@dataclass
class Effort:
    """Counts what is clicked and typed from the moment it is made."""

    number: int
    clicks: int = 0
    keys: int = 0
    began: float = field(default_factory=monotonic)

    @property
    def task(self) -> Task:
        """What is done and what it may cost."""
        return TASKS[self.number]

    def click(self, found: Locator) -> None:
        """Click once."""
        self.clicks += 1
        found.click()

    def type(self, found: Locator, text: str) -> None:
        """Type into a field, a key a letter."""
        self.keys += len(text)
        found.fill(text)

    def press(self, found: Locator, key: str) -> None:
        """Press one key."""
        self.keys += 1
        found.press(key)

    def paste(self, found: Locator, text: str) -> None:
        """Paste: two keys, however long the text is."""
        self.keys += 2
        found.fill(text)
        found.dispatch_event("change")

    def choose(self, found: Locator, value: str, *, typed: str) -> None:
        """Choose from a list by typing the beginning of a name."""
        self.keys += len(typed)
        found.select_option(value)

    def tell(self) -> float:
        """Print the line and return the seconds; fails where it took more clicks or keys than the task may cost."""
        seconds = monotonic() - self.began
        print(  # noqa: T201 the figures of the journey are what is wanted
            f"\nMonday {self.number}, {self.task.name}: {self.clicks} clicks, {self.keys} keys, {seconds:.1f} s "
            f"(target {self.task.seconds} s)"
        )
        assert self.clicks <= self.task.clicks
        assert self.keys <= self.task.keys
        return seconds
