"""A survey as a sample, `survey.sample(2024)`: from its rows, or, where they stay on disk, from sums over them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from manyi.errors import InputError, place
from manyi.floors import furnish
from manyi.language.periods import Period
from manyi.rows.loading import load
from manyi.rows.survey import Survey
from manyi.stats.design.replication import Kind, Replication, degrees_of, factors_of
from manyi.stats.sample import Sample
from manyi.stats.stored_sample import StoredSample
from manyi.study.reading import REPLICATE
from manyi.study.study import Study


def survey_design(survey: Survey, *waves: int, weight: str | None = None) -> Sample:
    """Return the sample of a survey, a row per respondent: the eligible as its domain, of some waves (default: all).

    weight: one of the study's `design.weights`, "" for its own; None: that of the survey. Raises InputError: a wave
    nobody answered in, an unknown weight, replicate weights of rows that stay on disk.
    """
    if weight is not None:
        return weighted(survey_design(survey, *waves), weight)
    if waves and not set(waves) & set(survey.waves):
        raise InputError(f"no respondents in wave {', '.join(map(str, waves))}", survey.study.study, survey.waves)
    rows: Any = survey.frame
    if survey.stored is not None:
        if survey.study.design.replicates is not None:
            raise InputError(
                f"errors from replicate weights need every row, and {len(rows):,} are more than rows_in_memory",
                survey.study.study,
            )
        return StoredSample(rows, picked=waves, **_design_of(survey, survey.stored.clustered(waves)))
    if waves:
        rows = rows[rows["wave"].isin(waves)]
    rows, replicates = _replicated(rows.reset_index(drop=True), survey.study)
    clustered = not bool(rows["psu"].is_unique or (rows["psu"] == rows["row"]).all())
    design = _design_of(survey, clustered) | {"replicates": replicates}
    return Sample(rows, domain=rows["eligible"].to_numpy(bool), **design)


def _design_of(survey: Survey, clustered: bool) -> dict[str, Any]:
    margins = tuple(survey.study.weighting.margins)
    return {
        "stratum": "stratum", "psu": "psu" if clustered else None, "base_weight": "base_weight", "margins": margins,
        "raked_within": "wave" if margins else None, "raked": "in_population" if margins else None, "wave": "wave",
        "lonely": survey.study.design.lonely, "basis": survey.study.basis,
        "ends": survey.codebook.ends(survey.frame.columns), "study": survey.study, "codebook": survey.codebook,
    }  # fmt: skip


def weighted(sample: Sample, name: str) -> Sample:
    """Return the sample with another weight of its study, "" for the study's own; rows without it are outside.

    Raises InputError: an unknown weight.
    """
    assert sample.study is not None  # noqa: S101 - a sample of a survey
    other = survey_design(load(sample.study.study, max(sample.waves), weight=name), *sample.waves)
    if without := set(sample.waves) & set(other.study.design.unweighted if other.study else []):
        raise InputError(f"wave {Period(min(without))} was delivered without the weight {name}", sample.study.study)
    if isinstance(sample, StoredSample) and isinstance(other, StoredSample):
        return replace(other, conditions=sample.conditions, derived=sample.derived)
    rows, there = other.frame.set_index("row"), sample.frame["row"]
    if not there.isin(rows.index).all():
        raise InputError("a sample with rows of its own has no other weights", sample.study.study)
    drawn = rows.loc[there, ["base_weight", "weight", "in_population", "eligible"]].reset_index(drop=True)
    domain = drawn["eligible"].to_numpy(bool) & (True if sample.domain is None else sample.domain)
    frame = sample.frame.assign(**drawn)
    chosen = {part: getattr(other, part) for part in ("margins", "raked_within", "raked", "study")}
    return replace(sample, frame=frame, domain=domain, **chosen)


def _replicated(frame: pd.DataFrame, study: Study) -> tuple[pd.DataFrame, Replication | None]:
    """Return the rows with their replicate weights, 0 where there is no weight, and a description of these."""
    given = study.design.replicates
    if given is None:
        return frame, None
    kinds: dict[str, Kind] = {"brr": "BRR", "fay": "Fay", "jk1": "JK1", "jkn": "JKn", "bootstrap": "bootstrap"}
    columns = [f"{REPLICATE}{position}" for position in range(1, len(given.columns) + 1)]
    weights = frame[columns].to_numpy(float)
    if (lost := np.isnan(weights[frame["weight"] > 0]).any(axis=0)).any():
        raise InputError("a replicate weight is missing", place(study.study, column=given.columns[int(lost.argmax())]))
    weights = np.nan_to_num(weights)
    scale = factors_of(kinds[given.kind], len(columns), given.fay, given.factors)
    first = (frame["wave"] == frame["wave"].iloc[0]).to_numpy()  # all waves have the same kind of replicates
    df = degrees_of(weights[first]) if given.df is None else given.df
    scaled = frame.assign(**dict(zip(columns, weights.T, strict=True)))
    return scaled, Replication(tuple(columns), scale, df, given.centre)


furnish(Survey, sample=survey_design)
furnish(Sample, weighted=weighted)
