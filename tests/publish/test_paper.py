"""Pages on paper: one line without a browser or a report; numbered sheets with both."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from manyi.errors import InputError
from manyi.publish.paper import print_pages
from tests.sheets import faults, fill, sheets


def test_without_a_browser_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(InputError, match="pdf: no Chromium to print with"):
        next(print_pages("annual", 2024))


@pytest.mark.browser
def test_what_has_not_been_built_cannot_be_printed(project: Path) -> None:
    with pytest.raises(InputError, match="tiny 2023: has not been built"):
        next(print_pages("tiny", 2023))


@pytest.mark.browser
def test_every_page_is_printed_within_its_sheets(project: Path) -> None:
    printed = list(print_pages("tiny", 2024))
    assert [file.name for file, _, _ in printed] == ["index.pdf", "index.zh.pdf", "methods.pdf", "methods.zh.pdf"]
    assert all(0 < count <= allowed for _, count, allowed in printed)
    assert [len(sheets(file)) for file, _, _ in printed] == [count for _, count, _ in printed]
    assert [fault for file, _, _ in printed for fault in faults(file)] == []


@pytest.mark.browser
@pytest.mark.slow
def test_empty_sheets_and_stranded_headings_are_seen(tab: Page, tmp_path: Path) -> None:
    apart = "<div style='break-before: page'></div>"
    half = "<p style='font: 10pt serif; margin-top: 13cm'>half</p>"
    heading = "<h2 style='font-size: 15pt'>Next</h2>"
    tab.set_content(f"<p style='font: 10pt serif'>alone</p>{apart}{half}{heading}{apart}end")
    file = tmp_path / "page.pdf"
    tab.pdf(path=file, format="A4", margin={"top": "20mm", "bottom": "18mm"})
    first, second, _ = map(fill, sheets(file))
    assert first < 0.1 and second == pytest.approx(13.7 / 25.9, abs=0.05)
    assert list(faults(file)) == ["page.pdf: sheet 1 of 3 is 2% full", "page.pdf: sheet 2 ends with a heading"]
