"""`bin/screenshots`: takes the pictures of the guides from the demo, on one fixed day, into docs/images.

The same code gives the same pictures: fixed seed, fixed date. Words after the command take only the pictures whose name
holds one of them.
"""

# ruff: noqa: E402 - models can be imported only once Django has been told its settings
import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from io import BytesIO
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.browser.demo_settings", "DEMO": "1"}
# Playwright's loop runs in this thread, which Django takes for asynchronous code; this is not.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
django.setup()

from tests.browser.demo import demo_site
from tests.browser.shots import SHOTS, Shot
from tests.browser.site import CHECKOUT, Site, fresh_database, manage, site_environment, working_in

IMAGES = CHECKOUT / "docs" / "images"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
LARGEST_BYTES = 120_000
weeks_later = attrgetter("weeks_later")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--hide-scrollbars"]  # fmt: skip


class PictureFailed(Exception):
    """Raised with one sentence for the person at the terminal."""


def small_png(picture: bytes) -> bytes:
    """Return the picture with as many colours as fit the size that a guide bears.

    Raises:
        PictureFailed: it is too large with 32 colours still.
    """
    image = Image.open(BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = BytesIO()
        image.quantize(colors=colours, dither=Image.Dither.NONE).save(out, format="PNG", optimize=True)
        if out.tell() <= LARGEST_BYTES:
            return out.getvalue()
    raise PictureFailed(f"A picture has {out.tell():,} bytes in 32 colours: show less of the page.")


@contextmanager
def photographed_site() -> Iterator[Site]:
    """The site with the demo in a database of its own, thrown away afterwards."""
    with fresh_database("screenshots") as name, tempfile.TemporaryDirectory() as folder:
        manage("prepare_database", "--verbosity", "0", environment=site_environment(database=name))
        with working_in(name), demo_site(name, folder=Path(folder)) as site:
            yield site


def take(shot: Shot, *, browser: Browser, site: Site) -> None:
    """Take one picture."""
    context = browser.new_context(
        base_url=site.address, viewport=PHONE if shot.phone else WIDE, locale="en-GB", timezone_id="Europe/London",
        reduced_motion="reduce",
    )  # fmt: skip
    if shot.role:
        key = site.session_of(site.people[shot.role])
        context.add_cookies([{"name": "sessionid", "value": key, "url": site.address}])
    page = context.new_page()
    answer = page.goto(shot.address(), wait_until="networkidle")
    if answer is None or answer.status != shot.status:
        raise PictureFailed(f"{shot.file}: {page.url} answered {answer.status if answer else 'nothing'}.")
    if shot.arrange:
        shot.arrange(page)
    (IMAGES / shot.file).write_bytes(small_png(page.screenshot()))
    context.close()
    sys.stdout.write(f"{shot.file}  {(IMAGES / shot.file).stat().st_size:,} bytes\n")


def take_all(words: Sequence[str]) -> None:
    """Take every picture, or those whose name holds one of the words."""
    chosen = [shot for shot in SHOTS if not words or any(word in shot.file for word in words)]
    if not chosen:
        raise PictureFailed("No picture has a file name with these words.")
    with photographed_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=ARGUMENTS)
        for weeks, shots in groupby(sorted(chosen, key=weeks_later), key=weeks_later):
            with site.with_settings(WEEKS_LATER=str(weeks)) if weeks else nullcontext(site) as shown:
                for shot in shots:
                    take(shot, browser=browser, site=shown)
        browser.close()


def main(arguments: Sequence[str]) -> int:
    """Take the pictures; what goes wrong is one sentence on standard error and exit code 1."""
    parser = argparse.ArgumentParser(prog="bin/screenshots", description="Take the pictures of the guides.")
    parser.add_argument("words", nargs="*", help="only pictures whose name holds one of these words")
    try:
        take_all(parser.parse_args(arguments).words)
    except PictureFailed as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
