"""Planted persons: each follows from what report and toplines print together, and is hidden, or the build refused."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.exhibits.disclosure.hidden_numbers import READ, worked_out
from manyi.exhibits.toplines import every_question
from manyi.exhibits.toplines.every_question import toplines
from manyi.exhibits.toplines.numbered import ledger
from manyi.language.periods import Period
from manyi.publish.flow.products import disclosure
from manyi.publish.secret import printed_in, require_enough, require_secret, toplines_in
from manyi.rows.survey import Survey
from manyi.study.codebook import Codebook
from manyi.study.study import Study
from tests.stats.test_survey_sample import on_disk

Row = dict[str, Any]
BOTH = {"en": "words", "zh": "词"}
ITEM = {"text": BOTH, "short": BOTH, "columns": {2023: "q"}}
GROUPS = {"sex": ("man", "woman"), "city": ("a", "b", "c", "d"), "region": ("north", "south")}
BOOK = Codebook.model_validate({
    "items": {
        **{name: {**ITEM, "categories": dict.fromkeys(keys, BOTH)} for name, keys in GROUPS.items()},
        "rating": {**ITEM, "scale": {"from": 1, "to": 5}},
        "wait": {**ITEM, "number": {"min": 0, "max": 600, "unit": {"en": "minutes", "zh": "分钟"}}},
    },
    "derived": {"index": {"short": BOTH, "definition": BOTH, "index": ["rating"]}},
})  # fmt: skip
STUDY = Study.model_validate({
    "study": "made", "title": BOTH, "organisation": BOTH, "population": BOTH, "unit": BOTH, "mode": BOTH,
    "basis": "model",
    "waves": {year: {"fieldwork": [f"{year}-03-01", f"{year}-03-31"]} for year in (2023, 2024)},
    "claims": {"outcome": "index", "delta": 3, "segments": ["sex", "city"], "statements": [
        {"id": f"narrow-{len(cities)}", "chapter": "problems", "of": "mean", "item": "wait", "unit": "score",
         "where": {"sex": ["man"], "city": cities, "rating": [4, 5]}, "text": {"en": "{value}", "zh": "{value}"}}
        for cities in (["a"], ["a", "b"])
    ]},
})  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The respondents are made here: no file tells why an answer is missing, and none is."""
    monkeypatch.setattr(every_question, "missing_counts", lambda survey: pd.DataFrame())


def survey(women: int = 1, few: int = 60, weighted: bool = False, rating: int | None = None) -> Survey:
    """200 respondents a wave: some women, `few` in city a of the north; women of one rating, if it is given."""
    rng, n = np.random.default_rng(5), 400
    place = np.tile(np.repeat(list("abcd"), [few, 100 - few, 60, 40]), 2)
    sex = np.where(np.arange(n) % 200 < women, "woman", "man")
    answers = np.where((sex == "woman") & (rating is not None), rating or 0, rng.integers(1, 6, n)).astype(float)
    frame = pd.DataFrame({
        "wave": np.repeat([2023, 2024], 200), "row": [f"r{k}" for k in range(n)], "eligible": True, "stratum": "s",
        "psu": [f"p{k}" for k in range(n)], "base_weight": 1.0, "in_population": True,
        "weight": rng.uniform(0.5, 2, n) if weighted else 1.0,
        "sex": pd.Categorical(np.roll(sex, 61), GROUPS["sex"]), "city": pd.Categorical(place, GROUPS["city"]),
        "region": pd.Categorical(np.where(np.isin(place, ["a", "b"]), "north", "south"), GROUPS["region"]),
        "rating": np.roll(answers, 61), "wait": np.round(rng.gamma(2, 20, n)),
    })  # fmt: skip
    empty = pd.DataFrame(columns=["wave", "item", "reason"])
    return Survey(frame.assign(index=(frame["rating"] - 1) * 25), empty, empty, empty, empty, empty, STUDY, BOOK, 2024,
                  2023, "0" * 64)  # fmt: skip


