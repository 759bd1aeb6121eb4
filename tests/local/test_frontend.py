"""The copied front-end files fetch nothing from outside."""

from pathlib import Path

import pytest

from directorate.local.errors import LocalError
from directorate.local.frontend import COPIES, REMOTE_ADDRESS, VENDOR, closed_stylesheet, copy_all, without_source_map


def test_remote_fonts_are_dropped() -> None:
    css = "a{b:c}@font-face{font-family:F;src:url(https://x.test/f.woff2) format('woff2')}d{e:f}"
    assert closed_stylesheet(css) == "a{b:c}d{e:f}"


def test_pictures_are_found_beside_the_stylesheet() -> None:
    assert closed_stylesheet('a{b:url("/assets/images/x.svg")}') == 'a{b:url("assets/images/x.svg")}'


@pytest.mark.parametrize("css", ["a{b:url(//x.test/y.png)}", '@import "https://x.test/y.css";'])
def test_any_other_address_outside_is_refused(css: str) -> None:
    with pytest.raises(LocalError, match="fetches from outside"):
        closed_stylesheet(css)


@pytest.mark.parametrize("end", ["//# sourceMappingURL=x.js.map\n", "/*# sourceMappingURL=x.css.map */"])
def test_pointers_to_source_maps_are_dropped(end: str) -> None:
    assert "sourceMappingURL" not in without_source_map(f"a;{end}")


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match=r"nhsuk-frontend\.min\.css is missing: run bin/run"):
        copy_all(packages=tmp_path, vendor=tmp_path / "vendor")


def test_the_copies_are_complete_and_fetch_nothing() -> None:
    assert all((VENDOR / copy.target).exists() for copy in COPIES)
    sheets = [path.read_text(encoding="utf-8") for path in VENDOR.rglob("*.css")]
    assert sheets
    assert not any(REMOTE_ADDRESS.search(sheet) for sheet in sheets)
