"""docs/methods.md says what the code does: generated tables are current, every public name is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import manyi.stats
from tests.conftest import REFERENCE
from tests.methods import CATEGORIES, FORMS, PAGE, SIMULATION, block, categories, forms, replaced, simulation
from tests.oracles.registry import CASES, HERE, Oracles
from tests.oracles.table import table


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def rows(text: str) -> dict[str, list[str]]:
    """Return the cells of each case; a pipe inside a cell is written \\|."""
    lines = [line.replace("\\|", "¦") for line in text.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    return {row[0].strip("`"): row[1:] for row in cells}


def same_cases(made: str) -> None:
    """Hold the page to the generator: every word the same, every difference within the case's tolerance."""
    committed = rows(block(page(), "reference cases"))
    for name, cells in rows(made).items():
        assert committed[name][: 2 if name in CASES else None] == cells[: 2 if name in CASES else None]
        if name in CASES:  # differences are of the order of rounding and depend on the machine
            assert float(committed[name][2]) <= CASES[name].tolerance


@pytest.mark.skipif(REFERENCE.is_dir(), reason="the table of every case, below, has these and more")
def test_the_table_of_cases_is_what_the_registry_writes() -> None:
    same_cases(table(Oracles(HERE)))


@pytest.mark.reference
def test_the_table_has_every_case(reference: Path) -> None:
    made = table(Oracles(reference / "oracles"))
    same_cases(made)
    assert list(rows(made)) == list(rows(block(page(), "reference cases")))


def test_the_coverage_table_is_what_the_simulation_found() -> None:
    found = json.loads(SIMULATION.read_text(encoding="utf-8"))
    assert block(page(), "simulation").strip() == simulation(found).strip()
    assert found["samples"] >= 2000 and all(row["samples"] >= 250 for row in found["intervals"] + found["selected"])
    assert {
        row["samples"]
        for row in found["intervals"]
        if row["name"].startswith("driver, ") and "imputed" not in row["name"]
    } == {found["samples"]}


def test_the_table_of_forms_is_what_the_simulation_found() -> None:
    found = json.loads(FORMS.read_text(encoding="utf-8"))
    assert block(page(), "forms").strip() == forms(found).strip()
    assert len(found) == 24 and all(row["samples"] >= 1000 and row["holds"] for row in found)


def test_the_table_of_categories_is_what_the_simulation_found() -> None:
    found = json.loads(CATEGORIES.read_text(encoding="utf-8"))
    assert block(page(), "categories").strip() == categories(found)
    assert min(row["samples"] for row in found) >= 1000
    assert all(row["p"] > 0.001 for row in found) and all(r["above"] <= 0.05 for r in found if r["driver"] == "null")


def test_every_public_name_is_explained() -> None:
    text = page()
    assert [name for name in manyi.stats.__all__ if f"`{name}`" not in text and f"`{name}(" not in text] == []


def test_a_block_is_replaced_and_the_rest_left() -> None:
    before = "a\n<!-- x -->\nold\n<!-- end -->\nb <!-- end -->"
    after = replaced(before, "x", "new | (\\1)")
    assert after == "a\n<!-- x -->\n\nnew | (\\1)\n\n<!-- end -->\nb <!-- end -->"
    assert block(after, "x").strip() == "new | (\\1)"
