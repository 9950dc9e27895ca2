"""The headline: the wave it is compared with, its change, and both under other defensible choices. Input: a survey.

A choice changes one thing and leaves the rest as published: the weights, who is kept, how missing answers are treated,
or the composition of the sample. Its interval takes that choice as given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.rows.survey import Survey
from manyi.stats.compare.change import changes
from manyi.stats.design.design import Design
from manyi.stats.estimate.means_and_shares import means
from manyi.stats.models.imputation import completed
from manyi.stats.survey_sample import survey_design

LARGEST = 2.0  # multiple of the wave's mean weight at which the choice `cut` cuts weights
SAME = 1e-9  # weights that differ by no more are equal, where only sums are known


def comparable_wave(survey: Survey) -> int | None:
    """Return the previous wave if changes from it may be tested: both waves came with weights, or both without."""
    unweighted = survey.study.design.unweighted
    before = survey.previous
    return None if before is None or before in unweighted or survey.year in unweighted else before


def headline_wave(survey: Survey) -> int | None:
    """Return the wave the headline may be compared with; None if there is none or the question changed."""
    before = comparable_wave(survey)
    broken = before is not None and survey.codebook.broken(survey.study.claims.outcome, before, survey.year)
    return None if broken else before


def headline_change(design: Design, survey: Survey, before: int | None) -> pd.Series | None:
    """Return the change of the headline as tested in its declared family; None if nothing may be compared."""
    plan, book = survey.study.claims, survey.codebook
    if before is None or book.broken(plan.outcome, before, survey.year):
        return None
    items = dict.fromkeys([plan.outcome, *plan.family])
    family = [item for item in items if not book.broken(item, before, survey.year)]
    matters = {item: plan.delta * book.span(item) / book.span(plan.outcome) for item in family}
    moved = changes(design, family, survey.year, before, delta=matters)
    return moved[moved["item"] == plan.outcome].iloc[0]


def other_choices(survey: Survey, kept: Survey, before: int | None = None, delta: float = 2.0) -> pd.DataFrame:
    """Return the outcome as published and under each other choice: a changes frame, or of levels where before is None.

    kept: the same survey with its careless respondents; the survey itself if nobody was removed as careless. Choices:
    published, base and cut (raked surveys), unweighted, careless, imputed, and held:<item> for every item of
    `claims.held`; `imputed` is refused for rows that stay on disk, which record that. Column `choice` names
    them. Intervals are for one change alone.
    """
    plan, waves = survey.study.claims, [wave for wave in (before, survey.year) if wave]
    rows = []
    for name, design in _choices(survey, kept, waves):
        if before is None:
            estimated = means(design, plan.outcome).table
        else:
            estimated = changes(design, plan.outcome, survey.year, before, delta=delta)
        rows.append(estimated.assign(choice=name))
    return pd.concat(rows, ignore_index=True)


def _choices(survey: Survey, kept: Survey, waves: Sequence[int]) -> Iterator[tuple[str, Design]]:
    """Yield the design of each choice that differs from what is published."""
    published, outcome = survey_design(survey, *waves), survey.study.claims.outcome
    yield "published", published
    if published.replicates is not None:  # no other weight has replicates
        return
    if _weights_differ(published):
        yield "unweighted", published.weighed((), lambda rows: np.ones(len(rows)))
    if survey.study.weighting.margins:
        yield "base", published.weighed(["base_weight"], lambda rows: rows["base_weight"].to_numpy(float))
        yield "cut", published.weighed(["weight"], lambda rows: np.minimum(rows["weight"].to_numpy(float), LARGEST))
    if kept is not survey:
        yield "careless", survey_design(kept, *waves)
    if survey.stored:
        survey.stored.refuse("imputed")
    elif published.frame.loc[published.inside, outcome].isna().any():
        imputed = None
        with suppress(InputError):  # too few answered the same items: this choice has no answer
            imputed = _imputed(published, survey)
        if imputed is not None:
            yield "imputed", imputed
    for item in survey.study.claims.held if len(waves) > 1 else []:
        if all(survey.codebook.asked(item, wave) for wave in waves):
            yield f"held:{item}", _held(published, item, *waves)


def _weights_differ(design: Design) -> bool:
    """Return whether two respondents have different weights."""
    held = design.only()
    if held.sums is None:
        return bool(np.ptp(held.weights) > 0)
    each, squared = held.weights / held.sums.count, np.square(held.weights)
    return bool(np.ptp(each) > SAME or (held.sums.squares * held.sums.count > squared * (1 + SAME)).any())


def _imputed(design: Design, survey: Survey) -> Design:
    """Return the design with missing outcomes predicted from the other ratings, wave by wave."""
    outcome, frame = survey.study.claims.outcome, design.frame
    models = survey.study.claims.models[:1]  # its drivers were all asked of the same people
    rated = [name for model in models for name in model.drivers if pd.api.types.is_float_dtype(frame[name])]
    filled = frame[outcome].to_numpy(float).copy()
    for wave in frame["wave"].unique():
        rows = np.flatnonzero(design.inside & (frame["wave"] == wave).to_numpy())
        answers = frame.iloc[rows][[outcome, *rated]].to_numpy(float)
        filled[rows] = completed(answers[:, ~np.isnan(answers).all(axis=0)], design.weights[rows])[:, 0]
    return replace(design, frame=frame.assign(**{outcome: filled}))


def _held(design: Design, item: str, before: int, now: int) -> Design:
    """Return the design whose latest wave has the earlier wave's shares of an item's groups."""
    held = design.only(by=[item])
    weights = pd.Series(np.where(held.inside, held.weights, 0.0))
    groups = [held.frame["wave"].to_numpy(), held.frame[item].astype(str).to_numpy()]
    by_wave = weights.groupby(groups).sum().unstack(0).fillna(0.0)  # noqa: PD010
    shares = by_wave / by_wave.sum()
    ratio = shares[before] / shares[now].replace(0.0, np.nan)

    def held_alike(rows: pd.DataFrame) -> np.ndarray:
        factor = rows[item].astype(str).map(ratio).astype(float).fillna(1.0).to_numpy(float)
        return np.asarray(rows["weight"].to_numpy(float) * np.where(rows["wave"] == now, factor, 1.0))

    return design.weighed(["weight", "wave", item], held_alike)
