"""The cards of groups: numbers of the ledger and what its tests say, nothing withheld, nothing tested anew."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from manyi.exhibits.names import Names
from manyi.publish.page.group_cards import Card, cards, tables
from manyi.publish.report import read_study
from manyi.rows import definition
from manyi.study.plan import Battery
from manyi.study.study import Study
from tests.publish.conftest import PROJECT

NAN = float("nan")
ITEMS = ["overall", "one", "two"]


def row(group: str, statistic: str, value: float, **more: object) -> dict[str, object]:
    return {
        "study": "parks", "wave": "2024", "item": "overall_index", "group": f"park={group}", "statistic": statistic,
        "value": value, "low": value - 1, "high": value + 1, "unit": "index", "status": "shown", "p_adjusted": NAN,
        "method": "", "sure": "", **more,
    }  # fmt: skip


@pytest.fixture
def parks(monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.chdir(PROJECT)
    study = read_study("parks")
    return study.model_copy(update={"claims": study.claims.model_copy(update={"segments": ["park"]})})


def found(study: Study, *rows: dict[str, object]) -> dict[str, Card]:
    book = definition("parks").codebook
    names = Names.of_study(book, study, 2024)
    return {card.key: card for card in cards(pd.DataFrame(rows), study, book, names, 2024, "en")}


PAIRED = "mean compared in pairs"


def test_ranks_are_as_wide_as_the_tests_leave_them(parks: Study) -> None:
    """Rose is shown above lake, and nothing else is told apart."""
    rows = [row(key, "mean", value) for key, value in (("rose", 80.0), ("lake", 70.0), ("hill", 75.0))]
    letters = [
        row("rose", PAIRED, 80.0, method="pairwise t, Holm: b"), row("lake", PAIRED, 70.0, method="pairwise t, Holm"),
        row("hill", PAIRED, 75.0, method="pairwise t, Holm"),
    ]  # fmt: skip
    cards = found(parks, *rows, *letters)
    assert {key: card.rank for key, card in cards.items()} == {
        "rose": "1 to 2 of 3", "lake": "2 to 3 of 3", "hill": "1 to 3 of 3",
    }  # fmt: skip
    assert (cards["rose"].above, cards["lake"].letter) == ("B", "B")
    assert cards["rose"].small == ""
    assert cards["rose"].level == "80.0 of 100 points (79.0 to 81.0)"


def test_a_difference_that_is_shown_but_matters_little_is_marked(parks: Study) -> None:
    apart = parks.claims.delta / 2
    rows = [row(key, statistic, value, method=method)
            for key, value, method in (("rose", 70 + apart, ": b c"), ("lake", 70.0, ""), ("hill", 70 - apart * 2, ""))
            for statistic in ("mean", PAIRED)]  # fmt: skip
    assert found(parks, *rows)["rose"].small == "B"


def test_a_withheld_group_has_no_card_and_keeps_its_letter(parks: Study) -> None:
    """The first column of the table of letters is withheld: the third is still C."""
    rows = [row("rose", "mean", NAN, status="suppressed"), row("lake", "mean", 70.0), row("hill", "mean", 75.0)]
    letters = [
        row("rose", PAIRED, NAN, status="suppressed"), row("lake", PAIRED, 70.0, method="pairwise t, Holm"),
        row("hill", PAIRED, 75.0, method="pairwise t, Holm: B"),
    ]  # fmt: skip
    cards = found(parks, *rows, *letters)
    assert list(cards) == ["lake", "hill"]
    assert (cards["lake"].letter, cards["hill"].above) == ("B", "B")


@pytest.mark.parametrize(
    ("value", "low", "p", "judged", "said"),
    [
        (3.0, 2.0, 0.04, "", "shown"), (3.0, 2.0, 0.06, "", "could be chance"), (3.0, 2.0, NAN, "", "could be chance"),
        (3.0, 0.1, 0.04, "", "only just shown"), (0.5, 0.3, 0.04, "", "shown, but small"),
        (3.0, 2.0, 0.04, "small", "shown, but small"), (0.5, -0.1, 0.4, "same", "about the same"),
    ],
)  # fmt: skip
def test_how_sure_a_change_is_stands_in_the_words_of_the_report(
    parks: Study, value: float, low: float, p: float, judged: str, said: str
) -> None:
    change = row("rose", "change", value, low=low, high=4.0, wave="2023-2024", unit="points", p_adjusted=p)
    cards = found(parks, row("rose", "mean", 80.0), change, change | {"sure": judged})
    assert cards["rose"].change == f"{value:+.1f} points ({low:+.1f} to +4.0), {said}".replace("-", "−")
    assert cards["rose"].since == "2023"


def test_best_and_worst_are_of_what_is_shown(parks: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Names, "of", lambda self, column, key, language: key)
    battery = Battery(id="b", title={"en": "B", "zh": "B"}, items=["one", "two", "three", "four"])
    study = parks.model_copy(update={"claims": parks.claims.model_copy(update={"batteries": [battery]})})
    rated = [
        row("rose", "mean", value, item=item, unit="score", status=status, low=value - 0.2, high=value + 0.2)
        for item, value, status in (
            ("one", 4.5, "shown"), ("two", 3.0, "shown"), ("three", 4.0, "shown"), ("four", 1.0, "suppressed"),
        )
    ]  # fmt: skip
    card = found(study, row("rose", "mean", 80.0), *rated)["rose"]
    assert (card.best, card.worst) == ("one (4.50)", "two (3.00)")
    few = found(study, row("rose", "mean", 80.0), *rated[:2])["rose"]
    assert (few.best, few.worst) == ("", "")


@pytest.mark.parametrize(
    ("half", "best"),
    [(0.04, "one (4.50)"), (0.06, "one (4.50) and two (4.40)"), (0.2, "")],  # reaches none, one, two others
)
def test_best_is_named_as_far_as_intervals_tell(
    parks: Study, monkeypatch: pytest.MonkeyPatch, half: float, best: str
) -> None:
    monkeypatch.setattr(Names, "of", lambda self, column, key, language: key)
    battery = Battery(id="b", title={"en": "B", "zh": "B"}, items=["one", "two", "three", "four"])
    study = parks.model_copy(update={"claims": parks.claims.model_copy(update={"batteries": [battery]})})
    values = {"one": 4.5, "two": 4.4, "three": 4.2, "four": 2.0}
    rated = [
        row("rose", "mean", value, item=item, unit="score", low=value - half, high=value + half)
        for item, value in values.items()
    ]
    card = found(study, row("rose", "mean", 80.0), *rated)["rose"]
    assert (card.best, card.worst) == (best, "four (2.00)")


def test_the_tables_hold_what_any_card_has_and_no_empty_column(parks: Study, tmp_path: Path) -> None:
    names = Names.of_study(definition("parks").codebook, parks, 2024)
    made = list(found(parks, row("rose", "mean", 80.0)).values())
    (table,) = tables(made, names, parks, "en")
    assert table.count("<th ") == 3  # group and level, and the group of the row
    assert "Rose garden" in table
