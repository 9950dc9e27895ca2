"""The figures of a built report in Chromium, as `.ci/run` measures those of the reports it builds."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import ROOT
from tests.drawn import faults, pages_with_figures

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_no_text_of_a_built_figure_is_cut_overlaps_or_is_too_small(built: Path, tab: Page) -> None:
    pages = pages_with_figures(built / "reports")
    assert pages and [fault for page in pages for fault in faults(tab, page)] == []


def test_every_report_that_ci_builds_is_measured() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    reports = [line.split("YEAR=")[1].split()[0] for line in lines if line.startswith("make report ")]
    measured = " ".join(line for line in lines if "-m tests.drawn " in line)
    assert reports and all(f"reports/annual/{year}" in measured for year in reports)
