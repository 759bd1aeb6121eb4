"""Rows 9, 10 and 13: a registrar is sick, who is where on Wednesday afternoon, a photo of a timesheet."""

import re
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, expect

from directorate.core.models import Person
from rotas.models import Timesheet
from tests.browser.effort import Effort


def registrar_is_sick(page: Page, registrar: Person, *, others: Sequence[Person]) -> Effort:
    """Row 9: he cannot come, and why; who can within the rules is ticked, and the links go out."""
    page.goto("/rotas/on-call/")
    effort = Effort(9)
    effort.click(page.get_by_role("link", name=re.compile(f"^Cannot come.*{registrar.surname}")).first)
    effort.click(page.get_by_label("Sickness"))
    effort.click(page.get_by_role("button", name="Find somebody else"))
    for other in others:
        box = page.get_by_role("checkbox", name=f"Ask Dr {other.surname}")
        if not box.is_checked():
            effort.click(box)
    effort.click(page.get_by_role("button", name="E-mail yes/no links"))
    expect(page.get_by_text("Links go out by e-mail to")).to_be_visible()
    assert effort.tell() < effort.task.seconds
    return effort


def who_is_where(page: Page, doctor: str, *, activity: str) -> Effort:
    """Row 10: the week sheet, one click from Today, says what a doctor does on Wednesday afternoon."""
    page.goto("/")
    effort = Effort(10)
    effort.click(page.get_by_role("link", name="Week sheet").first)
    row = page.get_by_role("row").filter(has_text=doctor).first
    expect(row).to_contain_text(activity)
    effort.tell()
    expect(page.get_by_role("columnheader").filter(has_text=re.compile("^Wed")).first).to_be_visible()
    return effort


def timesheet_by_photo(
    page: Page, manager: Page, sheet: Timesheet, *, photo: FilePayload, hours: str, cost_code: str, agency: str
) -> Effort:
    """Row 13: the photo is kept and coded, a manager signs it from Today, it goes to the agency and to Finance."""
    page.goto(f"/rotas/timesheets/{sheet.pk}/")
    effort = Effort(13)
    keep_and_code(page, photo=photo, hours=hours, cost_code=cost_code, effort=effort)
    manager.goto("/")
    name = sheet.request.worker_name
    effort.click(manager.get_by_role("link", name=re.compile(f"Sign.*{name}|{name}.*Sign|: {name}")).first)
    effort.click(manager.get_by_role("button", name="Sign", exact=True))
    manager.get_by_text("Signed.").wait_for()
    page.reload()
    effort.type(page.get_by_label("E-mail address of the agency"), agency)
    effort.click(page.get_by_role("button", name="Send to the agency and Finance"))
    expect(page.get_by_text("It goes to the agency and to Finance.")).to_be_visible()
    assert effort.tell() < effort.task.seconds
    return effort


def keep_and_code(page: Page, *, photo: FilePayload, hours: str, cost_code: str, effort: Effort) -> None:
    """The coordinator's part of row 13, on the page of the timesheet."""
    page.get_by_label("Photo or PDF of the timesheet").set_input_files(photo)
    effort.click(page.get_by_role("button", name="Keep it"))
    effort.type(page.get_by_label("Hours to pay"), hours)
    effort.type(page.get_by_label("Cost code"), cost_code)
    effort.click(page.get_by_role("button", name="Code", exact=True))
    page.wait_for_load_state()


def photo_of(sheet: Timesheet) -> bytes:
    """The paper of that night, as a phone photographs it."""
    during = sheet.request.gap.duty.during
    picture = Image.new("RGB", (1200, 900), "ivory")
    hours = (during.upper - during.lower).total_seconds() / 3600
    text = (
        f"Timesheet\n{sheet.request.worker_name}\n{during.lower:%d %b %H:%M} to {during.upper:%d %b %H:%M}\n{hours:g} h"
    )
    ImageDraw.Draw(picture).multiline_text((80, 80), text, fill="black", font_size=48)
    content = BytesIO()
    picture.save(content, format="JPEG")
    return content.getvalue()
