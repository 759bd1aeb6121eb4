"""`python -m directorate.local.frontend`: copy what browsers need from node_modules into static/vendor.

The copies fetch nothing from outside: the stylesheet's remote fonts are dropped (the NHS font is
licensed for public websites only; Arial follows in the same list) and its pictures found beside it.
"""

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from directorate.local.errors import LocalError
from directorate.local.places import CHECKOUT

PACKAGES = CHECKOUT / "node_modules"
VENDOR = CHECKOUT / "static" / "vendor"

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
ASSET_ADDRESS = re.compile(r"url\((['\"]?)/assets/")
SOURCE_MAP = re.compile(r"/[/*][#@] ?sourceMappingURL=\S+(?: ?\*/)?")
REMOTE_ADDRESS = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"]?)(?:https?:)?//")


@dataclass(frozen=True)
class Copy:
    """One file or folder of a package and its place below static/vendor."""

    source: str
    target: str
    needed: bool = True


NHSUK = "nhsuk-frontend/dist/nhsuk"
COPIES = (
    Copy(f"{NHSUK}/nhsuk-frontend.min.css", "nhsuk/nhsuk-frontend.min.css"),
    Copy(f"{NHSUK}/nhsuk-frontend.min.js", "nhsuk/nhsuk-frontend.min.js"),
    Copy(f"{NHSUK}/assets", "nhsuk/assets"),
    Copy("vega/build/vega.min.js", "vega/vega.min.js"),
    Copy("vega-lite/build/vega-lite.min.js", "vega/vega-lite.min.js"),
    # Brings the interpreter that needs no unsafe-eval: vegaEmbed(element, spec, {ast: true}).
    Copy("vega-embed/build/vega-embed.min.js", "vega/vega-embed.min.js"),
    # Checks accessibility in tests; not installed in production.
    Copy("axe-core/axe.min.js", "axe/axe.min.js", needed=False),
)


def closed_stylesheet(css: str) -> str:
    """Return the stylesheet without remote fonts and with its pictures beside it.

    Raises:
        LocalError: an address outside remains, as a new version of the package might bring.
    """
    css = ASSET_ADDRESS.sub(r"url(\1assets/", FONT_FACE.sub("", css))
    if REMOTE_ADDRESS.search(css):
        raise LocalError("nhsuk-frontend's stylesheet fetches from outside: extend directorate/local/frontend.py.")
    return without_source_map(css)


def without_source_map(text: str) -> str:
    """Return the text without its pointer to a source map, which is not copied."""
    return SOURCE_MAP.sub("", text)


def copy_file(source: Path, target: Path) -> None:
    """Copy one file; scripts and stylesheets are made to need nothing else."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".css":
        target.write_text(closed_stylesheet(source.read_text(encoding="utf-8")), encoding="utf-8")
    elif source.suffix == ".js":
        target.write_text(without_source_map(source.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        shutil.copyfile(source, target)


def copy_all(*, packages: Path, vendor: Path) -> None:
    """Make static/vendor anew from the installed packages.

    Raises:
        LocalError: a package is not installed.
    """
    unfinished = packages / ".unfinished-vendor"
    shutil.rmtree(unfinished, ignore_errors=True)
    for copy in COPIES:
        source = packages / copy.source
        if not source.exists():
            refuse_missing(copy)
            continue
        files = [path for path in source.rglob("*") if path.is_file()] if source.is_dir() else [source]
        for file in files:
            copy_file(file, unfinished / copy.target / file.relative_to(source))
    vendor.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(vendor, ignore_errors=True)
    unfinished.rename(vendor)


def refuse_missing(copy: Copy) -> None:
    """Refuse to go on without a file that pages need.

    Raises:
        LocalError: pages need it.
    """
    if copy.needed:
        raise LocalError(f"The front-end package file {copy.source} is missing: run bin/run, which installs it.")


def main() -> int:
    """Copy; a failure is one sentence on standard error and exit code 1."""
    try:
        copy_all(packages=PACKAGES, vendor=VENDOR)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
