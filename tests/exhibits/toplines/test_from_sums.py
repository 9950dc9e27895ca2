"""Toplines of rows that stay on disk: the numbers, letters and hidden cells of the same rows in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.exhibits.disclosure.hidden_numbers import READ, worked_out
from manyi.exhibits.toplines import cells, every_question
from manyi.exhibits.toplines.every_question import toplines
from manyi.exhibits.toplines.numbered import ledger
from manyi.exhibits.toplines.questions import Toplines
from manyi.publish.page import topline_page
from manyi.rows import stored
from manyi.rows.survey import Survey
from manyi.study.codebook import Codebook
from manyi.study.study import Study
from tests.stats.test_survey_sample import on_disk

BOTH = {"en": "words", "zh": "词"}
ITEM = {"text": BOTH, "short": BOTH, "columns": {2023: "q"}}
GROUPS = {"sex": ("man", "woman"), "city": ("a", "b", "c", "d"), "service": ("bot", "desk", "phone")}
BOOK = Codebook.model_validate({
    "items": {
        **{name: {**ITEM, "categories": dict.fromkeys(keys, BOTH)} for name, keys in GROUPS.items()},
        "rating": {**ITEM, "scale": {"from": 1, "to": 5}},
        "wait": {**ITEM, "number": {"min": 0, "max": 600, "unit": {"en": "minutes", "zh": "分钟"}}},
        "uses": {**ITEM, "options": {"app": BOTH, "web": BOTH}},
    },
    "derived": {
        "index": {"short": BOTH, "definition": BOTH, "index": ["rating"]},
        "pleased": {"short": BOTH, "definition": BOTH, "top": "rating", "at_least": 4},
    },
})  # fmt: skip
STUDY = Study.model_validate({
    "study": "made", "title": BOTH, "organisation": BOTH, "population": BOTH, "unit": BOTH, "mode": BOTH,
    "basis": "model", "weighting": {"margins": ["sex"]},
    "waves": {year: {"fieldwork": [f"{year}-03-01", f"{year}-03-31"]} for year in (2023, 2024)},
    "claims": {"outcome": "index", "delta": 3, "segments": ["sex", "city"], "statements": [
        {"id": "narrow", "chapter": "problems", "of": "mean", "item": "wait", "unit": "score",
         "where": {"city": ["a", "b"]}, "text": {"en": "{value}", "zh": "{value}"}}]},
})  # fmt: skip
EMPTY = pd.DataFrame(columns=["wave", "item", "reason"])


def survey(clustered: bool = True) -> Survey:
    """Two waves of 700 in strata of clusters, raked to sex; few in city a, hardly pleased; some answers missing."""
    rng, n = np.random.default_rng(8), 1400
    city = np.where(np.arange(n) % 700 < 50, "a", rng.choice(list("bcd"), n))
    sex = np.where(rng.uniform(size=n) < np.where(city == "a", 0.2, 0.5), "woman", "man")
    base = rng.uniform(0.5, 2, n)
    area = rng.integers(0, 12, n)
    frame = pd.DataFrame({
        "wave": np.repeat([2023, 2024], 700), "row": [f"r{k}" for k in range(n)], "eligible": rng.uniform(size=n) < 0.9,
        "stratum": [f"s{k // 4}" for k in area],
        "psu": [f"p{k}" if clustered else f"r{at}" for at, k in enumerate(area)],
        "base_weight": base, "in_population": True, "weight": base * np.where(sex == "woman", 1.2, 0.9),
        **{name: pd.Categorical(values, GROUPS[name]) for name, values in
           {"sex": sex, "city": city, "service": rng.choice(GROUPS["service"], n, p=[0.02, 0.38, 0.6])}.items()},
        "rating": np.where(city == "a", rng.choice(5, n, p=[0.3, 0.3, 0.3, 0.05, 0.05]) + 1, rng.integers(1, 6, n)),
        "wait": np.round(rng.gamma(2, 20, n)),
        "uses__app": rng.integers(0, 2, n), "uses__web": rng.integers(0, 2, n),
    })  # fmt: skip
    numbers = ["rating", "wait", "uses__app", "uses__web"]
    frame[numbers] = frame[numbers].astype(float).mask(rng.uniform(size=(n, 4)) < 0.1)
    frame["index"] = (frame["rating"] - 1) * 25
    frame["pleased"] = (frame["rating"] >= 4).where(frame["rating"].notna())
    frame["pleased"] = frame["pleased"].astype(float)
    return Survey(frame, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, STUDY, BOOK, 2024, 2023, "0" * 64)  # type: ignore[arg-type]


def computed(given: Survey) -> Toplines:
    with pytest.MonkeyPatch.context() as patch:
        if not given.stored:  # no file tells why an answer is missing
            patch.setattr(every_question, "missing_counts", lambda survey: pd.DataFrame())
        return toplines(given)


@pytest.fixture(scope="module")
def rows() -> Toplines:
    return computed(survey())


@pytest.fixture(scope="module")
def sums(tmp_path_factory: pytest.TempPathFactory) -> Toplines:
    return computed(on_disk(survey(), tmp_path_factory.mktemp("stored")))


def same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(ours, theirs, rtol=1e-9, atol=1e-12)


def test_every_number_is_that_of_the_rows(rows: Toplines, sums: Toplines) -> None:
    assert len(ledger(rows)) > 130
    same(ledger(sums), ledger(rows))
    assert (sums.waves, sums.in_scope, sums.segments) == (rows.waves, rows.in_scope, rows.segments)


def test_the_same_cells_are_hidden_and_have_the_same_letters(rows: Toplines, sums: Toplines) -> None:
    def marks(collected: Toplines) -> list[tuple[str, str, bool]]:
        return [(cell.reason, cell.higher, cell.number.hidden) for question in collected.questions
                for line in question.lines for of in line.groups.values() for cell in of]  # fmt: skip

    assert marks(sums) == marks(rows)
    assert ("confidential", "", True) in marks(rows)
    assert any(higher for _, higher, _ in marks(rows))


def test_what_follows_from_printed_numbers_is_seen_from_either_and_hidden(
    rows: Toplines, sums: Toplines, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not worked_out(sums.survey, ledger(sums)[READ])
    monkeypatch.setattr(every_question, "withhold", lambda toplines, chapters: toplines)
    each_safe_alone = ledger(computed(rows.survey))[READ]
    seen = [{(number.id, number.exact) for number in worked_out(of.survey, each_safe_alone)} for of in (rows, sums)]
    assert seen[0] and seen[0] == seen[1]


def test_answers_are_counted_and_why_there_is_none_is_not_told(sums: Toplines) -> None:
    frame = survey().frame
    now = frame[(frame["wave"] == 2024) & frame["eligible"]]
    counts = {question.name: question.counts for question in sums.questions}
    answered = int(now["wait"].notna().sum())
    assert counts["wait"] == {"answered": answered, "not_asked": 0, "untold": len(now) - answered}


def test_page_and_workbook_give_one_count_for_all_reasons(rows: Toplines, sums: Toplines) -> None:
    ours, theirs = topline_page.answer_sheets(sums), topline_page.answer_sheets(rows)
    assert "untold" in ours["questions"] and "blank" not in ours["questions"].dropna(axis=1, how="all")
    assert (ours["crosstabs"][["id", "n", "higher_than"]] == theirs["crosstabs"][["id", "n", "higher_than"]]).all(
        axis=None
    )
    wait = next(question for question in sums.questions if question.name == "wait")
    assert topline_page.base_line(wait, "en").endswith(f"no answer {wait.counts['untold']}.")


def test_few_lines_at_a_time_give_the_same(sums: Toplines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "HELD", 1)
    again = computed(sums.survey)
    same(ledger(again), ledger(sums))


def test_respondents_who_are_psus_are_read_question_by_question(tmp_path: Path) -> None:
    alone = survey(clustered=False)
    same(ledger(computed(on_disk(alone, tmp_path))), ledger(computed(alone)))


def test_too_many_combinations_are_refused(sums: Toplines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "COMBINATIONS", 3)
    with pytest.raises(InputError, match=r"^column \w+: its answers by .* more than 3 combinations"):
        worked_out(sums.survey, ledger(sums)[READ])
