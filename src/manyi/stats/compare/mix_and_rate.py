"""How much of a change is due to people moving between groups. Input: a design with two waves; output: mix and rate.

Kitagawa (1955): change = sum of mean share x change within the group (rate) + sum of mean level x change of its share
(mix).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from manyi.display import Displayed
from manyi.stats.compare.contrasts import status_of_tests, test_rows
from manyi.stats.design.design import Design
from manyi.stats.design.groups import Groups, answers_of
from manyi.stats.estimate.estimates import Estimates, combine
from manyi.stats.estimate.means_and_shares import means
from manyi.stats.estimate.suppress import ROUNDING, SMALLEST_BASE


@dataclass(frozen=True, repr=False)
class Decomposition(Displayed):
    """parts: rows rate, mix, change with difference se low high df t p status reason, suppressed where fewer than 30
    answered in a wave. groups: one row per group.

    groups has share share_before level level_before rate mix status; mix is measured from the mean level of both waves,
    so that a group at that level adds nothing by growing.
    """

    parts: pd.DataFrame
    groups: pd.DataFrame


def decomposition(design: Design, item: str, by: str, now: int, before: int, wave: str = "wave") -> Decomposition:
    """Return the change of a mean split into rate and mix, with errors by the delta method over PSUs.

    A group that was empty in one of the waves takes its level from the other, so that it contributes to the mix alone.
    """
    design = design.of_waves(wave, now, before).only(by=[item, by, wave])
    groups = Groups.of(design, by)
    parts = _levels_and_shares(design, item, by, groups, wave, (now, before))
    joint = combine(*parts)
    levels, shares, levels_before, shares_before = joint.table["estimate"].to_numpy().reshape(4, -1)
    levels, levels_before = (np.where(np.isnan(a), b, a) for a, b in ((levels, levels_before), (levels_before, levels)))
    level, share = np.nan_to_num(levels + levels_before) / 2, (shares + shares_before) / 2
    centre = float(level @ share)
    rise, move = np.nan_to_num(levels - levels_before), shares - shares_before
    # Gradients of rate and mix by (levels, shares, levels before, shares before).
    rate = np.concatenate([share, rise / 2, -share, rise / 2])
    mix = np.concatenate([move / 2, level - centre, move / 2, centre - level])
    value = np.array([share @ rise, (level - centre) @ move])
    tests = _tests(joint, value, np.vstack([rate, mix, rate + mix]), float(level.max()))
    table = groups.labels.assign(
        share=shares, share_before=shares_before, level=levels, level_before=levels_before,
        rate=share * rise, mix=(level - centre) * move,
        status=np.where(parts[0].shown & parts[2].shown, "shown", "suppressed"),
    )  # fmt: skip
    few = any(part.table[["base", "n_kish"]].to_numpy(float).min() < SMALLEST_BASE - ROUNDING for part in parts[1::2])
    tests.loc[[few] * len(tests), ["t", "p"]] = np.nan
    tests = tests.assign(status=status_of_tests(tests, np.full(len(tests), few)), reason="base_below_30" if few else "")
    return Decomposition(tests.assign(unit=parts[0].unit, basis=design.basis), table)


def _levels_and_shares(
    design: Design, item: str, by: str, groups: Groups, wave: str, years: tuple[int, int]
) -> list[Estimates]:
    """Return, wave by wave, the mean of each group and its share of those who are in a group and answered."""
    in_group = {f"in group {j}": (groups.code == j).astype(float) for j in range(len(groups.labels))}
    answered = ~np.isnan(answers_of(design, [item])[:, 0])
    whole = design.assign(**in_group).where((groups.code >= 0) & answered)
    parts = []
    for year in years:
        of_wave = whole.where((design.frame[wave] == year).to_numpy())
        parts += [means(of_wave, item, by, widest=None), means(of_wave, list(in_group), widest=None)]
    return parts


def _tests(joint: Estimates, value: np.ndarray, gradient: np.ndarray, size: float) -> pd.DataFrame:
    """Return the tests of rate, mix and their sum, from the gradients (3, estimates) of each."""
    se = np.sqrt(np.square(joint.spread @ gradient.T).sum(axis=0))
    df = np.full(3, joint.reach.df(*range(gradient.shape[1])))
    rows = test_rows(np.append(value, value.sum()), se, df, size, joint.level)
    rows.insert(0, "part", ["rate", "mix", "change"])
    return rows
