"""The short simulation: samples of the enumerated `contact` population, held against its exact values.

The long one is `make simulate`; its table is in docs/methods.md. Here one wave is enumerated and compared with itself.
A promise is broken when the exact binomial test rejects nominal at .001.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from tests.simulation.joint import levels_of_joint_tests
from tests.simulation.models import drivers, truth_of_models
from tests.simulation.questions import truth
from tests.simulation.run import Found, one
from tests.simulation.samples import MARGINS, NOW, World, design, districts, taken, targets, world
from tests.simulation.summary import ASKED, REJECTED, Row, coverage, error, summary

SAMPLES = 16


@cache
def people() -> World:
    return world(real=False)


@cache
def results() -> dict[str, list[Row]]:
    found = Found()
    for number in range(SAMPLES):
        one(found, people(), number, short=True)
    return summary(found, truth(people()) | truth_of_models(people()))


def test_every_interval_holds_the_truth() -> None:
    rows = results()["intervals"]
    assert [row["name"] for row in rows] == [question.name for question in ASKED]
    assert [row for row in rows if not row["holds"]] == []


def test_every_test_keeps_its_error() -> None:
    assert len(results()["errors"]) == 10
    assert [row for row in results()["errors"] if not row["holds"]] == []


def test_joint_tests_keep_their_level_where_wald_tests_do_not() -> None:
    few = levels_of_joint_tests(40, strata=(6,))
    assert [row["groups"] for row in few] == [2, 4, 8, 12, 16] and all(row["p"] > REJECTED for row in few)
    assert few[-1]["wald"] > few[-1]["rate"]


def test_estimates_are_unbiased() -> None:
    for row in results()["intervals"]:
        if not row["name"].startswith(("driver", "Johnson")):  # an importance near zero is biased upward, by its nature
            assert abs(row["bias_in_se"]) < 4.5 * row["bias_in_se_mc"], row


def test_selection_on_satisfaction_is_seen() -> None:
    rng = np.random.default_rng(7)
    where = districts(rng)
    wave = people().now
    honest, opted = (taken(wave, where, rng, selected) for selected in (0.0, 0.25))
    both = [float(np.average(s["index"][s["eligible"]], weights=s["weight"][s["eligible"]])) for s in (honest, opted)]
    assert both[1] > both[0] + 2


def test_samples_are_raked_to_all_adults() -> None:
    rng = np.random.default_rng(8)
    drawn = taken(people().now, districts(rng), rng)
    for margin, target in zip(MARGINS, targets(), strict=True):
        shares = drawn.groupby(margin, observed=True)["weight"].sum() / drawn["weight"].sum()
        np.testing.assert_allclose(shares, target, rtol=1e-6)
    made = design(drawn)
    assert made.units.count == 120 and not made.domain.all()


def test_a_broken_promise_is_seen() -> None:
    rng = np.random.default_rng(9)
    estimate = rng.normal(size=400)
    fair = [(x, 1.0, x - 1.96, x + 1.96) for x in estimate]
    short = [(x, 0.7, x - 1.37, x + 1.37) for x in estimate]
    long = [(x, 1.5, x - 2.94, x + 2.94) for x in estimate]
    assert coverage("", "", 0.0, fair)["holds"]
    assert not coverage("", "", 0.0, short)["holds"] and not coverage("", "", 0.0, short, above="said so")["holds"]
    assert not coverage("", "", 0.0, long)["holds"] and coverage("", "", 0.0, long, above="said so")["holds"]
    assert abs(coverage("", "", 0.0, short)["se_ratio"] - 0.7) < 0.1
    assert not error("level", np.repeat([0.0, 1.0], [350, 50]))["holds"]
    assert error("level", np.repeat([0.0, 1.0], [380, 20]))["holds"]
    assert not error("(BH)", np.tile([0.0, 0.0, 0.5], 100))["holds"]


def test_the_same_number_is_the_same_sample() -> None:
    answers = []
    for _ in range(2):
        rng = np.random.default_rng(10)
        now = taken(people().now, districts(rng), rng)
        answers.append(drivers(design(now), 1, 50))
    assert answers[0] == answers[1]
    assert set(now["wave"]) == {NOW}