def told(given: Survey, item: str, mask: Any = True, group: str = "", wave: str = "2024", **fields: Any) -> Row:
    """Return the row of a chapter that prints a mean of those the mask leaves."""
    frame = given.frame[mask & (given.frame["wave"].astype(str) == wave)] if wave.isdigit() else given.frame[mask]
    id_ = f"made-{item}-{group or 'all'}-{wave}"
    value = np.average(frame[item], weights=frame["weight"])
    row = {"id": id_, "item": item, "group": group, "wave": wave, "statistic": "mean", "value": value,
           "base": float(len(frame)), "status": "shown"}  # fmt: skip
    return row | fields


def hidden(given: Survey, item: str, mask: Any, group: str, wave: str = "2024") -> Row:
    return told(given, item, mask, group, wave, status="suppressed", value=float("nan"))


def refused(given: Survey, *rows: Row) -> str:
    """Return the line a build ends in that prints the toplines beside these rows; '' where it does not."""
    chapters = pd.DataFrame(rows, columns=READ)
    return line_of(given, ledger(toplines(given, chapters))[READ], chapters)


def refused_alone(given: Survey, *rows: Row) -> str:
    """Return the line a build without toplines ends in that prints these rows."""
    return line_of(given, pd.DataFrame(rows, columns=READ))


