"""Pages on paper: one line without a browser or a report; numbered sheets with both."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.publish.paper import print_pages


def test_without_a_browser_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(InputError, match="pdf: no Chromium here to print with"):
        next(print_pages("annual", 2024))


@pytest.mark.browser
def test_what_has_not_been_built_cannot_be_printed(project: Path) -> None:
    with pytest.raises(InputError, match="tiny 2023: has not been built"):
        next(print_pages("tiny", 2023))


@pytest.mark.browser
def test_every_page_is_printed_within_its_sheets(project: Path) -> None:
    printed = list(print_pages("tiny", 2024))
    assert [file.name for file, _, _ in printed] == ["index.pdf", "index.zh.pdf", "methods.pdf", "methods.zh.pdf"]
    assert all(0 < sheets <= allowed for _, sheets, allowed in printed)
