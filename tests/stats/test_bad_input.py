"""Whatever comes in, every public method names what is wrong or raises one line; it never warns and prints no NaN.

One case is a kind of bad input x a method: it may return a frame whose rows without numbers say why (status or reason,
or are not `shown`), or raise InputError in one line.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from manyi import stats
from manyi.errors import InputError
from manyi.stats import Design
from tests.stats.planted_drivers import design as planted
from tests.stats.planted_drivers import drivers

X = ["speed", "skill", "tone"]
PLENTY = [f"x{i}" for i in range(40)]
FAST: dict[str, Any] = {"replicates": 50, "rerake": False}


@cache
def sample() -> pd.DataFrame:
    frame = drivers(1, n=240, strata=3)
    half = np.random.default_rng(1).random(len(frame)) < 0.5
    return frame.assign(wave=np.where(half, 2024, 2023), one=1.0, low=(frame["speed"] < -1).astype(float))


def constant(frame: pd.DataFrame) -> Design:
    return design(frame.assign(outcome=5.0, good=1.0, rating=5.0, count=2.0, channel="bot"))


def constant_driver(frame: pd.DataFrame) -> Design:
    return design(frame.assign(speed=3.0))


def collinear(frame: pd.DataFrame) -> Design:
    return design(frame.assign(skill=2 * frame["speed"] + 1))


def one_psu(frame: pd.DataFrame) -> Design:
    return design(frame).where(frame["psu"] == frame["psu"].iloc[0])


def all_missing(frame: pd.DataFrame) -> Design:
    gone = dict.fromkeys(("outcome", "good", "rating", "count", *X), np.nan)
    return design(frame.assign(**gone, channel=pd.Categorical([None] * len(frame), ["bot", "phone"])))


def one_respondent(frame: pd.DataFrame) -> Design:
    return design(frame).where(np.arange(len(frame)) == 7)


def zero_weights(frame: pd.DataFrame) -> Design:
    return design(frame.assign(weight=0.0))


def some_zero_weights(frame: pd.DataFrame) -> Design:
    return design(frame.assign(weight=frame["weight"].where(frame["channel"] != "bot", 0.0)))


def few_rows(frame: pd.DataFrame) -> Design:
    more = pd.DataFrame(np.random.default_rng(2).normal(size=(len(frame), len(PLENTY))), columns=PLENTY)
    return design(pd.concat([frame, more], axis=1)).where(np.arange(len(frame)) < 30)


def design(frame: pd.DataFrame) -> Design:
    plain = {"stratum": "stratum", "psu": "psu", "wave": "wave", "raked_within": "wave"}
    return planted(frame, margins=("sex", "age") if (frame["weight"] > 0).all() else (), **plain)


BAD = [constant, one_psu, all_missing, one_respondent, zero_weights, some_zero_weights]
BAD_DRIVERS = [constant_driver, collinear, few_rows]

Method = Callable[[Design], Any]


def many(d: Design) -> list[str]:
    return [name for name in PLENTY if name in d.frame] or X


ESTIMATES: dict[str, Method] = {
    "means": lambda d: stats.means(d, ["outcome", "speed"], "channel").table,
    "shares": lambda d: stats.shares(d, "good").table,
    "wilson": lambda d: stats.shares(d, "good", method="wilson").table,
    "beta": lambda d: stats.shares(d, "good", method="beta").table,
    "distribution": lambda d: stats.distribution(d, "rating").table,
    "nps": lambda d: stats.nps(d, "rating", "channel").table,
    "quantiles": lambda d: stats.quantiles(d, "outcome", 0.5, "channel").table,
    "totals": lambda d: stats.totals_of(d, "good", "channel").table,
    "ratios": lambda d: stats.ratios(d, "outcome", "count", "channel").table,
    "columns": lambda d: stats.columns(d, "outcome", ["good", "low"]).table,
    "pairwise": lambda d: stats.pairwise(stats.means(d, "outcome", "channel")),
    "letters": lambda d: stats.letters(stats.means(d, "outcome", "channel")),
    "omnibus": lambda d: stats.omnibus(stats.means(d, "outcome", "channel")),
    "one_sample": lambda d: stats.one_sample(stats.means(d, "outcome"), 0.0),
    "versus_rest": lambda d: stats.versus_rest(d, "outcome", "channel"),
    "extremes": lambda d: stats.extremes(stats.means(d, "outcome", "channel")),
    "effect_sizes": lambda d: stats.effect_sizes(d, "outcome", "channel"),
    "chi_square": lambda d: stats.chi_square(d, "channel", "sex"),
    "goodness": lambda d: stats.goodness_of_fit(d, "sex", {"f": 0.5, "m": 0.5}),
    "rank_test": lambda d: stats.rank_test(d, "rating", "channel").test,
    "kpi": lambda d: stats.kpi(stats.shares(d, "good"), 0.5, "share"),
    "changes": lambda d: stats.changes(d, ["outcome", "good"], 2024, 2023, "channel"),
    "decomposition": lambda d: stats.decomposition(d, "outcome", "channel", 2024, 2023).parts,
    "shrink": lambda d: stats.shrink(stats.means(d, "outcome", ["stratum", "sex"])),
    "cronbach": lambda d: stats.cronbach(d, X),
    "replicates": lambda d: stats.replicate_means(stats.jackknife(d), "outcome", "channel").table,
}  # fmt: skip
MODELS: dict[str, Method] = {
    "linear": lambda d: stats.regression(d, "outcome", many(d)).table,
    "logit": lambda d: stats.regression(d, "good", many(d), "logit").table,
    "ordinal": lambda d: stats.regression(d, "rating", many(d), "ordinal").table,
    "count": lambda d: stats.regression(d, "count", many(d), "count").table,
    "terms": lambda d: stats.term_test(stats.regression(d, "outcome", [*X, "channel"]), "channel"),
    "proportionality": lambda d: stats.proportionality(d, "rating", X),
    "adjusted": lambda d: stats.adjusted_means(d, stats.regression(d, "outcome", [*X, "channel"]), "channel"),
    "scenario": lambda d: stats.scenario(d, stats.regression(d, "outcome", X), {"speed": 1.0}),
    "importance": lambda d: stats.importance(d, "outcome", many(d)[:12], **FAST).table,
    "johnson": lambda d: stats.importance(d, "outcome", many(d), "johnson", **FAST).table,
    "johnson logit": lambda d: stats.importance(d, "good", X, "johnson", "logit", **FAST).table,
    "johnson ordinal": lambda d: stats.importance(d, "rating", X, "johnson", "ordinal", **FAST).table,
    "imputed": lambda d: stats.importance(d, "outcome", X, **FAST, missing="imputed").table,
    "measures": lambda d: stats.measures(d, "outcome", X).table,
    "modules": lambda d: stats.module_importance(d, "outcome", {"a": ["speed", "skill"], "b": ["tone"]}, **FAST).table,
    "priorities": lambda d: stats.priorities(stats.importance(d, "outcome", X, **FAST)),
    "asymmetry": lambda d: stats.asymmetry(d, "outcome", dict.fromkeys(X, (-1, 1)), **FAST),
    "robustness": lambda d: stats.robustness(d, "outcome", X),
}  # fmt: skip

SAYS = ("status", "reason", "verdict", "form")
NUMBERS = ("estimate", "difference", "statistic", "share", "importance", "alpha", "p")


CASES = [
    *[(bad, name, method) for bad in BAD for name, method in {**ESTIMATES, **MODELS}.items()],
    *[(bad, name, method) for bad in BAD_DRIVERS for name, method in MODELS.items()],
]


@cache
def spoilt(bad: Callable[[pd.DataFrame], Design]) -> Design:
    """A sample spoilt in one way; what is refused is refused again each time."""
    return bad(sample())


@pytest.mark.parametrize(("bad", "name", "method"), CASES, ids=[f"{bad.__name__}-{name}" for bad, name, _ in CASES])
def test_is_named_or_refused(bad: Callable[[pd.DataFrame], Design], name: str, method: Method) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = method(spoilt(bad))
        except InputError as refused:
            assert str(refused) and "\n" not in str(refused)
            return
    assert unexplained(found).empty


def unexplained(found: Any) -> pd.DataFrame:
    """Return the rows that lack a number and do not say why."""
    frame = found if isinstance(found, pd.DataFrame) else pd.DataFrame([dict(getattr(found, "__dict__", found))])
    if isinstance(found, pd.Series):
        frame = pd.DataFrame([found])
    lacking = frame[[name for name in NUMBERS if name in frame]].isna().any(axis=1)
    words = frame[[name for name in SAYS if name in frame]].astype(str)
    said = ~words.isin(["shown", "estimated", "", "nan"]).all(axis=1) if len(words.columns) else False
    hidden = frame["shown"].eq(False) if "shown" in frame else False
    return frame[lacking & ~(said | hidden)]


def test_what_is_sound_is_answered() -> None:
    for name, method in {**ESTIMATES, **MODELS}.items():
        assert unexplained(method(design(sample()))).empty, name
    assert len(unexplained(pd.DataFrame({"estimate": [np.nan, 1.0], "status": "shown"}))) == 1
