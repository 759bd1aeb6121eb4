"""Every page of the site has a picture in a guide, or a reason why not; every picture named is there."""

import re
from pathlib import Path

from tests.browser.pages import every_page
from tests.browser.shots import SHOTS

GUIDES = Path(__file__).parents[2] / "docs" / "guide"
STATES = re.compile(r", (wrong|none|nothing|nobody|refused|no |action refused|ended|open|two weeks|asked)| refused$")
# Steps of a form and confirmations whose parent page has a picture, and registers that look like bank holidays.
WITHOUT = {
    "queries", "one's own user", "a closed user", "link for a password", "change a user", "close a user", "reset a second step",
    "give a role", "change a role", "end a role", "sites", "one site", "new site, nothing typed", "specialties",
    "treatment functions", "one treatment function", "teams", "new bank holiday", "remove a bank holiday",
    "commissioners outside England", "one policy number", "change a policy number", "change a limit of a clock",
    "own password", "own passkeys", "where signed in", "accessibility statement", "not found",
    "on call today, for the switchboard", "cannot come",  # the list that "on call" shows; a step of one question
    "covered", "question to a doctor", "answer of a doctor",
    "agency plan, pay and exemptions", "type plan and pay", "record an exemption", "last day of an exemption",  # "price caps"
    "find a swap", "swapped", "question about a swap",  # "cover now" and its steps, with a second duty
    "question to the bank office",  # the guide of rota coordinators describes what they say
    # states of the page "import" and what hangs on one file; their guide describes them in words
    "import, asked what it is", "import, not said what it is", "import of a workbook", "rows not loaded",
    "noticed in an import",
    "staff record of a doctor", "add a second contract", "change a post", "add a post, wrong", "over 52 weeks",
    "late statements", "change a complaint",  # the list once more, narrowed; the form of its page
    "write a draft", "one figure compared",  # a box of text; a row of "your spreadsheet says, we say" as a form
    "bring a workbook back", "new in a workbook",  # the guide of the list describes both in words
    "sessions to cancel, for the booking office",  # the "cancellation" with two buttons
    "leave decided by a link",  # the request of "leave to approve" with two buttons
    "who viewed a record",  # the table of the auditor's page
}  # fmt: skip


def test_every_page_has_a_picture_or_is_left_out_for_a_reason() -> None:
    pages = {page.name for page in every_page() if not STATES.search(page.name)}
    assert sorted(pages - WITHOUT - {shot.page for shot in SHOTS}) == []


def test_every_picture_named_in_a_guide_is_taken_and_every_one_taken_is_shown() -> None:
    shown = set(re.findall(r"images/([\w-]+\.png)", (GUIDES / "screens.md").read_text()))
    assert shown == {shot.file for shot in SHOTS}
    assert shown == {path.name for path in (GUIDES.parent / "images").glob("*.png")}
