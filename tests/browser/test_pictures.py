"""Every page of the site has a picture in a guide, or a reason why not; every picture named is there."""

import re
from pathlib import Path

from tests.browser.effort import TASKS
from tests.browser.pages import every_page
from tests.browser.shots import SHOTS

GUIDES = Path(__file__).parents[2] / "docs" / "guide"
STATES = re.compile(
    r", (published|wrong|none|nothing|nobody|refused|no |action refused|ended|open|two weeks|asked)| refused$"
)
# States of a page whose picture shows it otherwise.
WITHOUT = {
    "one's own user", "a closed user", "one site",  # "one user" with fewer buttons; a row like a treatment function
    "on call today, for the switchboard",  # the table of "on call" alone
    "covered", "swapped",  # "cover now" and "find a swap" once they are settled
    "import, not said what it is",  # "import, asked what it is" with the error
    "new in a workbook", "what the dates of a workbook are for",  # the differences of an import; one question of its upload
    "change a half day, changed before", "day board, none cancelled",  # "change a half day" with one more line
}  # fmt: skip


def test_every_page_has_a_picture_or_is_left_out_for_a_reason() -> None:
    pages = {page.name for page in every_page() if not STATES.search(page.name)}
    assert sorted(pages - WITHOUT - {shot.page for shot in SHOTS}) == []


def test_the_guide_of_mondays_tasks_holds_their_limits_and_a_picture_of_each() -> None:
    guide = (GUIDES / "monday.md").read_text()
    numbers = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in guide.splitlines() if re.match(r"\| \d", line)
    ]
    assert [int(row[0]) for row in numbers] == sorted(TASKS)
    for row in numbers:
        task = TASKS[int(row[0])]
        for clicks, keys, seconds in (row[3:6], row[6:9]):
            assert (int(clicks) <= task.clicks, int(keys) <= task.keys, float(seconds) < task.seconds) == (True,) * 3
    pictures = re.findall(r"^### (\d+)\..*?images/([\w-]+\.png)", guide, re.MULTILINE | re.DOTALL)
    assert [int(number) for number, _ in pictures] == sorted(TASKS)
    assert {file for _, file in pictures} <= {shot.file for shot in SHOTS}


def test_every_picture_named_in_a_guide_is_taken_and_every_one_taken_is_shown() -> None:
    shown = set(re.findall(r"images/([\w-]+\.png)", (GUIDES / "screens.md").read_text()))
    assert shown == {shot.file for shot in SHOTS}
    assert shown == {path.name for path in (GUIDES.parent / "images").glob("*.png")}
