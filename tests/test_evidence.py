"""docs/evidence.md says what the code gives."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from manyi.rows.read.personal_data import redact
from tests import evidence
from tests.conftest import ROOT
from tests.methods import block
from tests.rows.personal_texts import left
from tests.rows.read import bad_files as bad
from tests.rows.strangers_texts import texts


def said(name: str) -> str:
    return block(evidence.PAGE.read_text(encoding="utf-8"), name).strip()


def test_the_limits_of_the_scores_are_those_of_the_code() -> None:
    assert said("boundaries") == evidence.boundaries()
    rows = [line.strip("| ").split(" | ") for line in said("boundaries").splitlines()[2:]]
    assert len(rows) == len(evidence.LIMITS)
    assert {row[4] for row in rows if float(row[3]) < 70 or int(row[1]) >= 5} == {"below the standard"}
    assert "below the standard" not in {row[4] for row in rows if float(row[3]) >= 70 and int(row[1]) < 5}


def test_recall_and_precision_of_redaction_are_those_of_the_code() -> None:
    assert said("redaction") == evidence.redaction()
    rows = [line.strip("| ").split(" | ") for line in said("redaction").splitlines() if line.startswith("| ")][2:]
    missed = {kind: int(n.replace(",", "")) - int(gone.replace(",", "")) for kind, n, gone, _ in rows}
    assert {kind for kind, count in missed.items() if count} == {"spelt", "parted", "all"}
    assert missed["all"] <= 8


def test_redaction_holds_on_texts_by_another_hand() -> None:
    for part in ("second", "third"):
        assert said(part) == evidence.strangers(part)
    least_of = {"first": (1.0, 0.99), "second": (0.95, 0.94), "third": (0.99, 0.98)}
    for part, seed in product(least_of, (1, 2)):
        least = least_of[part][seed - 1]
        planted = [text for text in texts(part, 300, seed) if text.secret]
        gone = [not left(text.secret, text.kind, redact(text.text)[0]) for text in planted]
        assert len(planted) == 300
        assert sum(gone) >= least * len(planted), (part, seed)
        assert not [text for text in texts(part, 300, seed) if not text.secret and redact(text.text)[1]]


@pytest.mark.reference
def test_precision_and_recall_of_themes_are_those_of_the_code(reference: Path) -> None:
    """And a change of the list that makes it worse fails, however the page is written again."""
    machine, decided = evidence.coded(reference)
    assert len(decided) == 240
    assert said("themes") == evidence.themes(machine, decided)
    least = {
        "customer_service": (0.67, 0.92), "installation": (0.85, 0.94), "quality": (0.85, 0.62),
        "logistics": (0.7, 0.45), "returns": (0.85, 0.6), "price": (0.65, 0.5), "authenticity": (0.6, 0.5),
    }  # fmt: skip
    for theme, (precision, recall) in least.items():
        right = (machine[theme] * decided[theme]).sum()
        assert right / machine[theme].sum() >= precision, theme
        assert right / decided[theme].sum() >= recall, theme


def test_names_planted_in_open_answers() -> None:
    assert said("names") == evidence.names()


def test_what_holds_each_promise_is_there() -> None:
    """Every file of tests and every test that the table names exists; 30 promises have a row."""
    _, _, table = evidence.PAGE.read_text(encoding="utf-8").partition("## What holds each promise")
    rows = [line for line in table.partition("\n## ")[0].splitlines() if line.startswith("| ")][2:]
    named = [re.findall(r"`(tests/[^`]+)`", row) for row in rows]
    assert len(rows) == 30 and all(named)
    for name in {name for names in named for name in names}:
        path, _, test = name.partition("::")
        assert (ROOT / path).exists(), name
        assert not test or f"def {test}(" in (ROOT / path).read_text("utf-8"), name


def test_the_bad_files_are_as_many_as_the_page_says() -> None:
    """How each came out is held by their own tests; a new case is counted here."""
    rows = [line.strip("| ").split(" | ") for line in said("bad files").splitlines()[2:]]
    assert all(int(row[1]) == int(row[2]) + int(row[3]) and row[4] == "0" for row in rows)
    assert int(rows[0][1]) == len([*bad.cases(bad.texts(), bad.TEXT), *bad.HANDS.items()])
    assert sum(int(row[1]) for row in rows) > 1000
