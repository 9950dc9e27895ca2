"""On real waves: whom a column is, told by headers alone, against the codebook a person wrote."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
import yaml

from manyi.draft.waves.matching import matched_columns
from manyi.draft.waves.new_wave import add_wave
from manyi.rows import definition
from manyi.rows.fingerprints import until
from manyi.study.answers import heading
from manyi.study.safe_yaml import content_of
from tests.conftest import ROOT

# Matched wrongly, by year: a question of other words (2013), a gate that is called as the area was (2014).
WRONG = {2013: {"boarding_area", "left_restaurant", "flight_type"}, 2014: {"boarding_area"}, 2015: set(), 2016: set()}

COLUMNS = {2013: 50, 2014: 59, 2015: 56, 2016: 57}


@pytest.mark.reference
@pytest.mark.parametrize("year", sorted(WRONG))
def test_columns_are_matched_as_a_person_did(reference: Path, year: int) -> None:
    headers = {}
    for wave in (year - 1, year):
        [file] = (reference / "data" / "sfo" / "raw").glob(f"{wave}_*.csv")
        with file.open(encoding="utf-8", errors="replace", newline="") as rows:
            headers[wave] = next(csv.reader(rows))
    book = definition("sfo").codebook
    truth = {name: parts[""][0] for name, item in book.items.items() if "" in (parts := item.headers(year))}
    for item in book.items.values():  # as if this year had not been described yet
        object.__setattr__(item, "columns", {w: c for w, c in item.columns.items() if w < year})
    matched = matched_columns(book, year - 1, year, dict.fromkeys(headers[year], ""), headers[year - 1])
    wrong = {match.item for match in matched.columns if _same(match.now) != _same(truth.get(match.item))}
    assert wrong == WRONG[year]
    assert len(matched.columns) == COLUMNS[year]


def _same(header: str | None) -> str | None:
    return header and heading(header).lower()


# What the command asks, by year: the mistakes a person found by hand in the code lists, and codes of no dictionary.
ASKED = {
    2013: {("transport", "unknown"), ("transport", "renumbered"), ("ate", "unknown"), ("left_restaurant", "unknown"),
           ("left_restaurant", "reversed"), ("age", "unknown"), ("gender", "unknown")},
    2014: {("boarding_area", "unknown"), ("purpose", "unknown"), ("transport", "unknown"),
           ("flight_type", "renumbered")},
    2015: {("precheck_better", "blanks"), ("transport", "unknown"), ("transport", "renumbered")},
    2016: {("precheck_better", "blanks"), ("daytime", "renumbered"), ("used_sjc", "unknown"), ("used_oak", "unknown"),
           ("age", "unknown"), ("frequent_flyer", "unknown")},
}  # fmt: skip
EXCHANGED = {
    2013: "bus had 2% and has 9%, as rental_car now (0%, 10% before)",
    2014: "domestic_peak had 24% and has 31%, as international now (25%, 36% before)",
    2015: "rental_car had 12% and has 3%, as other now (11%, 0% before)",
    2016: "morning had 35% and has 30%, as evening now (36%, 26% before)",
}


@pytest.fixture
def until_then(tmp_path: Path, reference: Path, monkeypatch: pytest.MonkeyPatch, year: int) -> Path:
    """A project that knows the waves before a year only; the folder of the study."""
    folder, described = tmp_path / "data" / "sfo", ROOT / "data" / "sfo"
    (tmp_path / "notebooks").mkdir()
    for wave in (described / "raw").iterdir():
        if int(wave.name) < year:
            shutil.copytree(wave, folder / "raw" / wave.name)
    study, book = (until(content_of(described / f"{name}.yml"), year - 1) for name in ("study", "codebook"))
    study["claims"] = {"outcome": "overall", "unit": "score"}
    book["items"] = {name: item for name, item in book["items"].items() if item.get("columns")}
    del book["derived"]
    for name, content in (("study", study), ("codebook", book)):
        (folder / f"{name}.yml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MANYI_DATA", str(reference / "data"))
    return folder


@pytest.mark.slow
@pytest.mark.reference
@pytest.mark.parametrize("year", sorted(ASKED))
def test_each_wave_is_added_to_those_before_it(until_then: Path, reference: Path, year: int) -> None:
    [file] = (reference / "data" / "sfo" / "raw").glob(f"{year}_*.csv")
    asked, item, said = set(), "", list(add_wave("sfo", file, year))
    for line in said:
        item = line.partition(":")[0] if not line.startswith(" ") else item
        if line.startswith("  ? "):
            asked.add((item, line[4:].partition(":")[0]))
    assert asked == ASKED[year]
    assert any(f"renumbered: {EXCHANGED[year]}" in line for line in said)
    book = (until_then / "codebook.yml").read_text("utf-8")
    assert f"renumbered: {EXCHANGED[year]}" in book and "# CONFIRM" in book
    assert year in definition("sfo").origins
