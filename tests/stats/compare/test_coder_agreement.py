import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.stats.compare import reliability
from manyi.stats.compare.reliability import (
    accuracy,
    agreement,
    cohen_kappa,
    corrected,
    corrected_shares,
    krippendorff_alpha,
)

NAN = np.nan


def table(both: int, only_first: int, only_second: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    first = np.repeat([1, 1, 0, 0], [both, only_first, only_second, neither])
    second = np.repeat([1, 0, 1, 0], [both, only_first, only_second, neither])
    return first, second


def test_kappa_of_a_textbook_table():
    assert cohen_kappa(*table(20, 5, 10, 15)) == pytest.approx(0.4)


def test_kappa_of_no_and_of_full_agreement():
    assert cohen_kappa(*table(25, 25, 25, 25)) == pytest.approx(0)
    assert cohen_kappa(*table(7, 0, 0, 9)) == 1
    assert np.isnan(cohen_kappa(*table(9, 0, 0, 0)))
    with pytest.raises(InputError):
        cohen_kappa(np.array([1]), np.array([1, 0]))


def test_alpha_of_the_published_example():
    """Krippendorff 2011, Computing Krippendorff's alpha-reliability, C: four observers, missing data, nominal .743."""
    codes = np.array([
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]).T  # fmt: skip
    assert krippendorff_alpha(codes) == pytest.approx(0.743, abs=5e-4)


def test_agreement_has_an_interval_around_each_measure():
    first, second = table(40, 5, 5, 50)
    found = agreement(pd.DataFrame({"late": first}), pd.DataFrame({"late": second})).iloc[0]
    assert (found["n"], found["both"], found["share"]) == (100, 40, pytest.approx(0.9))
    assert found["kappa_low"] < found["kappa"] < found["kappa_high"] < 1
    assert abs(found["alpha"] - found["kappa"]) < 0.01


def test_agreement_of_all_draws_at_once_is_that_of_one_draw_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reliability, "REPLICATES", 60)
    first, second = table(3, 2, 4, 31)
    again = np.random.default_rng(reliability.SEED).integers(0, 40, (60, 40))
    row = agreement(pd.DataFrame({"late": first}), pd.DataFrame({"late": second})).iloc[0]
    kappas = [cohen_kappa(first[draw], second[draw]) for draw in again]
    alphas = [krippendorff_alpha(np.column_stack([first, second])[draw]) for draw in again]
    ends = {"kappa": np.nanquantile(kappas, [0.025, 0.975]), "alpha": np.nanquantile(alphas, [0.025, 0.975])}
    for measure, wanted in ends.items():
        assert [row[f"{measure}_low"], row[f"{measure}_high"]] == pytest.approx(wanted.tolist(), rel=1e-12)
    assert row["kappa"] == cohen_kappa(first, second)
    assert row["alpha"] == krippendorff_alpha(np.column_stack([first, second]))


def test_accuracy_counts_both_ways_and_is_silent_on_few():
    machine = pd.DataFrame({"late": [1] * 18 + [0] * 2 + [1] * 2 + [0] * 78, "rare": [1] * 3 + [0] * 97})
    decided = pd.DataFrame({"late": [1] * 20 + [0] * 80, "rare": [1] * 3 + [0] * 97})
    late, rare = accuracy(machine, decided, ["late", "rare"]).to_dict("records")
    assert (late["sensitivity"], late["specificity"], late["precision"]) == pytest.approx((0.9, 0.975, 0.9))
    assert late["sensitivity_low"] < 0.9 < late["sensitivity_high"]
    assert np.isnan(rare["sensitivity"])
    assert rare["specificity"] == 1
    observed = pd.DataFrame([
        {"item": name, "estimate": 0.2, "n_eff": 100.0, "base": 100, "status": "shown", "reason": ""}
        for name in ("late", "rare")
    ])  # fmt: skip
    fixed = corrected_shares(observed, accuracy(machine, decided, ["late", "rare"])).set_index("item")
    assert fixed.loc["late", "estimate"] == pytest.approx((0.2 + 0.975 - 1) / (0.9 + 0.975 - 1))
    assert fixed.loc["rare", "status"] == "suppressed"


def test_correction_undoes_errors_and_stays_a_share():
    assert corrected(0.3 * 0.8 + 0.7 * 0.1, 1e9, (0.8, 1e9), (0.9, 1e9)).estimate == pytest.approx(0.3)
    assert corrected(0.01, 500, (0.8, 100), (0.9, 100)).estimate == 0
    assert np.isnan(corrected(0.4, 500, (0.5, 100), (0.5, 100)).estimate)


def test_corrected_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(1)
    truth, se, sp, runs, inside = 0.3, 0.85, 0.95, 2000, 0
    for _ in range(runs):
        p = rng.binomial(1000, truth * se + (1 - truth) * (1 - sp)) / 1000
        found = corrected(p, 1000, (rng.binomial(100, se) / 100, 100), (rng.binomial(250, sp) / 250, 250))
        inside += found.low <= truth <= found.high
    assert 0.935 < inside / runs < 0.97
