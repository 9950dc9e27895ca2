"""How much of a change is people moving between groups. Input: a design with two waves; output: mix and rate.

Kitagawa (1955): change = sum of mean share x change within the group (rate) + sum of mean level x change of its share
(mix).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from manyi.display import Displayed
from manyi.errors import InputError
from manyi.stats.compare.contrasts import test_rows
from manyi.stats.design.design import Design
from manyi.stats.design.groups import Groups, answers_of
from manyi.stats.estimate.estimates import combine
from manyi.stats.estimate.means_and_shares import means


@dataclass(frozen=True, repr=False)
class Decomposition(Displayed):
    """parts: rows rate, mix, change with difference se low high df t p status. groups: one row per group.

    groups has share share_before level level_before rate mix status; mix is counted from the mean level of both waves,
    so that a group at that level adds nothing by growing.
    """

    parts: pd.DataFrame
    groups: pd.DataFrame


def decomposition(design: Design, item: str, by: str, now: int, before: int, wave: str = "wave") -> Decomposition:
    """Split the change of a mean into rate and mix, with errors by the delta method over PSUs.

    A group nobody was in, in one of the waves, is given its level of the other: all it does is mix.
    """
    for year in (now, before):
        if not (design.frame[wave] == year).any():
            raise InputError(f"no respondents in wave {year}", allowed=sorted(design.frame[wave].unique()))
    design = design.of_waves(wave, now, before)
    groups = Groups.of(design, by)
    answer = answers_of(design, [item])[:, 0]
    k = len(groups.labels)
    in_group = {f"in group {j}": (groups.code == j).astype(float) for j in range(k)}
    frame = design.frame
    whole = design.assign(**in_group).where((groups.code >= 0) & ~np.isnan(answer))
    parts = []
    for year in (now, before):
        wave_of = whole.where((frame[wave] == year).to_numpy())
        parts += [means(wave_of, item, by, widest=None), means(wave_of, list(in_group), widest=None)]
    joint = combine(*parts)
    levels, shares, levels_before, shares_before = joint.table["estimate"].to_numpy().reshape(4, k)
    levels, levels_before = (np.where(np.isnan(a), b, a) for a, b in ((levels, levels_before), (levels_before, levels)))
    level, share = np.nan_to_num(levels + levels_before) / 2, (shares + shares_before) / 2
    centre = float(level @ share)
    rise, move = np.nan_to_num(levels - levels_before), shares - shares_before
    # Gradients of rate and mix by (levels, shares, levels before, shares before).
    rate = np.concatenate([share, rise / 2, -share, rise / 2])
    mix = np.concatenate([move / 2, level - centre, move / 2, centre - level])
    gradient = np.vstack([rate, mix, rate + mix])
    value = np.array([share @ rise, (level - centre) @ move])
    se = np.sqrt(np.square(joint.spread @ gradient.T).sum(axis=0))
    df = np.full(3, joint.reach.df(*range(4 * k)))
    rows = test_rows(np.append(value, value.sum()), se, df, float(level.max()), joint.level)
    rows.insert(0, "part", ["rate", "mix", "change"])
    untested = np.where(rows["se"] == 0, "untested", "suppressed")
    rows["status"] = np.where(rows["p"].isna(), untested, "shown")
    rows["unit"], rows["basis"] = parts[0].unit, design.basis
    status = np.where(parts[0].shown & parts[2].shown, "shown", "suppressed")
    table = groups.labels.assign(
        share=shares,
        share_before=shares_before,
        level=levels,
        level_before=levels_before,
        rate=share * rise,
        mix=(level - centre) * move,
        status=status,
    )
    return Decomposition(rows, table)
