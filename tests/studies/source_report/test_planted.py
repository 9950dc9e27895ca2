"""Published figures are read for the wave they describe; a study without truth.yml has none."""

from __future__ import annotations

from manyi.studies.source_report.found_again import published_figures


def test_figures_of_the_wave_they_describe() -> None:
    figures = published_figures("firms", 2021)
    assert {"S1-01-small", "S1-09"} <= {figure["id"] for figure in figures}
    assert all(figure["wave"] == 2021 for figure in figures)
    assert published_figures("firms", 2024) == []


def test_real_studies_have_none() -> None:
    assert published_figures("sfo", 2016) == []