def line_of(given: Survey, *ledgers: pd.DataFrame) -> str:
    """Return the line a build ends in; it names the same hidden numbers where the rows of the study stay on disk."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for survey in (given, on_disk(given, Path(folder))):
            try:
                require_secret("made", [survey], ledgers)
                lines.append("")
            except InputError as error:
                lines.append(str(error))
    hidden, same = (re.sub(r" \(from .*?\)", "", line) for line in lines)
    assert hidden == same
    return lines[0]


def share_of(given: Survey, answer: Any, mask: Any = True, group: str = "", **fields: Any) -> dict[str, Any]:
    """Return what a row says of a share: its value among those the mask leaves in 2024, its group and statistic."""
    within = given.frame[mask & (given.frame["wave"] == 2024)]
    text = "; ".join(filter(None, [f"answer={answer}", group]))
    return {"statistic": "share", "group": text, "id": f"made-{text}", "base": float(len(within))} | fields


def test_one_woman_by_the_share_that_waited_longer() -> None:
    given = survey()
    men, late = given.frame["sex"] == "man", given.frame["wait"] > 30
    rows = []
    for mask, group in ((men | ~men, ""), (men, "sex=man"), (~men, "sex=woman")):
        value = float("nan") if "woman" in group else late[mask & (given.frame["wave"] == 2024)].mean()
        status = "suppressed" if "woman" in group else "shown"
        about = share_of(given, ">30", mask, group, statistic="over", value=value, status=status)
        rows.append(told(given, "wait") | about)
    assert "made-answer=>30; sex=woman (from made-answer=>30, made-answer=>30; sex=man)" in refused_alone(given, *rows)
    assert refused_alone(given, *rows[1:]) == ""


def test_a_few_answers_by_two_answers_told_as_one() -> None:
    given = survey(women=60)
    woman = given.frame["sex"] == "woman"
    given.frame.loc[woman, "rating"] = np.tile([1.0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5], 6)
    rows = []
    for answer in ("1", "1|2", "2"):
        gave = given.frame["rating"].isin(map(float, answer.split("|")))[woman & (given.frame["wave"] == 2024)]
        hide = {"value": float("nan"), "status": "suppressed"} if answer == "1" else {"value": gave.mean()}
        rows.append(told(given, "rating") | share_of(given, answer, woman, "sex=woman", **hide))
    everyone = [told(given, "rating") | share_of(given, point, value=value) for point in range(1, 6)
                if (value := given.frame.query("wave == 2024")["rating"].eq(point).mean()) >= 0]  # fmt: skip
    assert "made-answer=1; sex=woman (from " in refused_alone(given, *rows, *everyone)
    assert refused_alone(given, rows[0], rows[2], *everyone) == ""


def test_a_person_under_a_filter_of_three_questions() -> None:
    """Claims tell of men who gave 4 or 5, in city a and in a or b, where only one lives."""
    given = survey(women=20, few=99)
    frame = given.frame
    in_b = (frame["city"] == "b") & (frame["wave"] == 2024)
    frame.loc[in_b, ["sex", "rating"]] = ["man", 4.0]
    men = (frame["sex"] == "man") & frame["rating"].isin([4, 5])
    rows = [told(given, "wait", men & frame["city"].isin(["a", "b"])), hidden(given, "wait", in_b, "city=b"),
            told(given, "wait", men & (frame["city"] == "a"), id="made-narrow")]  # fmt: skip
    assert "made-wait-city=b-2024 (from " in refused_alone(given, *rows)
    assert refused_alone(given, rows[0], rows[1]) == ""


def test_one_complaint_of_a_channel_by_an_indicator_of_all() -> None:
    """The row of an indicator names what is counted, not who: 'kpi=wait' is everyone."""
    given = survey()
    men = given.frame["sex"] == "man"
    rows = [told(given, "wait", group="kpi=wait"), told(given, "wait", men, "sex=man"),
            hidden(given, "wait", ~men, "sex=woman")]  # fmt: skip
    assert "made-wait-sex=woman-2024 (from made-wait-" in refused_alone(given, *rows)
    assert refused_alone(given, *rows[1:]) == ""


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("item", ["wait", "rating"])
def test_one_woman_among_two_hundred(item: str, weighted: bool) -> None:
    given = survey(weighted=weighted)
    status = ledger(toplines(given)).set_index("id")["status"]
    assert status[[f"made-crosstab-{item}-sex-mean-{key}" for key in ("man", "woman")]].eq("suppressed").all()
    assert refused(given) == ""
    line = refused(given, told(given, item, given.frame["sex"] == "man", "sex=man"))
    assert line.startswith("made: disclosure: hidden numbers can be worked out from printed ones: made-crosstab-")
    named = re.search(rf"made-crosstab-{item}-sex-mean-woman \(from (.*?), (.*?)\)", line)
    assert named
    assert f"made-{item}-sex=man-2024" in named.groups()
    assert any(of_all.startswith("made-topline-") for of_all in named.groups())


def test_one_woman_by_a_derived_number_or_under_a_filter() -> None:
    given = survey()
    men = given.frame["sex"] == "man"
    assert "-sex-mean-woman" in refused(given, told(given, "index", men, "sex=man"))
    assert "-sex-mean-woman" in refused(given, told(given, "rating", men))  # as a chapter prints it `where` sex is man


@pytest.mark.parametrize("women", [3, 7])
def test_women_of_one_answer_by_the_shares_of_men(women: int) -> None:
    given = survey(women, rating=5)
    assert refused(given) == ""
    men = given.frame["sex"] == "man"
    shares = [told(given, "rating", men, f"sex=man; answer={point}", statistic="share",
                   value=given.frame.loc[men & (given.frame["wave"] == 2024), "rating"].eq(point).mean())
              for point in range(1, 6)]  # fmt: skip
    assert "made-crosstab-rating-sex-" in refused(given, *shares)


def test_a_city_by_its_region() -> None:
    given = survey(women=100, few=3)
    place, region = given.frame["city"], given.frame["region"]
    assert refused(given) == ""
    region_and_city = [
        told(given, "wait", region == "north", "region=north"),
        told(given, "wait", place == "b", "city=b"),
    ]
    assert "made-crosstab-wait-city-mean-a (from " in refused(given, *region_and_city)
    assert refused(given, region_and_city[0]) == ""  # toplines hide the other city


def test_a_crossed_group_by_the_groups_crossed() -> None:
    given = survey(women=100, few=50)
    frame = given.frame
    rare = (frame["sex"] == "woman") & (frame["city"] == "d")
    within = frame[rare & (frame["wave"] == 2024)].index
    frame.loc[within[2:], "sex"] = "man"
    in_d = frame["city"] == "d"
    crossed = hidden(given, "wait", in_d & (frame["sex"] == "woman"), "sex=woman; city=d")
    men = told(given, "wait", in_d & (frame["sex"] == "man"), "sex=man; city=d")
    assert refused(given, crossed, men) == ""  # toplines hide the whole city
    line = refused(given, crossed, men, told(given, "wait", in_d, "city=d"))
    assert "made-wait-sex=woman; city=d-2024 (from made-" in line


@pytest.mark.parametrize("by", ["both waves", "the change"])
def test_a_wave_by_both_waves_or_the_change(by: str) -> None:
    given = survey()
    woman = given.frame["sex"] == "woman"
    before = told(given, "wait", woman, "sex=woman", "2023")
    values = [told(given, "wait", woman, "", wave)["value"] for wave in ("2024", "2023")]
    together = told(given, "wait", woman, "sex=woman", "all")
    apart = {"id": "made-change", "wave": "2023-2024", "statistic": "change", "value": values[0] - values[1]}
    change = told(given, "wait", woman, "sex=woman") | apart
    assert refused(given, before) == ""
    assert "made-crosstab-wait-sex-mean-woman (from " in refused(
        given, before, together if by == "both waves" else change
    )


def test_a_harmless_table_keeps_every_number() -> None:
    given = survey(women=90, few=60)
    chapters = [told(given, "wait", given.frame["sex"] == key, f"sex={key}") for key in GROUPS["sex"]]
    assert refused(given, *chapters) == ""
    means = ledger(toplines(given, pd.DataFrame(chapters, columns=READ))).query("statistic == 'mean'")
    assert means["status"].ne("suppressed").all()


def test_a_hidden_number_that_tells_of_nobody_is_nobodys_secret() -> None:
    """A base of 20 of several answers is unreliable, not confidential: its mean may follow from the others."""
    given = survey(women=20)
    assert worked_out(given, ledger(toplines(given))) == []
    assert ledger(toplines(given)).set_index("id").loc["made-crosstab-wait-sex-mean-man", "status"] == "shown"


def test_files_are_read_as_they_are_published(tmp_path: Path) -> None:
    given = survey()
    numbers = ledger(toplines(given))
    numbers.to_csv(tmp_path / "toplines-made.csv", index=False)
    pd.testing.assert_frame_equal(toplines_in(tmp_path / "toplines-made.csv"), numbers[READ], check_dtype=False)
    pd.DataFrame([told(given, "wait")]).assign(study="made", basis="model").to_parquet(tmp_path / "one.parquet")
    pd.DataFrame([told(given, "wait")]).assign(study="other", basis="model").to_parquet(tmp_path / "two.parquet")
    files = [tmp_path / name for name in ("one.parquet", "two.parquet", "none.parquet")]
    assert printed_in(files, "made")["id"].tolist() == ["made-wait-all-2024"]


CELL = {"item": "index", "wave": "2024", "statistic": "mean", "status": "shown", "basis": "design"}
PAIR = {**CELL, "statistic": "difference", "base": float("nan")}
FEW = {**CELL, "id": "made-bot", "group": "channel=bot", "base": 12.0}


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([FEW], "made-bot (12 people)"),
        ([{**FEW, "basis": "census"}, {**FEW, "base": 30.0}, {**FEW, "statistic": "target"}], ""),
        ([{**FEW, "status": "suppressed"}, {**PAIR, "id": "made-own", "group": "channel=phone"}], ""),
        ([{**FEW, "status": "suppressed"}, {**PAIR, "id": "made-own", "group": "channel=bot"}], "made-own (its group"),
        (
            [
                {**FEW, "status": "suppressed"},
                {**PAIR, "id": "made-gap", "group": "channel=phone; against:channel=bot"},
            ],
            "made-gap (its group is hidden in made-bot)",
        ),
        (
            [{**FEW, "status": "suppressed", "base": 80.0}, {**PAIR, "id": "made-own", "group": "channel=bot"}],
            "",  # too uncertain alone, which a difference need not be
        ),
    ],
)
def test_numbers_of_too_few_people_are_refused_whatever_they_are_called(rows: list[Row], line: str) -> None:
    """Before, a mean of 12 that claimed to be shown was published: an attack only looks for persons."""
    printed = pd.DataFrame(rows)
    if not line:
        require_enough("made", printed)
        return
    with pytest.raises(InputError, match=re.escape(line)) as refusal:
        require_enough("made", printed)
    assert str(refusal.value).startswith("made: disclosure: ")


def test_the_step_of_a_build_refuses_them(tmp_path: Path) -> None:
    pd.DataFrame([{**FEW, "study": "made", "value": 28.7}]).to_parquet(tmp_path / "one-made.parquet")
    with pytest.raises(InputError, match=r"^made: disclosure: numbers of fewer than 30 people are printed: made-bot"):
        disclosure(Period(2024), "made", {"one-made": str(tmp_path)}, str(tmp_path), str(tmp_path))
