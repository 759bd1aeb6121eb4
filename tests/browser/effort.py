"""What a journey costs a person: clicks, keys and seconds, printed for the table of Monday's tasks."""

from dataclasses import dataclass, field
from time import monotonic

from playwright.sync_api import Locator


@dataclass
class Effort:
    """Counts what is clicked and typed from the moment it is made."""

    task: str
    target_seconds: int
    clicks: int = 0
    keys: int = 0
    began: float = field(default_factory=monotonic)

    def click(self, found: Locator) -> None:
        """Click once."""
        self.clicks += 1
        found.click()

    def type(self, found: Locator, text: str) -> None:
        """Type into a field, a key a letter."""
        self.keys += len(text)
        found.fill(text)

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
        """Print the line and return the seconds."""
        seconds = monotonic() - self.began
        print(  # noqa: T201 the figures of the journey are what is wanted
            f"\n{self.task}: {self.clicks} clicks, {self.keys} keys, {seconds:.1f} s (target {self.target_seconds} s)"
        )
        return seconds
