"""A Sample gives what the functions beneath give for the same design, with the study's units, basis and waves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from manyi import stats
from manyi.errors import InputError
from manyi.exhibits import likert
from manyi.rows.survey import Survey
from manyi.stats import Sample
from manyi.study.codebook import Codebook
from manyi.study.study import Study

BOTH = {"en": "words", "zh": "词"}
ITEM = {"text": BOTH, "short": BOTH, "columns": {2023: "q"}}
BOOK = Codebook.model_validate({
    "items": {
        "rating": {**ITEM, "scale": {"from": 1, "to": 5}},
        "solved": {**ITEM, "categories": {"yes": BOTH, "partly": BOTH, "no": BOTH}},
        "channel": {**ITEM, "categories": {"phone": BOTH, "online": BOTH}},
        "reasons": {**ITEM, "options": {"slow": BOTH, "rude": BOTH}, "columns": {2023: {"slow": "s", "rude": "r"}}},
        "wait": {**ITEM, "number": {"min": 0, "max": 999, "unit": {"en": "minutes", "zh": "分钟"}}},
        "visits": {**ITEM, "number": {"min": 0, "max": 99, "unit": {"en": "visits", "zh": "次到访"}}},
        "ten": {**ITEM, "scale": {"from": 0, "to": 10}},
    },
    "derived": {
        "index": {"short": BOTH, "definition": BOTH, "index": ["rating"]},
        "nps": {"short": BOTH, "definition": BOTH, "nps": "ten"},
    },
})  # fmt: skip
STUDY = Study.model_validate({
    "study": "made", "title": BOTH, "organisation": BOTH, "population": BOTH, "unit": BOTH, "mode": BOTH,
    "basis": "model",
    "waves": {year: {"fieldwork": [f"{year}-03-01", f"{year}-03-31"]} for year in (2023, 2024)},
    "claims": {"outcome": "index", "delta": 3},
})  # fmt: skip


@pytest.fixture(scope="module")
def survey() -> Survey:
    rng = np.random.default_rng(11)
    n = 480
    frame = pd.DataFrame({
        "wave": np.repeat([2023, 2024], n // 2), "row": [f"r{k}" for k in range(n)],
        "eligible": rng.uniform(size=n) < 0.8,
        "stratum": rng.choice(["s", "t"], n), "psu": [f"p{k // 8}" for k in range(n)],
        "base_weight": 1.0, "in_population": True, "weight": rng.uniform(0.5, 2, n),
        "rating": rng.integers(1, 6, n).astype(float),
        "solved": pd.Categorical(rng.choice(["yes", "partly", "no"], n), ["yes", "partly", "no"]),
        "channel": pd.Categorical(rng.choice(["phone", "online"], n), ["phone", "online"]),
        "reasons__slow": rng.integers(0, 2, n).astype(float), "wait": rng.gamma(2, 9, n),
        "ten": rng.integers(0, 11, n) * 1.0,
    })  # fmt: skip
    frame["index"] = (frame["rating"] - 1) * 25
    empty = pd.DataFrame()
    return Survey(frame, empty, empty, empty, empty, empty, STUDY, BOOK, 2024, 2023, "0" * 64)


@pytest.fixture(scope="module")
def sample(survey: Survey) -> Sample:
    return survey.sample(2024)


def test_the_domain_is_the_scope_and_the_sample_stays_whole(survey, sample):
    assert (sample.waves, survey.sample().waves) == ((2024,), (2023, 2024))
    assert len(sample.frame) == 240 and sample.inside.sum() == survey.frame[240:]["eligible"].sum()
    assert (sample.basis, sample.psu, sample.study, sample.codebook) == ("model", "psu", STUDY, BOOK)
    with pytest.raises(InputError, match="no respondents in wave 2022"):
        survey.sample(2022)


def test_respondents_that_are_their_own_psus_are_not_clusters(survey):
    each = replace(survey, frame=survey.frame.assign(psu=survey.frame["row"]))
    assert each.sample(2024).psu is None


@pytest.mark.parametrize(("item", "unit"), [
    ("index", "index"), ("nps", "nps"), ("rating", "score"), ("solved", "percent"), ("reasons__slow", "percent"),
    ("wait", "minutes"), ("visits", ""), ("unheard", ""),
])  # fmt: skip
def test_the_codebook_says_the_unit(sample, item, unit):
    assert sample.unit_of(item) == unit


CALLS: dict[str, tuple[Any, Any]] = {
    "mean": (lambda s: s.mean("index", by="channel"), lambda s: stats.means(s, "index", "channel")),
    "share": (lambda s: s.share("reasons__slow"), lambda s: stats.shares(s, "reasons__slow")),
    "nps": (lambda s: s.nps("ten"), lambda s: stats.nps(s, "ten")),
    "distribution": (lambda s: s.distribution("solved"), lambda s: stats.distribution(s, "solved")),
    "quantile": (lambda s: s.quantile("wait", [0.5, 0.9]), lambda s: stats.quantiles(s, "wait", [0.5, 0.9])),
    "ratio": (lambda s: s.ratio("wait", "ten"), lambda s: stats.ratios(s, "wait", "ten", unit="ratio")),
    "total": (lambda s: s.total("wait"), lambda s: stats.totals_of(s, "wait", unit="count")),
}


@pytest.mark.parametrize("name", CALLS)
def test_methods_give_what_the_functions_give(sample, name):
    method, function = (call(sample) for call in CALLS[name])
    pd.testing.assert_frame_equal(method.table, function.table)
    np.testing.assert_array_equal(method.covariance, function.covariance)
    assert method.basis == "model" and method.unit


def test_shares_of_answers_and_above_a_limit_are_those_of_0_1_columns(sample):
    answer, wait = sample.frame["solved"], sample.frame["wait"]
    by_hand = sample.assign(good=answer.isin(["yes", "partly"]).astype(float), long=(wait > 20).astype(float))
    good, long = sample.share("solved", answers=["yes", "partly"]), sample.share("wait", over=20)
    assert (good.row().answers, long.row().answers) == ("yes|partly", ">20")
    for share, column in ((good, "good"), (long, "long")):
        expected = stats.shares(by_hand, column)
        same = share.table.drop(columns=["item", "answers"])
        assert same.equals(expected.table.drop(columns="item")) and share.unit == "percent"
    with pytest.raises(InputError, match="answers and over go with one item"):
        sample.share(["solved", "channel"], answers=["yes"])
    for item, answer in (("channel", "fax"), ("rating", 6)):  # its share would be 0 and look like a result
        with pytest.raises(InputError, match=f"column {item}: no such answer: {answer}"):
            sample.share(item, answers=[answer])


def test_every_point_of_a_scale_has_a_share_and_the_lowest_two_are_of_the_scale(sample):
    """Nobody gave the lowest answer: 'lowest two' is still 1 and 2, not 2 and 3."""
    high = sample.assign(rating=sample.frame["rating"].clip(2))
    shares = high.distribution("rating").table.set_index("category")["estimate"]
    assert list(shares.index) == [1, 2, 3, 4, 5] and shares[1] == 0
    answered = stats.distribution(high, "rating").table
    assert list(answered["category"]) == [2, 3, 4, 5]
    assert shares[[2, 3, 4, 5]].tolist() == answered["estimate"].tolist()
    (bar,) = likert(high.distribution("rating")).data.rows
    assert bar.numbers["bottom"].value == pytest.approx(shares[1] + shares[2])
    assert bar.numbers["top"].value == pytest.approx(shares[4] + shares[5])


def test_a_narrower_domain_keeps_the_sample_and_its_error(sample):
    phone = sample.where({"channel": ["phone"]})
    assert isinstance(phone, Sample) and len(phone.frame) == len(sample.frame)
    row = sample.mean("index", by="channel").row(channel="phone")
    alone = phone.mean("index").row()
    assert (alone["estimate"], alone["se"]) == pytest.approx((row["estimate"], row["se"]), rel=1e-12)
    long = sample.where({"wait": {"min": 20}})
    assert long.inside.sum() == (sample.inside & (sample.frame["wait"] >= 20)).sum()


def test_a_change_is_between_the_two_latest_waves_by_the_delta_of_the_study(survey, sample):
    moved = survey.sample().change(["index", "rating"])
    assert (moved.now, moved.before) == (2024, 2023)
    beneath = stats.changes(survey.sample(), ["index", "rating"], 2024, 2023, delta={"index": 3, "rating": 0.12})
    pd.testing.assert_frame_equal(moved.table, beneath)
    with pytest.raises(InputError, match="a change needs two waves"):
        sample.change("index")


def test_without_a_study_there_are_no_units_and_the_usual_delta(sample):
    bare = replace(sample, study=None, codebook=None)
    assert bare.unit_of("index") == "" and bare.smallest_of_interest(["index"]) == {"index": 2.0}
    assert bare.mean("index").unit == "" and bare.mean("index").of_unit("index").unit == "index"
